"""Which names a single word may be bent from, and what believing it costs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from features.linking.joined_text import squeeze
from features.linking.key_table import ManyOfKey
from features.linking.letter_sums import LetterSums, are_one_exchange, salted
from features.linking.name_variants import (
    ALIKE,
    CHANGED,
    DOUBLED,
    DRAWN,
    DROPPED_FIRST,
    LEAST_FOR_MOVED_VOWELS,
    LEAST_LETTERS,
    MOVED,
    TWO_FOR_ONE,
    edit,
    has_moved_vowels,
    redrawn,
    shape,
    shapes,
)  # fmt: skip

# Points that a bent word costs: the shorter the name, the more honest words lie one edit away. Chosen on the develop
# part of benchmarks/evasion.py (titles of half of the brands), told of the other half.
_COST_BY_LETTERS = {4: 3.0, 5: 2.5}
_COST, _COST_FIRST_LETTER = 2.0, -0.5
DRAWN_COST, _DRAWN_COST_SHORT, _ALIKE_COST = 0.0, 1.0, 1.5
_DOUBLED_LESS, _CHANGED_MORE, _MOVED_COST = 0.5, 0.5, 3.0
STARRED_COST = 0.5


_TWO_FOR_ONE = re.compile("|".join(two for two, _ in TWO_FOR_ONE))


class WordNames:
    """Names looked up by shape, and by the sums of letters that an edit leaves as they are; many words at once."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(name for name in names if name.isascii())
        self._sought = sorted(
            name for name in self.names if len(name) >= LEAST_LETTERS and any(letter.isalpha() for letter in name)
        )
        self._by_shape: dict[str, list[str]] = defaultdict(list)
        for name, drawn in zip(self._sought, shapes(self._sought), strict=True):
            self._by_shape[drawn].append(name)
        sums = LetterSums.of(self._sought)
        self._edited, self._exchanged, self._moved = _tables(sums)
        self._letters = sums.in_any_order

    def near(self, word: str) -> list[tuple[str, str]]:
        """(name, edit) of each name the word is bent from, the cheapest edit of each, by name."""
        return self.near_all([word])[0]

    def near_all(self, words: Sequence[str]) -> list[list[tuple[str, str]]]:
        """What `near` tells of each word."""
        found: list[dict[str, str] | None] = [None] * len(words)
        sought = [at for at, word in enumerate(words) if len(word) >= LEAST_LETTERS - 1 and word not in self.names]
        for at, drawn in zip(sought, shapes([words[at] for at in sought]), strict=True):
            if drawn in self._by_shape or _TWO_FOR_ONE.search(words[at]):
                found[at] = self._drawn_so(words[at], drawn)
        plain = [at for at in sought if words[at].isalpha()]
        self._add_edits(plain, LetterSums.of([words[at] for at in plain]), words, found)
        return [sorted(held.items()) if held else [] for held in found]

    def _drawn_so(self, word: str, drawn: str) -> dict[str, str]:
        kind = ALIKE if word.isalpha() else DRAWN
        found = dict.fromkeys(self._by_shape.get(drawn, ()), kind)
        for form in redrawn(word) if _TWO_FOR_ONE.search(word) else ():
            for name in self._by_shape.get(shape(form), ()):
                found.setdefault(name, DRAWN)
        return found if found and _may_be_drawn(word) else {}

    def drawn(self, word: str) -> set[str]:
        """The names drawn so, that are not spelled so."""
        held = self._by_shape.get(shape(word))
        return set(held) - {squeeze(word)} if held and _may_be_drawn(word) else set()

    def _add_edits(
        self, places: list[int], sums: LetterSums, words: Sequence[str], found: list[dict[str, str] | None]
    ) -> None:
        for at, of in self._perhaps_edited(sums):
            word, name = words[places[at]], self._sought[of]
            held = found[places[at]] or {}
            kind = None if name in held else edit(word, name)
            if kind:
                found[places[at]] = held | {name: kind}
        place, name_at = self._moved.find(_keys((_WITHOUT_VOWELS,), sums))
        for at, of in zip(place.tolist(), name_at.tolist(), strict=True):
            word, name = words[places[at]], self._sought[of]
            held = found[places[at]] or {}
            if name not in held and has_moved_vowels(word, name):
                found[places[at]] = held | {name: MOVED}

    def _perhaps_edited(self, sums: LetterSums) -> set[tuple[int, int]]:
        """(word, name) by place of pairs that share a sum, which those an edit lies between all do."""
        place, name_at = self._edited.find(_keys(_EDIT_SUMS, sums))
        found = set(zip((place % max(len(sums.lengths), 1)).tolist(), name_at.tolist(), strict=True))
        place, name_at = self._exchanged.find(_keys((_OF_SOUNDS,), sums))
        # Many words sound alike when every vowel is one; of an exchange the letters tell which it was.
        are_near = are_one_exchange(self._letters[name_at] - sums.in_any_order[place])
        return found | set(zip(place[are_near].tolist(), name_at[are_near].tolist(), strict=True))


