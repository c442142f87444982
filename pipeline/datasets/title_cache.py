"""Title vectors through the cache: what was encoded on any earlier night is not encoded again."""

from collections.abc import Sequence

import pandas as pd

from features.contracts import Listings, Products
from features.signals.title_vectors import TextVectors, encoder_from, signal_id
from pipeline.errors import InputError
from pipeline.signal_cache import SignalCache
from pipeline.signal_extraction import extract_title_vectors
from pipeline.stage import Context


def title_vectors(context: Context, listings: pd.DataFrame, products: pd.DataFrame) -> TextVectors:
    """The vectors of every listing's and product's title. Raises InputError for an encoder that cannot be had."""
    other_titles = [title for titles in products[Products.other_titles] for title in titles]
    return vectors_of(context, [*listings[Listings.title], *products[Products.title], *other_titles])


def vectors_of(context: Context, texts: Sequence[str]) -> TextVectors:
    """The vectors of the texts. Raises InputError for an encoder that cannot be had."""
    name = context.params.signals.title_encoder
    try:
        encoder = encoder_from(name)
    except ValueError as unknown:
        raise InputError(f"signals.title_encoder: {unknown}") from unknown
    cache = SignalCache(context.cache, signal_id(encoder))
    return extract_title_vectors(texts, encoder, cache=cache, workers=context.workers)
