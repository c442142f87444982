"""No photo reaches a decoder before its bytes were found harmless."""

import io
import struct
import zlib

import pytest
from PIL import Image

from features.signals.photo_guard import PhotoParams, UnusablePhoto, guard

PARAMS = PhotoParams()


def saved(image: Image.Image, file_format: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()


def reason(data: bytes, params: PhotoParams = PARAMS) -> str:
    with pytest.raises(UnusablePhoto) as refused:
        guard(data, params)
    assert refused.value.detail.startswith("found ") and "expected" in refused.value.detail
    return refused.value.reason_code


def png_claiming(width: int, height: int) -> bytes:
    """A small PNG whose rows are all zero; only its first rows are there."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1_000_000))), (b"IEND", b"")]
    packed = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def jpeg_with_scans(times: int) -> bytes:
    """A progressive JPEG whose last scan is repeated, as the attack did it."""
    data = saved(Image.new("L", (64, 64), 90), "JPEG", progressive=True)
    last_scan = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last_scan * times + b"\xff\xd9"


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_four_formats_of_shops_pass_with_their_size(file_format):
    header = guard(saved(Image.new("RGB", (120, 80), "teal"), file_format), PARAMS)
    assert (header.format, header.width_px, header.height_px) == (file_format, 120, 80)


@pytest.mark.parametrize(
    "image,options", [("RGB", {"lossless": True}), ("RGBA", {"lossless": True}), ("RGBA", {}), ("RGB", {})]
)
def test_every_kind_of_webp_tells_its_size(image, options):
    header = guard(saved(Image.new(image, (301, 77)), "WEBP", **options), PARAMS)
    assert (header.width_px, header.height_px) == (301, 77)


@pytest.mark.parametrize("file_format", ["BMP", "TIFF", "PPM", "ICO", "PDF"])
def test_other_formats_are_refused_whatever_the_file_is_called(file_format):
    assert reason(saved(Image.new("RGB", (64, 64)), file_format)) == "photo_format_unknown"


@pytest.mark.parametrize("data", [b"", b"<svg xmlns=''/>", b"\xff\xd8", b"GIF8", b"RIFF....WAVE"])
def test_what_is_no_picture_is_refused(data):
    assert reason(data) == "photo_format_unknown"


@pytest.mark.parametrize(
    "data", [b"\xff\xd8\xff\xe0\x00\x10JFIF", b"\x89PNG\r\n\x1a\nshort", b"GIF89a\x01", b"RIFF\0\0\0\0WEBPVP8 "]
)
def test_a_header_cut_off_is_refused(data):
    assert reason(data) == "photo_header_broken"


def test_a_png_one_pixel_wide_and_89_million_high_is_refused():
    assert reason(png_claiming(1, 89_000_000)) == "photo_too_small"
    assert reason(png_claiming(16, 2_500_000)) == "photo_too_long"


def test_a_picture_of_88_megapixels_is_refused():
    assert reason(png_claiming(11_000, 8_000)) == "photo_too_many_pixels"


def test_a_single_pixel_is_refused():
    assert reason(saved(Image.new("RGB", (1, 1)), "PNG")) == "photo_too_small"


def test_a_file_over_the_limit_is_refused_unread():
    assert reason(b"\xff\xd8\xff" + bytes(1000), PhotoParams(max_file_bytes=1000)) == "photo_file_too_big"


def test_a_jpeg_of_two_thousand_scans_is_refused():
    assert reason(jpeg_with_scans(2000)) == "photo_too_many_scans"


def test_an_ordinary_progressive_jpeg_passes():
    guard(saved(Image.new("RGB", (640, 480), "red"), "JPEG", progressive=True), PARAMS)


def test_scan_marks_inside_a_comment_are_no_scans():
    data = saved(Image.new("L", (64, 64)), "JPEG")
    comment = b"\xff\xda" * 500
    guard(data[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + data[2:], PARAMS)


def test_an_end_mark_inside_a_comment_hides_no_scans():
    data = jpeg_with_scans(2000)
    first_scan = data.index(b"\xff\xda")
    comment = b"\xff\xfe\x00\x04\xff\xd9"
    assert reason(data[:first_scan] + comment + data[first_scan:]) == "photo_too_many_scans"


def test_limits_refuse_unknown_names():
    with pytest.raises(ValueError, match="max_pixel"):
        PhotoParams.model_validate({"max_pixel": 3})
