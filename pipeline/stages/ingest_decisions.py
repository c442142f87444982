"""Every verdict known before the day a model is trained for."""

from typing import Any

from features.verdicts import start_of
from pipeline.datasets import training
from pipeline.sources.events import read_decisions
from pipeline.stage import Context, Stage


def run(context: Context) -> dict[str, Any]:
    before = start_of(context.night).to_pydatetime()
    decisions, rejects = read_decisions(context.raw, before, context.params.ingest)
    return {training.ALL_DECISIONS.name: decisions, training.DECISION_REJECTS.name: rejects}


STAGE = Stage(
    name="ingest_decisions",
    says="reads the ledger of verdicts known before the day",
    run=run,
    writes=(training.ALL_DECISIONS, training.DECISION_REJECTS),
    raw=("decisions",),
    params=("ingest",),
    code=("pipeline/sources", "features/verdicts.py"),
    is_dated=False,
)
