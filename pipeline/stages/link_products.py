"""Which brand each listing names or resembles, which product it claims to be, and which photos were copied."""

from typing import Any

import pandas as pd

from features.linking import LinkCatalog, link
from features.linking.photo_bank import match_photos
from pipeline.datasets import nightly
from pipeline.datasets.title_cache import title_vectors
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
) -> dict[str, Any]:
    matches = match_photos(image_signals, reference_signals, context.params.signals.matching, listings=listings)
    vectors = title_vectors(context, listings, products)
    links, comparisons = link(listings, LinkCatalog(brands, names, products), vectors, matches, context.params.linking)
    return {
        nightly.IMAGE_MATCHES.name: matches,
        nightly.LINKS.name: links,
        nightly.LINK_COMPARISONS.name: comparisons,
    }


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
    ),
    writes=(nightly.IMAGE_MATCHES, nightly.LINKS, nightly.LINK_COMPARISONS),
    params=("signals", "linking"),
    code=("features/linking", "features/skeleton.py", "features/confusables.py", "features/signals"),
)
