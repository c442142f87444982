"""Names of several words by their words: which names have a word, or two of them, at which places."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from features.linking.names.joined_text import squeeze
from features.linking.names.key_table import ManyOfKey
from features.linking.names.name_variants import LEAST_LETTERS

_MOST_WORDS = 4
LENGTHS = range(2, _MOST_WORDS + 1)  # words a name may have
_BETWEEN_PARTS = re.compile(r"[\s\-./&']+")
Parts = tuple[str, ...]


@dataclass(frozen=True)
class PartedNames:
    """The names as tuples of words, the number of each distinct word, and tables of where the words stand in names.

    `pairs` has a table for words beside each other and one for words with another between them; `of_two` is of names
    of two words alone.
    """

    phrases: list[Parts]
    number: dict[str, int]
    lengths: np.ndarray
    pairs: dict[int, ManyOfKey]
    of_two: ManyOfKey

    @classmethod
    def of(cls, spaced: Iterable[str]) -> "PartedNames":
        """The names of two to four words, one of them long enough to be bent, among these with their own spaces."""
        held = (tuple(squeeze(part) for part in _BETWEEN_PARTS.split(name) if squeeze(part)) for name in spaced)
        phrases = list(
            dict.fromkeys(parts for parts in held if len(parts) in LENGTHS and max(map(len, parts)) >= LEAST_LETTERS)
        )
        number = {part: at for at, part in enumerate(dict.fromkeys(part for parts in phrases for part in parts))}
        places = {(number[part], at) for parts in phrases if len(parts) == 2 for at, part in enumerate(parts)}
        lengths = np.array(list(map(len, phrases)), dtype=np.int64)
        pairs = {apart: _pairs(phrases, number, apart) for apart in (1, 2)}
        return cls(phrases, number, lengths, pairs, _table(places))

    def with_pair(self, one: np.ndarray, other: np.ndarray, apart: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Place of each pair of words, a name that has the two so far apart, and where in it the first one stands."""
        found, held = self.pairs[apart].find(one * len(self.number) + other)
        return found, *np.divmod(held, _MOST_WORDS)

    def runs_mostly_right(self, part: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Start and length of the runs where a word of a name of two words is right, or two words of a longer name.

        `part` is the number of each word of a text, -1 for a word of no name.
        """
        at = np.flatnonzero(part >= 0)
        which, place = self.of_two.find(part[at])
        starts, counts = [at[which] - place], [np.full(len(place), 2)]
        for apart in self.pairs:
            pair = np.flatnonzero((part[:-apart] >= 0) & (part[apart:] >= 0))
            found, phrase, place = self.with_pair(part[pair], part[pair + apart], apart)
            starts.append(pair[found] - place)
            counts.append(self.lengths[phrase])
        return np.concatenate(starts), np.concatenate(counts)


def _pairs(phrases: list[Parts], number: dict[str, int], apart: int) -> ManyOfKey:
    return _table(
        (number[one] * len(number) + number[other], phrase * _MOST_WORDS + at)
        for phrase, parts in enumerate(phrases)
        for at, (one, other) in enumerate(zip(parts, parts[apart:], strict=False))
    )


def _table(pairs: Iterable[tuple[int, int]]) -> ManyOfKey:
    keys, values = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2).T
    return ManyOfKey.of(keys, values)
