"""What a queue row carries besides its score: the reference it was compared with, its network, what is at stake."""

from typing import Any

import pandas as pd

from features.contracts import Candidates, ImageMatches, Networks, ReferenceImages, Suspects
from models.feature_log import LINK_KEY, LISTING_KEY

_BANK_ORDER = {"known_fake": 1, "official": 0}


def nearest_references(
    rows: pd.DataFrame, image_matches: pd.DataFrame, reference_images: pd.DataFrame | None
) -> list[dict[str, Any] | None]:
    """Per row: the photo of this brand it matches best, official before known fake; else the linked product's photo."""
    matched = _matched(image_matches)
    pictured = _pictured(reference_images)
    names = zip(*(rows[name].astype("object") for name in [*LINK_KEY, Suspects.product_id]), strict=True)
    return [matched.get(name[:3]) or pictured.get(name[2:]) for name in names]


def network_ids(rows: pd.DataFrame, networks: pd.DataFrame) -> pd.Series:
    """The seller network of each row, or missing; the first by rank where a seller stands in several."""
    seller = [Networks.platform, Networks.seller_id]
    first = networks.sort_values([Networks.network_rank, Networks.network_id], kind="stable").drop_duplicates(seller)
    found = rows[seller].merge(first[[*seller, Networks.network_id]], on=seller, how="left")
    return pd.Series(found[Networks.network_id].to_numpy(), index=rows.index)


def values_at_risk(rows: pd.DataFrame) -> pd.Series:
    """Price x sales in 30 days in US dollars; missing when either is."""
    sales = rows[Candidates.sales_30d].astype("Float64").to_numpy(dtype="float64", na_value=float("nan"))
    return rows[Candidates.price_usd] * sales


def _matched(image_matches: pd.DataFrame) -> dict[tuple[str, ...], dict[str, Any]]:
    known = image_matches[
        image_matches[ImageMatches.bank].isin(list(_BANK_ORDER)) & image_matches[ImageMatches.brand_id].notna()
    ]
    order = known.assign(_bank=known[ImageMatches.bank].map(_BANK_ORDER), _far=-known[ImageMatches.confidence])
    keys = ["_bank", "_far", ImageMatches.distance_bits, ImageMatches.reference_image, ImageMatches.image]
    best = order.sort_values([*LISTING_KEY, *keys], kind="stable").drop_duplicates(LINK_KEY)
    columns = [*LINK_KEY, ImageMatches.product_id, ImageMatches.reference_image, ImageMatches.distance_bits]
    rows = zip(*(best[name].astype("object") for name in columns), strict=True)
    return {tuple(row[:3]): _reference(row[3], row[4], row[5]) for row in rows}


def _pictured(reference_images: pd.DataFrame | None) -> dict[tuple[str, ...], dict[str, Any]]:
    if reference_images is None:
        return {}
    # The catalogue's first photo of a product is its main one.
    first = reference_images.drop_duplicates([ReferenceImages.brand_id, ReferenceImages.product_id])
    columns = [ReferenceImages.brand_id, ReferenceImages.product_id, ReferenceImages.image]
    rows = zip(*(first[name].astype("object") for name in columns), strict=True)
    return {tuple(row[:2]): _reference(row[1], row[2], None) for row in rows}


def _reference(product_id: Any, image: str, distance_bits: Any) -> dict[str, Any]:
    return {
        "product_id": product_id if isinstance(product_id, str) else None,
        "image": image,
        "distance_bits": None if distance_bits is None else int(distance_bits),
    }
