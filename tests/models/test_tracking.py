"""The tracker keeps a diary of trainings, and nothing else needs it."""

import shutil
import subprocess
import sys

import numpy as np
import pytest

from models import tracking
from models.classifier import ClassifierParams, train_classifier
from models.errors import TrackingMissing
from models.gate_params import GateParams
from models.metrics import reliability_table
from models.model_card import model_card
from models.plots import precision_recall_png, reliability_png
from models.rule_terms import baseline_rules
from models.splits import SplitParams, time_and_seller_split
from models.tracking import TrainingRecord, flat, move_aliases, record_training, set_alias, version_of
from models.training import (
    RetrainingParams,
    artifact_of,
    evaluate_challenger,
    gate_challenger,
    split_of,
    train_challenger,
    training_facts,
)

LABEL = np.array([0, 1, 0, 1, 1, 0] * 20, dtype="float64")
SCORES = np.linspace(0.01, 0.99, 120)
PNG = b"\x89PNG"


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """One migrated database: the first opening takes seconds."""
    pytest.importorskip("mlflow")
    folder = tmp_path_factory.mktemp("tracked")
    tracking.version_of(folder, "champion")
    return folder / "mlflow.db"


@pytest.fixture
def models(migrated, tmp_path, monkeypatch):
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    shutil.copy(migrated, tmp_path / "mlflow.db")
    return tmp_path


@pytest.fixture(scope="module")
def booster(inputs):
    split = time_and_seller_split(inputs.sightings, inputs.as_of, SplitParams())
    params = ClassifierParams(most_rounds=10, least_rounds=10, folds=2)
    return artifact_of(train_classifier(split.train, inputs.unjudged, inputs.spec, params), inputs.spec).booster


def test_a_training_is_kept_with_params_metrics_plots_and_the_booster_as_text(models, booster):
    import mlflow

    record = TrainingRecord(
        "as of 2026-11-18", {"classifier.leaves": 15}, {"average_precision": 0.7, "unknown": None},
        {"reliability.png": PNG}, {"data_digest": "abc", "mlflow.source.git.commit": "def"},
    )  # fmt: skip
    run_id, version = record_training(models, record, booster, ["lightgbm==4.7.0"])
    run = mlflow.MlflowClient().get_run(run_id)
    assert run.data.params == {"classifier.leaves": "15"} and run.data.metrics == {"average_precision": 0.7}
    assert run.data.tags["data_digest"] == "abc" and run.data.tags["mlflow.source.git.commit"] == "def"
    files = sorted(path.name for path in (models / "mlruns").rglob("*") if path.is_file())
    assert "reliability.png" in files and "model.lgb" in files
    assert not [name for name in files if name.endswith((".pkl", ".joblib"))]
    set_alias(models, "challenger", version)
    move_aliases(models)
    assert (version_of(models, "champion"), version_of(models, "challenger")) == (version, None)


def test_an_alias_nobody_set_points_nowhere(models):
    assert version_of(models, "champion") is None


def test_a_missing_tracker_is_named_with_its_extra(monkeypatch, tmp_path):
    monkeypatch.setattr(tracking, "is_tracking_installed", lambda: False)
    with pytest.raises(TrackingMissing, match="extra `train`"):
        set_alias(tmp_path, "champion", "1")


def test_nested_params_become_dotted_names():
    assert flat({"classifier": {"leaves": 15, "calibration": {"x": 1}}}) == {
        "classifier.leaves": 15,
        "classifier.calibration.x": 1,
    }


def test_plots_are_the_same_bytes_every_time():
    for draw in (
        lambda: reliability_png(reliability_table(LABEL, SCORES)),
        lambda: precision_recall_png(LABEL, SCORES),
    ):
        assert draw() == draw() and draw().startswith(PNG)


def test_importing_the_models_loads_no_heavy_library():
    code = (
        "import sys, models.training, models.ranking, models.explain, models.tracking, models.plots, models.promotion;"
        "print([name for name in ('lightgbm', 'sklearn', 'mlflow', 'matplotlib', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_a_retraining_is_trained_judged_and_gated_against_the_rules(inputs):
    params = RetrainingParams(
        SplitParams(),
        ClassifierParams(most_rounds=60, folds=2),
        GateParams(bootstrap_times=50, most_calibration_error=0.3),
    )
    trained = train_challenger(inputs, params)
    challenger = artifact_of(trained, inputs.spec)
    capacity = {"acme": 10, "bolt": 10}
    figures = evaluate_challenger(
        inputs, challenger, baseline_rules(), capacity, params, newest_seller_column="seller_age_days"
    )
    assert list(figures["rankings"]) == ["challenger", "rules", "cheapest_first", "newest_seller_first"]
    assert 0 < figures["random_split_average_precision"] <= 1
    # The rules know none of this market's columns, so anything that learned something passes.
    assert gate_challenger(inputs, challenger, baseline_rules(), capacity, params).passed
    card = model_card(training_facts(trained, inputs, split_of(inputs, params.splits).cut), figures)
    assert "| rules |" in card and "warning" in card and "unknown" not in card


def test_a_card_says_unknown_where_nothing_was_measured():
    assert "unknown" in model_card({}, {})
