"""Codes of the alterations a copied photo may have gone through, computed from small grey pictures, many at a time.

A 64-bit pHash finds recompressed, scaled, greyed or marked copies, but not mirrored, turned or cropped ones.
So each reference carries the codes of its views, and a listing photo is compared with all of them.
All views come from a few matrix products: resampling a window and taking its cosine transform are both linear,
mirroring flips the sign of every odd frequency, and turning transposes the coefficients.

Weights are whole numbers (of 16384ths), so every product and sum is exact: the same bits on every machine, whatever
photos share a batch.
"""

from collections.abc import Iterable
from functools import cache

import numpy as np

HASH_SIDE = 8
# ImageHash's pHash looks at a 32 x 32 picture and keeps the lowest 8 x 8 frequencies.
PICTURE_SIDE = 32
# Photos are shrunk to this side once. All but the dHash then comes from 32 x 32 pictures: the finest wave of a
# 256-bit code has four of their samples, that of the smallest window six.
CANVAS_SIDE = 96
# Lanczos-3, as ImageHash resizes with.
_LANCZOS_LOBES = 3
# Levels times weights, summed twice, stay below 2^53: exact in float64. One sum of levels is exact in float32.
_GRAIN = 1 << 14
# … and this is fine enough for signs; pictures of up to half a million pixels stay exact.
_WIDE_GRAIN = 1 << 12

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


def hash_pictures(canvases: np.ndarray) -> np.ndarray:
    """The 32 x 32 pictures that ImageHash's pHash looks at, of canvases (n, 96, 96): whole levels, float32."""
    return _resampled(canvases, PICTURE_SIDE, PICTURE_SIDE)


def picture_coefficients(pictures: np.ndarray) -> np.ndarray:
    """The lowest 8 x 8 cosine coefficients of 32 x 32 pictures (n, 32, 32), float64 (n, 8, 8)."""
    return _transformed(pictures, _cosines(HASH_SIDE, PICTURE_SIDE, _GRAIN)) / _GRAIN**2


def turn_coefficients(upright: np.ndarray) -> np.ndarray:
    """Coefficients of pictures (n, 8, 8) upright, mirrored left to right, and turned, in the order of VIEW_NAMES."""
    flip = (-1.0) ** np.arange(HASH_SIDE)
    turned = upright.transpose(0, 2, 1)
    ways = [upright, upright * flip, turned * flip[:, None], turned * flip, upright * np.outer(flip, flip)]
    return np.stack(ways, axis=1)


def crop_coefficients(pictures: np.ndarray) -> np.ndarray:
    """Coefficients of every crop window of pictures (n, 32, 32), (n, 10, 8, 8), in the order of VIEW_NAMES."""
    rows, count = _window_rows(), len(_spans())
    # Every span down with every span across: one product of all is quicker than one for each window.
    pairs = _transformed(pictures, rows).reshape(-1, count, HASH_SIDE, count, HASH_SIDE)
    down, across = _crop_spans()
    # Indexing two axes at once puts the windows first.
    return pairs[:, down, :, across].transpose(1, 0, 2, 3) / _GRAIN**2


def codes_of(coefficients: np.ndarray) -> np.ndarray:
    """The pHash of each block (…, 8, 8): which frequencies exceed their median, as uint64 (…)."""
    return pack_bits(over_median(coefficients) > 0).reshape(coefficients.shape[:-2])


def over_median(coefficients: np.ndarray) -> np.ndarray:
    """How far each of 64 coefficients lies over the median of its block (…, 8, 8): (blocks, 64)."""
    values = coefficients.reshape(-1, HASH_SIDE * HASH_SIDE)
    # Sorting is quicker than numpy's median, and the two agree: both halve the sum of the middle two.
    return np.asarray(values - np.sort(values, axis=1)[:, 31:33].sum(axis=1, keepdims=True) / 2)


def dhashes_of(canvases: np.ndarray) -> np.ndarray:
    """The dHash of each canvas (n, 96, 96): where levels rise from left to right, as uint64 (n,)."""
    small = _resampled(canvases, HASH_SIDE, HASH_SIDE + 1)
    return pack_bits(small[:, :, 1:] > small[:, :, :-1])


def pack_bits(bits: np.ndarray) -> np.ndarray:
    """Rows of 64 truths as uint64, the first one highest: the number ImageHash writes in hexadecimal."""
    return np.packbits(bits.reshape(-1, 64), axis=1).view(">u8").ravel().astype(np.uint64)


