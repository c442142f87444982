"""Where a seller wrote two words together and the capitals show it: `CanonPowerShot`, `DYMOLabelWriter`, `SonyMDR`."""

import re
from collections.abc import Container, Sequence

from features.skeleton import traced

# A capital behind a small letter, or one that starts a word behind other capitals.
_SEAM = re.compile("(?<=[a-z])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])")

_WORD_BEFORE = re.compile(r"[^\W\d_]+$")
_LONGEST_NAME = 40


def seams(raw: Sequence[str], skeletons: Sequence[str], names: Container[str]) -> dict[int, list[int]]:
    """Text → the places in its skeleton where a capital starts a new word right behind one of these names.

    `names` are compact and in lower case. Most texts have no such place.
    """
    found = {}
    for at, (text, skeleton) in enumerate(zip(raw, skeletons, strict=True)):
        places = [match.start() for match in _SEAM.finditer(text) if _word_before(text, match.start()) in names]
        if places:
            found[at] = places if text.isascii() and len(text) == len(skeleton) else _in_skeleton(text, places)
    return found


def _word_before(text: str, place: int) -> str:
    found = _WORD_BEFORE.search(text, max(0, place - _LONGEST_NAME), place)
    return found[0].lower() if found else ""


def _in_skeleton(text: str, places: list[int]) -> list[int]:
    place_of = {start: at for at, start in reversed(list(enumerate(traced(text).starts)))}
    return [place_of[place] for place in places if place in place_of]
