"""Retraining: the stages in order under a lock, and what they say of the challenger."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from models.errors import ModelError
from models.evaluation import MOST_PRECISION
from models.promotion import CHAMPION, roll_back
from pipeline.datasets import training
from pipeline.datasets.dataset import read
from pipeline.errors import InputError
from pipeline.graph import TRAINING_STAGES, stage_named
from pipeline.learning_inputs import VERIFIED_MARKS, as_ours
from pipeline.night_lock import hold
from pipeline.runner import run_stages
from pipeline.stage import Context
from pipeline.stages.backfill_features import lacking_nights

LOCK = "training"
MOST_NIGHTS_NAMED = 10


@dataclass(frozen=True)
class Judgement:
    """How a challenger did, for people and as JSON."""

    evaluation: dict[str, Any]
    models: Path

    def as_dict(self) -> dict[str, Any]:
        return self.evaluation

    def lines(self) -> list[str]:
        """Rankings side by side on later nights and unseen sellers, the random-split warning, the gate, what to do next."""
        figures = self.evaluation["figures"]
        judged = figures["challenger"]
        lines = [
            f"Challenger {self.evaluation['challenger']}, trained on what was known before {self.evaluation['as_of']},",
            f"judged on later nights and unseen sellers: {judged['rows']} verdicts, {judged['positives']} counterfeit, "
            f"{judged['seller_groups']} seller groups",
            f"  {'ranking':<22}{'PR-AUC':<26}{'precision at capacity':<26}at most",
        ]
        lines += [_ranking_line(name, found) for name, found in figures["rankings"].items()]
        lines.append(
            f"  warning: a random split would claim PR-AUC {_plain(figures['random_split_average_precision'])}; "
            "it meets the same sellers twice"
        )
        gate = self.evaluation["gate"]
        lines.append(f"Gate against {self.evaluation['against']}: {'passed' if gate['passed'] else 'refused'}")
        lines += [f"  {'refuses' if found['refuses'] else 'fine'}: {found['says']}" for found in gate["findings"]]
        lines.append(
            "Next: touchstone promote" if gate["passed"] else "Next: more verdicts, then touchstone train again"
        )
        return lines


def train(context: Context, *, may_backfill: bool) -> Judgement:
    """Trains and judges a challenger as of the context's day.

    Raises InputError naming the nights the feature log lacks (unless it may rebuild them) or when labels are too few.
    """
    lacking = lacking_nights(context)
    if lacking and not may_backfill:
        raise InputError(_lacking_message(lacking))
    with hold(context.data, LOCK):
        run_stages([stage for stage in TRAINING_STAGES if stage.name != "promote_classifier"], context)
        return judgement(context)


def evaluate(context: Context) -> Judgement:
    """Judges the challenger again. Raises InputError when nothing was trained, or trained as of another day."""
    _refuse_no_challenger(context)
    with hold(context.data, LOCK):
        run_stages([stage_named("evaluate_classifier")], context)
        return judgement(context)


def promote(context: Context) -> str:
    """Makes the challenger champion. Raises GateError, with MODELS unchanged, when the gate said no."""
    _refuse_no_challenger(context)
    with hold(context.data, LOCK):
        run_stages([stage_named("promote_classifier")], context)
    return f"promoted: {context.models / CHAMPION} scores from the next night on"


def bring_back(models: Path, data: Path) -> str:
    """Puts the previous champion back."""
    with hold(data, LOCK):
        try:
            roll_back(models, verified_marks=data / VERIFIED_MARKS)
        except ModelError as refused:
            raise as_ours(refused) from refused
    return f"brought back: {models / CHAMPION} is the previous champion"


def judgement(context: Context) -> Judgement:
    """What the last evaluation wrote."""
    return Judgement(read(training.EVALUATION, context.path_of(training.EVALUATION)), context.models)


def day_of_challenger(data: Path) -> date:
    """The day the last challenger was trained as of. Raises InputError when nothing was trained."""
    path = training.TRAINING_FACTS.at(data, "")
    if not path.exists():
        raise InputError(f"no challenger under {data}. Train one: touchstone train --as-of DATE")
    return date.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["as_of"])


def _refuse_no_challenger(context: Context) -> None:
    day = day_of_challenger(context.data)
    folder = context.path_of(training.CHALLENGER)
    if not folder.is_dir():
        raise InputError(
            f"no challenger in {folder}: the training as of {day} ended without one, or went to another --models. "
            f"Train one: touchstone train --as-of {day}"
        )


def _lacking_message(lacking: list[date]) -> str:
    named = ", ".join(night.isoformat() for night in lacking[:MOST_NIGHTS_NAMED])
    more = f" and {len(lacking) - MOST_NIGHTS_NAMED} more" if len(lacking) > MOST_NIGHTS_NAMED else ""
    return (
        f"train: the feature log lacks nights, or holds them torn or with older features: {named}{more}. "
        "Run `touchstone train --backfill` to rebuild them from raw."
    )


def _ranking_line(name: str, found: dict[str, Any]) -> str:
    cells = [name.replace("_", " "), *(_interval(found[key]) for key in ("average_precision", "precision_at_capacity"))]
    # An evaluation written by an older version does not tell it.
    most = found.get(MOST_PRECISION, {}).get("value")
    return f"  {cells[0]:<22}{cells[1]:<26}{cells[2]:<26}{_plain(most)}"


def _interval(told: dict[str, Any]) -> str:
    if told["value"] is None:
        return "unknown"
    return f"{_plain(told['value'])} ({_plain(told['low'])} to {_plain(told['high'])})"


def _plain(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.3f}"
