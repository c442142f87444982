"""What is kept of a photo for a second look at a likely copy: a small grey picture, its margins, and its details."""

import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PIL import Image

from features.signals.photo_details import CODE_WORDS, PhotoDetails, details_of
from features.signals.photo_reading import shrunk
from features.signals.photo_scales import Room
from features.signals.photo_views import CANVAS_SIDE

# The kept picture is the one all codes come from. In 16 grey levels it is 4.6 KB; a quarter of a collage is still 48 px.
LOOK_SIDE = CANVAS_SIDE
# Details are sought in a picture with this longest side: 256 px keep forty spots in a quarter of a collage.
DETAIL_SIDE_PX = 256
_HEAD = struct.Struct("<HHBBBBBBB")
_LEVELS = 15
_SPOT_BYTES = 4 + 8 * CODE_WORDS

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class PhotoLook:
    """A look, opened. `sides` are the photo's width and height with the longer one 1, `packed` its levels in halves
    of a byte between `low` and `high`; `margins` are its borders left, top, right and bottom, as shares of the sides.
    """

    sides: tuple[float, float]
    margins: Box
    details: PhotoDetails
    packed: bytes
    low: int
    high: int

    @property
    def picture(self) -> np.ndarray:
        """Grey levels, (96, 96) float32."""
        pairs = np.frombuffer(self.packed, np.uint8)
        levels = np.stack([pairs >> 4, pairs & 15], axis=1).reshape(LOOK_SIDE, LOOK_SIDE)
        return (self.low + levels * np.float32((self.high - self.low) / _LEVELS)).astype(np.float32)


class PackedPicture(NamedTuple):
    """A 96 x 96 picture in 16 grey levels between `low` and `high`, two to a byte."""

    low: int
    high: int
    packed: bytes


def packed_picture(canvas: np.ndarray) -> PackedPicture:
    """The picture to keep of a canvas (96, 96) uint8."""
    low, high = int(canvas.min()), int(canvas.max())
    steps = np.frombuffer(canvas.tobytes().translate(_steps(low, high)), np.uint8)
    return PackedPicture(low, high, (steps[::2] << 4 | steps[1::2]).tobytes())


@lru_cache(maxsize=1024)
def _steps(low: int, high: int) -> bytes:
    """The step, 0 to 15, of each grey level."""
    levels = np.clip(np.arange(256, dtype=np.float32), low, high)
    return np.rint((levels - low) * (_LEVELS / max(high - low, 1))).astype(np.uint8).tobytes()


def kept_details(grey: Image.Image, room: Room | None = None) -> bytes:
    """The details of a grey picture (mode L), as a look keeps them; see details_of for the room."""
    found = details_of(np.asarray(_at_most(grey, DETAIL_SIDE_PX)), room)
    parts = (found.place, found.size, found.angle, found.code.astype("<u8"))
    return b"".join(part.tobytes() for part in parts)


def look_of(picture: PackedPicture, details: bytes, *, size: tuple[int, int], margins: Box) -> bytes:
    """A look as bytes, at most 8 KB, of what `packed_picture` and `kept_details` gave; without details 4.6 KB.

    `size` is the photo's width and height.
    """
    edges = [round(255 * share) for share in margins]
    head = _HEAD.pack(*size, picture.low, picture.high, *edges, len(details) // _SPOT_BYTES)
    return head + picture.packed + details


def look_at(grey: Image.Image, *, width_px: int, height_px: int, margins: Box) -> bytes:
    """The look at one grey picture (mode L), details and all; the sizes are those of the photo it stands for."""
    return look_of(
        packed_picture(shrunk(grey, LOOK_SIDE)), kept_details(grey), size=(width_px, height_px), margins=margins
    )


def open_look(stored: bytes) -> PhotoLook:
    """What `look_at` wrote. Raises ValueError for bytes of another length."""
    width, height, low, high, *edges, count = _HEAD.unpack_from(stored)
    packed = LOOK_SIDE * LOOK_SIDE // 2
    expected = _HEAD.size + packed + count * _SPOT_BYTES
    if len(stored) != expected:
        raise ValueError(f"found {len(stored)} bytes, expected a look of {expected}")
    left, top, right, bottom = (edge / 255 for edge in edges)
    return PhotoLook(
        sides=(width / max(width, height), height / max(width, height)),
        margins=(left, top, right, bottom),
        details=_details(stored[_HEAD.size + packed :], count),
        packed=stored[_HEAD.size : _HEAD.size + packed],
        low=low,
        high=high,
    )


def look_sides(stored: bytes) -> np.ndarray:
    """The photo's width and height, the longer one 1, without opening the rest."""
    width, height = _HEAD.unpack_from(stored)[:2]
    return np.array([width, height]) / max(width, height)


def _details(stored: bytes, count: int) -> PhotoDetails:
    small = np.frombuffer(stored, np.uint8, 4 * count)
    code = np.frombuffer(stored, "<u8", CODE_WORDS * count, 4 * count).astype(np.uint64)
    place, size, angle = small[: 2 * count], small[2 * count : 3 * count], small[3 * count :]
    return PhotoDetails(place.reshape(-1, 2), size, angle, code.reshape(-1, CODE_WORDS))


def _at_most(grey: Image.Image, side: int) -> Image.Image:
    longest = max(grey.size)
    if longest <= side:
        return grey
    width, height = (max(1, round(length * side / longest)) for length in grey.size)
    return grey.resize((width, height), Image.Resampling.BOX if longest > 2 * side else Image.Resampling.BILINEAR)
