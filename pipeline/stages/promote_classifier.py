"""The gate: the challenger becomes champion, or everything stays as it was."""

from typing import Any

from models.artifact import verified_contents, version_of
from models.errors import ModelError
from models.findings import Finding, GateVerdict
from models.promotion import promote
from pipeline import diary
from pipeline.datasets import training
from pipeline.errors import GateError
from pipeline.learning_inputs import VERIFIED_MARKS, as_ours
from pipeline.stage import Context, Stage


def run(context: Context, *, evaluation: dict[str, Any], training_facts: dict[str, Any]) -> dict[str, Any]:
    if evaluation["as_of"] != training_facts["as_of"]:
        raise GateError(
            f"promote: judged as of {evaluation['as_of']}, trained as of {training_facts['as_of']}. Run `touchstone evaluate`."
        )
    try:
        _, digest = verified_contents(context.path_of(training.CHALLENGER))
        verdict = verdict_of_evaluation(evaluation, version_of(digest))
        promote(context.models, verdict, verified_marks=context.data / VERIFIED_MARKS)
    except ModelError as refused:
        raise as_ours(refused) from refused
    diary.note_promotion(context)
    return {}


def verdict_of_evaluation(evaluation: dict[str, Any], challenger: str) -> GateVerdict:
    """The gate's verdict as the evaluation wrote it. Raises GateError when it is about another challenger."""
    if evaluation["challenger"] != challenger:
        raise GateError(
            f"promote: the evaluation judged {evaluation['challenger']}, the challenger is {challenger}. "
            "Run `touchstone evaluate`."
        )
    gate = evaluation["gate"]
    return GateVerdict(gate["passed"], tuple(Finding(**found) for found in gate["findings"]), gate["figures"])


STAGE = Stage(
    name="promote_classifier",
    says="makes the challenger champion if the gate lets it",
    run=run,
    reads=(training.EVALUATION, training.TRAINING_FACTS),
    params=("gate",),
    code=(
        "models/artifact.py",
        "models/errors.py",
        "models/findings.py",
        "models/promotion.py",
        "pipeline/diary.py",
        "pipeline/learning_inputs.py",
    ),
    is_dated=False,
)
