"""How much of a product's wording stands in a listing, and of a listing's in a product."""

from typing import Any

import numpy as np

from features.linking.candidate_pairs import Pairs
from features.linking.levels import Level
from features.linking.product_bank import ProductBank, WeighedTitles

_DECIMALS = 5


def word_shares(weighed: WeighedTitles, bank: ProductBank, pairs: Pairs) -> dict[str, np.ndarray]:
    """Rarity-weighted share of the product's words found in the listing, and of the listing's in the product."""
    common = _products(weighed.words, bank.titles.words, pairs)
    return {
        Level.product_words_found: _share(common, bank.titles.word_weight[pairs.title]),
        Level.listing_words_found: _share(common, weighed.word_weight[pairs.listing]),
    }


def telling_levels(weighed: WeighedTitles, bank: ProductBank, pairs: Pairs) -> dict[str, np.ndarray]:
    """Of the words that tell a brand's products apart: the share of the product's that stand in the listing, and the
    share of the listing's that are other products' alone.
    """
    from scipy.sparse import csr_matrix

    words = weighed.words
    held = csr_matrix((np.ones(words.nnz), words.indices, words.indptr), shape=words.shape)
    common = _products(held, bank.telling, pairs)
    spoken = (held @ bank.brand_words).tocsr()
    every = _cells(spoken, pairs.listing, bank.brand_number[pairs.title])
    return {
        Level.telling_words_found: _share(common, bank.telling_weight[pairs.title]),
        Level.rival_words: _share(every - common, every),
    }


def _products(left: Any, right: Any, pairs: Pairs) -> np.ndarray:
    """The dot product of each pair's rows."""
    found = np.zeros(len(pairs.listing))
    for at in range(0, len(found), 1 << 16):
        chosen = slice(at, at + (1 << 16))
        product = left[pairs.listing[chosen]].multiply(right[pairs.title[chosen]])
        found[chosen] = np.asarray(product.sum(axis=1, dtype=np.float64)).ravel()
    return found


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return (part / np.maximum(whole, 1e-9)).clip(0, 1).round(_DECIMALS)


def _cells(matrix: Any, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """The values at some places of a sparse matrix."""
    matrix.sort_indices()
    held = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)) * matrix.shape[1] + matrix.indices
    wanted = rows * matrix.shape[1] + columns
    place = np.searchsorted(held, wanted)
    found = np.append(held, -1)[place] == wanted
    return np.where(found, np.append(matrix.data, 0.0)[place], 0.0)
