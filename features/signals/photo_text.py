"""The text printed in a photo, line by line, read by an optional reader (the `ocr` extra: RapidOCR on onnxruntime).

A line is a property of the photo's bytes, the reader and these params alone: each photo is read by itself, on one
thread. The reader's models lie in its own package; nothing is fetched.
"""

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

import numpy as np
from PIL import Image, ImageOps
from pydantic import BaseModel, ConfigDict, Field

from features.signals.photo_guard import ALLOWED_FORMATS, PhotoParams, UnusablePhoto, check_size, guard

# Begins the name of every cache of text; what is kept there may be personal data.
TEXT_SIGNAL = "photo-text"
# Names what is stored; change it whenever any stored value can change, so that old cache entries are not used.
TEXT_SIGNAL_VERSION = "1"
# The modules of the reader. All of them come with `pip install "touchstone[ocr]"`.
READER_MODULES = ("rapidocr", "onnxruntime", "cv2")
# What the reader's package carries: finds lines, turns those upside down, reads them (Chinese and Latin letters).
_MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}
# A photo of a page of print has some hundred lines; more is no product photo, and each costs time.
MOST_LINES = 200
LONGEST_LINE_CHARACTERS = 200
_SIXTEEN_TO_EIGHT_BITS = 257


class ReaderMissing(RuntimeError):
    """The reader is not installed, or not the one this version knows; the message says what to do."""


class PhotoTextParams(BaseModel):
    """Text in the photos of listings that are already suspicious. Off unless switched on: it needs the `ocr` extra."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Read text in photos. Needs `pip install "touchstone[ocr]"`; a model trained without it is then trained anew.
    enabled: bool = False
    # Listings read a brand and night, as a multiple of the rows its team can review: the queue, and as many again
    # that a photo could bring into it. First guess.
    queues_read: float = Field(2.0, gt=0)
    # Photos read of one listing, in the order it names them. First guess.
    photos_a_listing: int = Field(4, ge=1)
    # Different photos read a night over all brands, whether they are in the cache or not: the same night always reads
    # the same ones. A new one costs about half a second of CPU.
    photos_a_night: int = Field(2000, ge=1)
    # Photos are shrunk to this longest side before they are read. Of drawn letters a hundredth of the side high 0.94 are
    # found at 800 px and 0.66 at 640 px, which costs a third less (chosen on other drawn photos than are reported).
    longest_side_px: int = Field(800, ge=64)
    # Lines the reader is less sure of (0 to 1) are left out.
    least_confidence: float = Field(0.6, ge=0, le=1)
    # Seconds a worker may spend on a few photos: some thirty times the usual, so that a busy machine changes no result.
    timeout_s: float = 90.0
    # Memory a worker may add to its start size; the reader takes some 800 MB of addresses.
    memory_mb: int = 2000


class ReadingTask(PhotoParams):
    """What a worker needs to read a photo: the limits on photos, and how it is read."""

    longest_side_px: int
    least_confidence: float


@dataclass(frozen=True)
class PhotoText:
    """The lines of one photo, top to bottom as the reader found them; none when it shows no text."""

    lines: tuple[str, ...]


def reading_task(photos: PhotoParams, params: PhotoTextParams) -> ReadingTask:
    """The limits of photos in general, with the time, memory and size of reading."""
    own = {name: getattr(params, name) for name in ("longest_side_px", "least_confidence", "timeout_s", "memory_mb")}
    return ReadingTask(**{**photos.model_dump(), "details": False, **own})


def reader_id(params: PhotoTextParams) -> str:
    """Names the reader, its models and how photos are shown to it. Raises ReaderMissing."""
    return f"{TEXT_SIGNAL}-{TEXT_SIGNAL_VERSION}-{_reader()}-{params.longest_side_px}px-{params.least_confidence:g}"


def read_text(data: bytes, task: ReadingTask) -> PhotoText:
    """The text in a photo file's bytes. Raises UnusablePhoto, ReaderMissing; MemoryError when there is no more."""
    guard(data, task)
    found = _found(np.asarray(_shown(data, task)))
    sure = zip(found.txts or (), found.scores or (), strict=True)
    lines = [_plain(line) for line, score in sure if score >= task.least_confidence]
    return PhotoText(tuple([line for line in lines if line][:MOST_LINES]))


