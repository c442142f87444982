"""Slips of a finger in long names, for very many words at once: a letter too many, or the key beside the right one."""

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np

from features.linking.names.key_table import ManyOfKey
from features.linking.names.letter_sums import CODES, LetterSums, powers, salted, weights
from features.linking.names.name_variants import INSERTED, SLIPPED

# Of shorter names too many words are one letter away.
LEAST_SLIPPED = 8
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_MOST_PLACES = 32
_LONGER, _MASKED = 1, 2


class LetterSlips:
    """Looks words up by what a slip leaves of a name. `names` are letters alone, those too short are left out."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = [name for name in names if LEAST_SLIPPED <= len(name) < _MOST_PLACES and name.isalpha()]
        sums = LetterSums.of(self._names)
        word, place, masked = _masked(sums)
        self._masked = ManyOfKey.of(masked, word * _MOST_PLACES + place)
        self._codes, self._starts = sums.codes, sums.starts
        self._right = ManyOfKey.of(salted(sums.right, _LONGER), np.arange(len(self._names)))

    def find(self, words: Sequence[str]) -> Iterable[tuple[int, str, str]]:
        """(word by place, edit, name) of the words, letters alone, that a slip makes of a name."""
        long = [at for at, word in enumerate(words) if LEAST_SLIPPED <= len(word) < _MOST_PLACES]
        sums = LetterSums.of([words[at] for at in long])
        of, place, masked = _masked(sums)
        found, held = self._masked.find(masked)
        name, at = np.divmod(held, _MOST_PLACES)
        is_beside = _are_beside()[sums.codes[found], self._codes[self._starts[name] + at]]
        for word, one in zip(of[found[is_beside]].tolist(), name[is_beside].tolist(), strict=True):
            yield long[word], SLIPPED, self._names[one]
        word, shorter = sums.short_of_one()
        # A letter more at an end makes a plural or another word.
        inside = np.flatnonzero((place > 0) & (place < sums.lengths[word] - 1))
        found, held = self._right.find(salted(shorter[inside], _LONGER))
        for at, one in zip(word[inside[found]].tolist(), held.tolist(), strict=True):
            yield long[at], INSERTED, self._names[one]


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
