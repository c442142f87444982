"""The words of many texts: which there are, and where each stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from features.linking.names.joined_text import ends_of
from features.linking.names.key_table import numbered
from features.linking.names.letter_sums import keys_between
from features.linking.names.name_variants import DRAWN_SIGNS
from features.skeleton import SEPARATOR

# Signs stand inside words and before them; a plus before a word adds something: +Mobile.
_SIGNS = (DRAWN_SIGNS + "*#_·•°?").replace("+", "")
_LETTER, _SIGN, _PLUS, _FOREIGN = 1, 2, 3, 4
# Latin letters no skeleton folds to a-z, Greek, Cyrillic and on to Greek with marks: scripts that put spaces.
_OTHER_SCRIPTS = range(0xDF, 0x2000)
_CODES = 0x2100  # every sign lies below; what lies beyond is no part of a word


@dataclass(frozen=True)
class SpokenWords:
    """The distinct words of some texts, and by parallel arrays where each stands, text by text and in order.

    `number` is the place in `words`, `cell` the text, `start` the place in the text. `joined` is all texts with
    SEPARATOR between them, `codes` its code points; there the words stand from `first` to `last`.
    """

    words: list[str]
    number: np.ndarray
    cell: np.ndarray
    start: np.ndarray
    joined: str
    codes: np.ndarray
    first: np.ndarray
    last: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[str]) -> "SpokenWords":
        """The words of skeletons: letters a-z and digits with the signs sellers put in them.

        Hyphens, points and slashes part words. A piece of a Russian or Greek word that happens to be drawn with Latin
        letters is no word.
        """
        text = SEPARATOR.join(texts)
        codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
        kinds = _kinds()[np.minimum(codes, _CODES - 1)]
        start, past = _borders(kinds)
        first, number = numbered(keys_between(_drawn(codes, kinds), start, past))
        words = [text[begin:end] for begin, end in zip(start[first].tolist(), past[first].tolist(), strict=True)]
        ends = ends_of(texts)
        cell = np.searchsorted(ends, start, side="right")
        return cls(words, number, cell, start - np.concatenate([[0], ends])[cell], text, codes, start, past)

    def of_cells(self, is_wanted: np.ndarray) -> "SpokenWords":
        """The same words where they stand in the wanted texts."""
        at = np.flatnonzero(is_wanted[self.cell])
        number, cell, start, first, last = (
            part[at] for part in (self.number, self.cell, self.start, self.first, self.last)
        )
        return SpokenWords(self.words, number, cell, start, self.joined, self.codes, first, last)

    @cached_property
    def past(self) -> np.ndarray:
        """For each place the first place behind its text."""
        return np.cumsum(np.bincount(self.cell))[self.cell]

    def has_inside(self, first: np.ndarray, words: int) -> np.ndarray:
        """Whether from each of these places so many words stand in one text."""
        return (first >= 0) & (first + words <= self.past[np.maximum(first, 0)])

    def inside(self, first: np.ndarray, words: int) -> np.ndarray:
        """Those places, each once and in order, from which so many words stand in one text."""
        is_first = np.zeros(len(self.number), dtype=bool)
        is_first[first[first >= 0]] = True
        first = np.flatnonzero(is_first)
        return first[self.has_inside(first, words)]

    def runs(self, first: np.ndarray, words: int) -> np.ndarray:
        """The numbers of so many words from each of these places on, a row each."""
        return self.number[first[:, None] + np.arange(words)]


@cache
def _kinds() -> np.ndarray:
    """By code point: what a character is to a word."""
    kinds = np.zeros(_CODES, dtype=np.uint8)
    kinds[_OTHER_SCRIPTS] = _FOREIGN
    for letters, kind in (("abcdefghijklmnopqrstuvwxyz0123456789", _LETTER), (_SIGNS, _SIGN), ("+", _PLUS)):
        kinds[[ord(letter) for letter in letters]] = kind
    return kinds


def _drawn(codes: np.ndarray, kinds: np.ndarray) -> np.ndarray:
    """A number (uint8) of its own for each character that stands in words."""
    drawn = (codes & 127).astype(np.uint8)
    signs = np.flatnonzero((kinds == _SIGN) & (codes > 127))
    beyond = np.array(sorted(ord(sign) for sign in _SIGNS if not sign.isascii()))
    drawn[signs] = np.searchsorted(beyond, codes[signs])
    return drawn


def _borders(kinds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and past-the-last place of each word."""
    held = np.pad(kinds, 1)
    is_inside = (held > 0) & (held < _FOREIGN)
    edges = np.flatnonzero(is_inside[1:] != is_inside[:-1])
    # `held` is shifted by one: held[start] is the character before, held[past + 1] the one behind.
    start, past = edges[::2].copy(), edges[1::2]
    is_word = (held[start] != _FOREIGN) & (held[past + 1] != _FOREIGN)
    signed = np.flatnonzero(held[start + 1] != _LETTER)
    letters = np.append(np.flatnonzero(kinds == _LETTER), len(kinds))
    letter = letters[np.searchsorted(letters, start[signed])]
    is_word[signed] &= letter < past[signed]
    behind_plus = np.concatenate([[0], np.flatnonzero(kinds == _PLUS) + 1])
    before = behind_plus[np.searchsorted(behind_plus, letter, side="right") - 1]
    start[signed] = np.maximum(start[signed], before)
    return start[is_word], past[is_word]
