"""What the brands registered, the policy over them, and the verdicts and notices known before the night."""

from dataclasses import asdict
from typing import Any

import pandas as pd

from features.verdicts import start_of
from pipeline.datasets import nightly
from pipeline.sector_knowledge import SectorKnowledge
from pipeline.sources.catalogs import read_catalogs
from pipeline.sources.events import complaint_events, decision_events
from pipeline.sources.policy import read_policy
from pipeline.sources.sectors import read_sectors
from pipeline.stage import Context, Stage


def run(context: Context) -> dict[str, Any]:
    params = context.params.ingest
    catalogs = read_catalogs(context.raw, params)
    policy = read_policy(context.raw, params)
    before = start_of(context.night).to_pydatetime()
    decisions = decision_events(context.raw, before, params)
    complaints = complaint_events(context.raw, before, params)
    readings = (catalogs, policy, decisions, complaints)
    unknown = {
        "catalogs": catalogs.unknown_columns,
        "policy": policy.unknown_columns,
        "decisions": decisions.unknown_columns,
        "complaints": complaints.unknown_columns,
    }
    sectors = read_sectors(context.raw, params, ranking=context.params.ranking)
    rejects = [*(reading.rejects for reading in readings), sectors.rejects]
    return {
        nightly.BRANDS.name: catalogs.brands,
        nightly.NAMES.name: catalogs.names,
        nightly.PRODUCTS.name: catalogs.products,
        nightly.REFERENCE_IMAGES.name: catalogs.reference_images,
        nightly.CATALOG_SELLERS.name: catalogs.catalog_sellers,
        nightly.TELLS.name: catalogs.tells,
        nightly.EXCHANGE_RATES.name: policy.exchange_rates,
        nightly.PROHIBITED_TERMS.name: policy.prohibited_terms,
        nightly.BANNED_IMAGES.name: policy.banned_images,
        nightly.DECISIONS.name: decisions.events,
        nightly.COMPLAINTS.name: complaints.events,
        nightly.SECTOR_PACKS.name: SectorKnowledge.of(sectors.packs).as_json(),
        nightly.CATALOG_REJECTS.name: pd.concat(rejects, ignore_index=True),
        nightly.CATALOG_FACTS.name: {
            "digest": catalogs.digest,
            "files": [asdict(account) for reading in readings for account in reading.accounts],
            "unknown_columns": {place: columns for place, columns in unknown.items() if columns},
        },
    }


STAGE = Stage(
    name="ingest_catalogs",
    says="reads catalogues, policy, decisions and complaints known before the night",
    run=run,
    writes=(
        nightly.BRANDS,
        nightly.NAMES,
        nightly.PRODUCTS,
        nightly.REFERENCE_IMAGES,
        nightly.CATALOG_SELLERS,
        nightly.TELLS,
        nightly.EXCHANGE_RATES,
        nightly.PROHIBITED_TERMS,
        nightly.BANNED_IMAGES,
        nightly.DECISIONS,
        nightly.COMPLAINTS,
        nightly.SECTOR_PACKS,
        nightly.CATALOG_REJECTS,
        nightly.CATALOG_FACTS,
    ),
    raw=("catalogs", "policy", "decisions", "complaints"),
    params=("ingest", "ranking"),
    code=("pipeline/sources", "pipeline/sector_knowledge.py", "features", "models/explain.py", "models/triage.py"),
)
