"""Names of two words whose short first one is glued behind a number or another word: `2021D-Link`, `newdj tech`."""

from collections.abc import Iterable

import numpy as np

from features.linking.names.common_words import frequent_words
from features.linking.names.crossed_names import two_words
from features.linking.names.glued_names import GLUED_COST
from features.linking.names.hidden_phrases import Reading
from features.linking.names.key_table import grouped
from features.linking.names.name_variants import LEAST_LETTERS
from features.linking.names.spoken_words import SpokenWords

# 3D link, 12V tech: behind few digits a letter is a unit.
_LEAST_DIGITS_BEFORE_LETTER = 3


class ShortBeginnings:
    """Looks at the words before the second word of such a name. `spaced` are names with their own spaces."""

    def __init__(self, spaced: Iterable[str]) -> None:
        pairs = sorted({pair for pair in map(two_words, spaced) if pair})
        self._firsts_of = grouped((second, first) for first, second in pairs if len(first) < LEAST_LETTERS)
        self._firsts = frozenset(first for held in self._firsts_of.values() for first in held if first.isalpha())

    def read(self, spoken: SpokenWords) -> Iterable[tuple[int, Reading]]:
        """(text, name) wherever the second word of such a name stands behind one that ends in the first."""
        is_second = np.array([word in self._firsts_of for word in spoken.words], dtype=bool)[spoken.number]
        at = np.flatnonzero(is_second[1:] & (spoken.cell[1:] == spoken.cell[:-1]))
        number, which = np.unique(spoken.number[at], return_inverse=True)
        firsts = [self._ends(spoken.words[one]) for one in number.tolist()]
        has_end = np.array([bool(one) for one in firsts], dtype=bool)[which]
        for place, of in zip(at[has_end].tolist(), which[has_end].tolist(), strict=True):
            second = spoken.words[spoken.number[place + 1]]
            for first in filter(self._firsts_of[second].__contains__, firsts[of]):
                begin = int(spoken.start[place]) + len(spoken.words[number[of]]) - len(first)
                end = int(spoken.start[place + 1]) + len(second)
                yield int(spoken.cell[place]), Reading(begin, end, first + second, "glued", GLUED_COST)

    def _ends(self, word: str) -> list[str]:
        """The short first words that this one ends in, behind a number or a frequent word."""
        ends = [word[-letters:] for letters in range(1, min(LEAST_LETTERS, len(word)))]
        return [end for end in ends if end in self._firsts and _may_stand_before(word[: -len(end)], end)]


def _may_stand_before(rest: str, first: str) -> bool:
    if rest.isdigit():
        return len(first) > 1 or len(rest) >= _LEAST_DIGITS_BEFORE_LETTER
    return len(first) > 1 and rest in frequent_words()
