"""When the codes of a listing photo and of a reference's view are near enough to assert a copy.

Measured on 20 packshots and 120 shoe photos altered in 32 ways, and on 320 fresh photos, some taken by the same
hand in the same shop as the packshot: no fresh photo matched, and none of 469,120 pairs of an altered photo
with another one did.
"""

from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel, ConfigDict

from features.signals.photo_views import HASH_SIDE, VIEW_NAMES, pack_bits

UPRIGHT = VIEW_NAMES.index("upright")
TRIMMED = VIEW_NAMES.index("trimmed")
_ALWAYS_ASKED = -1
_NO_LIMIT = 64
_AS_IS, _MIRRORED, _HALF_TURNED = 0, 1, 2


class ViewRadii(BaseModel):
    """Largest distances in bits of 64. The origin of every default is the measurement named above."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Recompressed, scaled, marked and slightly turned copies stay within 10; two photos of one carton in the
    # same hand came to 6, so the dHash must agree as well: theirs began at 10, copies end at 8.
    upright_phash_bits: int = 10
    # … the dHash that must agree as well.
    upright_dhash_bits: int = 8
    # Windows meet a seller's crop only roughly; fresh photos came to 8.
    crop_phash_bits: int = 6
    # A crop shifts the dHash: copies end at 17 (10 %) and 22 (20 %), unrelated photos lie around 32.
    crop_10_dhash_bits: int = 18
    # … of which this is the 20 % crop's.
    crop_20_dhash_bits: int = 22
    # A cut from one corner shifts the dHash more, but so near a window needs no second opinion: unrelated photos
    # came to 4 at best.
    crop_sure_phash_bits: int = 2
    # Quarter turns have no dHash to check with; unrelated photos came to 8.
    quarter_turn_phash_bits: int = 4
    # Trimmed and framed copies have none either; cutting the border leaves copies within 6.
    border_phash_bits: int = 6
    # References known by their pHash alone.
    hash_only_phash_bits: int = 4


@dataclass(frozen=True)
class ViewLimits:
    """One number a view, in the order of VIEW_NAMES."""

    phash: np.ndarray  # the largest pHash distance
    sure_phash: np.ndarray  # up to here no dHash is asked; -1: always asked
    dhash: np.ndarray  # the largest dHash distance
    dhash_variant: np.ndarray  # which row of `dhash_variants` is compared


def view_limits(radii: ViewRadii) -> ViewLimits:
    """The limits that the radii set for each view."""
    rules = [_rule(view, radii) for view in VIEW_NAMES]
    return ViewLimits(*(np.array(part) for part in zip(*rules, strict=True)))


def dhash_variants(dhashes: np.ndarray) -> np.ndarray:
    """dHashes as they are, of the mirrored photo, and of the half-turned photo: (3, n).

    Mirroring reverses each row's order and every rise becomes a fall, so no second decode is needed.
    """
    bits = np.unpackbits(dhashes.astype(">u8").view(np.uint8)).reshape(-1, HASH_SIDE, HASH_SIDE)
    falls = bits == 0
    mirrored, half_turned = pack_bits(falls[:, :, ::-1]), pack_bits(falls[:, ::-1, ::-1])
    return np.stack([dhashes, mirrored, half_turned])


def _rule(view: str, radii: ViewRadii) -> tuple[int, int, int, int]:
    if view in ("upright", "mirror", "turned_180"):
        variant = {"upright": _AS_IS, "mirror": _MIRRORED, "turned_180": _HALF_TURNED}[view]
        return radii.upright_phash_bits, _ALWAYS_ASKED, radii.upright_dhash_bits, variant
    if view.startswith("turned"):
        return radii.quarter_turn_phash_bits, radii.quarter_turn_phash_bits, _NO_LIMIT, _AS_IS
    if view == "trimmed":
        return radii.border_phash_bits, radii.border_phash_bits, _NO_LIMIT, _AS_IS
    dhash_bits = radii.crop_10_dhash_bits if view.startswith("crop_10") else radii.crop_20_dhash_bits
    return radii.crop_phash_bits, radii.crop_sure_phash_bits, dhash_bits, _AS_IS
