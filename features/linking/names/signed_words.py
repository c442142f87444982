"""Words that signs hold together without a space: `S:a:m5ung`, `St.rtech`, `newd-link`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from features.linking.names.joined_text import letter_kinds
from features.linking.names.name_variants import LEAST_LETTERS
from features.linking.names.spoken_words import SpokenWords
from features.skeleton import SEPARATOR

# Between honest words, too: `wi-fi`, `black/white`, `men's`.
_HONEST = "-./&',()[]:;+\""
_LEAST_SPELLED = 3
_MOST_GAP = 3  # signs between two letters: more of them part words
_LAST = frozenset(".?*#")  # the last letter of a name may be starred as others are: `Aler.te.`


@dataclass(frozen=True)
class SignedWords:
    """The distinct stretches of words with signs between them, and by parallel arrays where each stands.

    Told are stretches of plain letters, and others when a sign stands in them that no honest word has. `written` is their
    text, `number` the place in it, `cell` the text of the batch, `start` the place there.
    """

    written: list[str]
    number: np.ndarray
    cell: np.ndarray
    start: np.ndarray

    @classmethod
    def of(cls, spoken: SpokenWords, is_honest: Callable[[str], bool]) -> "SignedWords":
        """The signed words among the words of some skeletons; those of honest words alone are left out."""
        joint, kinds = _joints(spoken)
        kind = np.zeros(len(spoken.number), dtype=np.int8)
        kind[joint] = kinds
        first, last = _chains(kind > 0)
        odd = _counted(kind > 1)
        mixed = _counted(~np.array([word.isalpha() for word in spoken.words], dtype=bool)[spoken.number])
        strange = _counted(_are_strange(spoken, kind > 0, is_honest))
        letters = _counted((spoken.last - spoken.first == 1) & (spoken.codes[spoken.first] >= ord("a")))
        has_odd = odd[last] > odd[first]
        is_told = has_odd | (mixed[last + 1] == mixed[first])
        # Between words that all mean something an odd sign may still stand for a letter: val%ara.
        is_told &= has_odd | (strange[last + 1] > strange[first])
        is_told |= are_letters_apart(last + 1 - first, letters[last + 1] - letters[first])
        is_told &= spoken.last[last] - spoken.first[first] > LEAST_LETTERS - has_odd
        first, last = first[is_told], last[is_told]
        written = _starred_to_the_end(spoken, first, last)
        place = {one: at for at, one in enumerate(dict.fromkeys(written))}
        number = np.array([place[one] for one in written], dtype=np.int64)
        return cls(list(place), number, spoken.cell[first], spoken.start[first])


def _are_strange(spoken: SpokenWords, is_joined: np.ndarray, is_honest: Callable[[str], bool]) -> np.ndarray:
    """Of each word joined to the next or the one before whether it is neither a word that means something nor a number."""
    joined = np.flatnonzero(is_joined)
    is_looked_at = np.zeros(len(spoken.words), dtype=bool)
    is_looked_at[spoken.number[joined]] = is_looked_at[spoken.number[joined + 1]] = True
    is_strange = is_looked_at.copy()
    for at in np.flatnonzero(is_looked_at).tolist():
        word = spoken.words[at]
        is_strange[at] = not (word.isdigit() or is_honest(word))
    return is_strange[spoken.number]


def _starred_to_the_end(spoken: SpokenWords, first: np.ndarray, last: np.ndarray) -> list[str]:
    """The text of each stretch, with the sign behind it when that also stands inside."""
    texts = _texts(f"{spoken.joined}{SEPARATOR}", spoken.first[first], spoken.last[last] + 1)
    return [text if text[-1] in _LAST and text[-1] in text[:-1] else text[:-1] for text in texts]


def _joints(spoken: SpokenWords) -> tuple[np.ndarray, np.ndarray]:
    """The words (by place) with signs and no space between them and the next, and of which kind those are."""
    starts, ends = spoken.first[1:], spoken.last[:-1]
    joint = np.flatnonzero(starts - ends <= _MOST_GAP)
    sign = spoken.codes[ends[joint]]
    joint, sign = joint[sign != ord(" ")], sign[sign != ord(" ")]
    signs, number = np.unique(sign, return_inverse=True)
    kind = np.array([_kind(chr(one)) for one in signs.tolist()], dtype=np.int8)[number]
    several = np.flatnonzero(starts[joint] - ends[joint] > 1)
    kind[several] = list(map(cache(_kind), _texts(spoken.joined, ends[joint[several]], starts[joint[several]])))
    return joint, kind


def _texts(text: str, starts: np.ndarray, ends: np.ndarray) -> list[str]:
    return [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def _counted(is_it: np.ndarray) -> np.ndarray:
    """How many there are before each place, and in all."""
    return np.concatenate([[0], np.cumsum(is_it)])


def _kind(signs: str) -> int:
    """0 when the signs part words, 1 when honest words have them inside, 2 for others."""
    if not signs or " " in signs or SEPARATOR in signs or any(letter_kinds()[ord(sign)] for sign in signs):
        return 0
    return 2 if is_odd(signs) else 1


def are_letters_apart(pieces: Any, letters: Any) -> Any:
    """Whether so many letters stand alone among so many pieces (numbers, or arrays of them) that a word is spelled."""
    return (pieces >= _LEAST_SPELLED) & (letters * 2 >= pieces)


def is_odd(signs: str) -> bool:
    """Whether no honest word has such signs inside."""
    return len(signs) > 1 or signs not in _HONEST


def _chains(is_joined: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and last word of each longest stretch that is joined throughout."""
    edges = np.diff(np.concatenate([[0], is_joined.astype(np.int8)]))
    return np.flatnonzero(edges > 0), np.flatnonzero(edges < 0)
