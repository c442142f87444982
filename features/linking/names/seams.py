"""Where a seller wrote two words together and the capitals show it: `CanonPowerShot`, `DYMOLabelWriter`, `SonyMDR`."""

from collections import defaultdict
from collections.abc import Container, Sequence

import numpy as np

from features.linking.names.joined_text import OTHER, ends_of, letter_kinds
from features.skeleton import is_letter_for_letter, traced


def seams(raw: Sequence[str], skeletons: Sequence[str], names: Container[str]) -> dict[int, list[int]]:
    """Text → the places in its skeleton where a capital starts a new word right behind one of these names.

    `names` are compact and in lower case. Most texts have no such place.
    """
    places: dict[int, list[int]] = defaultdict(list)
    for at, start, place in zip(*(part.tolist() for part in _seams("\n".join(raw), raw)), strict=True):
        if raw[at][start:place].lower() in names:
            places[at].append(place)
    return {
        at: held if is_letter_for_letter(raw[at], skeletons[at]) else _in_skeleton(raw[at], held)
        for at, held in places.items()
    }


def _seams(joined: str, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Text, first place of the word, and the place in it of a capital that starts another one."""
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
    return text, start - begin, place - begin


def _word_starts(codes: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Where the letters before each place start; `codes` has one sign more before the first."""
    start, goes_on = places.copy(), np.arange(len(places))
    while len(goes_on):
        before = codes[start[goes_on]]
        is_digit = (before >= ord("0")) & (before <= ord("9"))
        goes_on = goes_on[(letter_kinds()[before] != OTHER) & ~is_digit]
        start[goes_on] -= 1
    return start


def _in_skeleton(text: str, places: list[int]) -> list[int]:
    place_of = {start: at for at, start in reversed(list(enumerate(traced(text).starts)))}
    return [place_of[place] for place in places if place in place_of]
