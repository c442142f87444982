"""The challenger judged on later nights and unseen sellers, beside the champion, the rules and plain columns."""

from pathlib import Path
from typing import Any

import pandas as pd

from models.artifact import Artifact, load_artifact, score, values_of
from models.errors import ModelError, StaleModel
from models.feature_log import KEY_COLUMNS
from models.labels import Labels
from models.promotion import CHAMPION
from models.rule_terms import baseline_rules
from models.rules import Rules
from models.training import TrainingInputs, gate_challenger, split_of
from pipeline import diary
from pipeline.datasets import training
from pipeline.errors import InputError
from pipeline.learning_inputs import (
    MODEL_PARAMS,
    VERIFIED_MARKS,
    as_ours,
    capacities,
    retraining_params,
    spec_tonight,
    training_inputs,
)
from pipeline.stage import Context, Stage


def run(
    context: Context,
    *,
    training_set: pd.DataFrame,
    unjudged: pd.DataFrame,
    rivals: pd.DataFrame,
    training_facts: dict[str, Any],
    challenger: Path,
) -> dict[str, Any]:
    _refuse_another_day(context, str(training_facts["as_of"]))
    inputs = training_inputs(context, training_set, unjudged, rivals)
    try:
        judged = load_artifact(challenger, verified_marks=context.data / VERIFIED_MARKS)
        against = champion_or_rules(context)
        gate = gate_challenger(inputs, judged, against, capacities(context), retraining_params(context))
    except ModelError as refused:
        raise as_ours(refused) from refused
    evaluation = {
        "as_of": context.night_text,
        "challenger": judged.model_version,
        "against": against.model_version,
        # Judged when it was trained, on the same rows: the figures travel with the model.
        "figures": {name: told for name, told in judged.metrics.items() if name != "facts"},
        "gate": gate.as_json(),
    }
    evaluated = _evaluated_rows(context, inputs, judged)
    diary.record_evaluation(context, judged, evaluation, evaluated, facts=training_facts)
    return {training.EVALUATION.name: evaluation, training.EVALUATED.name: evaluated}


def _refuse_another_day(context: Context, trained: str) -> None:
    """The rows a challenger is judged on were set apart when it was trained; on another day they prove nothing."""
    asked = context.night_text
    if asked == trained:
        return
    if asked < trained:
        why = f"that is before {trained}, what the challenger was trained on may have come after it"
    else:
        why = f"that is after {trained}, its figures are of the nights before that day"
    raise InputError(
        f"evaluate: found the day {asked}, expected {trained}, as of which the challenger was trained: {why}. "
        f"Leave --as-of out, or train as of the other day: touchstone train --as-of {asked}"
    )


def _evaluated_rows(context: Context, inputs: TrainingInputs, judged: Artifact) -> pd.DataFrame:
    rows = split_of(inputs, context.params.splits).test
    ours = score(judged, values_of(judged, rows, inputs.titles), inputs.spec)
    rules = baseline_rules().score(rows[list(inputs.spec.names)])
    kept = [*KEY_COLUMNS, Labels.label, Labels.verdict, Labels.basis]
    return rows[kept].assign(challenger=ours, rules=rules)


def champion_or_rules(context: Context) -> Artifact | Rules:
    """The champion to beat; the rules while there is none, or when it knows other features than this version computes."""
    folder = context.models / CHAMPION
    if not folder.exists():
        return baseline_rules()
    champion = load_artifact(folder, verified_marks=context.data / VERIFIED_MARKS)
    try:
        champion.spec.refuse_other(spec_tonight(context))
    except StaleModel as stale:
        context.progress.say(f"  champion set aside: {stale}")
        return baseline_rules()
    return champion


STAGE = Stage(
    name="evaluate_classifier",
    says="judges the challenger on later nights and unseen sellers",
    run=run,
    reads=(training.TRAINING_SET, training.UNJUDGED, training.RIVALS, training.TRAINING_FACTS, training.CHALLENGER),
    writes=(training.EVALUATION, training.EVALUATED),
    params=MODEL_PARAMS,
    code=("features", "models", "pipeline/datasets/title_cache.py", "pipeline/learning_inputs.py", "pipeline/diary.py"),
    data=("work",),
    is_dated=False,
)
