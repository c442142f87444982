"""Training runs written to MLflow where it is installed. A diary: nothing is ever loaded from it to score."""

import importlib.metadata
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd

from models import tracking
from models.artifact import Artifact
from models.labels import Labels
from models.plots import precision_recall_png, reliability_png
from pipeline.stage import Context


def record_evaluation(
    context: Context, artifact: Artifact, evaluation: dict[str, Any], evaluated: pd.DataFrame, *, facts: dict[str, Any]
) -> None:
    """One run with params, metrics, plots, data digest and git commit; the challenger alias points at it."""
    if not is_kept(context):
        return
    record = tracking.TrainingRecord(
        name=f"as-of-{context.night_text}",
        params=tracking.flat(context.params.model_dump(mode="json")),
        metrics=_metrics(evaluation["figures"]),
        plots=_plots(evaluation, evaluated),
        tags={
            "data_sha256": str(facts["data_sha256"]),
            "git_commit": git_commit(),
            "model_version": artifact.model_version,
            "gate_passed": str(evaluation["gate"]["passed"]),
        },
    )
    requirements = [f"lightgbm=={importlib.metadata.version('lightgbm')}"]
    _, version = tracking.record_training(context.models, record, artifact.booster, requirements)
    tracking.set_alias(context.models, "challenger", version)


def note_promotion(context: Context) -> None:
    """Moves the aliases after a promotion."""
    if is_kept(context):
        tracking.move_aliases(context.models)


def is_kept(context: Context) -> bool:
    """Whether this training goes into the diary; says why when it should and cannot."""
    if not context.params.tracking.enabled:
        return False
    if not tracking.is_tracking_installed():
        context.progress.say("  not tracked: mlflow is not installed (extra `train`)")
        return False
    return True


def git_commit() -> str:
    """The commit of the code that is running, or `unknown` outside a checkout."""
    command = ["git", "-C", str(Path(__file__).parent), "rev-parse", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return done.stdout.strip() or "unknown"


def _metrics(figures: dict[str, Any]) -> dict[str, float | None]:
    """Every ranking's figures as `ranking.figure`, the random split's beside them."""
    found = {
        f"{ranking}.{name}": told["value"]
        for ranking, named in figures["rankings"].items()
        for name, told in named.items()
        if isinstance(told, dict)
    }
    return found | {"random_split.average_precision": figures["random_split_average_precision"]}


def _plots(evaluation: dict[str, Any], evaluated: pd.DataFrame) -> dict[str, bytes]:
    if not len(evaluated):
        return {}
    label, score = evaluated[Labels.label].to_numpy("float64"), evaluated["challenger"].to_numpy("float64")
    reliability = pd.DataFrame(evaluation["figures"]["challenger"]["reliability"])
    return {"reliability.png": reliability_png(reliability), "precision_recall.png": precision_recall_png(label, score)}
