"""`dvc repro` in a copy of the repository: the night is built, a model trained and promoted, and nothing is done twice."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest
import yaml

from pipeline.graph import ALL_STAGES, FEATURE_STAGES
from pipeline.nightly import run_night
from pipeline.params import load_params
from pipeline.progress import Progress
from pipeline.stage import Context

pytestmark = pytest.mark.skipif(find_spec("dvc") is None, reason="dvc is not installed (the train extra)")

ROOT = Path(__file__).parents[2]
NIGHT = "2026-11-18"
CODE = ("features", "models", "pipeline", ".dvc")
FILES = ("dvc.yaml", ".dvcignore")
# Two nights teach and judge here, so every limit that asks for more is let go.
LOOSENED = {
    "splits": {"test_nights": 1, "heldout_seller_share": 0.5},
    "classifier": {"most_rounds": 30, "folds": 2, "least_positives": 2, "least_negatives": 2},
    "gate": {
        "bootstrap_times": 50,
        "least_test_rows": 1,
        "least_test_positives": 1,
        "worse_margin": 1.0,
        "worse_confidence": 0.99,
        "most_calibration_error": 1.0,
        "fallen_from_fakes": 1000,
        "leak_from_positives": 1000,
    },
    "tracking": {"enabled": False},
}


class Clone:
    """A copy of the repository with raw input of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {
            # `python` in dvc.yaml is the environment's own; the copy's code comes first on its path.
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "DVC_SITE_CACHE_DIR": str(folder.parent / "site"),
            "DVC_NO_ANALYTICS": "1",
            "MPLCONFIGDIR": str(folder.parent / "matplotlib"),
        }

    def run(self, *words: str) -> str:
        told = subprocess.run(
            [sys.executable, "-m", *words], cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        assert told.returncode == 0, told.stdout + told.stderr
        return told.stdout

    def repro(self) -> list[str]:
        """The stages that ran."""
        lines = self.run("dvc", "repro").splitlines()
        return [line.split("'")[1] for line in lines if line.startswith("Running stage")]

    def stale(self) -> set[str]:
        """The stages whose own dependencies or params changed."""
        told = json.loads(self.run("dvc", "status", "--json"))
        return {name for name, changes in told.items() if any("changed deps" in change for change in changes if change)}

    def change_params(self, changed: dict) -> None:
        path = self.folder / "params.yaml"
        params = yaml.safe_load(path.read_text())
        for block, values in changed.items():
            params[block] |= values
        path.write_text(yaml.safe_dump(params, sort_keys=False))

    def context(self) -> Context:
        return Context(
            night=date.fromisoformat(NIGHT),
            raw=self.folder / "data" / "raw",
            data=self.folder / "data",
            models=self.folder / "models" / "artifacts",
            params=load_params(self.folder / "params.yaml"),
            progress=Progress(is_silent=True),
        )

    def written(self) -> dict[str, str]:
        """Digest of every file that DVC knows of the night, up to its features, by dataset."""
        files = {
            dataset.name: dataset.at(self.folder / "data", NIGHT)
            for stage in FEATURE_STAGES
            for dataset in stage.writes
        }
        return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}


@pytest.fixture(scope="module")
def clone(market, tmp_path_factory) -> Clone:
    folder = tmp_path_factory.mktemp("clone") / "touchstone"
    folder.mkdir()
    # models/artifacts and what the tests of others left behind are no part of a fresh clone
    leave = shutil.ignore_patterns("__pycache__", "artifacts", "tmp", "cache", "config.local")
    for name in CODE:
        shutil.copytree(ROOT / name, folder / name, ignore=leave)
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    shutil.copy(ROOT / "params.yaml", folder / "params.yaml")
    shutil.copytree(market / "raw", folder / "data" / "raw")
    # None of these need be there; the photos cost more than all else and have tests of their own.
    shutil.rmtree(folder / "data" / "raw" / "complaints", ignore_errors=True)
    for photos in (folder / "data" / "raw" / "snapshots").glob("*/*/images"):
        shutil.rmtree(photos)
    judge_everything(folder / "data" / "raw", market / "truth" / "truth.jsonl")
    made = Clone(folder)
    made.run("dvc", "config", "core.no_scm", "true")
    made.change_params(LOOSENED)
    return made


def judge_everything(raw: Path, truth: Path) -> None:
    """A verdict on every listing of a brand: half in time to teach, half to judge by."""
    shutil.rmtree(raw / "decisions", ignore_errors=True)
    (raw / "decisions").mkdir()
    told = pd.read_json(truth, lines=True, dtype={"listing_id": str}).query("brand_id.notna()")
    events = [
        {
            "decision_id": f"d{at}", "platform": row.platform, "listing_id": row.listing_id, "brand_id": row.brand_id,
            "verdict": "counterfeit" if row.is_counterfeit else "genuine", "basis": "rights_holder",
            "decided_at": f"2026-11-{16 + at % 2}T{12 + at % 9:02}:00:00+00:00",
        }
        for at, row in enumerate(told.itertuples())
    ]  # fmt: skip
    (raw / "decisions" / "all.jsonl").write_text("".join(json.dumps(event) + "\n" for event in events))


def test_a_clone_is_built_and_trained_and_nothing_is_done_twice(clone):
    assert sorted(clone.repro()) == sorted(stage.name for stage in ALL_STAGES)
    assert (clone.folder / "models/artifacts/champion/model.txt").exists()
    assert (clone.folder / "data/work" / NIGHT / "report/index.html").exists()
    assert clone.repro() == []

    clone.change_params({"classifier": {"leaves": 9}})
    assert clone.stale() == {"train_classifier", "evaluate_classifier"}

    with open(clone.folder / "features/families/price.py", "a") as family:
        family.write("# changed\n")
    assert clone.stale() == {
        "ingest_catalogs",  # a sector pack may word the reasons of any family
        "backfill_features",
        "build_features",
        "score_listings",
        "rank_suspects",
        "write_report",
        "train_classifier",
        "evaluate_classifier",
    }

    # The night and `dvc repro` walk the same stages over the same past. (The scores differ: there is a champion now.)
    before = clone.written()
    run_night(clone.context())
    assert clone.written() == before
