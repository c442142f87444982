"""The text in photos of suspicious listings: chosen within the night's budget, read once a content, kept by content."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd

from features.contracts import ImageSignals, PhotoTexts
from features.signals.photo_text import (
    PhotoText,
    PhotoTextParams,
    ReaderMissing,
    pack_text,
    read_texts,
    reader_id,
    reading_task,
    unpack_text,
)
from pipeline.errors import InputError
from pipeline.params import SignalParams
from pipeline.photo_workers import Work, fingerprint_photos
from pipeline.signal_cache import SignalCache
from pipeline.signal_extraction import ListingPhotos
from pipeline.sources.photo_names import PhotoRefused

_LISTING = [ImageSignals.platform, ImageSignals.listing_id]
# Photos of one cache transaction: what a night that is stopped has lost.
_PHOTOS_AT_ONCE = 32
# A photo takes half a second to read, so few make a task; the time limit is for one task.
_PHOTOS_A_TASK = 4


@dataclass(frozen=True)
class Reading:
    """What was read (PhotoTexts), and the facts of it for run.json."""

    texts: pd.DataFrame
    facts: dict[str, Any]


def text_reader(params: SignalParams) -> str | None:
    """The id of the reader tonight's photos are read with; None when reading is off.

    Raises InputError when it is on and the reader is not installed.
    """
    if not params.ocr.enabled:
        return None
    try:
        return reader_id(params.ocr)
    except ReaderMissing as missing:
        raise InputError(f"signals.ocr.enabled: {missing}") from missing


@dataclass(frozen=True)
class KeptReader:
    """A text reader by its id, with the cache that remembers what it read."""

    id: str
    cache: SignalCache
    workers: int
    params: SignalParams


def nothing_read() -> Reading:
    """What a night gives while reading is off."""
    return Reading(PhotoTexts.empty(), {"reader": None, "listings": 0, "photos": 0, "unreadable": 0, "over_budget": 0})


def photos_to_read(chosen: pd.DataFrame, image_signals: pd.DataFrame, params: PhotoTextParams) -> pd.DataFrame:
    """ImageSignals rows to read, in the order of `chosen` (platform, listing_id) and then as the listing names them.

    The first listing that would take the night over its budget of different photos ends the reading, whatever is in
    the cache: the same night reads the same photos. No listing is read in part.
    """
    named = image_signals[[*_LISTING, ImageSignals.image, ImageSignals.sha256]].drop_duplicates(
        [*_LISTING, ImageSignals.sha256]
    )
    named = named[named.groupby(_LISTING, sort=False).cumcount() < params.photos_a_listing]
    rows = chosen.assign(_place=range(len(chosen))).merge(named, on=_LISTING)
    contents = (~rows.duplicated(ImageSignals.sha256)).cumsum()
    over = rows.loc[contents > params.photos_a_night, "_place"]
    return rows[rows["_place"] < (over.min() if len(over) else len(chosen))].drop(columns="_place")


def read_chosen(
    chosen: pd.DataFrame, image_signals: pd.DataFrame, photos: Mapping[str, ListingPhotos], *, reader: KeptReader
) -> Reading:
    """The photos of the chosen listings (platform, listing_id) read within the budget; `photos` is one store a platform."""
    wanted = photos_to_read(chosen, image_signals, reader.params.ocr)
    texts = read_photos(wanted, photos, reader=reader)
    contents = wanted[ImageSignals.sha256].nunique()
    listings = len(wanted[_LISTING].drop_duplicates())
    facts = {
        "reader": reader.id,
        "listings": listings,
        "photos": contents,
        "unreadable": contents - texts[PhotoTexts.sha256].nunique(),
        "over_budget": len(chosen) - listings,
    }
    return Reading(texts, facts)


def read_photos(wanted: pd.DataFrame, photos: Mapping[str, ListingPhotos], *, reader: KeptReader) -> pd.DataFrame:
    """PhotoTexts of the wanted photos (ImageSignals); those that cannot be read have no row."""
    keys = {sha256: bytes.fromhex(sha256) for sha256 in wanted[ImageSignals.sha256]}
    known = reader.cache.get_many(keys.values())
    places = wanted.drop_duplicates(ImageSignals.sha256)
    absent = places[~_has(places, keys, known)]
    for packed in _read_in_parts(_contents(absent, photos), reader.workers, reader.params):
        reader.cache.put_many(packed)
        known.update(packed)
    rows = wanted[_has(wanted, keys, known)]
    lines = [list(unpack_text(known[keys[sha256]]).lines) for sha256 in rows[ImageSignals.sha256]]
    return PhotoTexts.conform(rows.assign(**{PhotoTexts.lines: pd.Series(lines, index=rows.index, dtype="object")}))


def _has(photos: pd.DataFrame, keys: Mapping[str, bytes], known: Mapping[bytes, bytes]) -> np.ndarray:
    return np.array([keys[sha256] in known for sha256 in photos[ImageSignals.sha256]], dtype=bool)


def _contents(wanted: pd.DataFrame, photos: Mapping[str, ListingPhotos]) -> Iterator[tuple[bytes, bytes]]:
    """Key and bytes of each photo that still is what was fingerprinted tonight."""
    columns = [ImageSignals.platform, ImageSignals.image, ImageSignals.sha256]
    for platform, image, sha256 in wanted[columns].itertuples(index=False, name=None):
        try:
            data = photos[platform].read(image)
        except PhotoRefused:
            continue  # counted: what is wanted and has no text is unreadable
        if hashlib.sha256(data).hexdigest() == sha256:
            yield bytes.fromhex(sha256), data


def _read_in_parts(
    contents: Iterator[tuple[bytes, bytes]], workers: int, params: SignalParams
) -> Iterator[dict[bytes, bytes]]:
    task = reading_task(params.photos, params.ocr)
    work = cast(Work, read_texts)
    fresh: dict[bytes, bytes] = {}
    outcomes = fingerprint_photos(contents, task, workers=workers, work=work, photos_a_batch=_PHOTOS_A_TASK)
    for key, outcome in cast(Iterator[tuple[bytes, Any]], outcomes):
        if isinstance(outcome, PhotoText):
            fresh[key] = pack_text(outcome)
        if len(fresh) >= _PHOTOS_AT_ONCE:
            yield fresh
            fresh = {}
    if fresh:
        yield fresh
