"""Whether a photo may be decoded at all, decided from its bytes alone.

Limits come from attacks that were tried: a 173 KB PNG that opens to 1.6 GB, a progressive JPEG with 2,000 scans
that takes 24 s, an 88-megapixel RGBA picture.
"""

from pydantic import BaseModel, ConfigDict

from features.signals.photo_header import BrokenHeader, PhotoHeader, has_more_scans_than, read_header

# The decoder's own names of the formats that may be opened.
ALLOWED_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


class PhotoParams(BaseModel):
    """Limits on one photo, and how closely it is looked at. The defaults pass every photo of the real sets and stop every bomb that was tried."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Largest file; phone photos of 2026 stay under 12 MB.
    max_file_bytes: int = 20_000_000
    # Smallest side: below it there is no picture to compare, only an icon or a tracking pixel.
    min_side_px: int = 16
    # Most pixels; a 40-megapixel RGBA decode peaks near 330 MB.
    max_pixels: int = 40_000_000
    # Longest side over shortest; long description strips of marketplaces reach about 12.
    max_aspect: float = 20.0
    # Scans in one JPEG; ordinary progressive files have 10.
    max_scans: int = 100
    # Seconds a worker may spend on one photo: a thousand times the usual, so that a busy machine changes no result.
    timeout_s: float = 20.0
    # Memory a worker may add to its start size.
    memory_mb: int = 640
    # Whether a photo's local details are kept. They find collages, screenshots, tilts and deep crops, which the codes
    # of the whole photo miss, and take some 4 ms a new photo: three quarters of its cost.
    details: bool = True


class UnusablePhoto(ValueError):
    """A photo that is not hashed: `reason_code`, and `detail` that says what was found, expected, and to do."""

    def __init__(self, reason_code: str, detail: str) -> None:
        super().__init__(reason_code, detail)
        self.reason_code = reason_code
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason_code}: {self.detail}"


def guard(data: bytes, params: PhotoParams) -> PhotoHeader:
    """The header of a photo that is safe to decode. Raises UnusablePhoto with the first limit it breaks."""
    if len(data) > params.max_file_bytes:
        raise UnusablePhoto(
            "photo_file_too_big",
            f"found {len(data):,} bytes, expected at most {params.max_file_bytes:,}; save it smaller.",
        )
    header = _header(data)
    check_size(header.width_px, header.height_px, params)
    if header.format == "JPEG" and has_more_scans_than(data, params.max_scans):
        raise UnusablePhoto(
            "photo_too_many_scans",
            f"found a JPEG with more than {params.max_scans} scans, expected about 10; save it again.",
        )
    return header


def check_size(width_px: int, height_px: int, params: PhotoParams) -> None:
    """Raises UnusablePhoto for a picture too small, too large or too long."""
    short, long = sorted((width_px, height_px))
    found = f"found {width_px} x {height_px} px"
    if short < params.min_side_px:
        raise UnusablePhoto(
            "photo_too_small", f"{found}, expected sides of at least {params.min_side_px}; use a real photo."
        )
    if width_px * height_px > params.max_pixels:
        raise UnusablePhoto(
            "photo_too_many_pixels", f"{found}, expected at most {params.max_pixels:,} pixels; scale it down."
        )
    if long > params.max_aspect * short:
        raise UnusablePhoto(
            "photo_too_long", f"{found}, expected sides within 1 to {params.max_aspect:g}; cut it into pieces."
        )


def _header(data: bytes) -> PhotoHeader:
    try:
        header = read_header(data)
    except BrokenHeader as broken:
        raise UnusablePhoto(
            "photo_header_broken", f"found {broken}, expected a whole picture; send the file again."
        ) from broken
    if header is None:
        raise UnusablePhoto(
            "photo_format_unknown",
            f"found a file of {len(data):,} bytes beginning {data[:8].hex(' ') or 'with nothing'}, "
            f"expected {', '.join(ALLOWED_FORMATS)}; convert it.",
        )
    return header
