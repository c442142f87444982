"""What the words beside each hit make of it, over a whole batch."""

from bisect import bisect_left
from collections.abc import Callable
from functools import cache

import numpy as np

from features.linking.names.claim_cues import (
    ACCESSORY,
    PERHAPS_ACCESSORY,
    WINDOW,
    claim_beside,
    cue_places,
    is_same_list,
)
from features.linking.names.hit import Hit
from features.linking.names.joined_text import BRAND_FIELD, JoinedText

Beside = Callable[[str, str], str | None]


def claim_all(joined: JoinedText, hits_of: dict[int, list[Hit]]) -> None:
    """Gives the hits of each cell the claim that the words beside them make."""
    cues = np.sort(cue_places(joined.text)) if hits_of else np.zeros(0, dtype=np.int64)
    cells = np.array(list(hits_of), dtype=np.int64)
    first = np.searchsorted(cues, joined.starts[cells])
    past = np.searchsorted(cues, joined.starts[cells] + [len(joined.cells[cell]) for cell in hits_of])
    is_cued = (past > first) & (cells % joined.fields_a_row != BRAND_FIELD)
    of_cell = zip(cells[is_cued].tolist(), first[is_cued].tolist(), past[is_cued].tolist(), strict=True)
    # The same words stand beside names in many texts of a batch.
    beside = cache(claim_beside)
    for cell, begin, end in of_cell:
        _claim(hits_of[cell], joined.cells[cell], (cues[begin:end] - joined.starts[cell]).tolist(), beside)


def _claim(hits: list[Hit], text: str, cues: list[int], beside: Beside) -> None:
    """The claims in one text, whose cues start at these places, in order."""
    last: Hit | None = None
    place, claim = (-1, -1), None
    for hit in hits:
        # Brands that share one name stand at one place: what is said there is said of all of them.
        if (hit.start, hit.end) != place:
            place = hit.start, hit.end
            before = last if last is not None and last.end <= hit.start else None
            claim = _claim_at(place, text, cues, beside)
            if claim is None and before is not None and before.claim in (ACCESSORY, PERHAPS_ACCESSORY):
                claim = before.claim if is_same_list(text[before.end : hit.start]) else None
            if last is None or before is not None:
                last = hit
        hit.claim = claim


def _claim_at(place: tuple[int, int], text: str, cues: list[int], beside: Beside) -> str | None:
    """The claim beside one name. A cue stands in the window before it, or right behind it and at most one space."""
    start, end = place
    nearest = bisect_left(cues, start - WINDOW)
    first = cues[nearest] if nearest < len(cues) else start
    behind = bisect_left(cues, end, nearest)
    is_behind = behind < len(cues) and cues[behind] <= end + 1
    if first >= start and not is_behind:
        return None
    before = text[max(0, start - WINDOW, first - 1) : start] if first < start else ""
    return beside(before, text[end : end + WINDOW] if is_behind else "")
