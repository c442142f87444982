"""Tonight's queues within what each team can read, with reasons for the rows that are shown."""

from typing import Any

import pandas as pd

from features.contracts import Candidates, Networks, Suspects
from features.lexicon.sector_terms import SECTOR_TERMS
from features.verdicts import settled_verdicts
from models.explain import Reason, reasons, reworded
from models.feature_log import LINK_KEY
from models.learned_claims import NEAREST
from models.ranking import rank_suspects
from pipeline.datasets import nightly
from pipeline.installation import audit_secret
from pipeline.sector_knowledge import SectorKnowledge
from pipeline.stage import Context, Stage
from pipeline.stages.score_listings import scorer_of


def run(context: Context, **tables: Any) -> dict[str, Any]:
    withheld = [name for name, told in tables[nightly.SNAPSHOT_FACTS.name].items() if told["withheld_because"]]
    networks = Networks.empty()
    sectors = SectorKnowledge.from_json(tables[nightly.SECTOR_PACKS.name])
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
        sector_params=sectors.ranking(tables[nightly.BRANDS.name], context.params.ranking),
    )
    explained = _explained(context, suspects, tables[nightly.FEATURES.name], tables[nightly.CANDIDATES.name], sectors)
    return {nightly.SUSPECTS.name: explained, nightly.NETWORKS.name: networks}


def _published(table: pd.DataFrame, withheld: list[str]) -> pd.DataFrame:
    return table[~table[Suspects.platform].isin(withheld)].reset_index(drop=True)


def _explained(
    context: Context,
    suspects: pd.DataFrame,
    features: pd.DataFrame,
    candidates: pd.DataFrame,
    sectors: SectorKnowledge,
) -> pd.DataFrame:
    """The suspects with the model's reasons after the rules' own; contributions are slow, so for these rows only."""
    scorer = scorer_of(context)
    shown = suspects[LINK_KEY].reset_index(names="_row")
    rows = shown.merge(features, on=LINK_KEY, validate="m:1")
    words = rows[LINK_KEY].merge(candidates, on=LINK_KEY, how="left", validate="m:1")
    if scorer.claims is not None:
        words = words.assign(**{NEAREST: scorer.nearest_settled(rows)})
    if sectors.packs:
        words = _with_sector_terms(words, sectors)
    found = reasons(scorer.values(rows), scorer.contributions(rows), scorer.declared(), words)
    found = _in_their_sectors_words(found, words, sectors)
    by_row = dict(zip(rows["_row"], found, strict=True))
    both: Any = [[*ruled, *by_row.get(row, [])] for row, ruled in suspects[Suspects.reasons].items()]
    return Suspects.conform(suspects.assign(**{Suspects.reasons: both}))


def _with_sector_terms(words: pd.DataFrame, sectors: SectorKnowledge) -> pd.DataFrame:
    terms = sectors.terms()
    own = [terms.of(sector) for sector in words[Candidates.brand_sector]]
    return words.assign(**{SECTOR_TERMS: pd.Series(own, index=words.index, dtype="object")})


def _in_their_sectors_words(
    found: list[list[Reason]], words: pd.DataFrame, sectors: SectorKnowledge
) -> list[list[Reason]]:
    if not sectors.packs:
        return found
    rows: Any = words.to_dict("records")
    own = (sectors.sentences_of(row[Candidates.brand_sector]) for row in rows)
    return [reworded(*told) for told in zip(found, own, rows, strict=True)]


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
        nightly.SECTOR_PACKS,
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
        "pipeline/sector_knowledge.py",
        "pipeline/sources/plain_values.py",
        "pipeline/sources/sector_packs.py",
        "pipeline/stages/score_listings.py",
    ),
)
