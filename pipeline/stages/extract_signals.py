"""The costly signals of tonight's photos and titles, and of what they are compared with; known content is skipped."""

from typing import Any

import pandas as pd

from features.history import sightings_of
from features.signals.fake_hashes import references_of
from features.signals.photo_fingerprint import signal_id
from features.verdicts import start_of
from pipeline.datasets import nightly
from pipeline.datasets.title_cache import title_vectors
from pipeline.signal_cache import SignalCache
from pipeline.signal_extraction import (
    extract_banned_photos,
    extract_listing_photos,
    extract_reference_photos,
)
from pipeline.sources.catalogs import CatalogPhotos
from pipeline.sources.known_fakes import read_known_fakes
from pipeline.sources.policy import POLICY, PolicyPhotos
from pipeline.sources.snapshot import photo_stores
from pipeline.stage import Context, Stage


def run(
    context: Context,
    *,
    listings: pd.DataFrame,
    products: pd.DataFrame,
    reference_images: pd.DataFrame,
    banned_images: pd.DataFrame,
) -> dict[str, Any]:
    ingest = context.params.ingest
    shared: dict[str, Any] = {
        "cache": SignalCache(context.cache, signal_id(context.params.signals.photos)),
        "workers": context.workers,
        "params": context.params.signals.photos,
    }
    stores = photo_stores(context.raw, listings, context.night, ingest)
    photos, photo_rejects = extract_listing_photos(listings, stores, night=context.night, **shared)
    official, official_rejects = extract_reference_photos(
        reference_images, CatalogPhotos(context.raw, ingest), **shared
    )
    banned, banned_rejects = extract_banned_photos(banned_images, PolicyPhotos(context.raw / POLICY, ingest), **shared)
    # Bad records of the file are rejects of the policy, counted where that is read.
    given = read_known_fakes(context.raw, start_of(context.night).to_pydatetime(), ingest).known
    title_vectors(context, listings, products)  # fills the cache, so that linking finds every vector there
    return {
        nightly.IMAGE_SIGNALS.name: photos,
        nightly.SIGHTINGS.name: sightings_of(listings, photos, context.night),
        nightly.REFERENCE_SIGNALS.name: pd.concat([official, banned, references_of(given)], ignore_index=True),
        nightly.IMAGE_REJECTS.name: pd.concat([photo_rejects, official_rejects, banned_rejects], ignore_index=True),
    }


STAGE = Stage(
    name="extract_signals",
    says="fingerprints photos and turns titles into vectors, skipping content seen before",
    run=run,
    reads=(nightly.LISTINGS, nightly.PRODUCTS, nightly.REFERENCE_IMAGES, nightly.BANNED_IMAGES),
    writes=(nightly.IMAGE_SIGNALS, nightly.SIGHTINGS, nightly.REFERENCE_SIGNALS, nightly.IMAGE_REJECTS),
    raw=("snapshots", "catalogs", "policy"),
    params=("signals", "ingest"),
    code=(
        "features/code_table.py",
        "features/confusables.py",
        "features/history.py",
        "features/signals",
        "features/skeleton.py",
        "features/verdicts.py",
        "pipeline/collecting.py",
        "pipeline/signal_cache.py",
        "pipeline/signal_extraction.py",
        "pipeline/photo_workers.py",
        "pipeline/photo_decoding.py",
        "pipeline/sources",
    ),
)
