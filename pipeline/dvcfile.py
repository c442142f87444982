"""dvc.yaml written from the stage graph, so that `dvc repro` and `touchstone nightly` cannot drift apart."""

from pathlib import Path

import yaml

from pipeline.datasets import training
from pipeline.datasets.dataset import Dataset
from pipeline.graph import ALL_STAGES
from pipeline.stage import Stage

HEADER = """# Written by `touchstone describe docs`; do not edit. The stages are those of pipeline/graph.py.
# `dvc repro` builds the night named in params.yaml and the earlier nights it looks back on, retrains as of that night,
# and promotes the challenger; it stops there when the gate refuses. `touchstone nightly` runs the same stages without
# DVC and publishes the night under data/runs, which `dvc repro` leaves alone.
# The champion is no dependency: a night is scored by the model that was champion when it was scored.
"""
NIGHT = "${night}"
DATA = "data"
MODELS = "models/artifacts"
ROOT = Path(__file__).parents[1]

# What every stage stands on: a change here may change any table.
FOUNDATIONS = ("features/contracts", "pipeline/datasets")
# All else under raw may be absent, and to DVC an absent dependency is an error: a stage that reads any of it depends on
# the whole of raw. It is then run more often than it must be; what it writes is the same, so nothing after it is.
ALWAYS_GIVEN = frozenset({"catalogs", "snapshots"})
# Earlier nights are many and not DVC's. `backfill_features` builds them and writes down their digests.
PAST = {
    "sightings": training.SEEN_NIGHTS,
    "work": training.SEEN_NIGHTS,
    "runs": training.SEEN_NIGHTS,
    "feature_log": training.LOGGED_NIGHTS,
}


def render() -> str:
    """The text of dvc.yaml."""
    stages = {stage.name: _entry(stage) for stage in ALL_STAGES}
    return HEADER + yaml.safe_dump({"stages": stages}, sort_keys=False, width=120)


def _entry(stage: Stage) -> dict[str, object]:
    # The module and not the console script: a copy of the repository (dvc exp run --temp) must run its own code.
    entry: dict[str, object] = {"cmd": f"python -m pipeline run {stage.name} --date {NIGHT}"}
    tables = {path_of(dataset) for dataset in (*stage.reads, *(PAST[name] for name in stage.data))}
    entry["deps"] = sorted({*_code_paths(stage), *_raw_paths(stage), *tables})
    if stage.params:
        entry["params"] = list(stage.params)
    if stage.writes:
        # Big dated tables stay out of DVC's cache and survive until their stage rewrites them.
        entry["outs"] = [{path_of(dataset): {"cache": False, "persist": True}} for dataset in stage.writes]
    return entry


def _code_paths(stage: Stage) -> set[str]:
    paths = {f"pipeline/stages/{stage.name}.py", *FOUNDATIONS, *stage.code}
    if "models" in paths:
        # File by file: the folder holds models/artifacts, which training writes.
        paths = paths - {"models"} | {f"models/{path.name}" for path in (ROOT / "models").glob("*.py")}
    return {path for path in paths if not any(path.startswith(f"{folder}/") for folder in paths)}


def _raw_paths(stage: Stage) -> set[str]:
    if set(stage.raw) <= ALWAYS_GIVEN:
        return {f"{DATA}/raw/{name}" for name in stage.raw}
    return {f"{DATA}/raw"}


def path_of(dataset: Dataset) -> str:
    """Where the dataset lies, relative to the repository's root, with `${night}` for the night."""
    root = MODELS if dataset.root == "models" else DATA
    return f"{root}/{dataset.path.format(night=NIGHT)}"
