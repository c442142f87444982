"""Names that capitals part from the words they are glued to: `CanonPowerShot`, `AuthenticCanon`, `byTripp Lite`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from features.linking.names.common_words import common_words
from features.linking.names.glued_names import IsHonest
from features.linking.names.hidden_phrases import Reading
from features.linking.names.joined_text import squeeze
from features.linking.names.key_table import grouped
from features.linking.names.name_variants import LEAST_LETTERS
from features.linking.names.seams import Seam, borders_of, in_skeleton, words_with_seams
from features.skeleton import skeletons_of

# With a capital at the seam any letters may stand beside a name. Chosen on the develop part of benchmarks/evasion.py.
SEAM_COST = 0.5
_LETTERS_BEHIND = re.compile("[a-z0-9]{2,}|[a-z]-[a-z0-9]")  # CanonPG, OlympusT-10
_LEAST_BEFORE = 2  # byCanon
# Letters of a name that may stand behind others that mean nothing.
_LEAST_BEHIND_ANY = 6
_WORD = re.compile(r"[^\W\d_]+")
_PIECE_BEHIND = re.compile(r"[\W_]+([A-Z]?(?:(?![A-Z])[^\W\d_])+|[A-Z]+)")
_DIGITS, _FIRST_IDEOGRAPH = "0123456789", "\u2e80"
_MOST_PIECES = 3  # capitals inside a name itself: TomTom

Words = tuple[str, str]
# Of a word with seams: the names in it, where its first piece ends if that ends names of several words, and the borders
# around its last piece if that begins some.
_Pieces = tuple[tuple[Seam, ...], int, tuple[int, ...]]


@dataclass(frozen=True)
class SeamNames:
    """Reads names between seams. `at_start` may start a word, `inside` stand in one behind other letters.

    Names of several words, with their own spaces and signs, are held by their first two words and by their last two.
    """

    at_start: frozenset[str]
    inside: frozenset[str]
    beginning_with: dict[Words, tuple[str, ...]]
    ending_with: dict[Words, tuple[str, ...]]
    first_words: frozenset[str]
    last_words: frozenset[str]
    next_to_last: frozenset[str]
    is_honest: IsHonest

    @classmethod
    def of(cls, names: frozenset[str], spaced: Iterable[str], is_honest: IsHonest) -> "SeamNames":
        """The search for these compact names, and for the same with their own spaces and signs."""
        long = frozenset(name for name in names if len(name) >= LEAST_LETTERS)
        parted = [(_WORD.findall(name), name) for name in spaced]
        first = grouped(((parts[0], parts[1]), name) for parts, name in parted if len(parts) > 1)
        last = grouped(((parts[-2], parts[-1]), name) for parts, name in parted if len(parts) > 1)
        first_words = frozenset(one for one, _ in first)
        last_words, next_to_last = frozenset(one for _, one in last), frozenset(one for one, _ in last)
        # Many things end in a word that is also a name: NewCrown, CaseCrown.
        return cls(long, long - common_words(), first, last, first_words, last_words, next_to_last, is_honest)

    def read(self, raw: Sequence[str], texts: Sequence[str]) -> Iterable[tuple[int, Reading]]:
        """(text, name) of the names at seams of texts as written; `texts` are their skeletons."""
        for cell, place in dict.fromkeys(self._places(raw)):
            text = texts[cell]
            begin, start, past = in_skeleton(raw[cell], text, place) or (0, 0, 0)
            cost = self._cost(text, begin, start, past) if past else None
            if cost is not None:
                yield cell, Reading(start, past, squeeze(text[start:past]), "glued", cost)

    def _places(self, raw: Sequence[str]) -> Iterable[tuple[int, Seam]]:
        """(text, place as written) of the names at seams."""
        known: dict[str, _Pieces] = {}
        for cell, first, past in words_with_seams(raw):
            word = raw[cell][first:past]
            if word not in known:
                known[word] = self._pieces(word)
            named, first_piece, last_piece = known[word]
            for begin, start, end in named:
                yield cell, (first + begin, first + start, first + end)
            if first_piece and (ahead := _word_ahead(raw[cell], first)) in self.next_to_last:
                yield from ((cell, place) for place in self._ending(raw[cell], ahead, first, first + first_piece))
            if last_piece:
                yield from ((cell, place) for place in self._beginning(raw[cell], *(first + at for at in last_piece)))

    def _pieces(self, written: str) -> _Pieces:
        word, borders = _drawn(written), borders_of(written)
        if len(word) != len(written):
            return (), 0, ()
        named = [(0, 0, past) for past in borders[1:-1] if word[:past] in self.at_start]
        named += [
            (borders[place], start, past)
            for place, start in enumerate(borders[1:-1])
            for past in borders[place + 2 : place + 2 + _MOST_PIECES]
            if word[start:past] in self.inside
        ]
        is_last, is_first = word[: borders[1]] in self.last_words, word[borders[-2] :] in self.first_words
        return tuple(named), borders[1] * is_last, tuple(borders[-3:]) if is_first else ()

    def _ending(self, text: str, ahead: str, start: int, past: int) -> Iterable[Seam]:
        """The names of several words whose last one stands there, behind this one."""
        for name in self.ending_with.get((ahead, _drawn(text[start:past])), ()):
            begin = past - len(name)
            if begin >= 0 and _drawn(text[begin:past]) == name and not text[max(begin, 1) - 1 : begin].isalpha():
                yield begin, begin, past

    def _beginning(self, text: str, before: int, start: int, past: int) -> Iterable[Seam]:
        """The names of several words whose first one stands there."""
        behind = _PIECE_BEHIND.match(text, past)
        for name in self.beginning_with.get((_drawn(text[start:past]), _drawn(behind[1])), ()) if behind else ():
            end = start + len(name)
            is_border = not text[end:][:1].isalpha() or (text[end - 1].islower() and text[end].isupper())
            if is_border and _drawn(text[start:end]) == name:
                yield before, start, end

    def _cost(self, text: str, begin: int, start: int, past: int) -> float | None:
        """Points for the letters beside a name, None when it is too short or they make it another word."""
        name, before, behind = squeeze(text[start:past]), text[begin:start], _LETTERS_BEHIND.match(text, past)
        is_parted = not text[past:][:1].isalnum()
        if len(name) < LEAST_LETTERS or not (name.isalpha() and name.isascii()) or not (behind or is_parted):
            return None
        if self.is_honest(before + text[start:past] + (behind[0] if behind else "")):
            return None
        is_common = name in common_words()
        if before and (is_common or not self._may_stand_before(before, name)):
            return None
        return SEAM_COST * ((start > begin) + (behind is not None) + is_common)

    def _may_stand_before(self, rest: str, name: str) -> bool:
        """Whether a long name, or one behind a word that means something, is believed to be no word's end by chance."""
        return len(rest) >= _LEAST_BEFORE and (len(name) >= _LEAST_BEHIND_ANY or self.is_honest(rest))


def _drawn(text: str) -> str:
    """The skeleton of a piece of a text, mostly plain letters."""
    return text.lower() if text.isascii() else skeletons_of([text])[0]


def _word_ahead(text: str, start: int) -> str:
    """The skeleton of the word before this place, without digits it starts with; nothing where none is spaced."""
    gap = max(start - 1, 0)
    ahead = text[text.rfind(" ", 0, gap) + 1 : gap].lstrip(_DIGITS)
    if ahead.isascii():
        return ahead.lower()
    return "" if ahead[0] >= _FIRST_IDEOGRAPH else _drawn(ahead)
