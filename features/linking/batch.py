"""A batch of listings while it is linked: its texts, its name and code hits, and its candidate pairs compared."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Listings
from features.linking.candidate_pairs import Pairs, candidate_pairs
from features.linking.catalog import LinkCatalog
from features.linking.code_hits import CodeHit, code_hits
from features.linking.colours import colour_of_model
from features.linking.comparisons import Given, compare
from features.linking.evidence import PhotoMatch, believable_codes, cross_script_pairs, official_photos, pointed_pairs
from features.linking.hit import Hit
from features.linking.hits import name_hits
from features.linking.joined_text import BRAND_FIELD, FIELDS, TITLE, JoinedText, joined_cells, raw_cells
from features.linking.levels import Levels
from features.linking.listing_codes import attribute, gtins_in
from features.linking.matcher import PHOTO_COPIED, SCRIPTS_DIFFER, TYPED_LEVELS, TYPED_SAME, Choice, choose, log_odds
from features.linking.naming import ListingText, by_brand
from features.linking.params import LinkParams
from features.linking.product_bank import WeighedTitles, compact_codes

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
    models: list[str]  # the model attribute, compact
    gtins: list[str]
    colours: np.ndarray  # those the title names and the model number ends for

    def skeleton(self, row: int, field: int) -> str:
        """One field of one listing as skeleton."""
        return self.joined.cells[row * len(FIELDS) + field]

    def text(self, row: int) -> ListingText:
        """All fields of one listing."""
        fields = range(len(FIELDS))
        return ListingText([self.raw[field][row] for field in fields], [self.skeleton(row, field) for field in fields])

    @property
    def titles(self) -> list[str]:
        """The raw titles."""
        return self.raw[TITLE]

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
    levels: Levels
    odds: np.ndarray
    choice: Choice
    group_of: dict[Key, int]

    def best_pair(self, key: Key) -> int | None:
        """The pair chosen for a listing and a brand, None when there is none."""
        group = self.group_of.get(key)
        return None if group is None else int(self.choice.best[group])

    def level(self, pair: int | None, name: str) -> float:
        """A level of a pair; 0 when there is no pair."""
        return 0.0 if pair is None else float(self.levels[name][pair])


def read_batch(listings: pd.DataFrame, catalog: LinkCatalog, image_matches: Any, params: LinkParams) -> Batch:
    """The batch of a Listings frame."""
    raw = raw_cells(listings)
    joined = joined_cells(raw)
    found = catalog.index.search(joined)
    mentions = by_brand(name_hits(joined, found, catalog.index))
    codes = code_hits(joined, found, catalog.index)
    attributes = listings[Listings.attributes].tolist()
    models = compact_codes([attribute(found, "model") for found in attributes])
    weighed = catalog.bank.weigh(joined.cells[TITLE :: len(FIELDS)])
    return Batch(
        listings=listings,
        joined=joined,
        raw=raw,
        weighed=weighed,
        mentions=mentions,
        codes=believable_codes(codes, mentions, catalog, params),
        photos=official_photos(listings, image_matches, catalog),
        currencies=[str(currency) for currency in listings[Listings.currency].tolist()],
        models=models,
        gtins=gtins_in(attributes),
        colours=weighed.colours | np.array([colour_of_model(model) for model in models], dtype=np.int64),
    )


def compare_batch(batch: Batch, catalog: LinkCatalog, vectors: Any, params: LinkParams) -> Compared:
    """Every candidate pair of the batch compared, and the best of each listing and brand chosen."""
    named = batch.rows_of_brand()
    pointed = pointed_pairs(batch.gtins, batch.codes, batch.photos, catalog)
    pointed += cross_script_pairs(batch.listings, batch.weighed, named, catalog, vectors=vectors)
    pairs = candidate_pairs(batch.weighed, catalog.bank, named, pointed=pointed, params=params)
    product = catalog.bank.product_of[pairs.title]
    given = Given(batch.titles, batch.weighed, batch.models, batch.gtins, batch.colours, batch.codes)
    group, group_of = _groups(pairs.listing, catalog.brand_number[product], catalog)
    levels = compare(given, catalog.bank, pairs, vectors=vectors)
    levels |= _further_levels(batch, catalog, pairs, product, typed_of=_typed(batch, group_of, catalog)[group])
    odds = log_odds(levels)
    return Compared(pairs, product, levels, odds, choose(group, odds, product), group_of)


def _further_levels(
    batch: Batch, catalog: LinkCatalog, pairs: Pairs, product: np.ndarray, *, typed_of: np.ndarray
) -> dict[str, np.ndarray]:
    differ = batch.weighed.is_ideographic[pairs.listing] != catalog.bank.titles.is_ideographic[pairs.title]
    size = len(catalog.products)
    shown = [row * size + match.product for (row, _), match in batch.photos.items() if match.product is not None]
    is_shown = np.isin(pairs.listing * size + product, np.array(shown, dtype=np.int64))
    return {
        TYPED_SAME: typed_of,
        PHOTO_COPIED: is_shown.astype(np.float64),
        SCRIPTS_DIFFER: differ.astype(np.float64),
    }


def _typed(batch: Batch, group_of: dict[Key, int], catalog: LinkCatalog) -> np.ndarray:
    """The level of the typed brand of each group."""
    typed = batch.joined.cells[BRAND_FIELD :: len(FIELDS)]
    return np.array([TYPED_LEVELS[catalog.typed_against(typed[row], brand)] for row, brand in group_of])


def _groups(listing: np.ndarray, brand: np.ndarray, catalog: LinkCatalog) -> tuple[np.ndarray, dict[Key, int]]:
    """The number of each pair's listing and brand, and the number of each (listing row, brand)."""
    size = max(len(catalog.brand_ids), 1)
    key, group = np.unique(listing * size + brand, return_inverse=True)
    rows, brands = np.divmod(key, size)
    held = zip(rows.tolist(), brands.tolist(), strict=True)
    return group, {(row, catalog.brand_ids[of]): at for at, (row, of) in enumerate(held)}
