"""What earlier nights left: sightings, queues, feature logs. Only nights strictly before the one asked for are opened.

A run without a manifest was not published and does not exist; what a manifest names is read only as it was published.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from features.contracts import ImageSignals, Sightings, Suspects
from features.verdicts import start_of
from models.feature_log import LogKeys
from pipeline.datasets import nightly
from pipeline.datasets.dataset import Dataset, read, reading
from pipeline.publishing import is_published, verified

PUBLISHED_LOG = "features.parquet"
LISTING = [ImageSignals.platform, ImageSignals.listing_id]
SHOWN_COLUMNS = [
    Suspects.platform,
    Suspects.listing_id,
    Suspects.brand_id,
    Suspects.selected_by,
    Suspects.selection_probability,
]


def nights_before(data: Path, dataset: Dataset, night: date, *, at_most: int | None = None) -> list[date]:
    """The nights before `night` for which the dataset lies under `data`, oldest first; the last `at_most` of them."""
    before = dataset.path.split("{night}")[0]
    folder = data / before if before.endswith("/") else (data / before).parent
    found = []
    for path in folder.glob("*") if folder.is_dir() else ():
        text = path.name.removeprefix("snapshot_date=").removesuffix(".parquet")
        day = _day(text)
        if day is not None and day < night and _is_there(dataset, dataset.at(data, text)):
            found.append(day)
    found.sort()
    return found if at_most is None else [day for day in found if day >= night - timedelta(days=at_most)]


def _is_there(dataset: Dataset, path: Path) -> bool:
    return is_published(path) if dataset is nightly.RUN else path.exists()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def sightings(data: Path, night: date, *, nights: int) -> pd.DataFrame:
    """Sightings of the last `nights` nights before `night`, with what their queues showed."""
    days = nights_before(data, nightly.SIGHTINGS, night, at_most=nights)
    if not days:
        return Sightings.empty()
    parts = [read(nightly.SIGHTINGS, nightly.SIGHTINGS.at(data, day.isoformat())) for day in days]
    seen = pd.concat(parts, ignore_index=True)
    key = [Sightings.platform, Sightings.listing_id, Sightings.night]
    shown = shown_rows(data, night).rename(columns={LogKeys.snapshot_date: Sightings.night})
    in_queue = pd.MultiIndex.from_frame(seen[key]).isin(pd.MultiIndex.from_frame(shown[key]))
    return seen.assign(**{Sightings.was_shown: in_queue})


def shown_rows(data: Path, night: date) -> pd.DataFrame:
    """Every row of every queue published before `night`, with its snapshot_date.

    Raises WorldError for a queue that is not what its night published.
    """
    parts = []
    for day in nights_before(data, nightly.RUN, night):
        queue = queue_of(data, day)[SHOWN_COLUMNS]
        parts.append(queue.assign(**{LogKeys.snapshot_date: start_of(day)}))
    if parts:
        return pd.concat(parts, ignore_index=True)
    return Suspects.empty()[SHOWN_COLUMNS].assign(
        **{LogKeys.snapshot_date: pd.Series(dtype=pd.DatetimeTZDtype("us", "UTC"))}
    )


def queue_of(data: Path, day: date) -> pd.DataFrame:
    """The Suspects that the night published. Raises WorldError when the file is not what its manifest says."""
    path = verified(nightly.RUN.at(data, day.isoformat()), "suspects.parquet")
    queue: pd.DataFrame = read(nightly.SUSPECTS, path)
    return queue


def feature_logs(data: Path, night: date) -> Iterator[pd.DataFrame]:
    """The feature logs of the nights before `night`, oldest first, one at a time.

    Raises WorldError for a log that is not what its night published; nights that were only logged have no manifest.
    """
    for day in nights_before(data, nightly.FEATURES, night):
        path = nightly.FEATURES.at(data, day.isoformat())
        run = nightly.RUN.at(data, day.isoformat())
        if is_published(run) and not _is_rebuilt(path, run / PUBLISHED_LOG):
            verified(run, PUBLISHED_LOG, path=path)
        yield read(nightly.FEATURES, path)


def _is_rebuilt(log: Path, published: Path) -> bool:
    """True for a log of other features than its night was published with: `train --backfill` made it since."""
    marks = [marks_of(path) for path in (log, published)]
    return None not in marks and marks[0] != marks[1]


def marks_of(path: Path) -> dict[bytes, bytes] | None:
    """What a stored table is marked with; None for a file that does not read."""
    try:
        return pq.read_schema(path).metadata or {}
    except (OSError, pa.ArrowException):
        return None


def image_signals_of(data: Path, night: date, listings: pd.DataFrame) -> pd.DataFrame:
    """ImageSignals of the given listings (platform, listing_id) from the last earlier night that held each."""
    parts = []
    wanted = pd.MultiIndex.from_frame(listings[LISTING])
    for day in reversed(nights_before(data, nightly.IMAGE_SIGNALS, night)):
        if not len(wanted):
            break
        path = nightly.IMAGE_SIGNALS.at(data, day.isoformat())
        with reading(nightly.IMAGE_SIGNALS, path):
            found = _rows_of(path, wanted)
        parts.append(found)
        wanted = wanted[~wanted.isin(pd.MultiIndex.from_frame(found[LISTING]))]
    return ImageSignals.conform(pd.concat(parts, ignore_index=True)) if parts else ImageSignals.empty()


def _rows_of(path: Path, wanted: pd.MultiIndex) -> pd.DataFrame:
    """The rows of the wanted listings. Only the row groups that hold any are read: of a row, the keys are the least."""
    file = pq.ParquetFile(path)
    is_wanted = pd.MultiIndex.from_frame(file.read(columns=LISTING).to_pandas()).isin(wanted)
    rows_in = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
    group_of_row = np.repeat(np.arange(len(rows_in)), rows_in)
    held = np.unique(group_of_row[is_wanted])
    rows = file.read_row_groups(held.tolist()).to_pandas()
    return rows[is_wanted[np.isin(group_of_row, held)]]
