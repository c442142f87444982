"""Which photos listings showed on earlier nights, each from the first night that held it."""

from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from features.contracts import ImageSignals, Listings, Sightings
from features.verdicts import start_of
from pipeline.datasets import nightly
from pipeline.datasets.dataset import Dataset, reading
from pipeline.datasets.past_nights import nights_before

# What clusters are made of. The looks, a hundred times as large as all the rest, are not read.
_COLUMNS = [
    ImageSignals.platform,
    ImageSignals.listing_id,
    ImageSignals.image,
    ImageSignals.sha256,
    ImageSignals.phash,
    ImageSignals.dhash,
    ImageSignals.quality,
    ImageSignals.is_comparable,
    ImageSignals.view_phashes,
]
_SELLER = [Listings.platform, Listings.listing_id, Listings.seller_id]
_PHOTO = [ImageSignals.platform, ImageSignals.listing_id, ImageSignals.image, ImageSignals.sha256]


def photos_seen(data: Path, night: date, *, nights: int) -> pd.DataFrame:
    """What `photo_clusters` takes, of the last `nights` nights before `night`: one row a listing's photo and seller.

    The columns of ImageSignals that clusters need, with `Sightings.night` (the first night) and `Listings.seller_id`. Nights whose tables
    were cleared away are not there.
    """
    days = nights_before(data, nightly.IMAGE_SIGNALS, night, at_most=nights)
    parts = [_night(data, day) for day in days if nightly.LISTINGS.at(data, day.isoformat()).exists()]
    if not parts:
        return seen_on(ImageSignals.empty(), Listings.empty(), night)
    # Oldest first: what is dropped was seen before.
    return pd.concat(parts, ignore_index=True).drop_duplicates([*_PHOTO, Listings.seller_id], ignore_index=True)


def seen_on(signals: pd.DataFrame, listings: pd.DataFrame, night: date) -> pd.DataFrame:
    """What `photo_clusters` takes, of one night: its ImageSignals and Listings."""
    key = [Listings.platform, Listings.listing_id]
    return signals[_COLUMNS].merge(listings[_SELLER], on=key).assign(**{Sightings.night: start_of(night)})


def _night(data: Path, day: date) -> pd.DataFrame:
    signals, listings = (
        _columns(dataset, dataset.at(data, day.isoformat()), columns)
        for dataset, columns in ((nightly.IMAGE_SIGNALS, _COLUMNS), (nightly.LISTINGS, _SELLER))
    )
    return seen_on(signals, listings, day)


def _columns(dataset: Dataset, path: Path, columns: list[str]) -> pd.DataFrame:
    with reading(dataset, path):
        return pq.read_table(path, columns=columns).to_pandas()
