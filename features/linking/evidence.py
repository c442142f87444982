"""What points at a product besides the title's wording: model codes, GTINs, copied photos, vectors across scripts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import ImageMatches, Listings
from features.linking.catalog import LinkCatalog
from features.linking.code_hits import CodeHit
from features.linking.names.model_codes import is_distinctive
from features.linking.params import LinkParams
from features.linking.product_bank import WeighedTitles

_CROSS_SCRIPT_CANDIDATES = 5
_VECTOR_DECIMALS = 5  # far coarser than float64 sums differ by, so that a batch of another size picks the same products


@dataclass(frozen=True)
class PhotoMatch:
    """The best match of a listing's photos with one brand's official ones."""

    confidence: float
    product: int | None  # row in the catalogue's products


def official_photos(
    listings: pd.DataFrame, matches: pd.DataFrame | None, catalog: LinkCatalog
) -> dict[tuple[int, str], PhotoMatch]:
    """(listing row, brand) → its best official photo match; equal confidences go to the first product."""
    if matches is None or not len(matches):
        return {}
    row_of = {
        key: row for row, key in enumerate(zip(listings[Listings.platform], listings[Listings.listing_id], strict=True))
    }
    official = matches[(matches[ImageMatches.bank] == "official") & matches[ImageMatches.brand_id].notna()]
    columns = [
        ImageMatches.platform,
        ImageMatches.listing_id,
        ImageMatches.brand_id,
        ImageMatches.product_id,
        ImageMatches.confidence,
    ]
    found: dict[tuple[int, str], PhotoMatch] = {}
    ordered = official[columns].sort_values([columns[-1], *columns[:-1]], ascending=[False, *[True] * 4], kind="stable")
    for platform, listing_id, brand_id, product_id, confidence in ordered.itertuples(index=False):
        row = row_of.get((platform, listing_id))
        if row is not None and (row, brand_id) not in found and brand_id in catalog.names_of:
            found[row, str(brand_id)] = PhotoMatch(
                float(confidence), catalog.row_of_product.get((brand_id, product_id))
            )
    return found


def believable_codes(
    codes: Iterable[CodeHit], mentioned: Iterable[tuple[int, str]], catalog: LinkCatalog, params: LinkParams
) -> list[CodeHit]:
    """The code hits worth believing: a plain number counts only when long, or where its brand is named as well."""
    named = set(mentioned)
    brand_of, models, is_telling = catalog.brand_of_product, catalog.bank.models, catalog.bank.has_telling_model

    def names_alone(product: int) -> bool:
        model = models[product]
        return bool(is_telling[product]) if model.isdigit() else is_distinctive(model, params.least_code_length)

    return [
        hit for hit in codes if (hit.row, brand_of[hit.product]) in named or (hit.is_whole and names_alone(hit.product))
    ]


def pointed_pairs(
    gtins: Sequence[str], codes: Iterable[CodeHit], photos: dict[tuple[int, str], PhotoMatch], catalog: LinkCatalog
) -> list[tuple[int, int]]:
    """(listing row, title row) pairs that a code, a GTIN or a photo points at."""
    products = {(hit.row, hit.product) for hit in codes}
    products |= {(row, match.product) for (row, _), match in photos.items() if match.product is not None}
    for row, gtin in enumerate(gtins):
        products |= {(row, product) for product in catalog.products_of_gtin.get(gtin, ())}
    return sorted((row, title) for row, product in products for title in catalog.title_rows_of_product[product])


def cross_script_pairs(
    listings: pd.DataFrame,
    weighed: WeighedTitles,
    mentioned: dict[str, list[int]],
    catalog: LinkCatalog,
    *,
    vectors: Any,
) -> list[tuple[int, int]]:
    """The closest products by vector of brands whose titles are all in another script than the listing's."""
    if vectors is None:
        return []
    found: list[tuple[int, int]] = []
    titles = listings[Listings.title]
    for brand_id, rows in sorted(mentioned.items()):
        share = catalog.ideographic_share_of.get(brand_id)
        if share not in (0.0, 1.0):
            continue
        apart = [row for row in rows if bool(weighed.is_ideographic[row]) != bool(share)]
        if not apart:
            continue
        title_rows = catalog.bank.title_rows[brand_id]
        ours = vectors.of([str(text) for text in titles.iloc[apart]])
        theirs = vectors.of([catalog.bank.raw_titles[at] for at in title_rows])
        cosine = (_unit(ours) @ _unit(theirs).T).round(_VECTOR_DECIMALS)
        closest = np.argsort(-cosine, axis=1, kind="stable")[:, :_CROSS_SCRIPT_CANDIDATES]
        found += [(row, int(title_rows[at])) for row, best in zip(apart, closest, strict=True) for at in best]
    return found


def _unit(vectors: np.ndarray) -> np.ndarray:
    given = np.asarray(vectors, dtype=np.float64)
    return given / np.maximum(np.linalg.norm(given, axis=1, keepdims=True), 1e-9)
