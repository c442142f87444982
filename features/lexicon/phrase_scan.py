"""Where any of many phrases stands in each text of a batch: one Aho-Corasick pass over the joined skeletons."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import ahocorasick_rs
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
# Between two texts; a skeleton holds no line break, so no phrase can reach over it.
BREAK = "\n"
# Below this code point letters belong to scripts that part words by spaces; above it (Chinese, Japanese, Korean)
# a phrase may stand anywhere.
_FIRST_UNSPACED = 0x2E80


@dataclass(frozen=True)
class Found:
    """Parallel arrays, one entry a find: the text's place in the batch, the phrase's number, and where in `joined`."""

    joined: str
    row: Ints
    phrase: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True)
class JoinedTexts:
    """Texts joined by BREAK, with one before the first and after the last; their character codes, and where each starts."""

    text: str
    codes: npt.NDArray[np.uint32]
    starts: Ints

    @classmethod
    def of(cls, texts: Sequence[str]) -> "JoinedTexts":
        """The texts as they are; a line break within one becomes a space."""
        joined = BREAK.join(["", *texts, ""])
        if joined.count(BREAK) != len(texts) + 1:
            joined = BREAK.join(["", *(text.replace(BREAK, " ") for text in texts), ""])
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        return cls(joined, codes, np.flatnonzero(codes == ord(BREAK))[:-1] + 1)

    def rows_of(self, places: Ints) -> Ints:
        """The number of the text that each place lies in."""
        return np.searchsorted(self.starts, places, side="right") - 1


class PhraseScan:
    """Finds whole phrases: one that begins or ends with a letter of a spaced script must not continue there."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self.phrases = list(phrases)
        self._begins_bound = np.array([_is_bound(phrase[0]) for phrase in self.phrases], dtype=bool)
        self._ends_bound = np.array([_is_bound(phrase[-1]) for phrase in self.phrases], dtype=bool)

    @cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        return ahocorasick_rs.AhoCorasick(self.phrases)

    def find(self, skeletons: Sequence[str]) -> Found:
        """Every whole occurrence in the texts, overlapping ones too, in order of place."""
        return self.find_in(JoinedTexts.of(skeletons))

    def find_in(self, joined: JoinedTexts) -> Found:
        """As `find`, for texts that are joined already."""
        hits = self._automaton.find_matches_as_indexes(joined.text, overlapping=True)
        phrase, start, end = np.array(hits, dtype=np.int64).reshape(-1, 3).T
        table = _spaced_letters()
        is_whole = ~(self._begins_bound[phrase] & _is_letter(joined.codes[start - 1], table))
        is_whole &= ~(self._ends_bound[phrase] & _is_letter(joined.codes[end], table))
        phrase, start, end = phrase[is_whole], start[is_whole], end[is_whole]
        return Found(joined.text, joined.rows_of(start), phrase, start, end)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] stands as a whole phrase, as `PhraseScan.find` would have it."""
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    return not (_is_bound(text[start]) and _is_bound(before)) and not (_is_bound(text[end - 1]) and _is_bound(after))


def _is_bound(letter: str) -> bool:
    return ord(letter) < _FIRST_UNSPACED and letter.isalnum()


@cache
def _spaced_letters() -> npt.NDArray[np.bool_]:
    return np.array([chr(code).isalnum() for code in range(_FIRST_UNSPACED)], dtype=bool)


def _is_letter(codes: npt.NDArray[np.uint32], table: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    return (codes < _FIRST_UNSPACED) & table[np.minimum(codes, _FIRST_UNSPACED - 1)]
