"""The notebooks run on a small market, with a champion and without one, and each .ipynb is in step with its .py."""

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from models.splits import SplitParams, is_held_out, seller_groups
from pipeline import training
from pipeline.nightly import run_night
from pipeline.params import Params
from pipeline.progress import Progress
from pipeline.simulator import simulate
from pipeline.stage import Context

jupytext = pytest.importorskip("jupytext")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")
pytest.importorskip("matplotlib")

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "notebooks").glob("*.py"))
NIGHT = pd.Timestamp("2026-11-18").date()
KERNEL = "touchstone-tests"
# A gate that lets anything through and trees that learn from a handful: what is tested is the reading, not the model.
PARAMS = {
    "splits": {"test_nights": 2},
    "classifier": {"least_positives": 2, "least_negatives": 2, "most_rounds": 30, "folds": 2},
    "gate": {
        "least_test_rows": 1,
        "least_test_positives": 1,
        "bootstrap_times": 50,
        "worse_margin": 1,
        "most_calibration_error": 1,
        "fallen_from_fakes": 1000,
    },
    "tracking": {"enabled": False},
}


@pytest.fixture(scope="session")
def demo(tmp_path_factory, own_secret) -> Path:
    """A folder as `make demo` leaves it, from a market of four nights whose every listing was judged. Do not change it."""
    folder = tmp_path_factory.mktemp("notebooks") / "demo"
    simulate(folder, nights=4, end=NIGHT, seed=4, listings=200)
    judge_everything(folder)
    places = {"raw": folder / "raw", "data": folder / "data", "models": folder / "models"}
    context = Context(NIGHT, **places, params=Params.model_validate(PARAMS), progress=Progress(is_silent=True))
    training.train(context, may_backfill=True)
    training.promote(context)
    run_night(replace(context, params=Params()))
    return folder


def judge_everything(folder: Path) -> None:
    """The truth as verdicts: of most sellers before the judged nights begin, of the held-out ones on the last day."""
    truth = pd.read_json(folder / "truth" / "truth.jsonl", lines=True, dtype={"listing_id": str})
    truth = truth[truth["brand_id"].notna()]
    is_late = is_held_out(seller_groups(truth), SplitParams())
    events = [
        {
            "decision_id": f"judged {at}",
            **{name: getattr(row, name) for name in ("platform", "listing_id", "brand_id")},
            "verdict": "counterfeit" if row.is_counterfeit else "genuine",
            "basis": "rights_holder",
            "decided_at": "2026-11-17T09:00:00+00:00" if late else "2026-11-15T21:00:00+00:00",
        }
        for at, (row, late) in enumerate(zip(truth.itertuples(), is_late, strict=True))
    ]
    lines = "".join(json.dumps(event) + "\n" for event in events)
    (folder / "raw" / "decisions" / "decisions.jsonl").write_text(lines, encoding="utf-8")


@pytest.fixture(scope="session")
def rules_only(demo, tmp_path_factory) -> Path:
    """The demo as it is when the gate refused: no champion."""
    folder = tmp_path_factory.mktemp("refused") / "demo"
    shutil.copytree(demo, folder)
    shutil.rmtree(folder / "models" / "champion")
    return folder


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Runs a notebook's source over a demo folder, in this interpreter's own kernel; gives the executed notebook."""
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": KERNEL,
        "language": "python",
    }
    kernel = tmp_path / "jupyter" / "kernels" / KERNEL / "kernel.json"
    kernel.parent.mkdir(parents=True)
    kernel.write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")

    def execute(source: Path, folder: Path):
        monkeypatch.setenv("TOUCHSTONE_DEMO", str(folder))
        from jupyter_client import AsyncKernelManager

        # Over files, not ports: the tests keep the network shut.
        manager = AsyncKernelManager(kernel_name=KERNEL, transport="ipc", ip=str(tmp_path / "kernel"))
        notebook = jupytext.read(source)
        client = nbclient.NotebookClient(notebook, km=manager, timeout=120, resources={"metadata": {"path": ROOT}})
        return client.execute()

    return execute


def words(notebook) -> str:
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    return "\n".join(output.get("text", "") for output in outputs)


def pictures(notebook) -> int:
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    return sum("image/png" in output.get("data", {}) for output in outputs)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_notebook_runs_over_a_demo(source, demo, run):
    assert (demo / "models" / "champion").exists()
    notebook = run(source, demo)
    assert pictures(notebook) >= 2
    if source.stem.startswith("error_analysis"):
        assert "Judged here: the champion" in words(notebook)


def test_without_a_champion_the_rules_are_judged(rules_only, run):
    notebook = run(ROOT / "notebooks" / "error_analysis_of_the_champion.py", rules_only)
    assert "Judged here: the rules" in words(notebook)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_without_a_demo_a_notebook_says_how_to_make_one(source, tmp_path, monkeypatch):
    monkeypatch.setenv("TOUCHSTONE_DEMO", str(tmp_path / "nothing"))
    first = next(cell for cell in jupytext.read(source).cells if cell.cell_type == "code")
    with pytest.raises(SystemExit, match="make demo"):
        exec(compile(first.source, source.name, "exec"), {})


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_pair_is_in_step_and_holds_no_outputs(source):
    kept = jupytext.read(source.with_suffix(".ipynb"))
    told = [[(cell.cell_type, cell.source) for cell in one.cells] for one in (jupytext.read(source), kept)]
    assert told[0] == told[1], "run: jupytext --to ipynb --update notebooks/*.py"
    assert all(not cell.outputs and cell.execution_count is None for cell in kept.cells if cell.cell_type == "code")
