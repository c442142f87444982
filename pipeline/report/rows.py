"""A brand's own rows, gathered once from the night's tables: a page is made from nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from features.contracts import (
    Brands,
    ImageMatches,
    Links,
    Listings,
    Products,
    ReferenceImages,
    Rejects,
    Sellers,
    Suspects,
)
from pipeline.report.inputs import ReportTables

Row = dict[str, Any]
LISTING = [Listings.platform, Listings.listing_id]
SELLER = [Sellers.platform, Sellers.seller_id]
LINK = [Links.platform, Links.listing_id, Links.brand_id]
PRODUCT = [Products.brand_id, Products.product_id]


@dataclass
class BrandRows:
    """What one brand's page may see. Lookups are keyed as the tables are; the values are rows with None for missing."""

    brand_id: str
    brand: Row | None = None
    suspects: list[Row] = field(default_factory=list)
    listings: dict[tuple[str, str], Row] = field(default_factory=dict)
    sellers: dict[tuple[str, str], Row] = field(default_factory=dict)
    products: dict[str, Row] = field(default_factory=dict)
    links: dict[tuple[str, str], Row] = field(default_factory=dict)
    matches: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    prices: dict[tuple[str, str], Row] = field(default_factory=dict)
    image_rejects: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)


def rows_by_brand(tables: ReportTables, withheld: Iterable[str]) -> dict[str, BrandRows]:
    """Every brand that has a catalogue or a suspect, in order of id, with its own rows.

    Suspects of withheld platforms are left out, whatever the tables hold.
    """
    suspects = Suspects.conform(tables.suspects)
    suspects = suspects[~suspects[Suspects.platform].isin(list(withheld))]
    night = _NightRows(tables, suspects)
    brands = {row[Brands.brand_id]: row for row in records(Brands.conform(tables.brands))}
    found = records(suspects.sort_values([Suspects.brand_id, Suspects.rank], kind="stable"))
    by_brand = {brand_id: BrandRows(brand_id, brands.get(brand_id)) for brand_id in sorted(brands)}
    for row in found:
        by_brand.setdefault(row[Suspects.brand_id], BrandRows(row[Suspects.brand_id])).suspects.append(row)
    for own in by_brand.values():
        night.give(own)
    return dict(sorted(by_brand.items()))


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows as dictionaries, missing values as None."""
    held = {name: frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in frame.columns}
    return [dict(zip(held, values, strict=True)) for values in zip(*held.values(), strict=True)]


class _NightRows:
    """The night's tables, cut down to what the suspects touch, by key."""

    def __init__(self, tables: ReportTables, suspects: pd.DataFrame) -> None:
        keys = suspects[LINK].drop_duplicates()
        self._listings = _by_key(_matching(tables.listings, keys, LISTING), LISTING)
        self._sellers = _by_key(_matching(tables.sellers, suspects[SELLER].dropna(), SELLER), SELLER)
        own = tables.products[tables.products[Products.brand_id].isin(keys[Suspects.brand_id])]
        self._products = _by_key(
            records(own[own[Products.product_id].isin(_products_named(tables, suspects))]), PRODUCT
        )
        self._links = _by_key(sorted(_matching(tables.links, keys, LINK), key=_sureness), LINK)
        self._prices = _by_key(_matching(_or_empty(tables.price_comparisons, LINK), keys, LINK), LINK)
        self._matches = _grouped(_matching(tables.image_matches, keys, LISTING), LISTING)
        rejects = tables.rejects[tables.rejects[Rejects.kind] == "image"]
        self._image_rejects = _grouped(_matching(rejects, keys, LISTING), LISTING)
        self._references = _first_references(tables.reference_images)

    def give(self, own: BrandRows) -> None:
        """Put the brand's share into its rows."""
        for row in own.suspects:
            key = (row[Suspects.platform], row[Suspects.listing_id])
            own.listings.update(_one(key, self._listings.get(key)))
            own.links.update(_one(key, self._links.get((*key, own.brand_id))))
            own.prices.update(_one(key, self._prices.get((*key, own.brand_id))))
            own.matches[key] = [match for match in self._matches.get(key, []) if _is_own(match, own.brand_id)]
            own.image_rejects[key] = [reject[Rejects.reason_code] for reject in self._image_rejects.get(key, [])]
            seller = (row[Suspects.platform], row[Suspects.seller_id])
            own.sellers.update(_one(seller, self._sellers.get(seller)))
            product = row[Suspects.product_id]
            matched = [match[ImageMatches.product_id] for match in own.matches[key]]
            for named in (product, (row[Suspects.nearest_reference] or {}).get("product_id"), *matched):
                own.products.update(_one(named, self._products.get((own.brand_id, named))))
            own.references.update(_one(product, self._references.get((own.brand_id, product))))


def _products_named(tables: ReportTables, suspects: pd.DataFrame) -> set[str]:
    """Products that a suspect is linked to, was compared with, or whose photo was matched anywhere."""
    nearest = {found["product_id"] for found in suspects[Suspects.nearest_reference] if isinstance(found, dict)}
    return nearest | set(suspects[Suspects.product_id]) | set(tables.image_matches[ImageMatches.product_id])


def _sureness(link: Row) -> tuple[float, str]:
    """Order of links: of several to one brand, the last and surest is told."""
    return link[Links.link_confidence], link[Links.product_id] or ""


def _is_own(match: Row, brand_id: str) -> bool:
    """A banned image belongs to no brand, so every brand may see that it was matched."""
    return match[ImageMatches.brand_id] in (brand_id, None)


def _one(key: Any, row: Any) -> dict[Any, Any]:
    return {} if row is None else {key: row}


def _matching(table: pd.DataFrame, keys: pd.DataFrame, on: list[str]) -> list[Row]:
    wanted = keys[on].astype(object).drop_duplicates()
    if table.empty or wanted.empty:
        return []
    # A cheap cut by the last key first: the night's tables are far larger than its queues.
    likely = table[table[on[1]].isin(wanted[on[1]])]
    return records(likely.astype(dict.fromkeys(on, object)).merge(wanted, on=on, how="inner"))


def _by_key(rows: list[Row], on: list[str]) -> dict[tuple[Any, ...], Row]:
    return {tuple(row[name] for name in on): row for row in rows}


def _grouped(rows: list[Row], on: list[str]) -> dict[tuple[Any, ...], list[Row]]:
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name] for name in on), []).append(row)
    return groups


def _or_empty(frame: pd.DataFrame | None, columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(columns=columns) if frame is None else frame


def _first_references(frame: pd.DataFrame | None) -> dict[tuple[Any, ...], str]:
    if frame is None or frame.empty:
        return {}
    first = frame.drop_duplicates([ReferenceImages.brand_id, ReferenceImages.product_id])
    columns = [ReferenceImages.brand_id, ReferenceImages.product_id, ReferenceImages.image]
    return {(brand, product): image for brand, product, image in first[columns].itertuples(index=False)}
