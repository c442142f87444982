"""Names bent, starred or glued in words that signs hold together: `5:u:n:p:4k`, `St.rtech`, `newd-link`."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from features.linking.names.glued_names import GluedNames
from features.linking.names.hidden_phrases import Reading
from features.linking.names.joined_text import squeeze
from features.linking.names.name_variants import DRAWN, DRAWN_SIGNS
from features.linking.names.signed_words import are_letters_apart, is_odd
from features.linking.names.starred_names import StarredNames
from features.linking.names.word_names import STARRED_COST, WordNames, cost_of, may_be_drawn

_PARTING = re.compile(rf"[^a-z0-9{re.escape(DRAWN_SIGNS)}]+")
_DRAWN_SIGN = re.compile(rf"[{re.escape(DRAWN_SIGNS)}]")
_HAS_DIGIT = re.compile("[0-9]")
# Of `new-fello..s` the second word alone is starred.
_HONESTLY_JOINED = re.compile(r"[^-/&+]+")
# Before a glued name: in new-smead, news is no word before mead.
_ONE_WORD = re.compile("[a-z0-9]*[^a-z0-9]*")
# One of these between letters may stand for a letter; a hyphen or a slash mostly parts two words.
_STARS = frozenset(".?,:;~^=%")
# A point is the likelier what it says.
_POINT_COST = 1.0


@dataclass(frozen=True)
class SignedNames:
    """Reads signed words with the searches that read plain ones."""

    names: frozenset[str]
    words: WordNames
    starred: StarredNames
    glued: GluedNames

    def readings(self, written: Sequence[str]) -> list[list[Reading]]:
        """For each signed word the names it may hide."""
        pieces = [(at, *piece) for at, text in enumerate(written) for piece in _pieces(text)]
        found: list[list[Reading]] = [[] for _ in written]
        for at, start, text in pieces:
            found[at] += (one._replace(start=start + one.start, end=start + one.end) for one in self._starred(text))
        pieces = [piece for piece in pieces if self._is_no_list(piece[2])]
        for (at, start, _), read in zip(pieces, self._read([text for _, _, text in pieces]), strict=True):
            found[at] += [one._replace(start=start + one.start, end=start + one.end) for one in read]
        return found

    def _read(self, texts: Sequence[str]) -> list[list[Reading]]:
        drawn = [(at, bare) for at, text in enumerate(texts) for bare in _bared(text)]
        near = self.words.near_all([bare for _, bare in drawn])
        found: list[list[Reading]] = [[] for _ in texts]
        for of, (at, bare) in enumerate(drawn):
            found[at] += self._bent(texts[at], bare, near.get(of, {}))
        places = self.glued.places([_PARTING.sub("", text) for text in texts])
        for at, held in places.items():
            found[at] += self._glued(texts[at], held)
        return found

    def _is_no_list(self, text: str) -> bool:
        """Whether some piece says nothing by itself: black/white names two colours. Of single letters none does."""
        pieces = [piece for piece in _PARTING.split(text) if piece]
        return are_letters_apart(len(pieces), sum(len(piece) == 1 and piece.isalpha() for piece in pieces)) or not all(
            self.glued.is_honest(piece) or piece.isdigit() for piece in pieces
        )

    def _bent(self, text: str, bare: str, near: dict[str, str]) -> Iterable[Reading]:
        if bare in self.names and squeeze(text) != bare:
            yield Reading(0, len(text), bare, DRAWN, cost_of(DRAWN, bare))
        for name, kind in near.items() if bare not in self.names else ():
            if name in self.names:
                yield Reading(0, len(text), name, kind, cost_of(kind, name))

    def _starred(self, text: str) -> Iterable[Reading]:
        signs = {letter for letter in text if not letter.isalnum()}
        if len(signs) == 1 and all(map(_is_star, signs)) and not any(letter.isdigit() for letter in text):
            for name in self.starred.near(text.replace(next(iter(signs)), "*")):
                yield Reading(0, len(text), name, "starred", STARRED_COST + _POINT_COST)

    def _glued(self, text: str, places: Iterable[tuple[int, int]]) -> Iterable[Reading]:
        bare = _PARTING.sub("", text)
        held = [place for place in places if bare[slice(*place)] in self.names]
        if held and bare.isalnum():
            at = [place for place, letter in enumerate(text) if letter.isalnum()]
            for (start, past), cost in self.glued.costs(bare, held).items():
                begin, end = at[start], at[past - 1] + 1
                # The trie of plain names reads those that signs part from the rest.
                if _ONE_WORD.fullmatch(text, 0, begin) and not self._stands_apart(text, begin, end):
                    yield Reading(begin, end, bare[start:past], "glued", cost)

    @staticmethod
    def _stands_apart(text: str, begin: int, end: int) -> bool:
        return not text[begin - 1 : begin].isalnum() and not text[end : end + 1].isalnum()


def _is_star(sign: str) -> bool:
    """Whether a sign may stand for a letter: no honest word has it inside, or it is a point of some kind."""
    return sign in _STARS or (is_odd(sign) and sign not in DRAWN_SIGNS)


def _pieces(text: str) -> Iterable[tuple[int, str]]:
    """Place and text of a signed word, and of what hyphens and slashes part in it when other signs stand there, too."""
    yield 0, text
    held = [(found.start(), found[0]) for found in _HONESTLY_JOINED.finditer(text)]
    yield from (one for one in held if len(held) > 1 and _PARTING.search(one[1]))


def _bared(text: str) -> Iterable[str]:
    """The letters of a signed word, with the signs that are drawn as letters; beside digits one of those may part them."""
    bare = _PARTING.sub("", text)
    found = [bare] if _has_odd_signs(text) else []
    if _HAS_DIGIT.search(bare):
        found += (bare.replace(sign, "") for sign in dict.fromkeys(_DRAWN_SIGN.findall(bare)))
    return (bare for bare in found if may_be_drawn(bare))


def _has_odd_signs(text: str) -> bool:
    signs = _PARTING.findall(text)
    return len(signs) > 1 or any(map(is_odd, signs))
