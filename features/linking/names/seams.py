"""Where a seller wrote two words together and the capitals show it: `CanonPowerShot`, `DYMOLabelWriter`, `SonyMDR`."""

import re
from collections.abc import Iterable, Sequence

import numpy as np

from features.linking.names.joined_text import LETTER, ends_of, letter_kinds
from features.skeleton import traced

_SEAM = re.compile("(?<=[a-z])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])")
Seam = tuple[int, int, int]  # where the letters before a name start, the name starts, and past its last letter


def words_with_seams(raw: Sequence[str]) -> Iterable[tuple[int, int, int]]:
    """Text, first and past-the-last place of each word with a capital that starts another one in it."""
    codes = np.frombuffer("\n{}\n".format("\n".join(raw)).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    is_small = (codes >= ord("a")) & (codes <= ord("z"))
    is_capital = (codes >= ord("A")) & (codes <= ord("Z"))
    # A capital behind a small letter, or one that starts a word behind other capitals.
    is_seam = is_capital[1:-1] & (is_small[:-2] | (is_capital[:-2] & is_small[2:]))
    place = np.flatnonzero(is_seam)
    start = _word_starts(codes, place)
    is_first = np.diff(start, prepend=-1) > 0
    start, past = start[is_first], _word_ends(codes, place[is_first])
    ends = ends_of(raw)
    text = np.searchsorted(ends, start, side="right")
    begin = np.concatenate([[0], ends])[text]
    return zip(text.tolist(), (start - begin).tolist(), (past - begin).tolist(), strict=True)


def borders_of(word: str) -> list[int]:
    """The first place of a word, every seam in it and the place past its last letter."""
    return [0, *(found.start() for found in _SEAM.finditer(word)), len(word)]


def _word_starts(codes: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Where the letters before each place start; `codes` has one sign more before the first."""
    start, goes_on = places.copy(), np.arange(len(places))
    while len(goes_on):
        goes_on = goes_on[_are_letters(codes[start[goes_on]])]
        start[goes_on] -= 1
    return start


def _word_ends(codes: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Past-the-last place of the letters from each place on."""
    past, goes_on = places.copy(), np.arange(len(places))
    while len(goes_on):
        goes_on = goes_on[_are_letters(codes[past[goes_on] + 1])]
        past[goes_on] += 1
    return past


def _are_letters(codes: np.ndarray) -> np.ndarray:
    """Which of these code points are letters of scripts that put spaces."""
    return (letter_kinds()[codes] == LETTER) & ~((codes >= ord("0")) & (codes <= ord("9")))


def in_skeleton(text: str, skeleton: str, place: Seam) -> Seam | None:
    """A place of a text as a place of its skeleton; None where a letter at its borders stands for nothing."""
    # Nearly always the letters stand at the same places.
    begin, start, past = place
    if text[begin:past].lower() == skeleton[begin:past]:
        return place
    way = traced(text)
    at = {raw: place for place, raw in reversed(list(enumerate(way.starts)))}
    ends = {raw: place + 1 for place, raw in enumerate(way.ends)}
    return (at[begin], at[start], ends[past]) if begin in at and start in at and past in ends else None
