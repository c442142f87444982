"""The details of a photo that survive crops, turns, frames and collages: its spots, each with a 128-bit code.

A spot's patch is taken at its own scale and turned to its own main direction, so the code is the same wherever the
spot lands in a copy. Mirroring a patch reorders the cells of its code: mirrored copies need no second look.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from features.signals.photo_scales import Layer, Room, Spots, layers_and_spots

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
# Each of 6 x 6 places of the picture gives its strongest spot before any gives its second.
_PLACES = 6


@dataclass(frozen=True)
class PhotoDetails:
    """Spots of one photo, row by row: `place` (n, 2) uint8 x and y, `size` and `angle` (n,) uint8, `code` (n, 2) uint64."""

    place: np.ndarray
    size: np.ndarray
    angle: np.ndarray
    code: np.ndarray


def details_of(picture: np.ndarray, room: Room | None = None) -> PhotoDetails:
    """The details of a grey picture (h, w): places are shares of its sides, sizes shares of the longer one.

    Who asks for many photos gives one room for all.
    """
    room = room or Room()
    room.clear()
    levels = room.empty(*picture.shape)
    levels[:] = picture
    layers, spots = layers_and_spots(levels, room)
    chosen = _chosen(spots, layers, picture.shape)
    angle, sums = _described(chosen, layers, room)
    step = np.array([layer.step_px for layer in layers] or [1.0], np.float32)[chosen.layer]
    blur = np.array([layer.blur_px for layer in layers] or [1.0], np.float32)[chosen.layer]
    height, width = picture.shape
    place = np.stack([(chosen.x * step + 0.5) / width, (chosen.y * step + 0.5) / height], axis=1)
    share = step * blur / np.float32(max(height, width))
    return PhotoDetails(
        place=np.clip(place * STEPS, 0, STEPS - 1).astype(np.uint8),
        size=np.clip(np.round(SIZE_STEPS * np.log2(share * _LEAST_SIZE)), 0, STEPS - 1).astype(np.uint8),
        angle=angle,
        code=_codes(sums),
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


def _described(spots: Spots, layers: list[Layer], room: Room) -> tuple[np.ndarray, np.ndarray]:
    """Each spot's main direction, in 256ths of a turn (n,), and its sums of slope (n, 128): 16 cells x 8 directions."""
    from features.signals.photo_kernels import find_slopes
    from features.signals.photo_patch_kernels import describe

    angle = np.zeros(len(spots.x), np.uint8)
    sums = np.zeros((len(spots.x), _CELLS, _CELLS * _DIRECTIONS), np.float32)
    places, taken = np.stack([spots.x, spots.y], axis=1), room.taken
    for number in np.unique(spots.layer).tolist():
        layer, mine = layers[number], np.flatnonzero(spots.layer == number)
        reaches = np.array([_ANGLE_REACH_BLURS, _REACH_BLURS], np.float32) * np.float32(layer.blur_px)
        # A patch turned by an eighth reaches furthest; outside the picture there is no slope.
        margin = int(np.ceil(1.5 * reaches.max())) + 1
        height, width = layer.picture.shape
        slopes = room.empty(height + 2 * margin, width + 2 * margin, 2)
        find_slopes(layer.picture, slopes)
        angles, told = angle[mine], sums[mine]
        tables = (_round_window(), _ways(), _cells())
        describe(slopes, places[mine] + np.float32(margin), reaches, tables, (angles, told))
        angle[mine], sums[mine] = angles, told
        room.clear(taken)
    return angle, sums.reshape(len(sums), _CELLS * _CELLS * _DIRECTIONS)


@cache
def _ways() -> np.ndarray:
    """Cosine and sine of each 256th of a turn, (256, 2)."""
    turn = 2 * np.pi * np.arange(STEPS) / STEPS
    return np.round(np.stack([np.cos(turn), np.sin(turn)], axis=1), 7).astype(np.float32)


@cache
def _round_window() -> np.ndarray:
    offsets = (np.arange(_GRID) + 0.5) / _GRID * 2 - 1
    return np.round(np.exp(-(offsets[:, None] ** 2 + offsets**2) / (2 * 0.5**2)), 7).ravel().astype(np.float32)


def _codes(sums: np.ndarray) -> np.ndarray:
    """Which sums exceed the median of their spot's, directions first, (n, 2) uint64."""
    middle = np.sort(sums, axis=1)[:, sums.shape[1] // 2 - 1 : sums.shape[1] // 2 + 1].mean(axis=1, keepdims=True)
    bits = (sums > middle).reshape(-1, _CELLS * _CELLS, _DIRECTIONS).transpose(0, 2, 1)
    return _words(bits.reshape(len(sums), sums.shape[1]).astype(np.uint8))


@cache
def _cells() -> tuple[np.ndarray, np.ndarray]:
    """For each of 16 lines the two of four cells it counts in, and how much: overlapping tents, less off the middle."""
    place = (np.arange(_GRID) + 0.5) / _GRID * _CELLS - 0.5
    before = np.floor(place).astype(np.int64)
    cell = np.stack([before, before + 1], axis=1)
    weight = np.maximum(0, 1 - abs(place[:, None] - cell)) * ((cell >= 0) & (cell < _CELLS))
    offset = (np.arange(_GRID) + 0.5) / _GRID * 2 - 1
    weight *= np.exp(-(offset[:, None] ** 2) / (4 * 0.5**2))
    return np.clip(cell, 0, _CELLS - 1), np.round(weight, 7).astype(np.float32)
