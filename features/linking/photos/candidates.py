"""Which photos a reference's view codes propose as copies, and what codes alone may assert."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.contracts import ImageSignals, ReferenceSignals
from features.signals.hamming_index import radius_pairs
from features.signals.photo_views import VIEW_NAMES
from features.signals.view_rules import TRIMMED, UPRIGHT, ViewRadii, dhash_variants, view_limits


@dataclass(frozen=True)
class PhotoCodes:
    """What is compared of listing photos: row i of each array is one photo."""

    upright: np.ndarray
    trimmed: np.ndarray
    dhash: np.ndarray


@dataclass(frozen=True)
class ReferenceCodes:
    """Every view code of every reference, flat: `owner` is the reference's row."""

    code: np.ndarray
    view: np.ndarray
    owner: np.ndarray
    dhash: np.ndarray
    is_hash_only: np.ndarray


def photo_codes(signals: pd.DataFrame) -> PhotoCodes:
    """The codes of ImageSignals."""
    upright = signals[ImageSignals.phash].to_numpy(np.uint64)
    trimmed = _codes_at(TRIMMED, signals[ImageSignals.view_phashes], upright)
    return PhotoCodes(upright, trimmed, signals[ImageSignals.dhash].to_numpy(np.uint64))


def reference_photo_codes(references: pd.DataFrame) -> PhotoCodes:
    """The codes of ReferenceSignals, taken as photos themselves."""
    codes = references[ReferenceSignals.view_phashes]
    upright = np.array([listed[UPRIGHT] for listed in codes], dtype=np.uint64)
    return PhotoCodes(
        upright, _codes_at(TRIMMED, codes, upright), references[ReferenceSignals.dhash].to_numpy(np.uint64)
    )


def reference_codes(references: pd.DataFrame) -> ReferenceCodes:
    """The view codes of ReferenceSignals."""
    lists = list(references[ReferenceSignals.view_phashes])
    lengths = np.array([len(codes) for codes in lists], dtype=np.int64)
    code = np.array([code for codes in lists for code in codes], dtype=np.uint64)
    owner = np.repeat(np.arange(len(lists)), lengths)
    view = np.arange(len(code)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    # A trimmed view equal to the upright one found no border: the stricter upright rule speaks for it.
    upright = code[np.repeat(np.cumsum(lengths) - lengths, lengths)] if len(code) else code
    told = (view != TRIMMED) | (code != upright)
    return ReferenceCodes(
        code=code[told],
        view=view[told],
        owner=owner[told],
        dhash=references[ReferenceSignals.dhash].to_numpy(np.uint64),
        is_hash_only=references[ReferenceSignals.sha256].isna().to_numpy(bool),
    )


def code_pairs(photos: PhotoCodes, references: ReferenceCodes, radii: ViewRadii) -> pd.DataFrame:
    """photo, reference, distance, radius, view, is_framed of the best view of each pair within its radius.

    `is_sure` says that the codes alone would assert the copy: the dHash agrees too.
    """
    pairs = pd.concat([_upright_pairs(photos, references, radii), _framed_pairs(photos, references, radii)])
    order = ["photo", "reference", "is_sure", "distance", "is_framed", "view"]
    best_first = pairs.sort_values(order, ascending=[True, True, False, True, True, True], kind="stable")
    return best_first.drop_duplicates(["photo", "reference"]).reset_index(drop=True)


def nearest_bits(
    photo: np.ndarray, reference: np.ndarray, photos: PhotoCodes, references: ReferenceCodes
) -> np.ndarray:
    """The least distance in bits between each photo, as it is or trimmed, and any view of its reference."""
    order = np.argsort(references.owner, kind="stable")
    first = np.searchsorted(references.owner[order], reference)
    least = np.full(len(photo), 64, np.int64)
    for number in range(len(VIEW_NAMES)):
        at = np.minimum(first + number, max(len(order) - 1, 0))
        is_own = (first + number < len(order)) & (references.owner[order][at] == reference)
        for code in (photos.upright, photos.trimmed):
            bits = np.bitwise_count(code[photo] ^ references.code[order][at])
            least = np.where(is_own, np.minimum(least, bits), least)
    return least


def _codes_at(view: int, lists: pd.Series, otherwise: np.ndarray) -> np.ndarray:
    """One view's code of each photo, or `otherwise` where no views are told."""
    pairs = zip(lists, otherwise, strict=True)
    return np.array([codes[view] if len(codes) > view else code for codes, code in pairs], dtype=np.uint64)


def _upright_pairs(photos: PhotoCodes, views: ReferenceCodes, radii: ViewRadii) -> pd.DataFrame:
    limits = view_limits(radii)
    photo, code, distance = radius_pairs(photos.upright, views.code, int(limits.phash.max()))
    view, owner = views.view[code], views.owner[code]
    photo_dhash = dhash_variants(photos.dhash)[limits.dhash_variant[view], photo]
    dhash_distance = np.bitwise_count(photo_dhash ^ views.dhash[owner])
    only_hash = views.is_hash_only[owner]
    radius = np.where(only_hash, radii.hash_only_phash_bits, limits.phash[view])
    agrees = only_hash | (distance <= limits.sure_phash[view]) | (dhash_distance <= limits.dhash[view])
    pairs = _pairs(photo, owner, distance=distance, radius=radius, view=view, framed=False, sure=agrees)
    return pairs[distance <= radius]


def _framed_pairs(photos: PhotoCodes, views: ReferenceCodes, radii: ViewRadii) -> pd.DataFrame:
    """Pairs found only after trimming the listing photo; its dHash still has the border, so none is compared."""
    bordered = np.flatnonzero(photos.trimmed != photos.upright)
    chosen, code, distance = radius_pairs(photos.trimmed[bordered], views.code, radii.border_phash_bits)
    view, owner = views.view[code], views.owner[code]
    # A frame around a turned or cropped copy is rarer than a chance likeness: those keep the smallest radius.
    radius = np.where(np.isin(view, [UPRIGHT, TRIMMED]), radii.border_phash_bits, radii.quarter_turn_phash_bits)
    radius = np.where(views.is_hash_only[owner], radii.hash_only_phash_bits, radius)
    pairs = _pairs(bordered[chosen], owner, distance=distance, radius=radius, view=view, framed=True, sure=True)
    return pairs[distance <= radius]


def _pairs(photo: np.ndarray, reference: np.ndarray, **told: np.ndarray | bool) -> pd.DataFrame:
    columns = {"photo": photo, "reference": reference, "distance": told["distance"], "radius": told["radius"]}
    return pd.DataFrame({**columns, "view": told["view"], "is_framed": told["framed"], "is_sure": told["sure"]})
