"""Small Candidates frames for worked examples and tests: defaults for everything but the point of the example."""

from functools import cache
from typing import Any

import pandas as pd

from features.contracts import Candidates

NIGHT = pd.Timestamp("2026-11-18", tz="UTC")

_DEFAULTS: dict[str, Any] = {
    Candidates.platform: "market",
    Candidates.brand_id: "acme",
    Candidates.title: "Acme Roadrunner trap",
    Candidates.currency: "USD",
    Candidates.link_confidence: 0.9,
    Candidates.claim: "own",
    Candidates.named_how: "exact",
    Candidates.brands_named: 1,
    Candidates.images_named: 0,
    Candidates.images_unusable: 0,
    Candidates.captured_at: NIGHT,
    Candidates.listing_first_seen: NIGHT,
    Candidates.listing_nights_seen: 0,
}


def candidates(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """A Candidates frame, one row per dictionary; unnamed columns take an unremarkable value or are missing.

    Listing ids are numbered L0, L1, … where not given.
    """
    named = dict.fromkeys([Candidates.listing_id, *(name for row in rows for name in row)])
    filled = [{Candidates.listing_id: f"L{at}", **row} for at, row in enumerate(rows)]
    frame = _unremarkable().iloc[[0] * len(rows)].reset_index(drop=True)
    given = {name: [row.get(name, _DEFAULTS.get(name)) for row in filled] for name in named}
    # Columns no row names keep their type from the one unremarkable row, which spares most of the work.
    return Candidates.conform(frame.assign(**{name: pd.Series(values, dtype="object") for name, values in given.items()}))


@cache
def _unremarkable() -> pd.DataFrame:
    return Candidates.conform(pd.DataFrame([{Candidates.listing_id: "L0", **_DEFAULTS}]))
