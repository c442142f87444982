"""Whether two small pictures agree place by place, once one is laid over the other, for many pairs at a time."""

from dataclasses import dataclass

import numpy as np

from features.signals.photo_look import LOOK_SIDE

# The reference is looked at in a grid of 40 x 40 places, compared in blocks of 5 x 5.
GRID = 40
_BLOCK = 5
_BLOCKS = GRID // _BLOCK
_STEPS = 4
_PAIRS_AT_ONCE = 64
# A block with less contrast than this (grey levels) says nothing: steps of 17 levels, which looks are kept in, alone
# give 5. Of 5, 8 and 11 it parts the copies of drawn markets 12 and 13 and half of the real photos from others best.
_LEAST_SPREAD = 8.0
# A picture laid over a coarser one is smoothed this often for each time that its pixels are smaller there.
_SMOOTHINGS = 0.5
_MOST_SMOOTHINGS = 6
# Blocks of one photo saved twice correlate above .8; those of two photos of the same thing rarely above .6.
_AGREEING = 0.75
_DAMPING = 1e-3


@dataclass(frozen=True)
class Agreement:
    """One row a pair: the refined map (n, 2, 3), and how well the pictures agree under it.

    `likeness` is the correlation over the overlap, `agreeing` the share of its telling blocks that correlate,
    `telling` how many blocks say something (0 to 1), `overlap` the part of the reference that lies in the photo, and
    `densest` the agreeing share of the best quarter of the reference: what a new background leaves untouched.
    """

    matrix: np.ndarray
    likeness: np.ndarray
    agreeing: np.ndarray
    telling: np.ndarray
    overlap: np.ndarray
    densest: np.ndarray


def compared(photos: np.ndarray, references: np.ndarray, matrix: np.ndarray, sides: np.ndarray) -> Agreement:
    """Agreement of each pair. Pictures are (n, 96, 96); `sides` (n, 4) are the photo's, then the reference's.

    The map is refined by a few Gauss-Newton steps on the pictures; where they make it worse, it stays.
    """
    parts = []
    for first in range(0, len(matrix), _PAIRS_AT_ONCE):
        some = slice(first, first + _PAIRS_AT_ONCE)
        parts.append(_compared(photos[some], references[some], matrix[some], sides[some]))
    return Agreement(*(np.concatenate(values) for values in zip(*parts, strict=True))) if parts else _none()


def _none() -> Agreement:
    return Agreement(np.zeros((0, 2, 3)), *(np.zeros(0) for _ in range(5)))


def _compared(photos: np.ndarray, references: np.ndarray, matrix: np.ndarray, sides: np.ndarray) -> tuple:
    matrix, sides = matrix.astype(np.float32), sides.astype(np.float32)
    photos, references = _alike_fine(photos, references, growth_of(matrix, sides))
    grid = _grid(sides[:, 2:])
    wanted = _levels(references, _spots(grid, sides[:, 2:]))
    slopes = np.gradient(photos, axis=(1, 2))
    tried, spots = matrix, _spots(_placed(grid, matrix), sides[:, :2])
    seen = _levels(photos, spots)
    best, best_seen, best_inside, best_likeness = matrix, seen, spots.inside, _likeness(seen, wanted, spots.inside)
    for _ in range(_STEPS):
        tried = tried + _step(seen, [_levels(slope, spots) for slope in slopes], spots.inside, (wanted, grid, sides))
        spots = _spots(_placed(grid, tried), sides[:, :2])
        seen = _levels(photos, spots)
        likeness = _likeness(seen, wanted, spots.inside)
        better = likeness > best_likeness
        best = np.where(better[:, None, None], tried, best)
        best_seen = np.where(better[:, None], seen, best_seen)
        best_inside = np.where(better[:, None], spots.inside, best_inside)
        best_likeness = np.where(better, likeness, best_likeness)
    agrees, tells = _blocks(best_seen, wanted, best_inside)
    share = agrees.sum(axis=1) / np.maximum(tells.sum(axis=1), 1)
    return best, best_likeness, share, tells.mean(axis=1), best_inside.mean(axis=1), _densest(agrees, tells)


