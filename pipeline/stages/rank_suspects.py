"""Tonight's queues within what each team can read, with reasons for the rows that are shown."""

from typing import Any

import pandas as pd

from features.contracts import Networks, Suspects
from features.verdicts import settled_verdicts
from models.explain import reasons
from models.feature_log import LINK_KEY
from models.learned_claims import NEAREST
from models.ranking import rank_suspects
from pipeline.datasets import nightly
from pipeline.installation import audit_secret
from pipeline.stage import Context, Stage
from pipeline.stages.score_listings import scorer_of


def run(context: Context, **tables: Any) -> dict[str, Any]:
    withheld = [name for name, told in tables[nightly.SNAPSHOT_FACTS.name].items() if told["withheld_because"]]
    networks = Networks.empty()
    suspects = rank_suspects(
        scores=_published(tables[nightly.SCORES.name], withheld),
        candidates=_published(tables[nightly.CANDIDATES.name], withheld),
        listing_history=tables[nightly.LISTING_HISTORY.name],
        brands=tables[nightly.BRANDS.name],
        prohibited_terms=tables[nightly.PROHIBITED_TERMS.name],
        image_matches=tables[nightly.IMAGE_MATCHES.name],
        networks=networks,
        complaints=tables[nightly.COMPLAINTS.name],
        params=context.params.ranking,
        night=context.night,
        audit_secret=audit_secret(),
        model_version=tables[nightly.SCORE_FACTS.name]["model_version"],
        reference_images=tables[nightly.REFERENCE_IMAGES.name],
        listings=tables[nightly.LISTINGS.name],
        settled=settled_verdicts(tables[nightly.DECISIONS.name], context.night),
    )
    explained = _explained(context, suspects, tables[nightly.FEATURES.name], tables[nightly.CANDIDATES.name])
    return {nightly.SUSPECTS.name: explained, nightly.NETWORKS.name: networks}


def _published(table: pd.DataFrame, withheld: list[str]) -> pd.DataFrame:
    return table[~table[Suspects.platform].isin(withheld)].reset_index(drop=True)


def _explained(
    context: Context, suspects: pd.DataFrame, features: pd.DataFrame, candidates: pd.DataFrame
) -> pd.DataFrame:
    """The suspects with the model's reasons after the rules' own; contributions are slow, so for these rows only."""
    scorer = scorer_of(context)
    shown = suspects[LINK_KEY].reset_index(names="_row")
    rows = shown.merge(features, on=LINK_KEY, validate="m:1")
    words = rows[LINK_KEY].merge(candidates, on=LINK_KEY, how="left", validate="m:1")
    if scorer.claims is not None:
        words = words.assign(**{NEAREST: scorer.nearest_settled(rows)})
    found = reasons(scorer.values(rows), scorer.contributions(rows), scorer.declared(), words)
    by_row = dict(zip(rows["_row"], found, strict=True))
    both: Any = [[*ruled, *by_row.get(row, [])] for row, ruled in suspects[Suspects.reasons].items()]
    return Suspects.conform(suspects.assign(**{Suspects.reasons: both}))


STAGE = Stage(
    name="rank_suspects",
    says="fills each brand's queue within its capacity, draws the audit slice, gives reasons",
    run=run,
    reads=(
        nightly.SCORES,
        nightly.SCORE_FACTS,
        nightly.CANDIDATES,
        nightly.FEATURES,
        nightly.LISTINGS,
        nightly.LISTING_HISTORY,
        nightly.BRANDS,
        nightly.REFERENCE_IMAGES,
        nightly.PROHIBITED_TERMS,
        nightly.IMAGE_MATCHES,
        nightly.COMPLAINTS,
        nightly.DECISIONS,
        nightly.SNAPSHOT_FACTS,
    ),
    writes=(nightly.SUSPECTS, nightly.NETWORKS),
    params=("ranking", "signals", "features"),
    code=(
        "features",
        "models",
        "pipeline/datasets/title_cache.py",
        "pipeline/installation.py",
        "pipeline/stages/score_listings.py",
    ),
)
