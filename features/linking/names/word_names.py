"""Which names a single word may be bent from, and what believing it costs."""

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np

from features.linking.distinct import distinct
from features.linking.names.key_table import ManyOfKey
from features.linking.names.letter_slips import LetterSlips
from features.linking.names.letter_sums import LetterSums, are_one_exchange, salted
from features.linking.names.name_variants import (
    ALIKE,
    BONES,
    CHANGED,
    DOUBLED,
    DRAWN,
    DROPPED_FIRST,
    INSERTED,
    LEAST_FOR_MOVED_VOWELS,
    LEAST_LETTERS,
    LEAST_SAID,
    MOVED,
    SLIPPED,
    SOUNDED,
    TWO_FOR_ONE,
    bones,
    redrawn,
    shapes,
    sounds,
)  # fmt: skip
from features.linking.names.word_edits import EDITS, Near, edits, edits_of

# Points that a bent word costs: the shorter the name, the more honest words lie one edit away. Chosen on the develop
# part of benchmarks/evasion.py (titles of half of the brands), told of the other half.
_COST_BY_LETTERS = {4: 3.0, 5: 2.5}
_COST, _COST_FIRST_LETTER = 2.0, -0.5
DRAWN_COST, _DRAWN_COST_SHORT, _ALIKE_COST = 0.0, 1.0, 1.5
_DOUBLED_LESS, _CHANGED_MORE, _MOVED_COST = 0.5, 0.5, 3.0
STARRED_COST = 0.5
# The fewer consonants a name has, the likelier they are an abbreviation of something else.
_BONES_COST, _BONES_COST_LONG = {4: 3.0, 5: 2.5}, 2.0


