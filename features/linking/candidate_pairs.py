"""Which products a listing is compared with: the closest by n-grams, those a code points at, those a photo shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from features.linking.distinct import distinct
from features.linking.params import LinkParams
from features.linking.product_bank import ProductBank, WeighedTitles, brand_gram_keys

_ROWS_AT_ONCE = 1024
_DECIMALS = 5  # beyond them a sum depends on the order a library adds in
_ONE = 2 * 10**_DECIMALS  # above any cosine, in units of the last decimal


@dataclass(frozen=True)
class Pairs:
    """Listing row and title row of each candidate pair, sorted, each product of a listing once."""

    listing: np.ndarray
    title: np.ndarray
    ngram_cosine: np.ndarray


def candidate_pairs(
    listings: WeighedTitles,
    bank: ProductBank,
    named: Mapping[str, list[int]],
    *,
    pointed: list[tuple[int, int]],
    params: LinkParams,
) -> Pairs:
    """The pairs worth comparing. `named` gives the listing rows that may name a brand, `pointed` (listing, title)
    pairs that something other than the title's wording points at; those are kept however far the titles are.
    """
    found = [_closest_of_all(listings, bank, params.candidates_overall, params.least_ngram_cosine / 2)]
    found += _closest_of_brands(listings, bank, named, params.candidates_a_brand)
    keys = [listing * len(bank.raw_titles) + title for listing, title in found]
    forced = np.array([listing * len(bank.raw_titles) + title for listing, title in pointed], dtype=np.int64)
    every = distinct(np.concatenate([*keys, forced]))
    listing, title = np.divmod(every, max(len(bank.raw_titles), 1))
    cosine = cosines(listings.ngrams, bank.titles.ngrams, listing, title)
    kept = (cosine >= params.least_ngram_cosine) | np.isin(every, forced)
    return _best_title_of_product(Pairs(listing[kept], title[kept], cosine[kept]), bank)


def cosines(left: Any, right: Any, left_rows: np.ndarray, right_rows: np.ndarray) -> np.ndarray:
    """Rounded dot product of the chosen rows of two sparse matrices, in float64."""
    found = np.zeros(len(left_rows))
    for at in range(0, len(left_rows), 1 << 16):
        chosen = slice(at, at + (1 << 16))
        product = left[left_rows[chosen]].multiply(right[right_rows[chosen]])
        found[chosen] = np.asarray(product.sum(axis=1, dtype=np.float64)).ravel()
    return np.clip(found, 0, None).round(_DECIMALS)


def _closest_of_all(
    listings: WeighedTitles, bank: ProductBank, most: int, least: float
) -> tuple[np.ndarray, np.ndarray]:
    rows, titles = [], []
    rare = listings.ngrams[:, bank.to_block_on]
    for at in range(0, rare.shape[0], _ROWS_AT_ONCE):
        row, title = _top_of_sparse(rare[at : at + _ROWS_AT_ONCE] @ bank.blocking, most, least)
        rows.append(row + at)
        titles.append(title)
    return _joined(rows), _joined(titles)


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts).astype(np.int64) if parts else np.zeros(0, dtype=np.int64)


def _top_of_sparse(scores: Any, most: int, least: float) -> tuple[np.ndarray, np.ndarray]:
    row = np.repeat(np.arange(scores.shape[0]), np.diff(scores.indptr))
    keep = scores.data >= least
    return _top(row[keep], scores.indices[keep].astype(np.int64), scores.data[keep], most)


def _top(row: np.ndarray, column: np.ndarray, score: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    # One number a cell, rows up, scores down, columns up: sorted several times faster than by three keys.
    columns = int(column.max(initial=0)) + 1
    below = _ONE - np.rint(score.astype(np.float64) * 10**_DECIMALS).astype(np.int64)
    key = np.sort((row * (_ONE + 1) + below.clip(0, _ONE)) * columns + column)
    row, column = np.divmod(key, columns)
    row //= _ONE + 1
    is_first = np.concatenate([[True], row[1:] != row[:-1]]) if len(row) else np.zeros(0, dtype=bool)
    first = np.maximum.accumulate(np.where(is_first, np.arange(len(row)), 0))
    keep = np.arange(len(row)) - first < most
    return row[keep], column[keep]


def _closest_of_brands(
    listings: WeighedTitles, bank: ProductBank, named: Mapping[str, list[int]], most: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The closest titles of each brand to each listing that names it, all brands in one product of matrices."""
    held = [
        (bank.brand_number[bank.title_rows[brand][0]], rows)
        for brand, rows in named.items()
        if brand in bank.title_rows
    ]
    listing = _joined([np.array(rows, dtype=np.int64) for _, rows in held])
    brand = np.repeat(np.array([number for number, _ in held], dtype=np.int64), [len(rows) for _, rows in held])
    for at in range(0, len(listing), _ROWS_AT_ONCE):
        chosen = slice(at, at + _ROWS_AT_ONCE)
        ours = _of_brands(listings.ngrams[listing[chosen]], brand[chosen], bank)
        row, title = _top_of_sparse(ours @ bank.by_brand_gram, most, 0.0)
        yield listing[chosen][row], title


def _of_brands(ngrams: Any, brand: np.ndarray, bank: ProductBank) -> Any:
    """The n-grams of rows as (brand, n-gram) columns, without those that the brand of a row has not."""
    from scipy.sparse import csr_matrix

    row = np.repeat(np.arange(len(brand)), np.diff(ngrams.indptr))
    column = bank.brand_grams.find(brand_gram_keys(brand[row], ngrams.indices, ngrams.shape[1]))
    known = column >= 0
    starts = np.concatenate([[0], np.cumsum(np.bincount(row[known], minlength=len(brand)))])
    shape = (len(brand), bank.by_brand_gram.shape[0])
    return csr_matrix((ngrams.data[known], column[known], starts), shape=shape)


def _best_title_of_product(pairs: Pairs, bank: ProductBank) -> Pairs:
    product = bank.product_of[pairs.title]
    order = np.lexsort((pairs.title, -pairs.ngram_cosine, product, pairs.listing))
    listing, product = pairs.listing[order], product[order]
    is_new = np.ones(len(order), dtype=bool)
    is_new[1:] = (listing[1:] != listing[:-1]) | (product[1:] != product[:-1])
    kept = order[is_new]
    return Pairs(pairs.listing[kept], pairs.title[kept], pairs.ngram_cosine[kept])
