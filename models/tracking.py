"""Training runs in MLflow, beside the models and never in their way: the night works with no tracker installed.

The registry is a diary, not a trust boundary: nothing is ever loaded from it to score. Aliases there (champion,
challenger, previous) follow the folders under MODELS, which decide.
"""

import logging
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.errors import TrackingMissing

EXPERIMENT = "touchstone"
REGISTERED = "touchstone-classifier"
_MOST_PARAM_CHARACTERS = 500
_URI_VARIABLE = "MLFLOW_TRACKING_URI"


@dataclass(frozen=True)
class TrainingRecord:
    """What is kept of one training: flat params and metrics, PNG plots by file name, tags (data digest, git commit)."""

    name: str
    params: Mapping[str, Any]
    metrics: Mapping[str, float | None]
    plots: Mapping[str, bytes] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


def tracking_uri(models: Path) -> str:
    """Where runs are kept: $MLFLOW_TRACKING_URI, else a sqlite database under MODELS."""
    return os.environ.get(_URI_VARIABLE) or f"sqlite:///{(models / 'mlflow.db').resolve()}"


def record_training(models: Path, record: TrainingRecord, booster: Any, pip_requirements: list[str]) -> tuple[str, str]:
    """Keeps a run with its booster (LightGBM's own text); gives (run id, registered version).

    Raises TrackingMissing when MLflow is not installed.
    """
    mlflow = _mlflow(models)
    _open_experiment(mlflow, models)
    with mlflow.start_run(run_name=record.name) as run:
        mlflow.set_tags(dict(record.tags))
        mlflow.log_params({name: str(value)[:_MOST_PARAM_CHARACTERS] for name, value in record.params.items()})
        mlflow.log_metrics({name: float(value) for name, value in record.metrics.items() if value is not None})
        _log_plots(mlflow, record.plots)
        kept = mlflow.lightgbm.log_model(
            booster, name="classifier", pip_requirements=pip_requirements, registered_model_name=REGISTERED
        )
    return run.info.run_id, str(kept.registered_model_version)


def set_alias(models: Path, alias: str, version: str) -> None:
    """Points an alias (champion, challenger, previous) at a registered version."""
    _client(models).set_registered_model_alias(REGISTERED, alias, version)


def version_of(models: Path, alias: str) -> str | None:
    """The registered version an alias points at, or None."""
    from mlflow.exceptions import MlflowException

    try:
        return str(_client(models).get_model_version_by_alias(REGISTERED, alias).version)
    except MlflowException:
        return None


def move_aliases(models: Path) -> None:
    """After a promotion: champion → previous, challenger → champion."""
    champion, challenger = version_of(models, "champion"), version_of(models, "challenger")
    if champion is not None:
        set_alias(models, "previous", champion)
    if challenger is not None:
        set_alias(models, "champion", challenger)
        _client(models).delete_registered_model_alias(REGISTERED, "challenger")


def is_tracking_installed() -> bool:
    """Whether MLflow can be imported; nothing is imported to find out."""
    from importlib.util import find_spec

    return find_spec("mlflow") is not None


def flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested blocks as `block.key` → value, for params."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        found |= flat(value, f"{prefix}{name}.") if isinstance(value, Mapping) else {prefix + name: value}
    return found


def _mlflow(models: Path) -> Any:
    """MLflow pointed at this installation's database. Its telemetry is switched off before it is imported."""
    if not is_tracking_installed():
        raise TrackingMissing(
            "tracking: mlflow is not installed. Install the extra `train`, or train with tracking off."
        )
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    os.environ["DO_NOT_TRACK"] = "true"
    import mlflow
    import mlflow.lightgbm
    from mlflow.utils.logging_utils import disable_logging

    # What a person should know is said by the commands; the tracker's chatter would bury it.
    disable_logging()
    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    models.mkdir(parents=True, exist_ok=True)
    given = os.environ.get(_URI_VARIABLE)
    mlflow.set_tracking_uri(tracking_uri(models))
    if given is None:
        # MLflow writes the address into the environment, where the next MODELS folder would take it for a person's wish.
        os.environ.pop(_URI_VARIABLE, None)
    return mlflow


def _open_experiment(mlflow: Any, models: Path) -> None:
    if mlflow.get_experiment_by_name(EXPERIMENT) is None:
        mlflow.create_experiment(EXPERIMENT, artifact_location=(models / "mlruns").resolve().as_uri())
    mlflow.set_experiment(EXPERIMENT)


def _client(models: Path) -> Any:
    return _mlflow(models).MlflowClient()


def _log_plots(mlflow: Any, plots: Mapping[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in plots.items():
            Path(folder, name).write_bytes(content)
        if plots:
            mlflow.log_artifacts(folder, artifact_path="plots")
