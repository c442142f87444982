"""The public real data beside the repository: every record accounted for, and quickly."""

import datetime as dt
import time
from pathlib import Path

import pytest

from pipeline.sources.catalogs import read_catalogs
from pipeline.sources.limits import IngestParams
from pipeline.sources.policy import read_policy
from pipeline.sources.snapshot import platforms, read_snapshot

RAW = Path(__file__).parents[3].parent / "shared" / "data" / "real" / "raw"
NIGHT = dt.date(2026, 11, 18)
# Measured 1.5 s and 0.6 s of processor time; the bounds leave room for a slower machine.
MOST_SNAPSHOT_SECONDS = 9.0
MOST_CATALOG_SECONDS = 7.5

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not RAW.is_dir(), reason=f"the real data is not at {RAW}"),
]


def test_every_real_listing_is_accounted_for():
    start = time.process_time()
    snapshots = [read_snapshot(RAW, name, NIGHT, IngestParams()) for name in platforms(RAW, NIGHT)]
    seconds = time.process_time() - start
    accounts = [account for snapshot in snapshots for account in snapshot.accounts]
    assert sum(account.read for account in accounts if "/listings" in account.source_file) == 25_534
    assert all(account.read == account.kept + account.rejected + account.repeated for account in accounts)
    assert sum(len(snapshot.listings) for snapshot in snapshots) == 25_534
    assert not any(snapshot.is_withheld for snapshot in snapshots)
    assert seconds < MOST_SNAPSHOT_SECONDS


def test_every_real_photo_can_be_opened():
    snapshot = read_snapshot(RAW, "stalls", NIGHT, IngestParams())
    named = [image for images in snapshot.listings.images for image in images]
    assert len(named) == 320
    assert all(len(snapshot.photos.read(image)) > 1_000 for image in named)


def test_every_real_catalogue_is_read():
    start = time.process_time()
    catalogs = read_catalogs(RAW, IngestParams())
    seconds = time.process_time() - start
    assert len(catalogs.brands) == 320
    assert len(catalogs.products) == 8_827
    assert catalogs.rejects.empty
    images = list(catalogs.reference_images.itertuples(index=False))
    assert all(catalogs.photos.read(row.brand_id, row.image) for row in images)
    assert len(read_policy(RAW, IngestParams()).exchange_rates) == 8
    assert seconds < MOST_CATALOG_SECONDS
