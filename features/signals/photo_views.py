"""Codes of the alterations a copied photo may have gone through, computed from one small grey picture.

A 64-bit pHash finds recompressed, scaled, greyed or marked copies, but not mirrored, turned or cropped ones.
So each reference carries the codes of its views, and a listing photo is compared with all of them.
All views come from a few matrix products: resampling a window and taking its cosine transform are both linear,
mirroring flips the sign of every odd frequency, and turning transposes the coefficients.
"""

from functools import cache

import numpy as np

HASH_SIDE = 8
# ImageHash's pHash looks at a 32 x 32 picture and keeps the lowest 8 x 8 frequencies.
PICTURE_SIDE = 32
# Windows are cut out of a 128 x 128 picture: the smallest, 80 %, still has three samples for each of the 32.
CANVAS_SIDE = 128
# Lanczos-3, as ImageHash resizes with.
_LANCZOS_LOBES = 3
# Coefficients are compared on this grid, so that bits of equal frequencies do not depend on rounding noise.
_DECIMALS = 6

_CROP_SHARES = (10, 20)
_CROP_POSITIONS = {
    "centre": (0.5, 0.5),
    "top_left": (0.0, 0.0),
    "top_right": (0.0, 1.0),
    "bottom_left": (1.0, 0.0),
    "bottom_right": (1.0, 1.0),
}
_TURNS = ("upright", "mirror", "turned_left", "turned_right", "turned_180")
_CROPS = tuple(f"crop_{share}_{position}" for share in _CROP_SHARES for position in _CROP_POSITIONS)

# The order of a fingerprint's view codes. "crop_10_top_left" keeps 90 % of each side, from the top left corner.
VIEW_NAMES = (*_TURNS, "trimmed", *_CROPS)


def picture_coefficients(picture: np.ndarray) -> np.ndarray:
    """The lowest 8 x 8 cosine coefficients of 32 x 32 pictures (…, 32, 32), float64 (…, 8, 8)."""
    return _cosines() @ picture.astype(np.float64) @ _cosines().T


def turn_coefficients(upright: np.ndarray) -> np.ndarray:
    """Coefficients of a picture upright, mirrored left to right, and turned, in the order of VIEW_NAMES."""
    flip = (-1.0) ** np.arange(HASH_SIDE)
    turned = upright.T
    return np.stack([upright, upright * flip, turned * flip[:, None], turned * flip, upright * np.outer(flip, flip)])


def crop_coefficients(canvas: np.ndarray) -> np.ndarray:
    """Coefficients of every crop window of a 128 x 128 picture, (10, 8, 8), in the order of VIEW_NAMES."""
    down, across = _crop_spans()
    # One small product a span, not one large one: those are never split over threads, which would cost more
    # than they save and could change the last bits.
    high = _window_rows() @ canvas.astype(np.float64)
    return high[down] @ _window_rows()[across].transpose(0, 2, 1)


def codes_of(coefficients: np.ndarray) -> np.ndarray:
    """The pHash of each 8 x 8 block (n, 8, 8): which frequencies exceed their median, as uint64."""
    values = np.round(coefficients.reshape(len(coefficients), -1), _DECIMALS)
    return pack_bits(values > np.median(values, axis=1, keepdims=True))


def pack_bits(bits: np.ndarray) -> np.ndarray:
    """Rows of 64 truths as uint64, the first one highest: the number ImageHash writes in hexadecimal."""
    return np.packbits(bits.reshape(-1, 64), axis=1).view(">u8").ravel().astype(np.uint64)


@cache
def _cosines() -> np.ndarray:
    """Type-2 cosine transform without scaling (scipy.fftpack.dct), its lowest 8 rows, (8, 32)."""
    frequency = np.arange(HASH_SIDE)[:, None]
    place = np.arange(PICTURE_SIDE)[None, :]
    return 2.0 * np.cos(np.pi * frequency * (2 * place + 1) / (2 * PICTURE_SIDE))


@cache
def _spans() -> tuple[tuple[float, float], ...]:
    """Every stretch (start, length), as shares of a side, that some crop window covers along one axis."""
    return tuple((place * share / 100, 1 - share / 100) for share in _CROP_SHARES for place in (0.0, 0.5, 1.0))


@cache
def _crop_spans() -> tuple[list[int], list[int]]:
    """For each crop, which span it takes down and which across."""
    down, across = [], []
    for share in _CROP_SHARES:
        for row, column in _CROP_POSITIONS.values():
            down.append(_spans().index((row * share / 100, 1 - share / 100)))
            across.append(_spans().index((column * share / 100, 1 - share / 100)))
    return down, across


@cache
def _window_rows() -> np.ndarray:
    """Resample a span to 32 and transform it, as one matrix for each span, (spans, 8, 128)."""
    return np.stack([_cosines() @ _resampling(start, length) for start, length in _spans()])


def _resampling(start: float, length: float) -> np.ndarray:
    """Lanczos weights (32, 128) that resize one span of the canvas to 32 samples, as Pillow weighs them."""
    scale = length * CANVAS_SIDE / PICTURE_SIDE
    centres = start * CANVAS_SIDE + (np.arange(PICTURE_SIDE) + 0.5) * scale
    away = (np.arange(CANVAS_SIDE) + 0.5 - centres[:, None]) / max(scale, 1.0)
    weights = np.where(abs(away) < _LANCZOS_LOBES, np.sinc(away) * np.sinc(away / _LANCZOS_LOBES), 0.0)
    # Pillow looks at the whole picture when given a window, so weights outside the window stay.
    return weights / weights.sum(axis=1, keepdims=True)


# A 256-bit code looks at a 64 x 64 picture and keeps 16 x 16 frequencies, the constant left out.
WIDE_PICTURE_SIDE = 64
_WIDE_SIDE = 16
TURNS_256 = 8


def turned_codes_256(picture: np.ndarray) -> np.ndarray:
    """256-bit codes of a 64 x 64 picture: its four quarter turns to the left, then those of its mirror image, (8, 4).

    A bit says that a frequency is above zero. Turning a picture transposes frequencies and flips signs of the odd
    ones, so all eight codes come from one transform.
    """
    waves = _wide_cosines() @ picture.astype(np.float64) @ _wide_cosines().T
    flip = (-1.0) ** np.arange(1, _WIDE_SIDE + 1)
    half_turned, mirrored = waves * np.outer(flip, flip), waves * flip
    left, right = waves.T * flip[:, None], waves.T * flip
    other_ways = [mirrored, mirrored.T * flip[:, None], mirrored * np.outer(flip, flip), mirrored.T * flip]
    turned = np.stack([waves, left, half_turned, right, *other_ways])
    return pack_bits(np.round(turned, _DECIMALS) > 0).reshape(TURNS_256, 4)


@cache
def _wide_cosines() -> np.ndarray:
    """Frequencies 1 to 16 of a type-2 cosine transform of 64 samples, (16, 64)."""
    frequency = np.arange(1, _WIDE_SIDE + 1)[:, None]
    place = np.arange(WIDE_PICTURE_SIDE)[None, :]
    return 2.0 * np.cos(np.pi * frequency * (2 * place + 1) / (2 * WIDE_PICTURE_SIDE))