# A 256-bit code keeps 16 x 16 frequencies, the constant left out.
_WIDE_SIDE = 16
TURNS_256 = 8


def turned_codes_256(pictures: Iterable[np.ndarray]) -> np.ndarray:
    """256-bit codes of pictures (h, w) of any sizes: four quarter turns to the left, then those of the mirror image.

    uint64 (n, 8, 4). A bit says that a frequency is above zero. Turning a picture transposes frequencies and flips
    signs of the odd ones, so all eight codes come from one transform. It needs no resizing: averaging pixels, as
    smaller decodes do, weakens a frequency but leaves its sign.
    """
    waves = np.stack([_waves_256(picture) for picture in pictures])
    flip = (-1.0) ** np.arange(1, _WIDE_SIDE + 1)
    both, turned = np.outer(flip, flip), waves.transpose(0, 2, 1)
    quarters = [waves, turned * flip[:, None], waves * both, turned * flip]
    mirrored = [waves * flip, turned, waves * flip[:, None], turned * both]
    return pack_bits(np.stack(quarters + mirrored, axis=1) > 0).reshape(-1, TURNS_256, 4)


def _waves_256(picture: np.ndarray) -> np.ndarray:
    height, width = picture.shape
    across = _cosines(_WIDE_SIDE + 1, width, _WIDE_GRAIN)[1:]
    return _cosines(_WIDE_SIDE + 1, height, _WIDE_GRAIN)[1:] @ (picture.astype(np.float64) @ across.T)


def _transformed(pictures: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """`rows @ picture @ rows.T` of each picture (n, h, h), the long side of the work in one product."""
    side = rows.shape[1]
    wide = pictures.reshape(-1, side).astype(np.float64) @ rows.T
    return rows @ wide.reshape(-1, side, len(rows))


def _resampled(canvases: np.ndarray, high: int, wide: int) -> np.ndarray:
    """Canvases resized with Lanczos to whole levels, first across and then down, as Pillow does: float32."""
    levels = _levels(canvases.reshape(-1, CANVAS_SIDE).astype(np.float32) @ _canvas_rows(wide).T)
    return _levels(_canvas_rows(high) @ levels.reshape(-1, CANVAS_SIDE, wide))


@cache
def _canvas_rows(side: int) -> np.ndarray:
    return np.rint(_GRAIN * _resampling((0.0, 1.0), CANVAS_SIDE, side)).astype(np.float32)


def _levels(sums: np.ndarray) -> np.ndarray:
    sums *= np.float32(1 / _GRAIN)
    sums += np.float32(0.5)
    return np.clip(np.floor(sums, out=sums), 0, 255, out=sums)


@cache
def _cosines(count: int, side: int, grain: int) -> np.ndarray:
    """Type-2 cosine transform without scaling (scipy.fftpack.dct), its lowest rows, (count, side), in `grain`ths."""
    frequency, place = np.arange(count)[:, None], np.arange(side)[None, :]
    return np.rint(grain * _waves(frequency, place, side))


def _waves(frequency: np.ndarray, place: np.ndarray, side: int) -> np.ndarray:
    return 2.0 * np.cos(np.pi * frequency * (2 * place + 1) / (2 * side))


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
    """Resample a span of a 32 x 32 picture to 32 and transform it, eight rows a span, (8 spans, 32)."""
    waves = _waves(np.arange(HASH_SIDE)[:, None], np.arange(PICTURE_SIDE)[None, :], PICTURE_SIDE)
    rows = [waves @ _resampling(span, PICTURE_SIDE, PICTURE_SIDE) for span in _spans()]
    return np.rint(np.concatenate(rows) * _GRAIN)


def _resampling(span: tuple[float, float], before: int, after: int) -> np.ndarray:
    """Lanczos weights (after, before) that resize one span (start, length) of a side, as Pillow weighs them."""
    start, length = span
    scale = length * before / after
    centres = start * before + (np.arange(after) + 0.5) * scale
    away = (np.arange(before) + 0.5 - centres[:, None]) / max(scale, 1.0)
    weights = np.where(abs(away) < _LANCZOS_LOBES, np.sinc(away) * np.sinc(away / _LANCZOS_LOBES), 0.0)
    # Pillow looks at the whole picture when given a window, so weights outside the window stay.
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
