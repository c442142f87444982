"""Format and size of a photo, read from its first bytes with plain Python: no decoder has touched it yet."""

import re
from dataclasses import dataclass

# In a JPEG every byte FF is a marker unless 00 (a stuffed data byte), FF (fill) or D0-D7 (restart) follows.
_JPEG_MARKER = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])")
_JPEG_WITHOUT_LENGTH = frozenset([0x01, 0xD8])
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_SCAN, _JPEG_END = 0xDA, 0xD9


@dataclass(frozen=True)
class PhotoHeader:
    """What a file says it is: `format` JPEG, PNG, WEBP or GIF; stored size in pixels, before any EXIF turn."""

    format: str
    width_px: int
    height_px: int


class BrokenHeader(ValueError):
    """The file begins like a known format, but its header cannot be read."""


def read_header(data: bytes) -> PhotoHeader | None:
    """The header by content, whatever the file is called; None for a format not on the list."""
    for name, starts, read_size in _FORMATS:
        if starts(data):
            width, height = read_size(data)
            return PhotoHeader(name, width, height)
    return None


def has_more_scans_than(data: bytes, most: int) -> bool:
    """True when a JPEG holds more than `most` scans: each is a pass over the whole picture.

    Counting marker bytes is quick and never too low, so the exact walk runs only on suspicious files. Counting one
    byte is ten times quicker than two, and enough for small files.
    """
    return data.count(b"\xda") > most and data.count(b"\xff\xda") > most and _count_scans(data, most + 1) > most


def _count_scans(data: bytes, enough: int) -> int:
    scans = 0
    for marker, _ in _jpeg_segments(data):
        scans += marker == _JPEG_SCAN
        if scans >= enough:
            break
    return scans


def _jpeg_segments(data: bytes):
    """(marker, offset of its payload) in order; stops at the end marker or where a length makes no sense."""
    position = 0
    while found := _JPEG_MARKER.search(data, position):
        marker, position = found.group(1)[0], found.end()
        if marker == _JPEG_END:
            return
        if marker in _JPEG_WITHOUT_LENGTH:
            continue
        length = int.from_bytes(data[position : position + 2], "big")
        if length < 2:
            return
        yield marker, position + 2
        position += length


def _jpeg_size(data: bytes) -> tuple[int, int]:
    for marker, payload in _jpeg_segments(data):
        if marker in _JPEG_FRAMES:
            frame = data[payload : payload + 5]
            if len(frame) == 5:
                return int.from_bytes(frame[3:5], "big"), int.from_bytes(frame[1:3], "big")
        if marker == _JPEG_SCAN:
            break
    raise BrokenHeader("a JPEG without a frame header")


def _png_size(data: bytes) -> tuple[int, int]:
    if data[12:16] != b"IHDR" or len(data) < 24:
        raise BrokenHeader("a PNG that does not begin with IHDR")
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _gif_size(data: bytes) -> tuple[int, int]:
    if len(data) < 10:
        raise BrokenHeader("a GIF cut off in its header")
    return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")


def _webp_size(data: bytes) -> tuple[int, int]:
    kind, body = data[12:16], data[20:30]
    if len(body) == 10 and kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    if len(body) >= 5 and kind == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if len(body) == 10 and kind == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    raise BrokenHeader("a WebP without a readable picture chunk")


_FORMATS = (
    ("JPEG", lambda data: data[:3] == b"\xff\xd8\xff", _jpeg_size),
    ("PNG", lambda data: data[:8] == b"\x89PNG\r\n\x1a\n", _png_size),
    ("WEBP", lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", _webp_size),
    ("GIF", lambda data: data[:6] in (b"GIF87a", b"GIF89a"), _gif_size),
)