# A salt for each kind of sum, so that all of them lie in one table.
_SHORT_OF_ONE, _IN_ANY_ORDER, _OF_SOUNDS, _COLLAPSED, _WITHOUT_VOWELS = range(1, 6)
_SUM_OF = {
    _SHORT_OF_ONE: lambda sums: sums.right,
    _IN_ANY_ORDER: lambda sums: sums.in_any_order,
    _OF_SOUNDS: lambda sums: sums.of_sounds,
    _COLLAPSED: lambda sums: sums.collapsed.right,
    _WITHOUT_VOWELS: lambda sums: sums.without_vowels.right,
}
# What a word and a name share: with a letter dropped; with letters swapped; with one doubled, or a double one halved.
_EDIT_SUMS = (_SHORT_OF_ONE, _IN_ANY_ORDER, _COLLAPSED)


def _keys(kinds: Sequence[int], sums: LetterSums) -> np.ndarray:
    return np.concatenate([salted(_SUM_OF[kind](sums), kind) for kind in kinds])


def _tables(sums: LetterSums) -> tuple[ManyOfKey, ManyOfKey, ManyOfKey]:
    """The names by the sums that edits leave, by their sounds, and long ones by what stays when vowels move."""
    number = np.arange(len(sums.lengths))
    word, short = sums.short_of_one()
    kept = _EDIT_SUMS[1:]
    keys = np.concatenate([salted(short, _SHORT_OF_ONE), _keys(kept, sums)])
    edited = ManyOfKey.of(keys, np.concatenate([word, np.tile(number, len(kept))]))
    is_long = np.flatnonzero(sums.lengths >= LEAST_FOR_MOVED_VOWELS)
    moved = ManyOfKey.of(_keys((_WITHOUT_VOWELS,), sums)[is_long], is_long)
    return edited, ManyOfKey.of(_keys((_OF_SOUNDS,), sums), number), moved


def _may_be_drawn(word: str) -> bool:
    """Whether enough letters stand in a word to be read at all; a number or a model code mostly has none or one."""
    if word.isalpha():
        return True
    letters = sum(letter.isalpha() for letter in word)
    digits = sum(letter.isdigit() for letter in word)
    return letters > 0 and (len(word) - digits) * 2 >= len(word) or (letters > 1 and letters * 4 >= len(word))


def cost_of(kind: str, name: str) -> float:
    """Points that an edit of a name takes off the belief."""
    if kind == "starred":
        return STARRED_COST
    if kind == DRAWN:
        return DRAWN_COST if len(name) > LEAST_LETTERS else _DRAWN_COST_SHORT
    if kind == MOVED:
        return _MOVED_COST
    cost = _COST_BY_LETTERS.get(len(name), _COST)
    if kind == ALIKE:
        return min(cost, _ALIKE_COST)
    if kind == DROPPED_FIRST:
        return cost + _COST_FIRST_LETTER
    return cost - _DOUBLED_LESS * (kind == DOUBLED) + _CHANGED_MORE * (kind == CHANGED and len(name) > LEAST_LETTERS)
