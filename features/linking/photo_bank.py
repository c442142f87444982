"""Which listing photos were copied from a reference photo, and through which alteration.

A match says *this photo was copied*, never that the product is genuine: fresh photos of the same carton do not
match, and an honest reseller may copy an official photo too.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from features.contracts import ImageMatches, ImageSignals, Listings, ReferenceSignals
from features.signals.code_search import pairs_within
from features.signals.photo_views import VIEW_NAMES
from features.signals.view_rules import TRIMMED, UPRIGHT, ViewRadii, dhash_variants, view_limits

_KEYS = [ImageMatches.platform, ImageMatches.listing_id, ImageMatches.image, ImageMatches.bank]
# How a view is called when the listing photo matched it only after its own border was trimmed.
_FRAMED_NAMES = tuple({"upright": "framed", "trimmed": "trimmed"}.get(view, f"framed_{view}") for view in VIEW_NAMES)


class PhotoMatchParams(BaseModel):
    """When a listing photo counts as copied from a reference."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # How far apart two codes may be, view by view.
    radii: ViewRadii = ViewRadii()
    # Photos whose hashes say less are not matched; real photos of the sets measured have .88 to 1.
    least_quality: float = 0.4
    # A photo near a whole bank (many copies of one fake) names its nearest references only.
    most_references_per_photo: int = 20
    # A "known fake" found at this many sellers is a stock photo, which tells nothing about any one of them.
    most_sellers_per_known_fake: int = 200


@dataclass(frozen=True)
class _Photos:
    """What is compared of listing photos: row i of each array is one photo."""

    upright: np.ndarray
    trimmed: np.ndarray
    dhash: np.ndarray


@dataclass(frozen=True)
class _Views:
    """Every view code of every reference, flat: `owner` is the reference's row."""

    code: np.ndarray
    view: np.ndarray
    owner: np.ndarray
    dhash: np.ndarray
    is_hash_only: np.ndarray


