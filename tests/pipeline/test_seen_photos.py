"""A listing's photo is remembered from the first night that held it, with who sold it."""

from datetime import date

import pandas as pd
import pytest

from features.contracts import ImageSignals, Listings, PhotoClusters, Sightings
from features.linking.photos.clusters import PhotoClusterParams, photo_clusters
from pipeline.datasets import nightly
from pipeline.datasets.dataset import write
from pipeline.datasets.seen_photos import photos_seen
from pipeline.errors import WorldError


@pytest.fixture
def data(tmp_path):
    """Two nights: listing A stays, B comes with a copy of A's photo, which is another file."""
    for day, listed in (("2026-11-16", {"A": 1}), ("2026-11-17", {"A": 1, "B": 2})):
        photos = [
            {
                ImageSignals.platform: "bazaar", ImageSignals.listing_id: name, ImageSignals.image: "1.jpg",
                ImageSignals.sha256: f"{file:064x}", ImageSignals.width_px: 300, ImageSignals.height_px: 300,
                ImageSignals.phash: 2**40 + file, ImageSignals.dhash: 5, ImageSignals.quality: 0.9,
                ImageSignals.is_comparable: True,
            }
            for name, file in listed.items()
        ]  # fmt: skip
        listings = [
            {
                Listings.platform: "bazaar", Listings.listing_id: name, Listings.title: "bag", Listings.price: 1.0,
                Listings.currency: "USD", Listings.seller_id: f"seller of {name}",
            }
            for name in listed
        ]  # fmt: skip
        for dataset, rows in ((nightly.IMAGE_SIGNALS, photos), (nightly.LISTINGS, listings)):
            write(dataset, dataset.at(tmp_path, day), dataset.contract.conform(pd.DataFrame(rows)))
    return tmp_path


def test_each_photo_counts_from_its_first_night(data):
    seen = photos_seen(data, date(2026, 11, 18), nights=30)
    days = dict(zip(seen[ImageSignals.listing_id], seen[Sightings.night].dt.day, strict=True))
    assert days == {"A": 16, "B": 17} and len(seen) == 2
    assert seen[Listings.seller_id].tolist() == ["seller of A", "seller of B"]


def test_the_night_itself_and_older_ones_than_asked_for_are_not_there(data):
    seen = photos_seen(data, date(2026, 11, 17), nights=30)
    assert seen[ImageSignals.listing_id].tolist() == ["A"]
    assert photos_seen(data, date(2026, 11, 18), nights=1)[Sightings.night].dt.day.tolist() == [17, 17]


def test_what_was_seen_makes_clusters_over_nights(data):
    found = photo_clusters(photos_seen(data, date(2026, 11, 18), nights=30), PhotoClusterParams())
    assert found[PhotoClusters.sellers].tolist() == [2, 2] and found[PhotoClusters.cluster_id].nunique() == 1


def test_without_nights_nothing_was_seen(tmp_path):
    nothing = photos_seen(tmp_path, date(2026, 11, 18), nights=30)
    assert len(nothing) == 0 and len(photo_clusters(nothing, PhotoClusterParams())) == 0


def test_a_torn_file_of_an_earlier_night_is_named_and_is_no_bug_of_ours(data):
    torn = nightly.IMAGE_SIGNALS.at(data, "2026-11-16")
    torn.write_bytes(torn.read_bytes()[:100])
    with pytest.raises(WorldError, match=r"2026-11-16.*does not read.*run the night again"):
        photos_seen(data, date(2026, 11, 18), nights=30)
