"""Where a seller wrote two words together and the capitals show it: `CanonPowerShot`, `DYMOLabelWriter`, `SonyMDR`."""

import re
from collections.abc import Sequence

from features.skeleton import traced

# A capital behind a small letter, or one that starts a word behind other capitals.
_SEAM = re.compile("(?<=[a-z])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])")


def seams(raw: Sequence[str], skeletons: Sequence[str]) -> dict[int, list[int]]:
    """Text → the places in its skeleton where a capital starts a new word in the middle of one; most texts have none."""
    found = {}
    for at, (text, skeleton) in enumerate(zip(raw, skeletons, strict=True)):
        places = [match.start() for match in _SEAM.finditer(text)]
        if places:
            found[at] = places if text.isascii() and len(text) == len(skeleton) else _in_skeleton(text, places)
    return found


def _in_skeleton(text: str, places: list[int]) -> list[int]:
    place_of = {start: at for at, start in reversed(list(enumerate(traced(text).starts)))}
    return [place_of[place] for place in places if place in place_of]
