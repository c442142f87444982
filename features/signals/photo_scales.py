"""A grey picture at several scales, and the spots that stand out at each: where a photo has something to say.

Differences of Gaussian blurs answer to blobs and corners wherever they lie, however the picture is turned, and at
the scale that fits them.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

# Blur of the first layer in pixels: with 1.2 .98 of the collages of four of drawn market 13 are proposed, with 1.4 .91,
# with 1.05 .94. Finer layers answer to JPEG blocks and grain.
FIRST_BLUR_PX = 1.2
LAYERS_PER_OCTAVE = 2
OCTAVES = 4
# The smallest side an octave may have: below it a patch does not fit.
LEAST_SIDE_PX = 16
# A spot must stand out by this many grey levels. Fainter ones are noise; on smooth packshots 2 leaves too few.
LEAST_CONTRAST = 0.8
# Pure noise of 256 x 256 pixels has some 2,500; further ones are not looked at.
_MOST_SPOTS_AN_OCTAVE = 8192
# Sixteen pictures of 256 x 256, enough for all layers of one; longer sides never come.
_ROOM_FLOATS = 18 * 256 * 256


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


class Room:
    """Memory used again for photo after photo: fresh pages from the system cost as much as the work done in them.

    What `empty` gives is overwritten after it was taken back.
    """

    def __init__(self) -> None:
        self._flat = np.empty(_ROOM_FLOATS, np.float32)
        self.taken = 0

    def clear(self, taken: int = 0) -> None:
        """Takes back all that was given since `taken` was so."""
        self.taken = taken

    def empty(self, *shape: int) -> np.ndarray:
        """A float32 array of unknown content; of its own when the room is full."""
        size = math.prod(shape)
        if self.taken + size > len(self._flat):
            return np.empty(shape, np.float32)
        self.taken += size
        return self._flat[self.taken - size : self.taken].reshape(shape)


def layers_and_spots(picture: np.ndarray, room: Room) -> tuple[list[Layer], Spots]:
    """The layers of a float32 picture (h, w), which lie in the room, and every spot found in them."""
    from features.signals.photo_kernels import blur

    layers: list[Layer] = []
    found = [np.zeros((0, 4), np.float32)]
    size = picture.size
    scratch, differences = room.empty(size), room.empty((LAYERS_PER_OCTAVE + 2) * size)
    octave, step = room.empty(*picture.shape), 1.0
    blur(picture, _weights(_rounded(np.sqrt(FIRST_BLUR_PX**2 - 0.5**2))), scratch.reshape(picture.shape), octave)
    for _ in range(OCTAVES):
        if min(octave.shape) < LEAST_SIDE_PX:
            break
        stack = _stack(octave, room, scratch)
        found.append(_spots_of(stack, len(layers), differences))
        layers += [Layer(stack[k], step, FIRST_BLUR_PX * _ratio() ** k) for k in range(1, LAYERS_PER_OCTAVE + 1)]
        octave, step = stack[LAYERS_PER_OCTAVE][::2, ::2], step * 2
    rows = np.concatenate(found)
    return layers, Spots(rows[:, 0].astype(np.int64), rows[:, 1], rows[:, 2], rows[:, 3])


def _ratio() -> float:
    return 2.0 ** (1 / LAYERS_PER_OCTAVE)


def _stack(octave: np.ndarray, room: Room, scratch: np.ndarray) -> np.ndarray:
    """The octave's picture blurred further and further, (layers + 3, h, w)."""
    from features.signals.photo_kernels import blur

    stack = room.empty(LAYERS_PER_OCTAVE + 3, *octave.shape)
    stack[0] = octave
    room_for_one = scratch[: octave.size].reshape(octave.shape)
    for number in range(LAYERS_PER_OCTAVE + 2):
        wider = FIRST_BLUR_PX * _ratio() ** number * np.sqrt(_ratio() ** 2 - 1)
        blur(stack[number], _weights(_rounded(wider)), room_for_one, stack[number + 1])
    return stack


def _rounded(blur_px: float) -> float:
    return round(float(blur_px), 6)


@cache
def _weights(blur_px: float) -> np.ndarray:
    away = np.arange(int(np.ceil(2.5 * blur_px)) + 1)
    weights = np.exp(-0.5 * (away / blur_px) ** 2)
    return (weights / (2 * weights.sum() - weights[0])).astype(np.float32)


def _spots_of(stack: np.ndarray, first_layer: int, room: np.ndarray) -> np.ndarray:
    """Rows of (layer, x, y, strength)."""
    from features.signals.photo_kernels import find_spots

    differences = room[: stack[1:].size].reshape(stack[1:].shape)
    found = np.empty((_MOST_SPOTS_AN_OCTAVE, 4), np.float32)
    rows = found[: find_spots(stack, np.float32(LEAST_CONTRAST), differences, found)].copy()
    rows[:, 0] += first_layer
    return rows
