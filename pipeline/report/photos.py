"""Photos as the report shows them: decoded under limits, freshly encoded, small. Nothing of the file survives."""

import base64
import hashlib
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageOps

from features.signals.photo_guard import ALLOWED_FORMATS, PhotoParams, UnusablePhoto, guard

# The limits of the signal stage, whose killable workers have seen every photo shown here before.
LIMITS = PhotoParams()
SIDE_PX = 300  # shown at half of that: sharp on dense screens, about 12 KB
QUALITY = 72
_BROKEN = (OSError, ValueError, SyntaxError, TypeError, EOFError, MemoryError, Image.DecompressionBombError)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Thumbnail:
    """A small JPEG made by this run."""

    jpeg: bytes
    uri: str
    width_px: int
    height_px: int


class Thumbnails:
    """Thumbnails by what the file holds, made once a run."""

    def __init__(self, most_kept: int = 4000) -> None:
        self._made: dict[bytes, Thumbnail | None] = {}
        self._most_kept = most_kept  # about 12 KB each, twice: bounds memory at about 110 MB

    def of(self, read: Callable[[str, str], bytes | None], owner: str, image: str) -> Thumbnail | None:
        """The thumbnail of a photo, or None when it is absent, refused or broken."""
        data = _read(read, owner, image)
        if not data:
            return None
        key = hashlib.sha256(data).digest()
        if key not in self._made:
            if len(self._made) >= self._most_kept:
                self._made.pop(next(iter(self._made)))
            self._made[key] = thumbnail(data)
        return self._made[key]


def _read(read: Callable[[str, str], bytes | None], owner: str, image: str) -> bytes | None:
    try:
        return read(owner, image)
    except Exception as refused:
        # A store refuses in its own words (missing, remote, outside …); whatever it says, the row is shown without.
        _log.debug("photo not shown: %s", type(refused).__name__)
        return None


def thumbnail(data: bytes) -> Thumbnail | None:
    """A JPEG of at most SIDE_PX on a side, upright, on white, without metadata; None for what is not a safe photo."""
    try:
        guard(data, LIMITS)
        small = _decode(data)
    except (UnusablePhoto, *_BROKEN):
        return None
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY)
    jpeg = out.getvalue()
    uri = "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")
    return Thumbnail(jpeg, uri, *small.size)


def _decode(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=ALLOWED_FORMATS) as photo:
        photo.draft("RGB", (SIDE_PX, SIDE_PX))  # only JPEG obeys; it then decodes at a fraction of the size
        upright = ImageOps.exif_transpose(photo)
        return _fitted(_on_white(upright))


def _on_white(photo: Image.Image) -> Image.Image:
    if photo.mode.startswith("I"):
        photo = photo.point(lambda level: level / 256).convert("L")  # 16-bit grey; plain conversion clips to white
    if not photo.has_transparency_data:
        return photo.convert("RGB")
    layer = photo.convert("RGBA")
    white = Image.new("RGB", layer.size, "white")
    white.paste(layer, mask=layer.getchannel("A"))
    return white


def _fitted(photo: Image.Image) -> Image.Image:
    photo.thumbnail((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return photo