def read_texts(photos: Sequence[bytes], task: ReadingTask) -> list[PhotoText | UnusablePhoto]:
    """`read_text` of each photo file, or why there is none, in order."""
    found: list[PhotoText | UnusablePhoto] = []
    for data in photos:
        try:
            found.append(read_text(data, task))
        except UnusablePhoto as refused:
            # Without its cause, which may hold the whole decoder.
            found.append(UnusablePhoto(refused.reason_code, refused.detail))
    return found


def _found(pixels: np.ndarray) -> Any:
    read = _engine()
    try:
        return read(np.ascontiguousarray(pixels[:, :, ::-1]))  # it takes blue, green, red
    except MemoryError:
        raise
    # What the reader's libraries raise on a picture they cannot take is theirs; the photo then has no text.
    except Exception as broken:
        raise UnusablePhoto(
            "photo_text_unreadable",
            f"found a photo the text reader fails on ({type(broken).__name__}), expected an ordinary one; save it again.",
        ) from broken


def pack_text(found: PhotoText) -> bytes:
    """The text as bytes for the cache."""
    return json.dumps(found.lines, ensure_ascii=False).encode("utf-8")


def unpack_text(stored: bytes) -> PhotoText:
    """The text that `pack_text` wrote."""
    return PhotoText(tuple(json.loads(stored)))


def _plain(line: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in line).split())[
        :LONGEST_LINE_CHARACTERS
    ]


def _shown(data: bytes, task: ReadingTask) -> Image.Image:
    """The photo as a shop shows it: turned as it says, transparency on white, no longer than the task's side."""
    side = task.longest_side_px
    try:
        image = Image.open(io.BytesIO(data), formats=ALLOWED_FORMATS)
        check_size(*image.size, task)
        image.draft("RGB", (side, side))
        image.load()
        shown = _on_white(image)
        shown.thumbnail((side, side), Image.Resampling.LANCZOS)
        return _upright(shown)
    except (MemoryError, UnusablePhoto):
        raise
    # Decoders raise almost anything on hostile bytes; all of it means the same here.
    except Exception as broken:
        raise UnusablePhoto(
            "photo_undecodable",
            f"found a file the decoder refuses ({type(broken).__name__}), expected a whole photo; send it again.",
        ) from broken


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # Pillow's own conversion would clip 16-bit grey almost wholly to white.
        levels = np.asarray(image).astype(np.uint32) // _SIXTEEN_TO_EIGHT_BITS
        return Image.fromarray(levels.clip(0, 255).astype(np.uint8)).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    clear = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # broken EXIF is common and harmless: the photo is then taken as it is stored
        return image


@cache
def _reader() -> str:
    absent = [name for name in READER_MODULES if find_spec(name) is None]
    if absent:
        raise ReaderMissing(
            f'found no {", ".join(absent)}, expected a text reader; install it with pip install "touchstone[ocr]".'
        )
    digest = hashlib.sha256()
    for name in _MODELS.values():
        model = files("rapidocr") / "models" / name
        if not model.is_file():
            raise ReaderMissing(
                f"found rapidocr {version('rapidocr')} without {name}, expected the models in its package; "
                "install the version that constraints/ocr.txt names."
            )
        digest.update(model.read_bytes())
    return f"rapidocr-{version('rapidocr')}-{digest.hexdigest()[:12]}"


@cache
def _engine() -> Any:
    """The reader with its models loaded, once a process: about 1.5 s of CPU and 400 MB."""
    _reader()  # says what is missing
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    # Given by path, no model is looked for elsewhere, let alone fetched.
    models = {f"{part}.model_path": str(files("rapidocr") / "models" / name) for part, name in _MODELS.items()}
    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return RapidOCR(params={**models, **threads, "Global.log_level": "critical"})
