"""What the model sees: history, the wide table of candidates, and every feature family over it."""

from typing import Any

from features.candidates import build_candidates
from features.history import listing_history, seller_history
from models.feature_log import feature_log
from pipeline.datasets import nightly, past_nights
from pipeline.engine.families import compute_on
from pipeline.engine.local import LocalEngine
from pipeline.learning_inputs import spec_tonight
from pipeline.stage import Context, Stage


def run(context: Context, **tables: Any) -> dict[str, Any]:
    night = context.night
    tonight, decisions = tables[nightly.SIGHTINGS.name], tables[nightly.DECISIONS.name]
    seen = past_nights.sightings(context.data, night, nights=context.params.history.nights)
    history = listing_history(tonight, seen, decisions, night)
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
        listing_history=history,
        seller_history=seller_history(tonight, seen, decisions, night),
        night=night,
    )
    features = compute_on(LocalEngine(context.workers), candidates, context.params.features)
    log = feature_log(candidates=candidates, features=features, content_keys=tonight, night=night)
    spec = spec_tonight(context)
    log.attrs = {"fingerprint": spec.fingerprint, "encoder": spec.encoder_id}
    return {
        nightly.LISTING_HISTORY.name: history,
        nightly.CANDIDATES.name: candidates,
        nightly.FEATURES.name: log,
    }


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
        nightly.PRODUCTS,
        nightly.CATALOG_SELLERS,
        nightly.TELLS,
        nightly.EXCHANGE_RATES,
        nightly.DECISIONS,
        nightly.IMAGE_SIGNALS,
        nightly.IMAGE_REJECTS,
        nightly.IMAGE_MATCHES,
    ),
    writes=(nightly.LISTING_HISTORY, nightly.CANDIDATES, nightly.FEATURES),
    params=("signals", "history", "features"),
    code=(
        "features",
        "models/feature_log.py",
        "models/feature_spec.py",
        "pipeline/engine",
        "pipeline/learning_inputs.py",
    ),
    data=("sightings", "runs"),
)
