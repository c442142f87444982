"""Which names a single word may be bent from, and what believing it costs."""

from collections import defaultdict
from collections.abc import Iterable

from features.linking.joined_text import squeeze
from features.linking.name_variants import (
    ALIKE,
    CHANGED,
    DOUBLED,
    DRAWN,
    DROPPED_FIRST,
    LEAST_FOR_MOVED_VOWELS,
    LEAST_LETTERS,
    MOVED,
    collapsed,
    crossed,
    edit,
    has_moved_vowels,
    redrawn,
    shape,
    shortened,
    without_vowels,
)  # fmt: skip

# Points that a bent word costs: the shorter the name, the more honest words lie one edit away. Chosen on the develop
# part of benchmarks/evasion.py (titles of half of the brands), told of the other half.
_COST_BY_LETTERS = {4: 3.0, 5: 2.5}
_COST, _COST_FIRST_LETTER = 2.0, -0.5
DRAWN_COST, _DRAWN_COST_SHORT, _ALIKE_COST = 0.0, 1.0, 1.5
_DOUBLED_LESS, _CHANGED_MORE, _MOVED_COST = 0.5, 0.5, 3.0
STARRED_COST = 0.5


class WordNames:
    """Names looked up by shape, by collapsed runs and by shortened forms of themselves and of the word."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(name for name in names if name.isascii())
        self._by_shape: dict[str, set[str]] = defaultdict(set)
        self._by_collapsed: dict[str, set[str]] = defaultdict(set)
        self._by_shortened: dict[str, set[str]] = defaultdict(set)
        self._by_consonants: dict[str, set[str]] = defaultdict(set)
        self._by_crossed: dict[str, set[str]] = defaultdict(set)
        for name in sorted(self.names):
            if len(name) < LEAST_LETTERS or not any(letter.isalpha() for letter in name):
                continue
            self._by_shape[shape(name)].add(name)
            self._by_collapsed[collapsed(name)].add(name)
            for short in shortened(name):
                self._by_shortened[short].add(name)
            for made in crossed(name):
                self._by_crossed[made].add(name)
            if len(name) >= LEAST_FOR_MOVED_VOWELS:
                self._by_consonants[collapsed(without_vowels(name))].add(name)

    def near(self, word: str) -> list[tuple[str, str]]:
        """(name, edit) of each name the word is bent from, the cheapest edit of each, by name."""
        if len(word) < LEAST_LETTERS - 1 or word in self.names or not _may_be_drawn(word):
            return []
        found: dict[str, str] = {}
        is_plain = word.isalpha()
        for form in [word, *redrawn(word)]:
            for name in self._by_shape.get(shape(form), ()):
                found.setdefault(name, ALIKE if is_plain and form == word else DRAWN)
        if is_plain:
            self._add_edits(word, found)
        return sorted(found.items())

    def drawn(self, word: str) -> set[str]:
        """The names drawn so, that are not spelled so."""
        return self._by_shape.get(shape(word), set()) - {squeeze(word)} if _may_be_drawn(word) else set()

    def _add_edits(self, word: str, found: dict[str, str]) -> None:
        near = set(self._by_collapsed.get(collapsed(word), ())) | self._by_shortened.get(word, set())
        near |= self._by_crossed.get(word, set())
        for short in shortened(word):
            near |= self._by_shortened.get(short, set())
        for name in near:
            kind = edit(word, name)
            if kind and name not in found:
                found[name] = kind
        for name in self._by_consonants.get(collapsed(without_vowels(word)), ()):
            if name not in found and has_moved_vowels(word, name):
                found[name] = MOVED


def _may_be_drawn(word: str) -> bool:
    """Whether enough letters stand in a word to be read at all; a number or a model code mostly has none or one."""
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
