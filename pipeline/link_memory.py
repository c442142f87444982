"""Listings that an earlier night linked and that read the same tonight keep their rows.

A listing's rows depend on that listing, the matches of its photos, the catalogues, the params and the code alone; a key
over all of these says whether an earlier night's rows are tonight's. With or without memory the tables are the same.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from features.contracts import ImageMatches, LinkComparisons, Links, Listings
from pipeline.datasets import nightly, past_nights
from pipeline.datasets.dataset import read
from pipeline.link_spreading import LinkTables

KEY = "key"
_LISTING = [Listings.platform, Listings.listing_id]
# What linking reads of a listing, and of the matches of its photos.
_READ = [Listings.title, Listings.brand, Listings.description, Listings.currency]
_MATCHED = [ImageMatches.bank, ImageMatches.brand_id, ImageMatches.product_id, ImageMatches.confidence]


def link_keys(listings: pd.DataFrame, matches: pd.DataFrame, basis: str) -> pd.DataFrame:
    """`platform, listing_id, key`: equal keys have equal rows. `basis` stands for all that listings share."""
    photos = _told_by_listing(matches)
    words = [_plain(listings[column]) for column in (*_LISTING, *_READ)]
    attributes = [sorted((given or {}).items()) for given in listings[Listings.attributes]]
    keys = []
    for platform, listing_id, *told, given in zip(*words, attributes, strict=True):
        whole = (basis, platform, listing_id, told, given, photos.get((platform, listing_id), []))
        keys.append(hashlib.sha256(json.dumps(whole).encode()).hexdigest())
    return listings[_LISTING].reset_index(drop=True).assign(**{KEY: keys})


@dataclass(frozen=True)
class Remembered:
    """The rows of those of tonight's listings that an earlier night linked alike, and which listings are left."""

    tables: LinkTables
    is_new: pd.Series  # bool, one a listing of tonight


def remembered(data: Path, night: date, listings: pd.DataFrame, keys: pd.DataFrame) -> Remembered:
    """What the last earlier night that was linked holds of tonight's rows; nothing when that night is being rewritten."""
    found = _earlier(data, night)
    tables = (Links.empty(), LinkComparisons.empty())
    if found is None:
        return Remembered(tables, pd.Series(True, index=listings.index))
    old_keys, *old_tables = found
    known = keys.merge(old_keys, on=[*_LISTING, KEY])[_LISTING]
    is_known = _among(listings, known)
    kept = [table[_among(table, known)] for table in old_tables]
    return Remembered((kept[0], kept[1]), pd.Series(~is_known, index=listings.index))


def merged(listings: pd.DataFrame, old: LinkTables, new: LinkTables) -> LinkTables:
    """Rows of both in the order of the listings."""
    order = pd.MultiIndex.from_frame(listings[_LISTING])
    links, comparisons = (_in_order(pd.concat(parts, ignore_index=True), order) for parts in zip(old, new, strict=True))
    return Links.conform(links), LinkComparisons.conform(comparisons)


def _in_order(rows: pd.DataFrame, order: pd.MultiIndex) -> pd.DataFrame:
    places = order.get_indexer(pd.MultiIndex.from_frame(rows[_LISTING]))
    return rows.iloc[places.argsort(kind="stable")].reset_index(drop=True)


def _earlier(data: Path, night: date) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame] | None:
    nights = past_nights.nights_before(data, nightly.LINK_FACTS, night)
    if not nights:
        return None
    day = nights[-1].isoformat()
    facts = nightly.LINK_FACTS.at(data, day)
    parts = (nightly.LINK_KEYS, nightly.LINKS, nightly.LINK_COMPARISONS)
    # The facts go before the tables are rewritten and come back after: unchanged facts, unchanged tables.
    before = _bytes_of(facts)
    if before is None or not all(part.at(data, day).exists() for part in parts):
        return None
    keys, links, comparisons = (read(part, part.at(data, day)) for part in parts)
    return (keys, links, comparisons) if _bytes_of(facts) == before else None


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _among(rows: pd.DataFrame, chosen: pd.DataFrame) -> Any:
    return pd.MultiIndex.from_frame(rows[_LISTING]).isin(pd.MultiIndex.from_frame(chosen))


def _told_by_listing(matches: pd.DataFrame) -> dict[tuple[str, str], list[Any]]:
    told: dict[tuple[str, str], list[Any]] = {}
    columns = [_plain(matches[column]) for column in (ImageMatches.platform, ImageMatches.listing_id, *_MATCHED)]
    for platform, listing_id, *match in zip(*columns, strict=True):
        told.setdefault((platform, listing_id), []).append(match)
    return told


def _plain(column: pd.Series) -> list[Any]:
    return column.astype("object").where(column.notna(), None).tolist()
