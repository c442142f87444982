"""Text in photos is read within the night's budget, once a content, by a reader that may not be there."""

import hashlib
import io
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageDraw, ImageFont

from features.contracts import ImageSignals, PhotoTexts
from features.signals import photo_text
from features.signals.photo_guard import UnusablePhoto
from features.signals.photo_text import PhotoText, PhotoTextParams, pack_text, unpack_text
from models.errors import StaleModel
from pipeline.errors import InputError
from pipeline.learning_inputs import spec_tonight
from pipeline.params import Params, SignalParams
from pipeline.photo_text_reading import KeptReader, photos_to_read, read_chosen, text_reader
from pipeline.signal_cache import SignalCache
from pipeline.sources.photo_names import PhotoRefused
from pipeline.stage import Context

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.photo_text_scenes import chinese_font  # noqa: E402

ON = SignalParams(ocr=PhotoTextParams(enabled=True))


def chosen(*listing_ids):
    return pd.DataFrame({ImageSignals.platform: "bazaar", ImageSignals.listing_id: list(listing_ids)})


def signals(**photos):
    """ImageSignals of listings: name → its photos' contents, in the order they are named."""
    rows = [
        {
            ImageSignals.platform: "bazaar",
            ImageSignals.listing_id: listing_id,
            ImageSignals.image: f"{listing_id}-{at}.jpg",
            ImageSignals.sha256: content,
            ImageSignals.quality: 1.0,
            ImageSignals.width_px: 9,
            ImageSignals.height_px: 9,
        }
        for listing_id, contents in photos.items()
        for at, content in enumerate(contents)
    ]
    return ImageSignals.conform(
        pd.DataFrame(rows).assign(**{ImageSignals.phash: 0, ImageSignals.dhash: 0, ImageSignals.is_comparable: True})
    )


def to_read(wanted, photos, **params):
    found = photos_to_read(wanted, photos, PhotoTextParams(**params))
    return list(zip(found[ImageSignals.listing_id], found[ImageSignals.sha256], strict=True))


def test_the_first_photos_of_each_listing_are_read_in_the_order_of_suspicion():
    photos = signals(A=["a1", "a2", "a3"], B=["b1"])
    assert to_read(chosen("B", "A"), photos, photos_a_listing=2) == [("B", "b1"), ("A", "a1"), ("A", "a2")]


def test_the_budget_ends_the_night_at_the_first_listing_that_would_exceed_it():
    photos = signals(A=["a1", "a2"], B=["b1", "b2"], C=["c1"])
    assert to_read(chosen("A", "B", "C"), photos, photos_a_night=3) == [("A", "a1"), ("A", "a2")]


def test_a_photo_that_many_listings_show_is_paid_for_once():
    photos = signals(A=["same"], B=["same"], C=["same", "c1"])
    assert len(to_read(chosen("A", "B", "C"), photos, photos_a_night=2)) == 4


def test_text_comes_back_from_the_cache_as_it_went_in():
    found = PhotoText(("加微信 trap_88", 'a "b" \\ c'))
    assert unpack_text(pack_text(found)) == found


def test_reading_that_is_off_needs_no_reader():
    assert text_reader(SignalParams()) is None


def test_reading_that_is_on_without_the_extra_says_what_to_install(monkeypatch):
    photo_text._reader.cache_clear()
    monkeypatch.setattr(photo_text, "READER_MODULES", ("a_reader_nobody_wrote",))
    try:
        with pytest.raises(InputError, match=r"signals\.ocr\.enabled: .*touchstone\[ocr\]") as refused:
            text_reader(ON)
    finally:
        photo_text._reader.cache_clear()
    assert refused.value.exit_code == 2


def test_a_night_without_suspects_reads_nothing_and_is_a_table_all_the_same(tmp_path):
    nobody = chosen("A").head(0)
    with SignalCache(tmp_path, "photo-text-nothing-to-read") as cache:
        found = read_chosen(nobody, signals(A=["aa"]), {}, reader=KeptReader("some-reader", cache, 1, ON))
    PhotoTexts.check(found.texts)
    assert found.facts == {"reader": "some-reader", "listings": 0, "photos": 0, "unreadable": 0, "over_budget": 0}


class Shelf:
    """A platform's photos held in memory, with a count of how often one was asked for."""

    def __init__(self, photos):
        self.photos = photos
        self.times_read = 0

    def read(self, image):
        self.times_read += 1
        if image not in self.photos:
            raise PhotoRefused("image_missing", "found none")
        return self.photos[image]


def drawn(*lines, font=None, turned_by=0):
    picture = Image.new("RGB", (600, 420), "#e8e4dc")
    pen = ImageDraw.Draw(picture)
    letters = ImageFont.truetype(font, 34) if font else ImageFont.load_default(size=34)
    for at, line in enumerate(lines):
        pen.text((40, 60 + 90 * at), line, fill="#202020", font=letters)
    file = io.BytesIO()
    picture.rotate(turned_by).save(file, "JPEG", quality=88)
    return file.getvalue()


