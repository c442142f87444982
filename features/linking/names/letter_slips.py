"""Slips of a finger in long names, for very many words at once: a letter too many, or the key beside the right one."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np

from features.linking.names.key_table import ManyOfKey
from features.linking.names.letter_sums import CODES, LetterSums, powers, salted, weights
from features.linking.names.name_variants import INSERTED, SLIPPED
from features.linking.names.word_edits import Near, edits_of

# Of shorter names too many words are one letter away.
LEAST_SLIPPED = 8
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_MOST_PLACES = 32
_LONGER, _MASKED = 1, 2


class LetterSlips:
    """Looks words up by what a slip leaves of a name; of the names those of letters alone, and not too short."""

    def __init__(self, names: Sequence[str]) -> None:
        self._long = np.array(
            [at for at, name in enumerate(names) if _is_long(len(name)) and name.isalpha()], dtype=np.int64
        )
        sums = LetterSums.of([names[at] for at in self._long.tolist()])
        word, place, masked = _masked(sums)
        self._masked = ManyOfKey.of(masked, word * _MOST_PLACES + place)
        self._codes, self._starts = sums.codes, sums.starts
        self._right = ManyOfKey.of(salted(sums.right, _LONGER), np.arange(len(self._long)))

    def find(self, words: LetterSums) -> Iterable[Near]:
        """The words, letters alone, that a slip makes of a name."""
        long = np.flatnonzero(_is_long(words.lengths))
        sums = words.of_these(long)
        of, place, masked = _masked(sums)
        found, held = self._masked.find(masked)
        name, at = np.divmod(held, _MOST_PLACES)
        is_beside = _are_beside()[sums.codes[found], self._codes[self._starts[name] + at]]
        yield long[of[found[is_beside]]], self._long[name[is_beside]], edits_of(SLIPPED, is_beside.sum())
        word, shorter = sums.short_of_one()
        # A letter more at an end makes a plural or another word.
        inside = np.flatnonzero((place > 0) & (place < sums.lengths[word] - 1))
        found, held = self._right.find(salted(shorter[inside], _LONGER))
        yield long[word[inside[found]]], self._long[held], edits_of(INSERTED, len(held))


def _is_long(lengths: Any) -> Any:
    """Whether a word of so many letters (a number, or an array of them) is long enough, and not too long."""
    return (lengths >= LEAST_SLIPPED) & (lengths < _MOST_PLACES)


def _masked(sums: LetterSums) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each letter of each word: the word, the letter's place, and a key of the other letters at theirs."""
    word = np.repeat(np.arange(len(sums.lengths)), sums.lengths)
    place = np.arange(len(sums.codes)) - sums.starts[word]
    others = sums.right[word] - weights()[sums.codes] * powers(place)
    return word, place, salted(others + weights()[place], _MASKED)


@cache
def _are_beside() -> np.ndarray:
    """Whether two keys touch on a keyboard."""
    places = {letter: (row, at + row / 2) for row, letters in enumerate(_ROWS) for at, letter in enumerate(letters)}
    found = np.zeros((CODES, CODES), dtype=bool)
    for one, (row, at) in places.items():
        for other, (other_row, other_at) in places.items():
            found[ord(one), ord(other)] = one != other and abs(row - other_row) <= 1 and abs(at - other_at) <= 1
    return found
