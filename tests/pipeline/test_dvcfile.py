"""dvc.yaml says what the stages say, and says it as DVC can use it."""

from pathlib import Path

import pytest
import yaml

from pipeline import dvcfile, generated
from pipeline.dvcfile import path_of
from pipeline.graph import ALL_STAGES

ROOT = Path(__file__).parents[2]
STAGES = yaml.safe_load(dvcfile.render())["stages"]
each_stage = pytest.mark.parametrize("stage", ALL_STAGES, ids=lambda stage: stage.name)


def outs_of(name):
    return [next(iter(out)) for out in STAGES[name].get("outs", [])]


def test_the_checked_in_files_are_fresh(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert generated.stale_files() == [], "run `touchstone describe docs`"


def test_params_yaml_keeps_the_values_a_person_gave_it(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    generated.write_files()
    (tmp_path / "params.yaml").write_text("classifier:\n  leaves: 9\n")
    assert Path("params.yaml") in generated.write_files()
    assert "  leaves: 9\n" in (tmp_path / "params.yaml").read_text()
    assert "learning_rate:" in (tmp_path / "params.yaml").read_text()
    assert generated.stale_files() == []


def test_every_stage_is_there_in_order():
    assert list(STAGES) == [stage.name for stage in ALL_STAGES]


@each_stage
def test_a_stage_is_run_by_its_name_for_the_night_of_params_yaml(stage):
    assert STAGES[stage.name]["cmd"] == f"python -m pipeline run {stage.name} --date ${{night}}"


@each_stage
def test_what_is_read_and_written_is_dependency_and_output(stage):
    assert {path_of(dataset) for dataset in stage.reads} <= set(STAGES[stage.name]["deps"])
    assert outs_of(stage.name) == [path_of(dataset) for dataset in stage.writes]


@each_stage
def test_dated_outputs_stay_out_of_the_cache_and_survive_until_they_are_rewritten(stage):
    for out in STAGES[stage.name].get("outs", []):
        assert next(iter(out.values())) == {"cache": False, "persist": True}


@each_stage
def test_code_dependencies_are_there(stage):
    code = [path for path in STAGES[stage.name]["deps"] if not path.startswith(("data/", "models/artifacts"))]
    assert f"pipeline/stages/{stage.name}.py" in code
    assert [path for path in code if not (ROOT / path).exists()] == []


@each_stage
def test_only_what_is_always_given_is_a_dependency_of_its_own(stage):
    raw = [path for path in STAGES[stage.name]["deps"] if path.startswith("data/raw")]
    assert set(raw) <= {"data/raw", "data/raw/catalogs", "data/raw/snapshots"}


def test_no_dependency_holds_an_output_that_is_written_after_it_is_read():
    """A folder that holds an output makes its readers wait for the writer; models/ would make training wait for itself."""
    order = list(STAGES)
    for name, stage in STAGES.items():
        for later in order[order.index(name) :]:
            inside = [out for out in outs_of(later) for dep in stage["deps"] if out == dep or out.startswith(f"{dep}/")]
            assert inside == [] or later == "backfill_features", (name, later)


def test_a_night_that_looks_back_waits_for_the_nights_it_looks_back_on():
    for name in ("link_products", "build_features", "write_report", "build_training_set"):
        assert "data/training/seen_nights.json" in STAGES[name]["deps"]
    assert "data/training/logged_nights.json" in STAGES["build_training_set"]["deps"]
    for name in ("ingest_snapshot", "extract_signals"):
        assert "data/training/seen_nights.json" not in STAGES[name]["deps"]