@pytest.fixture
def reader(tmp_path):
    for package in photo_text.READER_MODULES:
        pytest.importorskip(package, reason='the text reader is not installed: pip install ".[ocr]"')
    with SignalCache(tmp_path, text_reader(ON)) as cache:
        yield KeptReader(text_reader(ON), cache, 1, ON)


def shelf_and_signals(files):
    """Photos of listing L0, in order, as a shelf and as ImageSignals."""
    names = {f"L0-{at}.jpg": data for at, data in enumerate(files)}
    return Shelf(names), signals(L0=[hashlib.sha256(data).hexdigest() for data in files])


def lines_of(reading):
    return [" / ".join(lines) for lines in reading.texts[PhotoTexts.lines]]


def test_a_model_trained_without_reading_is_not_used_with_it(reader, tmp_path):
    off = Context(date(2026, 11, 18), tmp_path, tmp_path, tmp_path, Params())
    on = replace(off, params=Params(signals=ON))
    with pytest.raises(StaleModel, match="encoder: .*rapidocr"):
        spec_tonight(off).refuse_other(spec_tonight(on))
    spec_tonight(on).refuse_other(spec_tonight(on))


def test_latin_text_is_read_letter_by_letter_and_each_content_once(reader):
    files = [drawn("WeChat: trap_88", "Super clone 1:1", "ACME TRAP 2024"), drawn()]
    shelf, photos = shelf_and_signals([*files, b"no photo at all"])
    first = read_chosen(chosen("L0"), photos, {"bazaar": shelf}, reader=reader)
    assert lines_of(first) == ["WeChat: trap_88 / Super clone 1:1 / ACME TRAP 2024", ""]
    assert first.facts == {
        "reader": reader.id, "listings": 1, "photos": 3, "unreadable": 1, "over_budget": 0,
    }  # fmt: skip
    again = read_chosen(chosen("L0"), photos, {"bazaar": shelf}, reader=reader)
    assert lines_of(again) == lines_of(first)
    assert shelf.times_read == 4  # the broken one is tried again


def test_chinese_text_is_read(reader):
    font = chinese_font()
    if font is None:
        pytest.skip("no font with Chinese letters is installed")
    shelf, photos = shelf_and_signals([drawn("加微信 trap_88", "莆田 高仿", font=font)])
    assert lines_of(read_chosen(chosen("L0"), photos, {"bazaar": shelf}, reader=reader)) == [
        "加微信 trap_88 / 莆田 高仿"
    ]


# Importing urllib3 looks whether this machine has IPv6 by opening a socket here; that it was refused is a warning.
@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_reading_fetches_nothing(reader):
    """In this process, whose sockets the tests keep shut."""
    task = photo_text.reading_task(ON.photos, ON.ocr)
    assert photo_text.read_text(drawn("ACME"), task).lines == ("ACME",)


def saved(picture, kind, **how):
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def stored_as(kind):
    """A photo that says ACME TRAP, stored in one of the ways that are easily shown wrong."""
    picture = Image.open(io.BytesIO(drawn("ACME TRAP")))
    if kind == "palette":
        return saved(picture.resize((1800, 1260)).quantize(16), "PNG")
    if kind == "16-bit grey":
        return saved(Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257), "PNG")
    if kind == "black on nothing":
        clear = Image.new("RGBA", picture.size, (0, 0, 0, 0))
        clear.paste((0, 0, 0, 255), (0, 0), picture.convert("L").point(lambda level: 255 * (level < 128)))
        return saved(clear, "PNG")
    exif = Image.Exif()
    exif[0x0112] = 6  # stored lying on its side
    return saved(picture.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
@pytest.mark.parametrize("kind", ["palette", "16-bit grey", "black on nothing", "turned by EXIF"])
def test_a_photo_is_read_as_a_shop_shows_it(reader, kind):
    task = photo_text.reading_task(ON.photos, ON.ocr)
    assert photo_text.read_text(stored_as(kind), task).lines == ("ACME TRAP",)


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff\xe0 torn", drawn("ACME")[:900]])
def test_a_broken_photo_is_refused_with_a_reason(data):
    task = photo_text.reading_task(ON.photos, ON.ocr)
    with pytest.raises(UnusablePhoto):
        photo_text.read_text(data, task)


def test_a_photo_that_changed_since_it_was_fingerprinted_is_not_read(reader):
    shelf, photos = shelf_and_signals([drawn("ACME")])
    shelf.photos["L0-0.jpg"] = drawn("ZENITH")
    found = read_chosen(chosen("L0"), photos, {"bazaar": shelf}, reader=reader)
    assert len(found.texts) == 0 and found.facts["unreadable"] == 1
