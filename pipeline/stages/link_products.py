"""Which brand each listing names or resembles, which product it claims to be, and which photos were copied."""

from typing import Any

import pandas as pd

from features.contracts import Decisions
from features.linking import LinkCatalog
from features.linking.photo_bank import match_photos
from features.verdicts import settled_verdicts
from pipeline.datasets import nightly, past_nights
from pipeline.datasets.title_cache import title_vectors
from pipeline.link_spreading import Prepared, cut, helpers, vectors_of_products
from pipeline.signal_extraction import known_fake_references
from pipeline.stage import Context, Stage


def run(
    context: Context,
    *,
    listings: pd.DataFrame,
    brands: pd.DataFrame,
    names: pd.DataFrame,
    products: pd.DataFrame,
    image_signals: pd.DataFrame,
    reference_signals: pd.DataFrame,
    decisions: pd.DataFrame,
) -> dict[str, Any]:
    with helpers(context.workers, len(listings)) as linking:
        references = pd.concat([reference_signals, _known_fakes(context, decisions)], ignore_index=True)
        matches = match_photos(image_signals, references, context.params.signals.matching, listings=listings)
        vectors = title_vectors(context, listings, products)
        catalog = LinkCatalog(brands, names, products)
        prepared = Prepared(catalog, vectors_of_products(vectors, products), context.params.linking)
        links, comparisons = linking.link_all(cut(listings, vectors, matches), prepared)
    return {
        nightly.IMAGE_MATCHES.name: matches,
        nightly.LINKS.name: links,
        nightly.LINK_COMPARISONS.name: comparisons,
    }


def _known_fakes(context: Context, decisions: pd.DataFrame) -> pd.DataFrame:
    """The photos of listings settled counterfeit before the night, as the last earlier night that held them saw them."""
    settled = settled_verdicts(decisions, context.night)
    counterfeit = settled[settled[Decisions.verdict] == "counterfeit"]
    return known_fake_references(past_nights.image_signals_of(context.data, context.night, counterfeit), counterfeit)


STAGE = Stage(
    name="link_products",
    says="links each listing to brand and product, and each copied photo to its original",
    run=run,
    reads=(
        nightly.LISTINGS,
        nightly.BRANDS,
        nightly.NAMES,
        nightly.PRODUCTS,
        nightly.IMAGE_SIGNALS,
        nightly.REFERENCE_SIGNALS,
        nightly.DECISIONS,
    ),
    writes=(nightly.IMAGE_MATCHES, nightly.LINKS, nightly.LINK_COMPARISONS),
    params=("signals", "linking"),
    code=(
        "features/confusables.py",
        "features/linking",
        "features/signals",
        "features/skeleton.py",
        "features/verdicts.py",
        "pipeline/link_spreading.py",
        "pipeline/photo_workers.py",
        "pipeline/signal_cache.py",
        "pipeline/signal_extraction.py",
    ),
    data=("work",),
)
