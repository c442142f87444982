"""Loops over the pixels of one photo, compiled: blurring, spots that stand out, and slopes.

numpy would walk a photo a few hundred times for this. Importing takes a second, and compiling some seconds more the
first time on a machine: the machine code is kept beside this file, or in the user's cache folder. Products and sums
stay as they are written (no fast math) and in float32, and there is no sine or arc tangent of a library: the same bits
on every machine. A kernel may call another one of this file only: numba looks no further for changes.
"""

from collections.abc import Callable

import numba
import numpy as np

_HALF, _ONE, _ZERO = np.float32(0.5), np.float32(1), np.float32(0)
# A ridge along an edge slides; its curvatures differ by more than this ratio (Lowe's value).
MOST_CURVATURE_RATIO = np.float32(10)
_CURVATURE_BOUND = np.float32(11 * 11)


def compiled(signature: str) -> Callable[[Callable], Callable]:
    """Compiles a kernel for one signature when its module is imported."""

    def compile_now(function: Callable) -> Callable:
        try:
            return numba.njit(signature, cache=True, nogil=True)(function)
        except (RuntimeError, OSError):  # nowhere to keep the machine code: it is made again in every process
            return numba.njit(signature, nogil=True)(function)

    return compile_now


@compiled("void(f4[:,::1], f4[::1], f4[:,::1], f4[:,::1])")
def blur(source, weights, scratch, target):
    """Smooths `source` into `target` with symmetric weights (centre first), the edge lines repeated outwards."""
    height, width = source.shape
    reach = len(weights) - 1
    line = np.empty(width + 2 * reach, np.float32)
    for y in range(height):
        row, centre, weight = scratch[y], source[y], weights[0]
        for x in range(width):
            row[x] = centre[x] * weight
        for away in range(1, reach + 1):
            above, below, weight = source[max(y - away, 0)], source[min(y + away, height - 1)], weights[away]
            for x in range(width):
                row[x] += (above[x] + below[x]) * weight
    for y in range(height):
        row, weight = target[y], weights[0]
        line[:reach], line[reach + width :] = scratch[y, 0], scratch[y, width - 1]
        line[reach : reach + width] = scratch[y]
        centre = line[reach:]
        for x in range(width):
            row[x] = centre[x] * weight
        for away in range(1, reach + 1):
            left, right, weight = line[reach - away :], line[reach + away :], weights[away]
            for x in range(width):
                row[x] += (left[x] + right[x]) * weight


@numba.njit
def _mark(stack, layer, y, least_contrast, is_likely):
    """Marks the inner places of a row that go further from zero than the contrast and the four nearest places."""
    width = stack.shape[2]
    here, left, right = stack[layer, y, 1 : width - 1], stack[layer, y, : width - 2], stack[layer, y, 2:]
    over, under = stack[layer, y - 1, 1 : width - 1], stack[layer, y + 1, 1 : width - 1]
    for x in range(width - 2):
        value = here[x]
        is_high = (value > least_contrast) & (value >= left[x]) & (value >= right[x])
        is_low = (value < -least_contrast) & (value <= left[x]) & (value <= right[x])
        is_high &= (value >= over[x]) & (value >= under[x])
        is_low &= (value <= over[x]) & (value <= under[x])
        is_likely[x] = np.int32(is_high | is_low)


@numba.njit
def _is_extreme(stack, layer, y, x):
    """Whether no neighbour, in this layer and the ones beside it, goes further from zero."""
    sign = _ONE if stack[layer, y, x] > 0 else -_ONE
    value = stack[layer, y, x] * sign
    for other in (layer - 1, layer + 1, layer):
        for row in range(y - 1, y + 2):
            for column in range(x - 1, x + 2):
                if stack[other, row, column] * sign > value:
                    return False
    return True


@numba.njit
def _write_if_round(near, place, row):
    """Writes (layer, x, y, strength) unless the place of the 3 x 3 levels `near` is on an edge: there it would be chance."""
    layer, x, y = place
    twice = near[1, 1] + near[1, 1]
    across, down = near[1, 0] + near[1, 2] - twice, near[0, 1] + near[2, 1] - twice
    mixed = (near[2, 2] + near[0, 0] - near[2, 0] - near[0, 2]) * _HALF * _HALF
    curvature, both = across * down - mixed * mixed, across + down
    if curvature <= 0 or both * both * MOST_CURVATURE_RATIO >= _CURVATURE_BOUND * curvature:
        return 0
    row[0], row[3] = np.float32(layer - 1), abs(near[1, 1])
    row[1] = np.float32(x) + min(max((near[1, 0] - near[1, 2]) / (across + across), -_HALF), _HALF)
    row[2] = np.float32(y) + min(max((near[0, 1] - near[2, 1]) / (down + down), -_HALF), _HALF)
    return 1


@compiled("i8(f4[:,:,::1], f4, f4[:,:,::1], f4[:,::1])")
def find_spots(stack, least_contrast, differences, found):
    """Writes rows (layer, x, y, strength) of the spots of blurs (layers + 3, h, w); returns how many, at most all rows.

    A spot is an extreme place of an inner one of the `differences`, which are written too, and round.
    """
    count = 0
    layers, height, width = differences.shape
    for layer in range(layers):
        for y in range(height):
            more, less, row = stack[layer + 1, y], stack[layer, y], differences[layer, y]
            for x in range(width):
                row[x] = more[x] - less[x]
    is_likely = np.empty(width - 2, np.int32)
    for layer in range(1, layers - 1):
        for y in range(1, height - 1):
            _mark(differences, layer, y, least_contrast, is_likely)
            for x in range(1, width - 1):
                if is_likely[x - 1] and count < len(found) and _is_extreme(differences, layer, y, x):
                    near = differences[layer, y - 1 : y + 2, x - 1 : x + 2]
                    count += _write_if_round(near, (layer, x, y), found[count])
    return count


@compiled("void(f4[:,:], f4[:,:,::1])")
def find_slopes(picture, slopes):
    """Writes how the levels rise to the right and downwards into an array wider all round, with none in its margin."""
    height, width = picture.shape
    margin = (len(slopes) - height) // 2
    slopes[:margin], slopes[margin + height :] = _ZERO, _ZERO
    slopes[:, :margin], slopes[:, margin + width :] = _ZERO, _ZERO
    for y in range(height):
        above, below = max(y - 1, 0), min(y + 1, height - 1)
        part = _HALF if below - above == 2 else _ONE
        row, over, under, target = picture[y], picture[above], picture[below], slopes[y + margin, margin:]
        for x in range(1, width - 1):
            target[x, 0] = (row[x + 1] - row[x - 1]) * _HALF
        target[0, 0], target[width - 1, 0] = row[1] - row[0], row[width - 1] - row[width - 2]
        for x in range(width):
            target[x, 1] = (under[x] - over[x]) * part
