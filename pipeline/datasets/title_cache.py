"""Title vectors through the cache: what was encoded on any earlier night is not encoded again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from features.contracts import Listings, Products
from features.signals.title_vectors import TextVectors, encoder_from, signal_id
from pipeline.datasets import nightly
from pipeline.datasets.dataset import read
from pipeline.errors import InputError
from pipeline.signal_cache import SignalCache
from pipeline.signal_extraction import extract_title_vectors
from pipeline.stage import Context

# Distinct texts whose vectors, 1 KB each, are held at once.
_TEXTS_AT_ONCE = 200_000


def title_vectors(context: Context, listings: pd.DataFrame, products: pd.DataFrame) -> TextVectors:
    """The vectors of every listing's and product's title. Raises InputError for an encoder that cannot be had."""
    return vectors_of(context, _titles(listings, products))


def fill_title_cache(context: Context, nights: Sequence[date]) -> None:
    """Encodes every title of the nights, which must be ingested, that the cache does not hold yet."""
    texts: set[str] = set()
    for night in nights:
        dated = replace(context, night=night)
        texts.update(_titles(*(read(part, dated.path_of(part)) for part in (nightly.LISTINGS, nightly.PRODUCTS))))
        if len(texts) >= _TEXTS_AT_ONCE:
            vectors_of(context, list(texts))
            texts.clear()
    vectors_of(context, list(texts))


def _titles(listings: pd.DataFrame, products: pd.DataFrame) -> list[str]:
    other_titles = [title for titles in products[Products.other_titles] for title in titles]
    return [*listings[Listings.title], *products[Products.title], *other_titles]


def vectors_of(context: Context, texts: Sequence[str]) -> TextVectors:
    """The vectors of the texts. Raises InputError for an encoder that cannot be had."""
    name = context.params.signals.title_encoder
    try:
        encoder = encoder_from(name)
    except ValueError as unknown:
        raise InputError(f"signals.title_encoder: {unknown}") from unknown
    cache = SignalCache(context.cache, signal_id(encoder))
    return extract_title_vectors(texts, encoder, cache=cache, workers=context.workers)
