"""The details of a photo that survive crops, turns, frames and collages: its spots, each with a 128-bit code.

A spot's patch is taken at its own scale and turned to its own main direction, so the code is the same wherever the
spot lands in a copy. Mirroring a patch reorders the cells of its code: mirrored copies need no second look.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from features.signals.photo_scales import Layer, Spots, layers_and_spots

# Spots kept of a photo; 160 leave forty for each picture of a collage of four.
MOST_SPOTS = 160
CODE_WORDS = 2
# Positions are kept in 256ths of a side, directions in 256ths of a turn, sizes in eighths of a doubling.
STEPS = 256
SIZE_STEPS = 8
# Sizes are counted from this part of the longer side.
_LEAST_SIZE = 1024
_GRID = 16
_CELLS = 4
_DIRECTIONS = 8
# A patch reaches this many blurs to each side: SIFT's 16 x 16 window of 3-blur cells, a little tighter.
_REACH_BLURS = 5.0
_ANGLE_REACH_BLURS = 4.0
_ANGLE_BINS = 36
# Each of 6 x 6 places of the picture gives its strongest spot before any gives its second.
_PLACES = 6


@dataclass(frozen=True)
class PhotoDetails:
    """Spots of one photo, row by row: `place` (n, 2) uint8 x and y, `size` and `angle` (n,) uint8, `code` (n, 2) uint64."""

    place: np.ndarray
    size: np.ndarray
    angle: np.ndarray
    code: np.ndarray


def details_of(picture: np.ndarray) -> PhotoDetails:
    """The details of a grey picture (h, w): places are shares of its sides, sizes shares of the longer one."""
    layers, spots = layers_and_spots(picture.astype(np.float32))
    chosen = _chosen(spots, layers, picture.shape)
    slopes = [np.gradient(layer.picture) for layer in layers]
    angle = _main_angles(chosen, layers, slopes)
    codes = _codes(_sampled(chosen, layers, slopes, angle), angle)
    step = np.array([layer.step_px for layer in layers] or [1.0], np.float32)[chosen.layer]
    blur = np.array([layer.blur_px for layer in layers] or [1.0], np.float32)[chosen.layer]
    height, width = picture.shape
    place = np.stack([(chosen.x * step + 0.5) / width, (chosen.y * step + 0.5) / height], axis=1)
    share = step * blur / np.float32(max(height, width))
    return PhotoDetails(
        place=np.clip(place * STEPS, 0, STEPS - 1).astype(np.uint8),
        size=np.clip(np.round(SIZE_STEPS * np.log2(share * _LEAST_SIZE)), 0, STEPS - 1).astype(np.uint8),
        angle=(np.round(angle * (STEPS / (2 * np.pi))).astype(np.int64) % STEPS).astype(np.uint8),
        code=codes,
    )


def no_details() -> PhotoDetails:
    """The details of a photo nobody looked at."""
    return PhotoDetails(
        np.zeros((0, 2), np.uint8), np.zeros(0, np.uint8), np.zeros(0, np.uint8), np.zeros((0, CODE_WORDS), np.uint64)
    )


def mirrored_codes(codes: np.ndarray) -> np.ndarray:
    """The codes (n, 2) of the same spots in the mirrored photo; there a spot's angle is half a turn less the old one."""
    bits = np.unpackbits(codes.astype(">u8").view(np.uint8).reshape(len(codes), 8 * CODE_WORDS), axis=1)
    return _words(bits[:, _mirror_order()])


