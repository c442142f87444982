"""Which runs of words may be bent from a name when they are written together, by the sums of their words.

The sums of a run are put together from those of its words, so a run is looked at by its letters only when a name shares
one of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from features.linking.key_table import KeyTable
from features.linking.letter_sums import LetterSums, powers, salted, step_back, weights
from features.linking.name_variants import TWO_FOR_ONE, shapes
from features.linking.starred_names import STARS

_SHORT_OF_ONE, _IN_ANY_ORDER, _OF_SOUNDS, _BONES, _SHAPE = range(1, 6)


def joined_name_table(names: Iterable[str]) -> KeyTable:
    """The sums of names without their spaces, of every kind that a run is looked up by."""
    given = [name for name in names if name.isascii()]
    sums, drawn = LetterSums.of(given), LetterSums.of(shapes(given))
    keys = [
        salted(sums.short_of_one()[1], _SHORT_OF_ONE),
        salted(sums.in_any_order, _IN_ANY_ORDER),
        salted(sums.of_sounds, _OF_SOUNDS),
        salted(sums.bones.right, _BONES),
        salted(drawn.right, _SHAPE),
    ]
    return KeyTable.of(np.unique(np.concatenate(keys)))


@dataclass(frozen=True)
class _Pieces:
    """A sum of each word, how many letters it counts, the first and last of them (0 for none)."""

    sums: np.ndarray
    lengths: np.ndarray
    first: np.ndarray
    last: np.ndarray

    @classmethod
    def of(cls, words: LetterSums, sums: np.ndarray) -> "_Pieces":
        filled = words.lengths > 0
        codes = np.append(words.codes, 0)
        first, last = codes[words.starts[:-1]], codes[words.starts[1:] - 1]
        return cls(sums, words.lengths, np.where(filled, first, 0), np.where(filled, last, 0))

    def joined(self, runs: np.ndarray) -> np.ndarray:
        """The sum of each run, its words by number."""
        total, length = self.sums[runs[:, 0]], self.lengths[runs[:, 0]]
        for column in runs.T[1:]:
            total = total + self.sums[column] * powers(length)
            length = length + self.lengths[column]
        return total

    def joined_without_doubles(self, runs: np.ndarray) -> np.ndarray:
        """The same where a letter that ends one word and begins the next is counted once."""
        total, length = self.sums[runs[:, 0]], self.lengths[runs[:, 0]]
        last = self.last[runs[:, 0]]
        for column in runs.T[1:]:
            is_double = (last == self.first[column]) & (last > 0)
            more = np.where(is_double, (self.sums[column] - weights()[last]) * step_back(), self.sums[column])
            total = total + more * powers(length)
            length = length + self.lengths[column] - is_double
            last = np.where(self.last[column] > 0, self.last[column], last)
        return total


class RunSums:
    """The sums of the distinct words of a batch (letters, digits and signs), and of runs of them."""

    def __init__(self, words: Sequence[str]) -> None:
        plain = LetterSums.of([word if word.isalpha() else "" for word in words])
        self._is_plain = plain.lengths > 0
        self._is_starred = np.array([not STARS.isdisjoint(word) for word in words], dtype=bool)
        self._right = _Pieces.of(plain, plain.right)
        self._sounds = _Pieces.of(plain, plain.of_sounds)
        self._in_any_order = plain.in_any_order
        self._bones = _Pieces.of(plain.bones, plain.bones.right)
        self._drawn = _drawn(words)
        self._has_two = [np.array([two in word for word in words], dtype=bool) for two, _ in TWO_FOR_ONE]
        self._redrawn = [
            (_drawn([word.replace(two, one) for word in words]) if has_two.any() else self._drawn, two)
            for has_two, (two, one) in zip(self._has_two, TWO_FOR_ONE, strict=True)
        ]
        self._first = np.array([ord(word[0]) for word in words], dtype=np.int64)
        self._last = np.array([ord(word[-1]) for word in words], dtype=np.int64)

    def perhaps_in(self, table: KeyTable, runs: np.ndarray) -> np.ndarray:
        """Of each run (a row of word numbers) whether a name of the table may be hidden in all of it."""
        found = self._is_starred[runs].any(axis=1) | (table.find(salted(self._drawn.joined(runs), _SHAPE)) >= 0)
        plain = np.flatnonzero(self._is_plain[runs].all(axis=1) & ~found)
        letters = runs[plain]
        shared = table.find(salted(self._right.joined(letters), _SHORT_OF_ONE)) >= 0
        shared |= table.find(salted(self._in_any_order[letters].sum(axis=1), _IN_ANY_ORDER)) >= 0
        shared |= table.find(salted(self._sounds.joined(letters), _OF_SOUNDS)) >= 0
        shared |= table.find(salted(self._bones.joined_without_doubles(letters), _BONES)) >= 0
        found[plain] |= shared
        return found | self._perhaps_redrawn(table, runs)

    def _perhaps_redrawn(self, table: KeyTable, runs: np.ndarray) -> np.ndarray:
        found = np.zeros(len(runs), dtype=bool)
        for (drawn, two), has_two in zip(self._redrawn, self._has_two, strict=True):
            meets = (self._last[runs[:, :-1]] == ord(two[0])) & (self._first[runs[:, 1:]] == ord(two[1]))
            found |= meets.any(axis=1)
            at = np.flatnonzero(has_two[runs].any(axis=1))
            found[at] |= table.find(salted(drawn.joined(runs[at]), _SHAPE)) >= 0
        return found


def _drawn(words: Sequence[str]) -> _Pieces:
    sums = LetterSums.of(shapes(words))
    return _Pieces.of(sums, sums.right)
