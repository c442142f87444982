"""Which photos listings showed on earlier nights, each from the first night that held it."""

from datetime import date
from pathlib import Path

import pandas as pd

from features.contracts import ImageSignals, Listings, Sightings
from features.verdicts import start_of
from pipeline.datasets import nightly
from pipeline.datasets.dataset import read
from pipeline.datasets.past_nights import nights_before

_PHOTO = [ImageSignals.platform, ImageSignals.listing_id, ImageSignals.image, ImageSignals.sha256]


def photos_seen(data: Path, night: date, *, nights: int) -> pd.DataFrame:
    """What `photo_clusters` takes, of the last `nights` nights before `night`: one row a listing's photo and seller.

    ImageSignals with the columns `Sightings.night` (the first night) and `Listings.seller_id`. Nights whose tables
    were cleared away are not there.
    """
    days = nights_before(data, nightly.IMAGE_SIGNALS, night, at_most=nights)
    parts = [_night(data, day) for day in days if nightly.LISTINGS.at(data, day.isoformat()).exists()]
    if not parts:
        return seen_on(ImageSignals.empty(), Listings.empty(), night)
    # Oldest first: what is dropped was seen before.
    return pd.concat(parts, ignore_index=True).drop_duplicates([*_PHOTO, Listings.seller_id], ignore_index=True)


def seen_on(signals: pd.DataFrame, listings: pd.DataFrame, night: date) -> pd.DataFrame:
    """ImageSignals of one night with the night and each listing's seller."""
    key = [Listings.platform, Listings.listing_id]
    return signals.merge(listings[[*key, Listings.seller_id]], on=key).assign(**{Sightings.night: start_of(night)})


def _night(data: Path, day: date) -> pd.DataFrame:
    signals, listings = (
        read(dataset, dataset.at(data, day.isoformat())) for dataset in (nightly.IMAGE_SIGNALS, nightly.LISTINGS)
    )
    return seen_on(signals, listings, day)