def match_photos(
    signals: pd.DataFrame,
    references: pd.DataFrame,
    params: PhotoMatchParams,
    *,
    listings: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """ImageMatches of ImageSignals against ReferenceSignals: the best view of each photo and reference.

    `listings` (Listings) tells who sells; without it no known fake is set aside for being everywhere. A known
    fake that is itself a copy of an official photo is no reference: it would mark every honest copy as fake.
    """
    photos = _comparable(signals, params).drop_duplicates(ImageSignals.sha256).reset_index(drop=True)
    references = _without_official_copies(_comparable(references, params), params)
    nearest = _nearest(_photos(photos), _views(references), params.radii)
    found = _described(nearest, photos, references, params)
    shown = signals[[ImageSignals.platform, ImageSignals.listing_id, ImageSignals.image, ImageSignals.sha256]]
    rows = shown.merge(found, on=ImageSignals.sha256, how="inner")
    rows = _nearest_few(rows, params.most_references_per_photo)
    if listings is not None:
        rows = _without_stock_photos(rows, listings, params.most_sellers_per_known_fake)
    order = [*_KEYS, ImageMatches.brand_id, ImageMatches.product_id, ImageMatches.reference_image]
    return ImageMatches.conform(rows.sort_values(order, kind="stable"))


def confidence(distance_bits: np.ndarray, radius_bits: np.ndarray, quality: np.ndarray) -> np.ndarray:
    """0.99 for equal codes falling with the square of the distance to 0.79 at the radius, less for poor photos.

    Quality counts as its share of 0.9, what 99 % of real photos reach. The ends are judgements, not fits: the
    sets at hand hold no false match within the radii, which only says that errors are rarer than 1 in 100,000.
    """
    nearness = 0.99 - 0.2 * (distance_bits / np.maximum(radius_bits, 1)) ** 2
    return nearness * np.minimum(quality / 0.9, 1.0)


def _comparable(table: pd.DataFrame, params: PhotoMatchParams) -> pd.DataFrame:
    # Both tables name these two columns alike.
    usable = table[ImageSignals.is_comparable] & (table[ImageSignals.quality] >= params.least_quality)
    return table[usable].reset_index(drop=True)


def _photos(signals: pd.DataFrame) -> _Photos:
    upright = signals[ImageSignals.phash].to_numpy(np.uint64)
    trimmed = _codes_at(TRIMMED, signals[ImageSignals.view_phashes], upright)
    return _Photos(upright, trimmed, signals[ImageSignals.dhash].to_numpy(np.uint64))


def _codes_at(view: int, lists: pd.Series, otherwise: np.ndarray) -> np.ndarray:
    """One view's code of each photo, or `otherwise` where no views are told."""
    pairs = zip(lists, otherwise, strict=True)
    return np.array([codes[view] if len(codes) > view else code for codes, code in pairs], dtype=np.uint64)


def _views(references: pd.DataFrame) -> _Views:
    lists = list(references[ReferenceSignals.view_phashes])
    lengths = np.array([len(codes) for codes in lists], dtype=np.int64)
    code = np.array([code for codes in lists for code in codes], dtype=np.uint64)
    owner = np.repeat(np.arange(len(lists)), lengths)
    view = np.arange(len(code)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    # A trimmed view equal to the upright one found no border: the stricter upright rule speaks for it.
    upright = code[np.repeat(np.cumsum(lengths) - lengths, lengths)] if len(code) else code
    told = (view != TRIMMED) | (code != upright)
    return _Views(
        code=code[told],
        view=view[told],
        owner=owner[told],
        dhash=references[ReferenceSignals.dhash].to_numpy(np.uint64),
        is_hash_only=references[ReferenceSignals.sha256].isna().to_numpy(bool),
    )


def _nearest(photos: _Photos, views: _Views, radii: ViewRadii) -> pd.DataFrame:
    """Photo, reference, distance, radius and view of the best accepted pair of each photo and reference."""
    pairs = pd.concat([_upright_pairs(photos, views, radii), _framed_pairs(photos, views, radii)])
    best_first = pairs.sort_values(["photo", "reference", "distance", "is_framed", "view"], kind="stable")
    return best_first.drop_duplicates(["photo", "reference"]).reset_index(drop=True)


def _upright_pairs(photos: _Photos, views: _Views, radii: ViewRadii) -> pd.DataFrame:
    limits = view_limits(radii)
    photo, code, distance = pairs_within(photos.upright, views.code, int(limits.phash.max()))
    view, owner = views.view[code], views.owner[code]
    photo_dhash = dhash_variants(photos.dhash)[limits.dhash_variant[view], photo]
    dhash_distance = np.bitwise_count(photo_dhash ^ views.dhash[owner])
    only_hash = views.is_hash_only[owner]
    radius = np.where(only_hash, radii.hash_only_phash_bits, limits.phash[view])
    agrees = only_hash | (distance <= limits.sure_phash[view]) | (dhash_distance <= limits.dhash[view])
    accepted = (distance <= radius) & agrees
    return _pairs(photo, owner, distance=distance, radius=radius, view=view, framed=False)[accepted]


def _framed_pairs(photos: _Photos, views: _Views, radii: ViewRadii) -> pd.DataFrame:
    """Pairs found only after trimming the listing photo; its dHash still has the border, so none is compared."""
    bordered = np.flatnonzero(photos.trimmed != photos.upright)
    chosen, code, distance = pairs_within(photos.trimmed[bordered], views.code, radii.border_phash_bits)
    view, owner = views.view[code], views.owner[code]
    # A frame around a turned or cropped copy is rarer than a chance likeness: those keep the smallest radius.
    radius = np.where(np.isin(view, [UPRIGHT, TRIMMED]), radii.border_phash_bits, radii.quarter_turn_phash_bits)
    radius = np.where(views.is_hash_only[owner], radii.hash_only_phash_bits, radius)
    pairs = _pairs(bordered[chosen], owner, distance=distance, radius=radius, view=view, framed=True)
    return pairs[distance <= radius]


def _pairs(photo: np.ndarray, reference: np.ndarray, **told: np.ndarray | bool) -> pd.DataFrame:
    columns = {"photo": photo, "reference": reference, "distance": told["distance"], "radius": told["radius"]}
    return pd.DataFrame({**columns, "view": told["view"], "is_framed": told["framed"]})


def _described(
    nearest: pd.DataFrame, photos: pd.DataFrame, references: pd.DataFrame, params: PhotoMatchParams
) -> pd.DataFrame:
    """The pairs in the words of ImageMatches, keyed by the photo's sha256."""
    photo, reference = photos.iloc[nearest["photo"]], references.iloc[nearest["reference"]]
    names = np.where(
        nearest["is_framed"], np.array(_FRAMED_NAMES)[nearest["view"]], np.array(VIEW_NAMES)[nearest["view"]]
    )
    quality = np.minimum(photo[ImageSignals.quality].to_numpy(), reference[ReferenceSignals.quality].to_numpy())
    return pd.DataFrame(
        {
            ImageSignals.sha256: photo[ImageSignals.sha256].array,
            ImageMatches.bank: reference[ReferenceSignals.bank].array,
            ImageMatches.brand_id: reference[ReferenceSignals.brand_id].array,
            ImageMatches.product_id: reference[ReferenceSignals.product_id].array,
            ImageMatches.reference_image: reference[ReferenceSignals.image].array,
            ImageMatches.view: names,
            ImageMatches.distance_bits: nearest["distance"].to_numpy(),
            ImageMatches.confidence: confidence(nearest["distance"].to_numpy(), nearest["radius"].to_numpy(), quality),
        }
    )


def _without_official_copies(references: pd.DataFrame, params: PhotoMatchParams) -> pd.DataFrame:
    bank = references[ReferenceSignals.bank]
    fakes, official = references[bank == "known_fake"], references[bank == "official"]
    codes = fakes[ReferenceSignals.view_phashes]
    upright = np.array([listed[UPRIGHT] for listed in codes], dtype=np.uint64)
    dhash = fakes[ReferenceSignals.dhash].to_numpy(np.uint64)
    compared = _Photos(upright, _codes_at(TRIMMED, codes, upright), dhash)
    copied = _nearest(compared, _views(official), params.radii)["photo"].unique()
    return references.drop(index=fakes.index[copied]).reset_index(drop=True)


def _nearest_few(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    ranked = rows.sort_values([*_KEYS, ImageMatches.distance_bits, ImageMatches.reference_image], kind="stable")
    return ranked.groupby(_KEYS, sort=False, dropna=False).head(most)


def _without_stock_photos(rows: pd.DataFrame, listings: pd.DataFrame, most_sellers: int) -> pd.DataFrame:
    # Sellers are counted, not listings: else one seller could bury a known fake under copies of it.
    sold_by = listings[[Listings.platform, Listings.listing_id, Listings.seller_id]]
    told = rows.merge(sold_by, on=[ImageMatches.platform, ImageMatches.listing_id], how="left")
    fakes = told[told[ImageMatches.bank] == "known_fake"].dropna(subset=[Listings.seller_id])
    reference = [ImageMatches.brand_id, ImageMatches.reference_image]
    sellers = fakes.drop_duplicates([*reference, Listings.platform, Listings.seller_id])
    counted = sellers.groupby(reference, dropna=False).size().rename("sellers").reset_index()
    marked = rows.merge(counted, on=reference, how="left")
    is_everywhere = (marked[ImageMatches.bank] == "known_fake") & (marked["sellers"] > most_sellers)
    return marked[~is_everywhere]
