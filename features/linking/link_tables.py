"""The rows the link step decided on, as the contract tables Links and LinkComparisons."""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import LinkComparisons, Links, Listings, Products
from features.linking.levels import Levels

_CONFIDENCE_DECIMALS = 6


@dataclass(slots=True)
class LinkRow:
    """One listing and one brand, decided."""

    row: int
    brand_id: str
    product: int | None  # row in the catalogue's products
    confidence: float
    claim: str
    named_as: str | None
    named_how: str
    named_in: str
    brand_field: str
    name: str | None  # the compact name, when text named the brand
    pair: int | None  # the candidate pair compared
    product_confidence: float = math.nan  # that it is this product, if it is this brand at all


def most_confident(rows: list[LinkRow], most_a_listing: int) -> list[LinkRow]:
    """The rows in order of listing, then confidence, then brand; at most so many a listing."""
    ordered = sorted(
        rows, key=lambda found: (found.row, -round(found.confidence, _CONFIDENCE_DECIMALS), found.brand_id)
    )
    seen: Counter[int] = Counter()
    kept = []
    for found in ordered:
        seen[found.row] += 1
        if seen[found.row] <= most_a_listing:
            kept.append(found)
    return kept


def tables(
    listings: pd.DataFrame, rows: list[LinkRow], levels: Levels, *, products: pd.DataFrame, most_a_listing: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Links (a row without brand for a listing that has none) and LinkComparisons, in the order of the listings."""
    names = {(found.row, found.name) for found in rows if found.name is not None}
    named = Counter(row for row, _ in names)
    kept = most_confident(rows, most_a_listing)
    return _links(listings, kept, products), _comparisons(listings, kept, levels, named)


def _keys(listings: pd.DataFrame, rows: list[int]) -> dict[str, Any]:
    chosen = listings.iloc[rows]
    return {
        Links.platform: chosen[Listings.platform].to_numpy(dtype=object),
        Links.listing_id: chosen[Listings.listing_id].to_numpy(dtype=object),
    }


def _links(listings: pd.DataFrame, rows: list[LinkRow], products: pd.DataFrame) -> pd.DataFrame:
    ids = products[Products.product_id].tolist()
    linked = {found.row for found in rows}
    unlinked = [
        LinkRow(at, "", None, 0.0, "none", None, "none", "none", "", None, None)
        for at in range(len(listings))
        if at not in linked
    ]
    every = sorted([*rows, *unlinked], key=lambda found: found.row)
    made = {
        **_keys(listings, [found.row for found in every]),
        Links.brand_id: [found.brand_id or None for found in every],
        Links.product_id: [None if found.product is None else ids[found.product] for found in every],
        Links.link_confidence: [round(found.confidence, _CONFIDENCE_DECIMALS) for found in every],
        Links.claim: [found.claim for found in every],
        Links.named_as: [found.named_as for found in every],
        Links.named_how: [found.named_how for found in every],
    }
    return Links.conform(pd.DataFrame(made))


def _comparisons(listings: pd.DataFrame, rows: list[LinkRow], levels: Levels, named: Counter[int]) -> pd.DataFrame:
    def level(column: str) -> np.ndarray:
        values = levels[column]
        return np.array([np.nan if found.pair is None else values[found.pair] for found in rows], dtype=np.float64)

    written = sum(np.nan_to_num(level(name)) for name in ("model_equal", "model_in_text", "number_in_text"))
    made = {
        **_keys(listings, [found.row for found in rows]),
        LinkComparisons.brand_id: [found.brand_id for found in rows],
        LinkComparisons.title_vector_cosine: level("vector_cosine"),
        LinkComparisons.title_ngram_cosine: level("ngram_cosine").clip(0, 1),
        LinkComparisons.is_model_equal: written > 0,
        LinkComparisons.is_gtin_equal: np.nan_to_num(level("gtin_equal")) > 0,
        LinkComparisons.brands_named: [named[found.row] for found in rows],
        LinkComparisons.named_in: [found.named_in for found in rows],
        LinkComparisons.brand_field: [found.brand_field for found in rows],
        LinkComparisons.product_confidence: [round(found.product_confidence, _CONFIDENCE_DECIMALS) for found in rows],
    }
    return LinkComparisons.conform(pd.DataFrame(made))
