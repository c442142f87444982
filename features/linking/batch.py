"""A batch of listings while it is linked: its texts, its name and code hits, and its candidate pairs compared."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Listings
from features.linking.candidate_pairs import Pairs, candidate_pairs
from features.linking.catalog import LinkCatalog
from features.linking.comparisons import compare
from features.linking.evidence import PhotoMatch, believable_codes, cross_script_pairs, official_photos, pointed_pairs
from features.linking.hits import CodeHit, Hit, code_hits, name_hits
from features.linking.joined_text import BRAND_FIELD, FIELDS, TITLE, JoinedText, joined_listings, raw_cells
from features.linking.matcher import PHOTO_COPIED, SCRIPTS_DIFFER, TYPED_LEVELS, TYPED_SAME, Choice, choose, log_odds
from features.linking.naming import ListingText, by_brand
from features.linking.params import LinkParams
from features.linking.product_bank import WeighedTitles

Key = tuple[int, str]  # listing row and brand


@dataclass(frozen=True)
class Batch:
    """Listings with what their texts and photos say before products are compared."""

    listings: pd.DataFrame
    joined: JoinedText
    raw: list[list[str]]
    weighed: WeighedTitles
    mentions: dict[Key, list[Hit]]
    codes: list[CodeHit]
    photos: dict[Key, PhotoMatch]
    currencies: list[str]

    def skeleton(self, row: int, field: int) -> str:
        """One field of one listing as skeleton."""
        return self.joined.cells[row * len(FIELDS) + field]

    def text(self, row: int) -> ListingText:
        """All fields of one listing."""
        fields = range(len(FIELDS))
        return ListingText([self.raw[field][row] for field in fields], [self.skeleton(row, field) for field in fields])

    def rows_of_brand(self) -> dict[str, list[int]]:
        """Brand → rows of the listings that may name it, by text or photo."""
        found: dict[str, list[int]] = defaultdict(list)
        for row, brand_id in sorted({*self.mentions, *self.photos}):
            found[brand_id].append(row)
        return dict(found)


@dataclass(frozen=True)
class Compared:
    """The candidate pairs of a batch with their levels, and the choice per listing and brand."""

    pairs: Pairs
    product: np.ndarray
    levels: pd.DataFrame
    odds: np.ndarray
    choice: Choice
    group_of: dict[Key, int]

    def best_pair(self, key: Key) -> int | None:
        """The pair chosen for a listing and a brand, None when there is none."""
        group = self.group_of.get(key)
        return None if group is None else int(self.choice.best[group])

    def level(self, pair: int | None, name: str) -> float:
        """A level of a pair; 0 when there is no pair."""
        return 0.0 if pair is None else float(self._arrays[name][pair])

    @cached_property
    def _arrays(self) -> dict[str, np.ndarray]:
        return {name: self.levels[name].to_numpy() for name in self.levels.columns}


def read_batch(listings: pd.DataFrame, catalog: LinkCatalog, image_matches: Any, params: LinkParams) -> Batch:
    """The batch of a Listings frame."""
    joined = joined_listings(listings)
    found = catalog.index.search(joined)
    mentions = by_brand(name_hits(joined, found, catalog.index))
    codes = code_hits(joined, found, catalog.index)
    return Batch(
        listings=listings,
        joined=joined,
        raw=raw_cells(listings),
        weighed=catalog.bank.weigh(joined.cells[TITLE :: len(FIELDS)]),
        mentions=mentions,
        codes=believable_codes(codes, mentions, catalog, params),
        photos=official_photos(listings, image_matches, catalog),
        currencies=[str(currency) for currency in listings[Listings.currency]],
    )


def compare_batch(batch: Batch, catalog: LinkCatalog, vectors: Any, params: LinkParams) -> Compared:
    """Every candidate pair of the batch compared, and the best of each listing and brand chosen."""
    named = batch.rows_of_brand()
    pointed = pointed_pairs(batch.listings, batch.codes, batch.photos, catalog)
    pointed += cross_script_pairs(batch.listings, batch.weighed, named, catalog, vectors=vectors)
    pairs = candidate_pairs(batch.weighed, catalog.bank, named, pointed=pointed, params=params)
    product = catalog.bank.product_of[pairs.title]
    levels = compare(batch.listings, batch.weighed, catalog.bank, pairs, codes=batch.codes, vectors=vectors)
    levels = levels.assign(**_further_levels(batch, catalog, pairs, product))
    odds = log_odds(levels)
    group, group_of = _groups(pairs.listing, catalog.brand_of_product[product])
    return Compared(pairs, product, levels, odds, choose(group, odds, product), group_of)


def _further_levels(batch: Batch, catalog: LinkCatalog, pairs: Pairs, product: np.ndarray) -> dict[str, np.ndarray]:
    brands = catalog.brand_of_product[product].tolist()
    typed = batch.joined.cells[BRAND_FIELD :: len(FIELDS)]
    keys = list(zip(pairs.listing.tolist(), brands, strict=True))
    photos = batch.photos
    shown = [key in photos and photos[key].product == of for key, of in zip(keys, product.tolist(), strict=True)]
    differ = batch.weighed.is_ideographic[pairs.listing] != catalog.bank.titles.is_ideographic[pairs.title]
    return {
        TYPED_SAME: np.array([TYPED_LEVELS[catalog.typed_against(typed[row], brand)] for row, brand in keys]),
        PHOTO_COPIED: np.array(shown, dtype=np.float64),
        SCRIPTS_DIFFER: differ.astype(np.float64),
    }


def _groups(listing: np.ndarray, brand: np.ndarray) -> tuple[np.ndarray, dict[Key, int]]:
    group_of: dict[Key, int] = {}
    keys = zip(listing.tolist(), brand.tolist(), strict=True)
    group = [group_of.setdefault(key, len(group_of)) for key in keys]
    return np.array(group, dtype=np.int64), group_of
