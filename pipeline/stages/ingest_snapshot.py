"""Every platform's listings and sellers of the night, typed; what cannot be used becomes a reject with its reason.

A withheld platform's kept records stay in the tables (nothing read is lost); it is its queue rows that are withheld.
"""

from dataclasses import asdict
from typing import Any

import pandas as pd

from features.contracts import ListingFlags, Listings, Rejects, Sellers
from pipeline.datasets import nightly
from pipeline.sources.snapshot import platforms, read_snapshot
from pipeline.stage import Context, Stage


def run(context: Context) -> dict[str, Any]:
    names = platforms(context.raw, context.night)
    read = {name: read_snapshot(context.raw, name, context.night, context.params.ingest) for name in names}
    return {
        nightly.LISTINGS.name: _joined(Listings, [snapshot.listings for snapshot in read.values()]),
        nightly.SELLERS.name: _joined(Sellers, [snapshot.sellers for snapshot in read.values()]),
        nightly.LISTING_FLAGS.name: _joined(ListingFlags, [snapshot.flags for snapshot in read.values()]),
        nightly.RECORD_REJECTS.name: _joined(Rejects, [snapshot.rejects for snapshot in read.values()]),
        nightly.SNAPSHOT_FACTS.name: {
            name: {
                "files": [asdict(account) for account in snapshot.accounts],
                "withheld_because": snapshot.withheld_because,
                "unknown_columns": snapshot.unknown_columns,
            }
            for name, snapshot in read.items()
        },
    }


def _joined(contract: Any, frames: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True) if frames else contract.empty()


STAGE = Stage(
    name="ingest_snapshot",
    says="reads the night's listings and sellers of every platform",
    run=run,
    writes=(
        nightly.LISTINGS,
        nightly.SELLERS,
        nightly.LISTING_FLAGS,
        nightly.RECORD_REJECTS,
        nightly.SNAPSHOT_FACTS,
    ),
    raw=("snapshots", "sources.yaml"),
    params=("ingest",),
    code=("pipeline/sources",),
)