def _words(bits: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(np.packbits(bits, axis=1)).view(">u8").astype(np.uint64).reshape(-1, CODE_WORDS)


@cache
def _mirror_order() -> np.ndarray:
    """Where each bit of a mirrored code comes from: rows of cells upside down, directions the other way round."""
    order = np.arange(_DIRECTIONS * _CELLS * _CELLS).reshape(_DIRECTIONS, _CELLS, _CELLS)
    return order[-np.arange(_DIRECTIONS) % _DIRECTIONS][:, ::-1].ravel()


def _chosen(spots: Spots, layers: list[Layer], shape: tuple[int, ...]) -> Spots:
    """The strongest spots, spread over the picture."""
    step = np.array([layer.step_px for layer in layers] or [1.0], np.float32)[spots.layer]
    x, y = spots.x * step, spots.y * step
    cell = np.minimum(x * _PLACES / shape[1], _PLACES - 1).astype(int) * _PLACES
    cell += np.minimum(y * _PLACES / shape[0], _PLACES - 1).astype(int)
    order = np.lexsort((x, y, -spots.strength, cell))
    first = np.searchsorted(cell[order], cell[order])
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - first
    best = np.lexsort((x, y, -spots.strength, rank // 3))[:MOST_SPOTS]
    return Spots(spots.layer[best], spots.x[best], spots.y[best], spots.strength[best])


def _sampled(
    spots: Spots, layers: list[Layer], slopes: list[list[np.ndarray]], angle: np.ndarray, reach: float = _REACH_BLURS
) -> tuple[np.ndarray, np.ndarray]:
    """Slopes (across, down) at a grid of 16 x 16 places around each spot, turned to its angle: two (n, 256)."""
    offsets = (np.arange(_GRID, dtype=np.float32) + 0.5) / _GRID * 2 - 1
    down, across = (part.ravel() for part in np.meshgrid(offsets, offsets, indexing="ij"))
    slope_x, slope_y = (np.zeros((len(spots.x), _GRID * _GRID), np.float32) for _ in range(2))
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    for number, layer in enumerate(layers):
        mine = np.flatnonzero(spots.layer == number)
        far = reach * layer.blur_px
        x = spots.x[mine, None] + far * (cosine[mine] * across - sine[mine] * down)
        y = spots.y[mine, None] + far * (sine[mine] * across + cosine[mine] * down)
        height, width = layer.picture.shape
        column, row = np.rint(x).astype(np.int32), np.rint(y).astype(np.int32)
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        at = np.clip(row, 0, height - 1) * width + np.clip(column, 0, width - 1)
        slope_y[mine] = slopes[number][0].ravel()[at] * inside
        slope_x[mine] = slopes[number][1].ravel()[at] * inside
    return slope_x, slope_y


def _main_angles(spots: Spots, layers: list[Layer], slopes: list[list[np.ndarray]]) -> np.ndarray:
    """The direction most of the slope around each spot points to, in radians (n,)."""
    upright = np.zeros(len(spots.x), np.float32)
    slope_x, slope_y = _sampled(spots, layers, slopes, upright, _ANGLE_REACH_BLURS)
    strength = np.hypot(slope_x, slope_y) * _round_window()
    turn = np.arctan2(slope_y, slope_x) * np.float32(_ANGLE_BINS / (2 * np.pi))
    bins = np.floor(turn).astype(np.int64) % _ANGLE_BINS
    rows = np.arange(len(bins))
    flat = (rows[:, None] * _ANGLE_BINS + bins).ravel()
    sums = np.bincount(flat, strength.ravel(), len(bins) * _ANGLE_BINS).reshape(-1, _ANGLE_BINS)
    counted = np.round(_smoothed_round(_smoothed_round(sums)), 6)
    peak = counted.argmax(axis=1)
    before, after = counted[rows, peak - 1], counted[rows, (peak + 1) % _ANGLE_BINS]
    bend = before + after - 2 * counted[rows, peak]
    shift = np.where(bend < 0, (before - after) / (2 * np.minimum(bend, -1e-9)), 0)
    return ((peak + 0.5 + shift) * (2 * np.pi / _ANGLE_BINS)).astype(np.float32)


def _smoothed_round(sums: np.ndarray) -> np.ndarray:
    return (np.roll(sums, 1, 1) + sums + np.roll(sums, -1, 1)) / 3


@cache
def _round_window() -> np.ndarray:
    offsets = (np.arange(_GRID) + 0.5) / _GRID * 2 - 1
    return np.exp(-(offsets[:, None] ** 2 + offsets**2) / (2 * 0.5**2)).ravel().astype(np.float32)


def _codes(slopes: tuple[np.ndarray, np.ndarray], angle: np.ndarray) -> np.ndarray:
    """Which of 128 sums (8 directions x 4 x 4 cells of slope) exceed their median, (n, 2) uint64."""
    cosine, sine = np.cos(angle)[:, None], np.sin(angle)[:, None]
    along, beside = slopes[0] * cosine + slopes[1] * sine, slopes[1] * cosine - slopes[0] * sine
    ways = 2 * np.pi * np.arange(_DIRECTIONS, dtype=np.float32) / _DIRECTIONS
    facing = [np.maximum(along * np.cos(way) + beside * np.sin(way), 0) for way in ways.astype(np.float32)]
    sums = np.round(np.stack(facing, axis=1).astype(np.float64) @ _cells(), 4).reshape(
        len(angle), _DIRECTIONS * _CELLS * _CELLS
    )
    return _words((sums > np.median(sums, axis=1, keepdims=True)).astype(np.uint8))


@cache
def _cells() -> np.ndarray:
    """How much each of the 16 x 16 places counts in each of the 4 x 4 cells, (256, 16): overlapping tents."""
    place = (np.arange(_GRID) + 0.5) / _GRID * _CELLS - 0.5
    tent = np.maximum(0, 1 - abs(place[:, None] - np.arange(_CELLS)))
    return np.einsum("ya,xb->yxab", tent, tent).reshape(_GRID * _GRID, -1) * _round_window()[:, None] ** 0.5
