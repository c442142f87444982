"""A grey picture at several scales, and the spots that stand out at each: where a photo has something to say.

Differences of Gaussian blurs answer to blobs and corners wherever they lie, however the picture is turned, and at
the scale that fits them. Everything is sums of shifted arrays: no library but numpy, the same bits on every machine.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

# Blur of the first layer in pixels; below it JPEG blocks and grain answer louder than the picture.
FIRST_BLUR_PX = 1.4
LAYERS_PER_OCTAVE = 2
OCTAVES = 4
# The smallest side an octave may have: below it a patch does not fit.
LEAST_SIDE_PX = 16
# A spot must stand out by this many grey levels. Fainter ones are noise; on smooth packshots 2 leaves too few.
LEAST_CONTRAST = 0.8
# A ridge along an edge slides; its curvatures differ by more than this ratio (Lowe's value).
MOST_CURVATURE_RATIO = 10.0


@dataclass(frozen=True)
class Layer:
    """One blurred picture: `step_px` pixels of the first picture a pixel, blurred by `blur_px` of its own pixels."""

    picture: np.ndarray
    step_px: float
    blur_px: float


@dataclass(frozen=True)
class Spots:
    """Row i is one spot: its layer, its place in that layer's pixels, and how much it stands out."""

    layer: np.ndarray
    x: np.ndarray
    y: np.ndarray
    strength: np.ndarray


def layers_and_spots(picture: np.ndarray) -> tuple[list[Layer], Spots]:
    """The layers of a float32 picture (h, w), and every spot found in them."""
    layers: list[Layer] = []
    found: list[np.ndarray] = []
    octave, step = _blurred(picture, np.sqrt(FIRST_BLUR_PX**2 - 0.5**2)), 1.0
    for _ in range(OCTAVES):
        if min(octave.shape) < LEAST_SIDE_PX:
            break
        stack = _stack(octave)
        found += _spots_of(np.diff(stack, axis=0), len(layers))
        layers += [Layer(stack[k], step, FIRST_BLUR_PX * _ratio() ** k) for k in range(1, LAYERS_PER_OCTAVE + 1)]
        octave, step = stack[LAYERS_PER_OCTAVE][::2, ::2], step * 2
    rows = np.concatenate([np.zeros((0, 4), np.float32), *found])
    return layers, Spots(rows[:, 0].astype(np.int64), rows[:, 1], rows[:, 2], rows[:, 3])


def _ratio() -> float:
    return 2.0 ** (1 / LAYERS_PER_OCTAVE)


def _stack(octave: np.ndarray) -> np.ndarray:
    """The octave's picture blurred further and further, (layers + 3, h, w)."""
    blurred = [octave]
    for number in range(LAYERS_PER_OCTAVE + 2):
        blur = FIRST_BLUR_PX * _ratio() ** number
        blurred.append(_blurred(blurred[-1], blur * np.sqrt(_ratio() ** 2 - 1)))
    return np.stack(blurred)


def _blurred(picture: np.ndarray, blur_px: float) -> np.ndarray:
    weights = _weights(round(float(blur_px), 6))
    return _along_columns(np.ascontiguousarray(_along_columns(picture, weights).T), weights).T


def _along_columns(picture: np.ndarray, weights: tuple[np.float32, ...]) -> np.ndarray:
    """Each column smoothed with symmetric weights (centre first), the edge lines repeated outwards."""
    reach, height = len(weights) - 1, len(picture)
    padded = np.concatenate([picture[:1].repeat(reach, 0), picture, picture[-1:].repeat(reach, 0)])
    total = padded[reach : reach + height] * weights[0]
    for away in range(1, reach + 1):
        pair = padded[reach - away : reach - away + height] + padded[reach + away : reach + away + height]
        pair *= weights[away]
        total += pair
    return total


@cache
def _weights(blur_px: float) -> tuple[np.float32, ...]:
    away = np.arange(int(np.ceil(2.5 * blur_px)) + 1)
    weights = np.exp(-0.5 * (away / blur_px) ** 2)
    return tuple(np.float32(weight) for weight in weights / (2 * weights.sum() - weights[0]))


def _spots_of(differences: np.ndarray, first_layer: int) -> list[np.ndarray]:
    # Below the contrast nothing is asked, and most of a picture is below it.
    highest, lowest = _extreme_around(differences, np.maximum), _extreme_around(differences, np.minimum)
    return [
        _spots_in(differences[number], highest[number - 1], lowest[number - 1], first_layer + number - 1)
        for number in range(1, len(differences) - 1)
    ]


def _extreme_around(stack: np.ndarray, extreme: np.ufunc) -> np.ndarray:
    """The largest (or smallest) value among a place's 27 neighbours, for the inner layers and places."""
    deep = extreme(extreme(stack[:-2], stack[1:-1]), stack[2:])
    tall = extreme(extreme(deep[:, :-2], deep[:, 1:-1]), deep[:, 2:])
    return extreme(extreme(tall[:, :, :-2], tall[:, :, 1:-1]), tall[:, :, 2:])


def _spots_in(difference: np.ndarray, highest: np.ndarray, lowest: np.ndarray, layer: int) -> np.ndarray:
    """Rows of (layer, x, y, strength)."""
    inner = difference[1:-1, 1:-1]
    at = np.flatnonzero(
        ((inner == highest) & (inner > LEAST_CONTRAST)) | ((inner == lowest) & (inner < -LEAST_CONTRAST))
    )
    row, column = np.divmod(at, inner.shape[1])
    row, column = row + 1, column + 1
    value = difference[row, column]
    left, right = difference[row, column - 1], difference[row, column + 1]
    above, below = difference[row - 1, column], difference[row + 1, column]
    across, down = left + right - 2 * value, above + below - 2 * value
    corners = difference[row + 1, column + 1] + difference[row - 1, column - 1]
    mixed = (corners - difference[row + 1, column - 1] - difference[row - 1, column + 1]) / 4
    curvature = across * down - mixed**2
    is_round = (curvature > 0) & (
        (across + down) ** 2 * MOST_CURVATURE_RATIO < (MOST_CURVATURE_RATIO + 1) ** 2 * curvature
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        x = column + np.clip((left - right) / (2 * across), -0.5, 0.5)
        y = row + np.clip((above - below) / (2 * down), -0.5, 0.5)
    rows = np.stack([np.full(len(at), layer, np.float32), x, y, abs(value)], axis=1)
    return rows[is_round].astype(np.float32)
