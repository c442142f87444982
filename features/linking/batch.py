"""A batch of listings while it is linked: its texts, its name and code hits, and its candidate pairs compared."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Listings
from features.linking.candidate_pairs import Pairs, candidate_pairs, cosines
from features.linking.catalog import LinkCatalog
from features.linking.code_hits import CodeHit, code_hits
from features.linking.colours import colour_of_model
from features.linking.comparisons import Given, compare
from features.linking.evidence import PhotoMatch, believable_codes, cross_script_pairs, official_photos, pointed_pairs
from features.linking.levels import Levels
from features.linking.listing_codes import attribute, gtins_in, variants_in
from features.linking.matcher import (
    PHOTO_COPIED,
    SCRIPTS_DIFFER,
    TYPED_ELSEWHERE,
    TYPED_LEVELS,
    TYPED_SAME,
    Choice,
    choose,
    log_odds,
)
from features.linking.names.hit import Hit
from features.linking.names.hits import name_hits
from features.linking.names.joined_text import BRAND_FIELD, FIELDS, TITLE, JoinedText, joined_cells, raw_cells
from features.linking.names.naming import ListingText, by_brand
from features.linking.names.typed_brand import OTHER, SAME
from features.linking.params import LinkParams
from features.linking.product_bank import WeighedTitles, are_of_two_scripts, compact_codes, with_variants
from features.linking.repaired_titles import repaired_titles

Key = tuple[int, str]  # listing row and brand


@dataclass(frozen=True)
class Batch:
    """Listings with what their texts and photos say before products are compared."""

    listings: pd.DataFrame
    joined: JoinedText
    raw: list[list[str]]
    weighed: WeighedTitles  # the titles with broken names put right
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
    as_written: np.ndarray  # the n-gram cosine of each pair before a broken name was put right

    def best_pair(self, key: Key) -> int | None:
        """The pair chosen for a listing and a brand, None when there is none."""
        group = self.group_of.get(key)
        return None if group is None else int(self.choice.best[group])

    def cosine_as_written(self, pair: int | None) -> float:
        """How like a pair's titles are as the seller wrote his; 0 when there is no pair."""
        return 0.0 if pair is None else float(self.as_written[pair])

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
    weighed = catalog.bank.weigh(repaired_titles(joined, mentions, catalog.written_names, catalog.facts))
    weighed = with_variants(weighed, variants_in(attributes))
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
    as_written = _cosines_as_written(batch, catalog, pairs)
    return Compared(pairs, product, levels, odds, choose(group, odds, product), group_of, as_written)


def _cosines_as_written(batch: Batch, catalog: LinkCatalog, pairs: Pairs) -> np.ndarray:
    titles = batch.joined.cells[TITLE :: len(FIELDS)]
    rows = [row for row, (one, other) in enumerate(zip(titles, batch.weighed.skeletons, strict=True)) if one != other]
    found = pairs.ngram_cosine.copy()
    at = np.flatnonzero(np.isin(pairs.listing, np.array(rows, dtype=np.int64)))
    if len(at):
        ngrams = catalog.bank.weigh_ngrams([titles[row] for row in rows])
        found[at] = cosines(
            ngrams, catalog.bank.titles.ngrams, np.searchsorted(rows, pairs.listing[at]), pairs.title[at]
        )
    return found


def _further_levels(
    batch: Batch, catalog: LinkCatalog, pairs: Pairs, product: np.ndarray, *, typed_of: np.ndarray
) -> dict[str, np.ndarray]:
    differ = are_of_two_scripts(batch.weighed, pairs.listing, catalog.bank.titles, pairs.title)
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
    return np.array([_typed_level(batch, key, catalog) for key in group_of], dtype=np.float64)


def _typed_level(batch: Batch, key: Key, catalog: LinkCatalog) -> float:
    row, brand = key
    typed = batch.skeleton(row, BRAND_FIELD)
    word = catalog.typed_against(typed, brand)
    if word == SAME:
        return TYPED_LEVELS[SAME]
    is_own = any(hit.field == TITLE and hit.claim is None for hit in batch.mentions.get(key, ()))
    if word == OTHER:
        is_borne = f" {typed} " in f" {batch.skeleton(row, TITLE)} "
        return TYPED_ELSEWHERE if is_own and not is_borne else TYPED_LEVELS[OTHER]
    return TYPED_LEVELS[SAME] if is_own else TYPED_LEVELS[word]


def _groups(listing: np.ndarray, brand: np.ndarray, catalog: LinkCatalog) -> tuple[np.ndarray, dict[Key, int]]:
    """The number of each pair's listing and brand, and the number of each (listing row, brand)."""
    size = max(len(catalog.brand_ids), 1)
    key, group = np.unique(listing * size + brand, return_inverse=True)
    rows, brands = np.divmod(key, size)
    held = zip(rows.tolist(), brands.tolist(), strict=True)
    return group, {(row, catalog.brand_ids[of]): at for at, (row, of) in enumerate(held)}
