"""Names inside a longer word, without a space before or behind them: `canonpowershot`, `newcanon`, `2024canon`, `Canons`."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from features.linking.names.common_words import common_words, frequent_words
from features.linking.names.key_table import spread_out
from features.linking.names.name_trie import NameTrie
from features.linking.names.name_variants import LEAST_LETTERS
from features.linking.names.naming_support import FILLERS

GLUED_COST, ANY_LETTERS_COST = 1.0, 2.0
_CODE = re.compile(r"[a-z]{0,4}[0-9]\w*")
_LEAST_WORD_BEFORE, _LEAST_WORD_BEHIND = 3, 4
# A long name is believed beside letters that are no known word, too: behind it earlier than before it, for more words
# end like a name by chance than begin like one.
_LEAST_BEFORE_ANY, _LEAST_BEHIND_ANY, LEAST_GLUED_REST = 6, 7, 3
# Points more for a short name behind other letters, which are to be among the most frequent words: menacer ends in acer,
# pineapple in apple. Chosen on half of the brands.
_SHORT_BEHIND, _SHORT_BEHIND_SHORT = {4: 1.5, 5: 0.5}, 1.0
_LEAST_SURE_PLURAL = 5
_LETTER_AND_DIGIT = 2
_LINE_END = ord("\n")
_TAGS = "#@_"  # #canonstyle, @thecanon
Place = tuple[int, int]  # first and past-the-last letter of a name inside a word
IsHonest = Callable[[str], bool]


@dataclass(frozen=True)
class GluedNames:
    """Looks names up anywhere in words; `is_honest` says which words mean what they say."""

    names: frozenset[str]
    trie: NameTrie
    is_honest: IsHonest

    @classmethod
    def of(cls, names: Iterable[str], is_honest: IsHonest) -> "GluedNames":
        """The search for these compact names; short ones and those with digits are left out."""
        held = frozenset(name for name in names if len(name) >= LEAST_LETTERS and name.isascii() and name.isalpha())
        return cls(held, NameTrie.build(sorted(held)), is_honest)

    def places(self, words: Sequence[str]) -> dict[int, list[Place]]:
        """Word (by place) → start and end of each name in it that is not all of it."""
        codes = np.frombuffer("\n".join([*words, ""]).encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
        ends = np.flatnonzero(codes == _LINE_END)
        begins = np.concatenate([[0], ends + 1])[:-1]
        word, before = spread_out(ends - begins + 1)
        left, is_letter = ends[word] - np.arange(len(codes)), codes >= ord("a")
        may_start = (left >= LEAST_LETTERS) & (left + before > LEAST_LETTERS) & is_letter
        may_start &= (before == 0) | (before >= _LEAST_WORD_BEFORE) | ~is_letter[begins[word]]
        _, start, end = self.trie.walk(codes, np.flatnonzero(may_start))
        of = word[start]
        first, behind = begins[of], ends[of] - end
        # Fewer letters behind a name are no word: they are another word's.
        is_part = (behind >= LEAST_GLUED_REST) | ~is_letter[end] | (codes[end] == ord("s"))
        # The second edition of something is its v2.
        is_part |= (behind == _LETTER_AND_DIGIT) & ~is_letter[ends[of] - 1]
        is_part &= end - start < ends[of] - first
        found: dict[int, list[Place]] = defaultdict(list)
        for at, begin, past in zip(*(part[is_part].tolist() for part in (of, start - first, end - first)), strict=True):
            found[at].append((begin, past))
        return found

    def costs(self, word: str, places: Iterable[Place]) -> dict[Place, float]:
        """Place of each name that the word is glued from with others that mean something, and what believing it costs."""
        bare = word.lstrip(_TAGS)
        if not bare.isalnum() or self.is_honest(bare):
            return {}
        signs, found = len(word) - len(bare), {}
        for start, end in places:
            name = word[start:end]
            cost_before = self._cost_before(word[signs:start], name)
            cost_behind = None if cost_before is None or name == bare else self._cost_behind(name, word[end:])
            if cost_before is not None and cost_behind is not None:
                found[start, end] = max(cost_before, cost_behind)
        return found

    def _cost_behind(self, name: str, rest: str) -> float | None:
        """Points for the letters behind a name, 0 for none, None when they make it another word."""
        if not rest:
            return 0.0
        if rest == "s":
            return GLUED_COST * (1 if len(name) >= _LEAST_SURE_PLURAL else 2)
        if self.is_own_word(rest):
            # Brotherhood: two words in one are the commonest make of a third.
            return GLUED_COST * (1 + (name in common_words() and rest.isalpha()))
        is_long = len(name) >= _LEAST_BEFORE_ANY and len(rest) >= LEAST_GLUED_REST and name not in common_words()
        return ANY_LETTERS_COST if is_long else None

    def _cost_before(self, rest: str, name: str) -> float | None:
        """The same of the letters before a name."""
        if not rest:
            return 0.0
        if rest.isdigit():
            return GLUED_COST
        if len(name) in _SHORT_BEHIND:
            more = _SHORT_BEHIND[len(name)] + _SHORT_BEHIND_SHORT * (
                len(rest) == _LEAST_WORD_BEFORE and rest not in FILLERS
            )
            return GLUED_COST + more if rest in frequent_words() else None
        if len(rest) >= _LEAST_WORD_BEFORE and self.is_honest(rest):
            return GLUED_COST
        is_long = len(name) >= _LEAST_BEHIND_ANY and len(rest) >= LEAST_GLUED_REST and rest.isalpha()
        return ANY_LETTERS_COST if is_long else None

    def is_own_word(self, rest: str) -> bool:
        """Whether the letters behind a name are a word or a model code by themselves."""
        return (len(rest) >= _LEAST_WORD_BEHIND and self.is_honest(rest)) or bool(_CODE.fullmatch(rest))
