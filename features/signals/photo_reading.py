"""A photo file's bytes as one small grey picture, upright: the only place where a photo is decoded."""

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from features.signals.photo_guard import ALLOWED_FORMATS, PhotoParams, UnusablePhoto, check_size, guard

_SIXTEEN_TO_EIGHT_BITS = 257


@dataclass(frozen=True)
class GreyPhoto:
    """A photo in 8-bit grey (Pillow mode L), perhaps reduced, and the size it had; both after the EXIF turn."""

    grey: Image.Image
    width_px: int
    height_px: int


def read_grey(data: bytes, params: PhotoParams, *, side_px: int) -> GreyPhoto:
    """The photo, no side reduced below `side_px`. Raises UnusablePhoto; MemoryError when the process has no more."""
    guard(data, params)
    image = _opened(data, params)
    full_size = image.size
    turn = _exif_turn(image)
    grey = _turned(_grey(image, side_px), turn)
    width, height = full_size[::-1] if turn in (5, 6, 7, 8) else full_size
    return GreyPhoto(grey, width, height)


def reduced(image: Image.Image, side_px: int) -> Image.Image:
    """The picture shrunk by a whole factor, so that the rest costs the same for any size."""
    factor = min(image.size) // side_px
    return image.reduce(factor) if factor > 1 else image


def shrunk(grey: Image.Image, side: int) -> np.ndarray:
    """The picture squeezed into a square, (side, side) uint8."""
    # Enlarging, only Lanczos keeps what ImageHash sees; shrinking, its outer lobes change no low frequency.
    how = Image.Resampling.LANCZOS if min(grey.size) < side else Image.Resampling.HAMMING
    return np.asarray(grey.resize((side, side), how))


def _opened(data: bytes, params: PhotoParams) -> Image.Image:
    """The photo, opened but not decoded; its first frame when it has several."""
    try:
        image = Image.open(io.BytesIO(data), formats=ALLOWED_FORMATS)
    except MemoryError:
        raise
    except Exception as broken:
        raise _undecodable(broken) from broken
    # The decoder may read another size than the header says (a second header, a frame beyond the screen).
    check_size(*image.size, params)
    return image


def _grey(image: Image.Image, side_px: int) -> Image.Image:
    """The picture in 8-bit grey, whatever it was stored as."""
    try:
        image.draft("L", (side_px, side_px))
        image.load()
        return _flattened(_rescaled(image), side_px)
    except MemoryError:
        raise
    # Decoders raise almost anything on hostile bytes; all of it means the same here.
    except Exception as broken:
        raise _undecodable(broken) from broken


def _undecodable(broken: Exception) -> UnusablePhoto:
    said = " ".join(str(broken).split())[:200]
    return UnusablePhoto(
        "photo_undecodable",
        f"found a file the decoder refuses ({type(broken).__name__}: {said}), expected a whole photo; send it again.",
    )


def _rescaled(image: Image.Image) -> Image.Image:
    """16-bit grey brought to 8 bits; Pillow's own conversion would clip almost everything to white."""
    if not image.mode.startswith("I"):
        return image
    levels = np.asarray(image).astype(np.uint32, copy=False) // _SIXTEEN_TO_EIGHT_BITS
    return Image.fromarray(levels.clip(0, 255).astype(np.uint8))


def _flattened(image: Image.Image, side_px: int) -> Image.Image:
    """Grey with transparency laid on white, as shops show it."""
    if not image.has_transparency_data:
        return reduced(image if image.mode == "L" else image.convert("L"), side_px)
    clear = reduced(image.convert("RGBA"), side_px)
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear).convert("L")


def _exif_turn(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(0x0112, 1))
    except Exception:  # broken EXIF is common and harmless: the photo is then taken as it is stored
        return 1


_TRANSPOSES: dict[int, Any] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _turned(grey: Image.Image, turn: int) -> Image.Image:
    return grey.transpose(_TRANSPOSES[turn]) if turn in _TRANSPOSES else grey
