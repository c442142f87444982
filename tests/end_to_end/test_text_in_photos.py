"""A night with text in photos: off it is said and nothing is known; on, a planted contact becomes a reason."""

import json
import shutil
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from PIL import Image, ImageDraw, ImageFont

from features.contracts import Listings, PhotoTexts, Suspects
from features.families import photo_text as family
from features.signals import photo_text
from pipeline.errors import InputError
from pipeline.params import load_params
from pipeline.stage import Context
from pipeline.stages.backfill_features import lacking_nights
from tests.end_to_end.conftest import NIGHT, WITHOUT_DETAILS, Installation

NAMES = family.FAMILY.feature_names()
# Six photos at half a second; the head of each brand's queue is read first.
READING = """
signals:
  photos: {details: false}
  ocr: {enabled: true, queues_read: 0.2, photos_a_listing: 1, photos_a_night: 6}
"""


def facts_of(installation):
    return json.loads((installation.night / "run.json").read_text())["photo_text"]


def features_of(installation):
    return pq.read_table(installation.night / "features.parquet").to_pandas()


def test_while_it_is_off_nothing_is_known_and_the_run_says_so(ran):
    assert facts_of(ran) == {"reader": None, "listings": 0, "photos": 0, "unreadable": 0, "over_budget": 0}
    assert features_of(ran)[NAMES].isna().all(axis=None)


def test_switched_on_without_the_extra_the_night_stops_before_it_begins(ran, tmp_path, monkeypatch):
    params = tmp_path / "params.yaml"
    params.write_text(READING)
    photo_text._reader.cache_clear()
    monkeypatch.setattr(photo_text, "READER_MODULES", ("a_reader_nobody_wrote",))
    result = ran.run("nightly", "--date", NIGHT.isoformat(), "--params", str(params), data=tmp_path / "data")
    photo_text._reader.cache_clear()
    assert isinstance(result.exception, InputError) and result.exception.exit_code == 2
    assert 'pip install "touchstone[ocr]"' in str(result.exception)
    assert not (tmp_path / "data" / "work").exists()


@pytest.fixture
def reading(ran, market, tmp_path):
    """An installation that has run the night without reading, whose worst suspect's photo now carries a contact."""
    for module in photo_text.READER_MODULES:
        pytest.importorskip(module, reason='the text reader is not installed: pip install ".[ocr]"')
    installation = Installation(tmp_path)
    shutil.copytree(market / "raw", installation.raw)
    shutil.copytree(ran.data, installation.data)
    (tmp_path / "params.yaml").write_text(READING)
    return installation


def test_nights_logged_without_reading_are_built_again_once_it_is_on(ran, reading):
    day_after = NIGHT + timedelta(days=1)
    off = Context(day_after, ran.raw, ran.data, ran.models, load_params(WITHOUT_DETAILS))
    assert lacking_nights(off) == []
    on = replace(off, params=load_params(reading.folder / "params.yaml"))
    assert [night.day for night in lacking_nights(on)] == [16, 17, 18]


def texts_of(installation):
    return pd.read_parquet(installation.data / "work" / NIGHT.isoformat() / "photo_texts.parquet")


def keys_of(table):
    return list(zip(table[Listings.platform], table[Listings.listing_id], strict=True))


def nightly(installation):
    params = str(installation.folder / "params.yaml")
    result = installation.run("nightly", "--date", NIGHT.isoformat(), "--workers", "1", "--params", params)
    assert result.exit_code == 0, result.output
    return result.output


def print_contact(installation, photo):
    folder = installation.raw / "snapshots" / photo[PhotoTexts.platform] / NIGHT.isoformat() / "images"
    path = folder / photo[PhotoTexts.image].removeprefix("images/")
    picture = Image.open(path).convert("RGB").resize((640, 640))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 520, 640, 640), fill="white")
    pen.text((30, 545), "WeChat: trap_88", fill="black", font=ImageFont.load_default(size=48))
    picture.save(path)


def test_a_contact_printed_in_a_photo_becomes_a_reason_and_nothing_else_changes(reading, ran):
    assert "text in photos: 6 photos of 6 suspicious listings read" in nightly(reading)
    before, after = features_of(ran), features_of(reading)
    pd.testing.assert_frame_equal(before.drop(columns=NAMES), after.drop(columns=NAMES))
    is_read = np.isin([str(key) for key in keys_of(after)], [str(key) for key in keys_of(texts_of(reading))])
    assert after.loc[is_read, NAMES].notna().all(axis=None) and after.loc[~is_read, NAMES].isna().all(axis=None)
    for _, photo in texts_of(reading).iterrows():
        print_contact(reading, photo)
    nightly(reading)
    suspects = pq.read_table(reading.night / "suspects.parquet").to_pandas()
    told = {reason["code"]: reason["sentence"] for given in suspects[Suspects.reasons] for reason in given}
    assert told["contact_in_photo"] == "A photo gives a contact past the platform (wechat:trap_88)."
