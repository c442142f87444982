"""Where a seller wrote two words together and the capitals show it: `CanonPowerShot`, `DYMOLabelWriter`, `SonyMDR`."""

from collections.abc import Iterable, Sequence

import numpy as np

from features.linking.names.joined_text import LETTER, ends_of, letter_kinds
from features.skeleton import traced

Seam = tuple[int, int, int]  # where the letters before a name start, the name starts, and past its last letter


def words_with_seams(raw: Sequence[str]) -> Iterable[list[int]]:
    """Text, then first place, every seam and past-the-last place of each word that has a seam."""
    word: list[int] = []
    for at, start, place, past in zip(*(part.tolist() for part in _seams("\n".join(raw), raw)), strict=True):
        if word and word[0] == at and word[1] == start:
            word[-1:] = [place, past]
        else:
            if word:
                yield word
            word = [at, start, place, past]
    if word:
        yield word


def _seams(joined: str, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Text, first place of the word, the place in it of a capital that starts another one, and its past-the-last."""
    codes = np.frombuffer(f"\n{joined}\n".encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    is_small = (codes >= ord("a")) & (codes <= ord("z"))
    is_capital = (codes >= ord("A")) & (codes <= ord("Z"))
    # A capital behind a small letter, or one that starts a word behind other capitals.
    is_seam = is_capital[1:-1] & (is_small[:-2] | (is_capital[:-2] & is_small[2:]))
    place = np.flatnonzero(is_seam)
    start = _word_starts(codes, place)
    ends = ends_of(texts)
    text = np.searchsorted(ends, place, side="right")
    begin = np.concatenate([[0], ends])[text]
    return text, start - begin, place - begin, _word_ends(codes, place) - begin


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


def in_skeleton(text: str, skeleton: str, places: list[Seam]) -> list[Seam]:
    """Places of a text as places of its skeleton, without those that have none there."""
    # Nearly always the letters stand at the same places in both.
    if all(text[begin:past].lower() == skeleton[begin:past] for begin, _, past in places):
        return places
    way = traced(text)
    place_of = {start: at for at, start in reversed(list(enumerate(way.starts)))}
    past_of = {end: at + 1 for at, end in enumerate(way.ends)}
    return [
        (place_of[begin], place_of[start], past_of[past])
        for begin, start, past in places
        if begin in place_of and start in place_of and past in past_of
    ]
