"""Names of two words with letters swapped over the space between them: `LinkeD pot` for Link Depot."""

import re
from collections.abc import Iterable
from functools import cache

import numpy as np

from features.linking.names.hidden_phrases import Reading
from features.linking.names.joined_text import squeeze
from features.linking.names.key_table import KeyTable, grouped
from features.linking.names.letter_sums import LetterSums
from features.linking.names.name_variants import LEAST_LETTERS, SWAPPED, edit
from features.linking.names.spoken_words import SpokenWords
from features.linking.names.word_names import cost_of

_BETWEEN_WORDS = re.compile(r"[\s\-./&']+")
_TWO = 2
# That two words in a row are both bent, and make one name, is no chance.
_LESS = 1.0


class CrossedNames:
    """Looks two words in a row up by their letters in any order. `spaced` are names with their own spaces."""

    def __init__(self, spaced: Iterable[str]) -> None:
        joined = sorted({"".join(pair) for pair in map(two_words, spaced) if pair})
        joined = [name for name in joined if name.isascii() and len(name) > LEAST_LETTERS]
        self._of_letters = grouped(("".join(sorted(name)), name) for name in joined)
        self._table = KeyTable.of(np.unique(LetterSums.of(joined).in_any_order).view(np.int64))

    def read(self, spoken: SpokenWords) -> Iterable[tuple[int, Reading]]:
        """(text, name) wherever two words in a row are a name but for two letters."""
        sums = LetterSums.of(spoken.words).in_any_order[spoken.number]
        first = np.flatnonzero(spoken.cell[:-1] == spoken.cell[1:])
        first = first[self._table.find((sums[first] + sums[first + 1]).view(np.int64)) >= 0]
        crossed = cache(self._crossed)
        for at, (one, other) in zip(first.tolist(), spoken.runs(first, _TWO).tolist(), strict=True):
            for name in crossed(spoken.words[one] + spoken.words[other]):
                end = int(spoken.start[at + 1]) + len(spoken.words[other])
                cost = cost_of(SWAPPED, name) - _LESS
                yield int(spoken.cell[at]), Reading(int(spoken.start[at]), end, name, SWAPPED, cost)

    def _crossed(self, text: str) -> list[str]:
        alike = self._of_letters.get("".join(sorted(text)), ())
        return [name for name in alike if text != name and edit(text, name)]


def two_words(name: str) -> tuple[str, str] | None:
    """The words of a name of two, letters and digits alone; None for other names."""
    words = [word for word in map(squeeze, _BETWEEN_WORDS.split(name)) if word]
    return (words[0], words[1]) if len(words) == _TWO else None