class WordNames:
    """Names looked up by shape, and by the sums of letters that an edit leaves as they are; many words at once."""

    def __init__(self, names: Iterable[str]) -> None:
        self.sought = sorted(
            name
            for name in set(names)
            if name.isascii() and len(name) >= LEAST_LETTERS and any(letter.isalpha() for letter in name)
        )
        # Two letters may be drawn as one (`sarnsung`), or one as two: darity for Clarity.
        drawn = [(form, name) for name in self.sought for form in [name, *redrawn(name)]]
        number = {name: at for at, name in enumerate(self.sought)}
        self._by_shape = _by_sum(shapes([form for form, _ in drawn]), [number[name] for _, name in drawn])
        said = [at for at, name in enumerate(self.sought) if len(name) >= LEAST_SAID and name.isalpha()]
        self._by_sound = _by_sum(sounds([self.sought[at] for at in said]), said)
        left = [(held, at) for at, name in enumerate(self.sought) if (held := bones(name))]
        self._by_bones = _by_sum([held for held, _ in left], [at for _, at in left])
        sums = LetterSums.of(self.sought)
        self._edited, self._exchanged, self._moved = _tables(sums)
        self._slips = LetterSlips(self.sought)
        # The same letters, without the many sums that the tables alone need.
        self._sums = LetterSums(sums.codes, sums.starts)

    def near_all(self, words: Sequence[str]) -> dict[int, dict[str, str]]:
        """Word (by place) → the names it is bent from, each with its cheapest edit; words bent from none are left out.

        A word is not bent from itself, though it may be a name and bent from another one.
        """
        plain = [at for at, word in enumerate(words) if len(word) >= LEAST_LETTERS - 1 and word.isalpha()]
        spoken = [words[at] for at in plain]
        letters, place = LetterSums.of(spoken), np.array(plain, dtype=np.int64)
        # An edit is a surer reading than how a word is said.
        edited = [*self._edits(letters), *self._said(spoken, letters), *self._slips.find(letters)]
        near = [self._shapes(words), *((place[word], name, edit) for word, name, edit in edited)]
        word, name, edit = (np.concatenate(parts) for parts in zip(*near, strict=True))
        _, first = np.unique(word * len(self.sought) + name, return_index=True)
        found: dict[int, dict[str, str]] = {}
        for at, of, kind in zip(*(part[first].tolist() for part in (word, name, edit)), strict=True):
            found.setdefault(at, {})[self.sought[of]] = EDITS[kind]
        return found

    def _shapes(self, words: Sequence[str]) -> Near:
        """The words that have the shape of a name, as they stand or redrawn."""
        two = LetterSums.of(words).holding([two for two, _ in TWO_FOR_ONE]).tolist()
        forms = [(at, form) for at in two for form in redrawn(words[at])]
        found, name = _pairs(self._by_shape, LetterSums.of(shapes([*words, *(form for _, form in forms)])))
        word = np.concatenate([np.arange(len(words)), np.array([at for at, _ in forms], dtype=np.int64)])[found]
        read = [
            _how_drawn(words[at], self.sought[of], is_redrawn=place >= len(words))
            for at, of, place in zip(word.tolist(), name.tolist(), found.tolist(), strict=True)
        ]
        edit = np.array(read, dtype=np.int64)
        return word[edit > 0], name[edit > 0], edit[edit > 0]

    def _said(self, words: Sequence[str], letters: LetterSums) -> Iterable[Near]:
        """The words that sound like a name, then those that are its consonants."""
        for table, sums, edit in (
            (self._by_sound, LetterSums.of(sounds(words)), SOUNDED),
            (self._by_bones, letters, BONES),
        ):
            word, name = _pairs(table, sums)
            is_other = letters.right[word] != self._sums.right[name]
            yield word[is_other], name[is_other], edits_of(edit, is_other.sum())

    def _edits(self, sums: LetterSums) -> Iterable[Near]:
        """The words that an edit makes of a name, the cheapest edit of each pair first."""
        word, name = self._perhaps_edited(sums)
        edit = edits(sums, word, self._sums, name)
        yield word[edit > 0], name[edit > 0], edit[edit > 0]
        # Equal but for vowels and doubled letters; more than one letter more or less is another word.
        word, name = self._moved.find(_keys((_WITHOUT_VOWELS,), sums))
        is_near = np.abs(sums.lengths[word] - self._sums.lengths[name]) <= 1
        is_near &= sums.right[word] != self._sums.right[name]
        yield word[is_near], name[is_near], edits_of(MOVED, is_near.sum())

    def _perhaps_edited(self, sums: LetterSums) -> tuple[np.ndarray, np.ndarray]:
        """Words and names by place: pairs that share a sum, which those an edit lies between all do."""
        count = max(len(sums.lengths), 1)
        place, name = self._edited.find(_keys(_EDIT_SUMS, sums))
        word, alike = self._exchanged.find(_half_keys(sums))
        word %= count
        # Of an exchange the letters tell which it was.
        are_near = are_one_exchange(self._sums.in_any_order[alike] - sums.in_any_order[word])
        pairs = distinct(np.concatenate([name * count + place % count, (alike * count + word)[are_near]]))
        name, word = pairs // count, pairs % count
        is_other = sums.right[word] != self._sums.right[name]
        return word[is_other], name[is_other]


def _by_sum(forms: Sequence[str], names: Sequence[int]) -> ManyOfKey:
    """The names (by place) that each form stands for, by the sum of its letters."""
    return ManyOfKey.of(LetterSums.of(forms).right.view(np.int64), np.array(names, dtype=np.int64))


def _pairs(table: ManyOfKey, letters: LetterSums) -> tuple[np.ndarray, np.ndarray]:
    """Words and names, both by place, where the word is one of the forms in the table."""
    return table.find(letters.right.view(np.int64))


def _how_drawn(word: str, name: str, *, is_redrawn: bool) -> int:
    """The number of the edit of a word that is drawn like a name; of none when it is the name, or rather no word."""
    if word == name or len(word) < LEAST_LETTERS - 1 or not may_be_drawn(word):
        return EDITS.index("")
    return EDITS.index(DRAWN if is_redrawn or not word.isalpha() else ALIKE)


