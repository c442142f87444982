"""dvc.yaml written from the stage graph, so that `dvc repro` and `touchstone nightly` cannot drift apart."""

import yaml

from pipeline.datasets.dataset import Dataset
from pipeline.graph import NIGHT_STAGES, TRAINING_STAGES
from pipeline.stage import Stage

HEADER = """# Written by `touchstone describe docs`; do not edit. The stages are those of pipeline/graph.py.
# `dvc repro` rebuilds the night named in params.yaml and retrains as of that night; `touchstone nightly` runs the
# same stages without DVC.
"""
NIGHT = "${night}"
DATA = "data"
MODELS = "models/artifacts"


def render() -> str:
    """The text of dvc.yaml."""
    stages = {stage.name: _entry(stage) for stage in (*NIGHT_STAGES, *TRAINING_STAGES)}
    return HEADER + yaml.safe_dump({"stages": stages}, sort_keys=False, width=120)


def _entry(stage: Stage) -> dict[str, object]:
    entry: dict[str, object] = {"cmd": f"touchstone run {stage.name} --date {NIGHT}"}
    code = [f"pipeline/stages/{stage.name}.py", *stage.code]
    raw = [_raw_path(name) for name in stage.raw]
    entry["deps"] = sorted({*code, *raw, *(_path(dataset) for dataset in stage.reads)})
    if stage.params:
        entry["params"] = list(stage.params)
    if stage.writes:
        # Big dated tables stay out of DVC's cache and survive until their stage rewrites them.
        entry["outs"] = [{_path(dataset): {"cache": False, "persist": True}} for dataset in stage.writes]
    return entry


def _raw_path(name: str) -> str:
    return f"{DATA}/raw/{name}"


def _path(dataset: Dataset) -> str:
    root = MODELS if dataset.root == "models" else DATA
    return f"{root}/{dataset.path.format(night=NIGHT)}"
