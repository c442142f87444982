"""What the model sees: history, the wide table of candidates, and every feature family over it."""

from typing import Any

import pandas as pd

from features.candidates import build_candidates
from features.contracts import ImageSignals
from features.families import photo_text
from features.history import listing_history, seller_history
from features.lexicon.sector_terms import SectorTerms
from features.linking.photos.clusters import photo_clusters
from features.photo_reading import with_photo_texts
from models.feature_log import feature_log
from models.first_pass import listings_to_read
from pipeline.datasets import nightly, past_nights, seen_photos
from pipeline.engine.families import compute_on, with_family
from pipeline.engine.local import LocalEngine
from pipeline.learning_inputs import log_marks
from pipeline.photo_text_reading import KeptReader, Reading, nothing_read, read_chosen, text_reader
from pipeline.sector_knowledge import SectorKnowledge
from pipeline.signal_cache import SignalCache
from pipeline.sources.snapshot import photo_stores
from pipeline.stage import Context, Stage


def run(context: Context, **tables: Any) -> dict[str, Any]:
    night = context.night
    tonight, decisions = tables[nightly.SIGHTINGS.name], tables[nightly.DECISIONS.name]
    seen = past_nights.sightings(context.data, night, nights=context.params.history.nights)
    history = listing_history(tonight, seen, decisions, night)
    clusters = _clusters(context, tables)
    candidates = build_candidates(
        listings=tables[nightly.LISTINGS.name],
        flags=tables[nightly.LISTING_FLAGS.name],
        sellers=tables[nightly.SELLERS.name],
        links=tables[nightly.LINKS.name],
        comparisons=tables[nightly.LINK_COMPARISONS.name],
        brands=tables[nightly.BRANDS.name],
        products=tables[nightly.PRODUCTS.name],
        catalog_sellers=tables[nightly.CATALOG_SELLERS.name],
        tells=tables[nightly.TELLS.name],
        exchange_rates=tables[nightly.EXCHANGE_RATES.name],
        image_signals=tables[nightly.IMAGE_SIGNALS.name],
        image_rejects=tables[nightly.IMAGE_REJECTS.name],
        image_matches=tables[nightly.IMAGE_MATCHES.name],
        photo_clusters=clusters,
        listing_history=history,
        seller_history=seller_history(tonight, seen, decisions, night),
        night=night,
    )
    candidates, features, reading = _measured(context, tables, candidates)
    log = feature_log(candidates=candidates, features=features, content_keys=tonight, night=night)
    log.attrs = log_marks(context, _terms(tables))
    return {
        nightly.LISTING_HISTORY.name: history,
        nightly.PHOTO_CLUSTERS.name: clusters,
        nightly.CANDIDATES.name: candidates,
        nightly.FEATURES.name: log,
        nightly.PHOTO_TEXTS.name: reading.texts,
        nightly.PHOTO_TEXT_FACTS.name: reading.facts,
    }


def _measured(
    context: Context, tables: dict[str, Any], candidates: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, Reading]:
    """The candidates, their features, and what was read in the photos of those that all else makes suspicious."""
    terms = _terms(tables)
    features = compute_on(LocalEngine(context.workers), candidates, context.params.features, terms)
    reading = _read_photos(context, tables, candidates, features)
    if not len(reading.texts):
        return candidates, features, reading
    named = {"brands": tables[nightly.BRANDS.name], "names": tables[nightly.NAMES.name]}
    candidates = with_photo_texts(candidates, reading.texts, **named)
    return candidates, with_family(features, photo_text.FAMILY, candidates, context.params.features, terms), reading


def _terms(tables: dict[str, Any]) -> SectorTerms:
    return SectorKnowledge.from_json(tables[nightly.SECTOR_PACKS.name]).terms()


def _read_photos(context: Context, tables: dict[str, Any], candidates: pd.DataFrame, features: pd.DataFrame) -> Reading:
    """The text in photos of the listings that all else makes suspicious; nothing while reading is off."""
    params = context.params.signals
    reader = text_reader(params)
    if reader is None:
        return nothing_read()
    listings, brands = tables[nightly.LISTINGS.name], tables[nightly.BRANDS.name]
    chosen = listings_to_read(candidates, features, brands, queues_read=params.ocr.queues_read)
    with SignalCache(context.cache, reader) as cache:
        return read_chosen(
            chosen,
            tables[nightly.IMAGE_SIGNALS.name],
            photo_stores(context.raw, listings, context.night, context.params.ingest),
            reader=KeptReader(reader, cache, context.workers, params),
        )


def _clusters(context: Context, tables: dict[str, Any]) -> pd.DataFrame:
    """PhotoClusters of tonight's photos, found among those of the nights looked back on."""
    signals = tables[nightly.IMAGE_SIGNALS.name]
    tonight = seen_photos.seen_on(signals, tables[nightly.LISTINGS.name], context.night)
    before = seen_photos.photos_seen(context.data, context.night, nights=context.params.history.nights)
    clusters = photo_clusters(pd.concat([before, tonight], ignore_index=True), context.params.signals.clusters)
    key = [ImageSignals.platform, ImageSignals.listing_id, ImageSignals.image, ImageSignals.sha256]
    is_tonights = pd.MultiIndex.from_frame(clusters[key]).isin(pd.MultiIndex.from_frame(signals[key]))
    return clusters[is_tonights]


STAGE = Stage(
    name="build_features",
    says="joins what may be known of each listing and brand, and computes every feature",
    run=run,
    reads=(
        nightly.LISTINGS,
        nightly.SELLERS,
        nightly.LISTING_FLAGS,
        nightly.SIGHTINGS,
        nightly.LINKS,
        nightly.LINK_COMPARISONS,
        nightly.BRANDS,
        nightly.NAMES,
        nightly.PRODUCTS,
        nightly.CATALOG_SELLERS,
        nightly.TELLS,
        nightly.SECTOR_PACKS,
        nightly.EXCHANGE_RATES,
        nightly.DECISIONS,
        nightly.IMAGE_SIGNALS,
        nightly.IMAGE_REJECTS,
        nightly.IMAGE_MATCHES,
    ),
    writes=(
        nightly.LISTING_HISTORY,
        nightly.PHOTO_CLUSTERS,
        nightly.CANDIDATES,
        nightly.FEATURES,
        nightly.PHOTO_TEXTS,
        nightly.PHOTO_TEXT_FACTS,
    ),
    raw=("snapshots",),
    params=("signals", "history", "features", "ingest"),
    code=(
        "features",
        "models/feature_log.py",
        "models/feature_spec.py",
        "models/first_pass.py",
        "models/rule_terms.py",
        "models/rules.py",
        "pipeline/datasets/seen_photos.py",
        "pipeline/engine",
        "pipeline/learning_inputs.py",
        "pipeline/photo_text_reading.py",
        "pipeline/photo_workers.py",
        "pipeline/sector_knowledge.py",
        "pipeline/signal_cache.py",
        "pipeline/sources",
    ),
    data=("sightings", "runs", "work"),
)