# A salt for each kind of sum, so that all of them lie in one table.
_SHORT_OF_ONE, _IN_ANY_ORDER, _FIRST_HALF, _SECOND_HALF, _COLLAPSED, _WITHOUT_VOWELS = range(1, 7)
_SUM_OF = {
    _SHORT_OF_ONE: lambda sums: sums.right,
    _IN_ANY_ORDER: lambda sums: sums.in_any_order,
    # A letter exchanged leaves the sounds as they are, and the letters of one half.
    _FIRST_HALF: lambda sums: sums.of_sounds + sums.first_half,
    _SECOND_HALF: lambda sums: sums.of_sounds + sums.right - sums.first_half,
    _COLLAPSED: lambda sums: sums.collapsed.right,
    _WITHOUT_VOWELS: lambda sums: sums.without_vowels.right,
}
# What a word and a name share: with a letter dropped; with letters swapped; with one doubled, or a double one halved.
_EDIT_SUMS = (_SHORT_OF_ONE, _IN_ANY_ORDER, _COLLAPSED)


def _keys(kinds: Sequence[int], sums: LetterSums) -> np.ndarray:
    return np.concatenate([salted(_SUM_OF[kind](sums), kind) for kind in kinds])


def _half_keys(sums: LetterSums) -> np.ndarray:
    return _keys((_FIRST_HALF, _SECOND_HALF), sums)


def _tables(sums: LetterSums) -> tuple[ManyOfKey, ManyOfKey, ManyOfKey]:
    """The names by the sums that edits leave, by their sounds, and long ones by what stays when vowels move."""
    number = np.arange(len(sums.lengths))
    word, short = sums.short_of_one()
    kept = _EDIT_SUMS[1:]
    keys = np.concatenate([salted(short, _SHORT_OF_ONE), _keys(kept, sums)])
    edited = ManyOfKey.of(keys, np.concatenate([word, np.tile(number, len(kept))]))
    is_long = np.flatnonzero(sums.lengths >= LEAST_FOR_MOVED_VOWELS)
    moved = ManyOfKey.of(_keys((_WITHOUT_VOWELS,), sums)[is_long], is_long)
    return edited, ManyOfKey.of(_half_keys(sums), np.tile(number, 2)), moved


def may_be_drawn(word: str) -> bool:
    """Whether enough letters stand in a word to be read at all; a number or a model code mostly has none or one.

    Neither has signs that are drawn as letters.
    """
    if word.isalpha():
        return True
    letters = sum(letter.isalpha() for letter in word)
    digits = sum(letter.isdigit() for letter in word)
    signs = len(word) - letters - digits
    if letters > 0 and ((len(word) - digits) * 2 >= len(word) or signs > 0 and (letters + signs) * 4 >= len(word)):
        return True
    return letters > 1 and letters * 4 >= len(word)


@cache
def cost_of(kind: str, name: str) -> float:
    """Points that an edit of a name takes off the belief."""
    if kind == "starred":
        return STARRED_COST
    if kind == DRAWN:
        return DRAWN_COST if len(name) > LEAST_LETTERS else _DRAWN_COST_SHORT
    if kind == MOVED:
        return _MOVED_COST
    if kind == BONES:
        return _BONES_COST.get(len(bones(name) or ""), _BONES_COST_LONG)
    cost = _COST_BY_LETTERS.get(len(name), _COST)
    if kind == ALIKE:
        return min(cost, _ALIKE_COST)
    if kind == DROPPED_FIRST:
        return cost + _COST_FIRST_LETTER
    is_changed = kind in (CHANGED, SOUNDED, INSERTED, SLIPPED) and len(name) > LEAST_LETTERS
    return cost - _DOUBLED_LESS * (kind == DOUBLED) + _CHANGED_MORE * is_changed
