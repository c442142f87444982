"""Titles as sparse vectors: character n-grams and words, weighted by how rare they are in the catalogue."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from features.linking.distinct import distinct
from features.skeleton import SEPARATOR

# `4gb` is two words as `4 gb` is; `cables` is read as `cable`.
_WORD = re.compile(r"\d+(?:\.\d+)?(?=[a-z]{1,5}(?![a-z0-9]))|[a-z0-9]+(?:\.[0-9]+)?|[^\W_a-z0-9]")
_PLURAL = re.compile(r"(?<=[a-z]{2}[a-rt-z])s(?![a-z0-9])")
_FIRST_IDEOGRAPH = 0x2E80
_CODE_BITS = np.uint64(21)  # a code point needs 21 bits, so three of them fit a 64-bit key


def ngram_keys(titles: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Title row and 64-bit key of every 3-gram of the titles (skeletons), of 2-grams between Chinese characters."""
    text = SEPARATOR.join(f" {title} " for title in titles)
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    is_border = codes == ord(SEPARATOR)
    is_ideograph = (codes >= _FIRST_IDEOGRAPH) & ~is_border
    row = np.cumsum(is_border)
    pairs = (codes[:-1] << _CODE_BITS) | codes[1:]
    triples = (pairs[:-1] << _CODE_BITS) | codes[2:]
    in_pair = is_ideograph[:-1] & is_ideograph[1:]
    in_triple = ~(is_border[:-2] | is_border[1:-1] | is_border[2:]) & ~(in_pair[:-1] & in_pair[1:])
    return np.concatenate([row[:-1][in_pair], row[:-2][in_triple]]), np.concatenate(
        [pairs[in_pair], triples[in_triple]]
    )


def words_of(title: str) -> list[str]:
    """The words of a skeleton; a Chinese character is a word."""
    return _WORD.findall(_PLURAL.sub("", title))


def word_keys(titles: Sequence[str], known: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Title row and number of every word of the titles. Unknown words get -1."""
    found = [words_of(title) for title in titles]
    rows = np.repeat(np.arange(len(found)), [len(words) for words in found])
    return rows, np.array([known.get(word, -1) for words in found for word in words], dtype=np.int64)


def number_words(titles: Sequence[str]) -> dict[str, int]:
    """Word → number, for all words of the titles, in order of the alphabet."""
    return {word: at for at, word in enumerate(sorted({word for title in titles for word in words_of(title)}))}


@dataclass(frozen=True)
class Bags:
    """What the catalogue's titles weigh: sorted keys and the rarity (idf) of each."""

    keys: np.ndarray
    rarity: np.ndarray
    unseen_rarity: float

    @classmethod
    def fit(cls, rows: np.ndarray, keys: np.ndarray, size: int) -> "Bags":
        """The rarities over `size` titles of which title `rows[i]` holds `keys[i]`."""
        known, number = np.unique(keys, return_inverse=True)
        held = distinct(number.astype(np.int64) * max(size, 1) + rows)
        titles_with = np.bincount(held // max(size, 1), minlength=len(known))
        return cls(known, np.log((1 + size) / (1 + titles_with)) + 1, float(np.log(1 + size) + 1))

    def weigh(self, rows: np.ndarray, keys: np.ndarray, size: int) -> tuple[Any, np.ndarray]:
        """(size, keys) float32 matrix of tf-idf weights, unnormalised, and each row's squared norm.

        The norm counts keys the catalogue never saw, so a long title about other things resembles nothing.
        """
        from scipy.sparse import csr_matrix

        place = np.minimum(np.searchsorted(self.keys, keys), max(len(self.keys) - 1, 0))
        is_known = self.keys[place] == keys if len(self.keys) else np.zeros(len(keys), dtype=bool)
        unseen = np.bincount(rows[~is_known], minlength=size) * self.unseen_rarity**2
        cell, counted = np.unique(rows[is_known] * len(self.keys) + place[is_known], return_counts=True)
        row, column = np.divmod(cell, max(len(self.keys), 1))
        weights = (1 + np.log(counted)) * self.rarity[column] if len(cell) else np.zeros(0)
        norms = np.bincount(row, weights=weights**2, minlength=size) + unseen
        made = csr_matrix((weights.astype(np.float32), (row, column)), shape=(size, max(len(self.keys), 1)))
        return made, norms