def growth_of(matrix: np.ndarray, sides: np.ndarray) -> np.ndarray:
    """How much of the photo's plane each whole reference would take up, (n,)."""
    return np.asarray(abs(np.linalg.det(matrix[:, :, :2])) * sides[:, 2:].prod(axis=1) / sides[:, :2].prod(axis=1))


def _alike_fine(photos: np.ndarray, references: np.ndarray, growth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The pictures, the finer one of each pair smoothed: a quarter of a collage has lost what its reference shows."""
    larger = np.maximum(growth, 1e-3)
    return _smoothed(photos, larger), _smoothed(references, 1 / larger)


def _smoothed(pictures: np.ndarray, larger: np.ndarray) -> np.ndarray:
    """Pictures (n, 96, 96), each smoothed as often as one pixel of the other picture covers `larger` of its own."""
    times = np.clip(np.rint((larger - 1) * _SMOOTHINGS), 0, _MOST_SMOOTHINGS)
    if not times.any():
        return pictures
    result = pictures.copy()
    for number in range(int(times.max())):
        some = np.pad(result[times > number], ((0, 0), (1, 1), (1, 1)), mode="edge")
        some = (some[:, :-2] + 2 * some[:, 1:-1] + some[:, 2:]) / 4
        result[times > number] = (some[:, :, :-2] + 2 * some[:, :, 1:-1] + some[:, :, 2:]) / 4
    return result


def _grid(sides: np.ndarray) -> np.ndarray:
    """The places looked at in each reference, (n, 1600, 2)."""
    along = ((np.arange(GRID) + 0.5) / GRID).astype(np.float32)
    down, across = (part.ravel() for part in np.meshgrid(along, along, indexing="ij"))
    return np.stack([across, down], axis=1) * sides[:, None, :]


def _placed(grid: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    return grid @ matrix[:, :, :2].transpose(0, 2, 1) + matrix[:, None, :, 2]


@dataclass(frozen=True)
class _Spots:
    """Places between four pixels, (pairs, places) each: the upper left one in the stacked pictures, how far past it, and
    whether the place lies in the picture."""

    start: np.ndarray
    across: np.ndarray
    down: np.ndarray
    inside: np.ndarray


def _spots(places: np.ndarray, sides: np.ndarray) -> _Spots:
    at = places / sides[:, None, :] * LOOK_SIDE - 0.5
    inside = ((at >= -0.5) & (at <= LOOK_SIDE - 0.5)).all(axis=2)
    at = np.clip(at, 0, LOOK_SIDE - 1.001)
    corner = at.astype(np.int32)
    part = (at - corner).astype(np.float32)
    first = np.arange(len(places))[:, None] * LOOK_SIDE**2
    return _Spots(first + corner[:, :, 1] * LOOK_SIDE + corner[:, :, 0], part[:, :, 0], part[:, :, 1], inside)


def _levels(pictures: np.ndarray, spots: _Spots) -> np.ndarray:
    """Levels of the pictures (pairs, 96, 96) at the spots, between their pixels."""
    flat, left = pictures.ravel(), 1 - spots.across

    def at(places: int) -> np.ndarray:
        # No place lies outside; clipped, they are not looked at one by one for that.
        return flat[places:].take(spots.start, mode="clip")

    upper = at(0) * left + at(1) * spots.across
    lower = at(LOOK_SIDE) * left + at(LOOK_SIDE + 1) * spots.across
    return upper * (1 - spots.down) + lower * spots.down


def _normed(levels: np.ndarray, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Levels of the inside places around their mean and by their spread, and that spread."""
    count = np.maximum(inside.sum(axis=1, keepdims=True), 1).astype(np.float32)
    centred = np.where(inside, levels - (levels * inside).sum(axis=1, keepdims=True) / count, np.float32(0))
    spread = np.sqrt((centred**2).sum(axis=1, keepdims=True) / count)
    return centred / np.maximum(spread, 1e-3), spread


def _likeness(seen: np.ndarray, wanted: np.ndarray, inside: np.ndarray) -> np.ndarray:
    one, other = _normed(seen, inside)[0], _normed(wanted, inside)[0]
    # A map that pushes nearly all of the reference out of the photo is no better for the little that is left.
    enough = np.minimum(1, inside.mean(axis=1) / 0.15)
    return (one * other).sum(axis=1) / np.maximum(inside.sum(axis=1), 1) * enough


def _step(
    seen: np.ndarray,
    slopes: list[np.ndarray],
    inside: np.ndarray,
    looked_at: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> np.ndarray:
    """How each map should change for the levels seen to come nearer the reference's, (n, 2, 3)."""
    wanted, grid, sides = looked_at
    one, spread = _normed(seen, inside)
    miss = _normed(wanted, inside)[0] - one
    # Places that disagree grossly are covered by something else: they have no vote.
    miss = np.clip(miss, -1.0, 1.0)
    scale = LOOK_SIDE / sides[:, :2] / np.maximum(spread, 1e-3)
    down, across = (slope * inside for slope in slopes)
    moved = np.concatenate([grid, np.ones_like(grid[:, :, :1])], axis=2)
    push = np.concatenate(
        [(across * scale[:, :1])[:, :, None] * moved, (down * scale[:, 1:])[:, :, None] * moved], axis=2
    )
    weights = push.transpose(0, 2, 1) @ push
    trace = np.trace(weights, axis1=1, axis2=2)[:, None, None]
    weights = weights + np.eye(6, dtype=np.float32) * (_DAMPING * trace / 6 + 1e-6)
    change = np.linalg.solve(weights, push.transpose(0, 2, 1) @ miss[:, :, None])[:, :, 0]
    return np.clip(change, -0.05, 0.05).reshape(-1, 2, 3)


def _blocks(seen: np.ndarray, wanted: np.ndarray, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """In which blocks (n, 64) the pictures correlate, and which blocks tell anything."""
    one, other, counted = (_in_blocks(part) for part in (seen, wanted, inside))
    whole = counted.all(axis=2)
    one, other = one - one.mean(axis=2, keepdims=True), other - other.mean(axis=2, keepdims=True)
    spread_one, spread_other = np.sqrt((one**2).mean(axis=2)), np.sqrt((other**2).mean(axis=2))
    # A block flat in one photo and rich in the other tells that they differ.
    telling = whole & (np.maximum(spread_one, spread_other) > _LEAST_SPREAD)
    likeness = (one * other).mean(axis=2) / np.maximum(spread_one * spread_other, 1e-3)
    return telling & (likeness > _AGREEING), telling


def _densest(agrees: np.ndarray, tells: np.ndarray) -> np.ndarray:
    """The largest agreeing share of the telling blocks in any window of 4 x 4 blocks in which most tell something."""
    counted = []
    for blocks in (agrees, tells):
        sums = blocks.reshape(-1, _BLOCKS, _BLOCKS).cumsum(axis=1).cumsum(axis=2)
        sums = np.pad(sums, ((0, 0), (1, 0), (1, 0)))
        counted.append(sums[:, 4:, 4:] - sums[:, :-4, 4:] - sums[:, 4:, :-4] + sums[:, :-4, :-4])
    share = np.where(counted[1] >= 8, counted[0] / np.maximum(counted[1], 1), 0)
    return share.reshape(len(share), -1).max(axis=1)


def _in_blocks(values: np.ndarray) -> np.ndarray:
    cut = values.reshape(-1, _BLOCKS, _BLOCK, _BLOCKS, _BLOCK).transpose(0, 1, 3, 2, 4)
    return cut.reshape(len(values), _BLOCKS * _BLOCKS, _BLOCK * _BLOCK)
