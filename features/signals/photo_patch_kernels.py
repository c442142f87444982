"""What lies around a photo's spots, compiled: their main directions, and the sums of slope their codes are made of.

See photo_kernels for what compiling costs, and why the bits are the same on every machine.
"""

import numba
import numpy as np

from features.signals.photo_kernels import compiled

_HALF, _ZERO, _TINY = np.float32(0.5), np.float32(0), np.float32(1e-12)
ANGLE_BINS = 36
ANGLE_STEPS = 256
DIRECTIONS = 8
GRID = 16
CELLS = 4
# Arc tangent up to 1 within 1e-5 (Abramowitz and Stegun 4.4.49).
_A1, _A3, _A5, _A7, _A9 = (np.float32(part) for part in (0.9998660, -0.3302995, 0.1801410, -0.0851330, 0.0208351))
_QUARTER, _HALF_TURN, _TURN = np.float32(np.pi / 2), np.float32(np.pi), np.float32(2 * np.pi)
_BINS_A_TURN, _STEPS_A_BIN = np.float32(ANGLE_BINS / (2 * np.pi)), np.float32(ANGLE_STEPS / ANGLE_BINS)
_THIRD, _DIAGONAL = np.float32(1 / 3), np.float32(np.sqrt(0.5))


@numba.njit
def _gather(slopes, start, steps, found):
    """Slopes at 16 x 16 places, column by column: `start` is the first, `steps` lead right and down to the next ones."""
    right, down = steps
    at = 0
    for column in range(GRID):
        x, y = start[0] + right[0] * np.float32(column), start[1] + right[1] * np.float32(column)
        for row in range(GRID):
            slope = slopes[int(y + down[1] * np.float32(row)), int(x + down[0] * np.float32(row))]
            found[0, at], found[1, at] = slope[0], slope[1]
            at += 1


@numba.njit
def _weigh_directions(across, along, window, strength, direction):
    """How steep each place is, and which of 36 parts of a turn it points to."""
    for at in range(GRID * GRID):
        wide, high = abs(across[at]), abs(along[at])
        large, small = (wide, high) if wide > high else (high, wide)
        ratio = small / (large + _TINY)
        square = ratio * ratio
        angle = ratio * (_A1 + square * (_A3 + square * (_A5 + square * (_A7 + square * _A9))))
        angle = _QUARTER - angle if high > wide else angle
        angle = _HALF_TURN - angle if across[at] < 0 else angle
        angle = _TURN - angle if along[at] < 0 else angle
        direction[at] = angle * _BINS_A_TURN
        strength[at] = np.sqrt(across[at] * across[at] + along[at] * along[at]) * window[at]


@numba.njit
def _peak(bins):
    """Where the smoothed bins are highest, between bins, in 256ths of a turn."""
    smooth = np.empty(ANGLE_BINS, np.float32)
    for _ in range(2):
        for one in range(ANGLE_BINS):
            smooth[one] = (bins[one - 1] + bins[one] + bins[(one + 1) % ANGLE_BINS]) * _THIRD
        bins[:] = smooth
    peak = bins.argmax()
    before, after = bins[peak - 1], bins[(peak + 1) % ANGLE_BINS]
    bend = before + after - bins[peak] - bins[peak]
    shift = (before - after) / (bend + bend) if bend < 0 else _ZERO
    return (np.float32(peak) + _HALF + shift) * _STEPS_A_BIN


@numba.njit
def _main_angle(strength, direction):
    """The direction most of the slope points to, in 256ths of a turn."""
    bins = np.zeros(ANGLE_BINS + 1, np.float32)
    for at in range(GRID * GRID):
        bins[int(direction[at])] += strength[at]
    bins[0] += bins[ANGLE_BINS]  # a whole turn is none
    return int(_peak(bins[:ANGLE_BINS]) + _HALF) % ANGLE_STEPS


@numba.njit
def _face(across, along, way, facing):
    """What faces each of eight directions, the first one `way`: a column's 16 slopes, (8, 16)."""
    for row in range(GRID):
        ahead, aside = across[row] * way[0] + along[row] * way[1], along[row] * way[0] - across[row] * way[1]
        before, after = (ahead + aside) * _DIAGONAL, (aside - ahead) * _DIAGONAL
        facing[0, row], facing[4, row] = max(ahead, _ZERO), max(-ahead, _ZERO)
        facing[1, row], facing[5, row] = max(before, _ZERO), max(-before, _ZERO)
        facing[2, row], facing[6, row] = max(aside, _ZERO), max(-aside, _ZERO)
        facing[3, row], facing[7, row] = max(after, _ZERO), max(-after, _ZERO)


@numba.njit
def _add(line, number, lots, sums):
    """Adds a line to the two of four cells it counts in."""
    cells, weights = lots
    for part in range(2):
        target, weight = sums[cells[number, part]], weights[number, part]
        for at in range(len(line)):
            target[at] += line[at] * weight


_TABLES = "Tuple((f4[::1], f4[:,::1], Tuple((i8[:,::1], f4[:,::1]))))"


@compiled(f"void(f4[:,:,::1], f4[:,::1], f4[::1], {_TABLES}, Tuple((u1[::1], f4[:,:,::1])))")
def describe(slopes, spots, reaches, tables, told):
    """Writes each spot's main angle, in 256ths of a turn, and its sums of slope: (4 cells down, 4 cells x 8 directions).

    `slopes` are those of find_slopes, and `spots` rows (x, y) in them; `reaches` how far to look for the angle and for
    the sums. `tables`: how much each of the 16 x 16 places counts in the angle; the cosine and sine of each 256th of a
    turn; and in which two of four cells each line counts, and how much, each (16, 2).
    """
    window, ways, lots = tables
    angles, sums = told
    found, weighed = np.empty((2, GRID * GRID), np.float32), np.empty((2, GRID * GRID), np.float32)
    facing, columns = np.empty((DIRECTIONS, GRID), np.float32), np.empty((CELLS, DIRECTIONS * GRID), np.float32)
    near, far = reaches[0] / np.float32(GRID // 2), reaches[1] / np.float32(GRID // 2)
    for one in range(len(spots)):
        x, y = spots[one, 0] + _HALF, spots[one, 1] + _HALF
        first = near * _HALF - reaches[0]
        _gather(slopes, (x + first, y + first), ((near, _ZERO), (_ZERO, near)), found)
        _weigh_directions(found[0], found[1], window, weighed[0], weighed[1])
        angles[one] = _main_angle(weighed[0], weighed[1])
        way = ways[angles[one]]
        first, steps = far * _HALF - reaches[1], ((way[0] * far, way[1] * far), (-way[1] * far, way[0] * far))
        _gather(slopes, (x + (way[0] - way[1]) * first, y + (way[1] + way[0]) * first), steps, found)
        columns[:] = _ZERO
        for column in range(GRID):
            part = slice(column * GRID, (column + 1) * GRID)
            _face(found[0, part], found[1, part], way, facing)
            _add(facing.reshape(DIRECTIONS * GRID), column, lots, columns)
        rows = np.ascontiguousarray(columns.reshape((CELLS * DIRECTIONS, GRID)).T)
        for row in range(GRID):
            _add(rows[row], row, lots, sums[one])
