"""The photos of settled counterfeits, found again in the snapshots of the nights that held them."""

import hashlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pyarrow.parquet as pq

from features.contracts import ImageSignals
from pipeline.datasets import nightly
from pipeline.datasets.dataset import reading
from pipeline.datasets.past_nights import nights_before
from pipeline.remote.late_files import bring
from pipeline.sources.limits import IngestParams
from pipeline.sources.photo_names import IMAGES
from pipeline.sources.snapshot import photo_store

_COLUMNS = [ImageSignals.platform, ImageSignals.listing_id, ImageSignals.image, ImageSignals.sha256]


class _Kept(NamedTuple):
    night: date
    platform: str
    image: str
    sha256: str


class KnownFakePhotos:
    """Reads photos by what ImageMatches calls a known fake: platform/listing/photo.

    A photo is there while DATA keeps the tables and RAW the snapshot of a night that held it. A file that holds
    another picture by now is not taken for it.
    """

    def __init__(self, raw: Path, data: Path, params: IngestParams, *, night: date, wanted: Iterable[str]) -> None:
        self._raw, self._params = raw, params
        self._kept = _places(data, night, set(wanted))

    def read(self, brand_id: str, place: str) -> bytes | None:
        """The file's bytes, or None when it is no longer there. Raises PhotoRefused as a photo store does."""
        found = self._kept.get(place)
        if found is None:
            return None
        store = photo_store(self._raw, found.platform, found.night, self._params)
        _bring(store.folder, found.image)
        content = store.read(found.image)
        return content if hashlib.sha256(content).hexdigest() == found.sha256 else None


def _bring(snapshot: Path, image: str) -> None:
    """The photo's own file or, where it has none, the archives and tables that may hold it; nothing for local folders."""
    own = snapshot / IMAGES / image.removeprefix(f"{IMAGES}/")
    bring(own)
    if not own.exists():
        bring(snapshot)


def _places(data: Path, night: date, wanted: set[str]) -> dict[str, _Kept]:
    """Where each wanted photo was last seen before the night."""
    found: dict[str, _Kept] = {}
    for day in reversed(nights_before(data, nightly.IMAGE_SIGNALS, night)):
        if len(found) == len(wanted):
            break
        path = nightly.IMAGE_SIGNALS.at(data, day.isoformat())
        with reading(nightly.IMAGE_SIGNALS, path):
            held: pd.DataFrame = pq.read_table(path, columns=_COLUMNS).to_pandas()
        places = held[ImageSignals.platform].str.cat(held[[ImageSignals.listing_id, ImageSignals.image]], sep="/")
        for place, row in zip(places, held.itertuples(index=False, name=None), strict=True):
            if place in wanted:
                found.setdefault(place, _Kept(day, row[0], row[2], row[3]))
    return found
