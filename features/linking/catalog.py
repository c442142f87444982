"""What the link step works out once from the catalogues, and uses for every batch of listings."""

from collections import defaultdict
from functools import cached_property

import numpy as np
import pandas as pd

from features.contracts import Brands, Names, Products
from features.linking.names.hits import name_hits
from features.linking.names.joined_text import joined_titles, squeeze
from features.linking.names.name_facts import NameFacts, learn_name_facts
from features.linking.names.name_index import NameIndex, build_name_index
from features.linking.names.typed_brand import typed_against
from features.linking.product_bank import ProductBank, build_product_bank
from features.linking.repaired_titles import written_names
from features.skeleton import skeletons_of


class LinkCatalog:
    """The catalogues prepared for linking: every way to write a name, every product ready to be compared.

    Takes Brands, Names and Products frames; holds no listing and changes nothing while used.
    """

    def __init__(self, brands: pd.DataFrame, names: pd.DataFrame, products: pd.DataFrame) -> None:
        self.brand_ids = [str(brand_id) for brand_id in brands[Brands.brand_id]]
        is_known = products[Products.brand_id].isin(self.brand_ids)
        self.products = products[is_known].reset_index(drop=True)
        seen = joined_titles([str(title) for title in self.products[Products.title]])
        self.index: NameIndex = build_name_index(brands, names, self.products, seen)
        self.bank: ProductBank = build_product_bank(self.products)
        found = name_hits(seen, self.index.search(seen), self.index)
        brand_of = [str(brand_id) for brand_id in self.products[Products.brand_id]]
        written = [str(name) for name in [*brands[Brands.name], *names[Names.name]]]
        self.facts: NameFacts = learn_name_facts(found, brand_of, written)
        self.names_of = _names_of(brands, names)
        self.namesake_of = _namesakes(self.names_of)
        self._typed: dict[tuple[str, str], str] = {}

    @property
    def titles(self) -> list[str]:
        """The raw product titles, all languages, that `link` asks `vectors` for besides the listings' titles."""
        return self.bank.raw_titles

    def typed_against(self, typed: str, brand_id: str) -> str:
        """The typed brand (its skeleton, `` when missing) against a brand: same, other, missing or evasive."""
        key = (typed, brand_id)
        if key not in self._typed:
            self._typed[key] = typed_against(typed, self.names_of.get(brand_id, []))
        return self._typed[key]

    @cached_property
    def brand_of_product(self) -> np.ndarray:
        """The brand of each row of `products`."""
        return self.products[Products.brand_id].to_numpy(dtype=object)

    @cached_property
    def brand_number(self) -> np.ndarray:
        """The place in `brand_ids` of the brand of each row of `products`."""
        place = {brand_id: at for at, brand_id in enumerate(self.brand_ids)}
        return np.array([place[str(brand_id)] for brand_id in self.brand_of_product], dtype=np.int64)

    @cached_property
    def title_rows_of_product(self) -> list[list[int]]:
        """For each row of `products`, its rows in the bank's titles."""
        rows: list[list[int]] = [[] for _ in range(len(self.products))]
        for row, product in enumerate(self.bank.product_of.tolist()):
            rows[product].append(row)
        return rows

    @cached_property
    def products_of_gtin(self) -> dict[str, list[int]]:
        """GTIN → rows of `products`."""
        found: dict[str, list[int]] = defaultdict(list)
        for row, gtin in enumerate(self.bank.gtins):
            if gtin:
                found[gtin].append(row)
        return dict(found)

    @cached_property
    def row_of_product(self) -> dict[tuple[str, str], int]:
        """(brand_id, product_id) → row of `products`."""
        keys = zip(self.products[Products.brand_id], self.products[Products.product_id], strict=True)
        return {(str(brand_id), str(product_id)): row for row, (brand_id, product_id) in enumerate(keys)}

    @cached_property
    def currencies_of(self) -> dict[str, frozenset[str]]:
        """The currencies each brand's prices are in."""
        found: dict[str, set[str]] = defaultdict(set)
        for brand_id, currency in zip(self.products[Products.brand_id], self.products[Products.currency], strict=True):
            if isinstance(currency, str):
                found[str(brand_id)].add(currency)
        return {brand_id: frozenset(held) for brand_id, held in found.items()}

    @cached_property
    def written_names(self) -> dict[tuple[str, bool], str]:
        """Brand and whether of an East Asian script → its name as most of its own such titles write it."""
        texts, rows_of = self.bank.titles.skeletons, self.bank.title_rows
        return written_names(self.names_of, {brand: [texts[row] for row in rows] for brand, rows in rows_of.items()})

    @cached_property
    def ideographic_share_of(self) -> dict[str, float]:
        """The share of each brand's titles written in Chinese, Japanese or Korean."""
        held = self.bank.titles.is_ideographic
        return {brand_id: float(held[rows].mean()) for brand_id, rows in self.bank.title_rows.items()}


def _names_of(brands: pd.DataFrame, names: pd.DataFrame) -> dict[str, list[str]]:
    ids = [str(found) for found in [*brands[Brands.brand_id], *names[Names.brand_id]]]
    texts = skeletons_of([str(found) for found in [*brands[Brands.name], *names[Names.name]]])
    found: dict[str, list[str]] = defaultdict(list)
    for brand_id, text in zip(ids, texts, strict=True):
        if squeeze(text) and text not in found[brand_id]:
            found[brand_id].append(text)
    return dict(found)


def _namesakes(names_of: dict[str, list[str]]) -> dict[str, str]:
    """Each brand → the first brand (by id) that shares a name with it, itself included, over any chain of names."""
    first: dict[str, str] = {brand_id: brand_id for brand_id in names_of}

    def root(brand_id: str) -> str:
        while first[brand_id] != brand_id:
            brand_id = first[brand_id]
        return brand_id

    bearer: dict[str, str] = {}
    for brand_id in sorted(names_of):
        for name in names_of[brand_id]:
            one, other = sorted((root(bearer.setdefault(squeeze(name), brand_id)), root(brand_id)))
            first[other] = one
    return {brand_id: root(brand_id) for brand_id in names_of}
