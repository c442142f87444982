"""Linking spread over processes: a night's listings in pieces, shared between helpers and this process.

A listing's rows depend on that listing and the catalogues alone, so any cut gives the same rows.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from features.contracts import ImageMatches, LinkComparisons, Links, Listings, Products
from features.linking import LinkCatalog, LinkParams, link
from features.signals.title_vectors import TextVectors
from pipeline.photo_workers import worker_context

# Linking as many listings takes as long as a helper needs to start; large enough that a piece's own costs vanish.
_ROWS_A_PIECE = 4_000
_KEY = [ImageMatches.platform, ImageMatches.listing_id]
LinkTables = tuple[pd.DataFrame, pd.DataFrame]
_handed: "Prepared"  # in a helper: what it was given


@dataclass(frozen=True)
class Prepared:
    """What every piece needs: the catalogues made ready, the vectors of their titles, the params."""

    catalog: LinkCatalog
    vectors: TextVectors
    params: LinkParams


@dataclass(frozen=True)
class Piece:
    """Some listings with the vectors of their titles and the matches of their photos."""

    listings: pd.DataFrame
    vectors: TextVectors
    matches: pd.DataFrame


def link_all(pieces: Sequence[Piece], prepared: Prepared, *, workers: int) -> LinkTables:
    """Links and LinkComparisons of the pieces in their order; this process works through them from the end."""
    count = min(workers, len(pieces)) - 1
    if count < 1:
        return _joined([_link(piece, prepared) for piece in pieces])
    # Handed over as a helper starts, before this process works with it: nothing changes while it is being copied.
    with ProcessPoolExecutor(count, mp_context=worker_context(), initializer=_receive, initargs=(prepared,)) as pool:
        waiting = [pool.submit(_link_in_helper, piece) for piece in pieces]
        # Only what no helper has taken can still be cancelled, and is done here.
        taken = {at: _link(pieces[at], prepared) for at in reversed(range(len(pieces))) if waiting[at].cancel()}
        return _joined([taken[at] if at in taken else waiting[at].result() for at in range(len(pieces))])


def cut(listings: pd.DataFrame, vectors: TextVectors, matches: pd.DataFrame) -> list[Piece]:
    """The listings as pieces in their order; at least one, so that an empty night has its empty tables."""
    starts = range(0, max(len(listings), 1), _ROWS_A_PIECE)
    parts = [listings.iloc[at : at + _ROWS_A_PIECE] for at in starts]
    if len(parts) == 1:
        return [Piece(listings, vectors, _matches_of(listings, matches))]
    return [Piece(part, _only(vectors, part[Listings.title]), _matches_of(part, matches)) for part in parts]


def vectors_of_products(vectors: TextVectors, products: pd.DataFrame) -> TextVectors:
    """The vectors of the products' titles alone, in all their languages."""
    others = [title for titles in products[Products.other_titles] for title in titles]
    return _only(vectors, [*products[Products.title], *others])


def _only(vectors: TextVectors, texts: Iterable[str]) -> TextVectors:
    distinct = list(dict.fromkeys(texts))
    rows = {text: row for row, text in enumerate(distinct)}
    return replace(vectors, rows=rows, vectors=vectors.of(distinct))


def _matches_of(listings: pd.DataFrame, matches: pd.DataFrame) -> pd.DataFrame:
    ours = pd.MultiIndex.from_frame(listings[_KEY])
    return matches[pd.MultiIndex.from_frame(matches[_KEY]).isin(ours)] if len(matches) else matches


def _link(piece: Piece, prepared: Prepared) -> LinkTables:
    vectors = _Vectors(piece.vectors, prepared.vectors)
    return link(piece.listings, prepared.catalog, vectors, piece.matches, prepared.params)


@dataclass(frozen=True)
class _Vectors:
    """The vectors of a piece's titles and of the products', without a copy of either."""

    listings: TextVectors
    products: TextVectors

    def of(self, texts: Sequence[str]) -> np.ndarray:
        held = self.products if all(text in self.products for text in texts) else self.listings
        return held.of(texts)


def _joined(parts: list[LinkTables]) -> LinkTables:
    links, comparisons = zip(*parts, strict=True)
    return (
        Links.conform(pd.concat(links, ignore_index=True)),
        LinkComparisons.conform(pd.concat(comparisons, ignore_index=True)),
    )


def _receive(prepared: Prepared) -> None:
    global _handed
    _handed = prepared


def _link_in_helper(piece: Piece) -> LinkTables:
    return _link(piece, _handed)
