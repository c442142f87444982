"""What the words beside each hit make of it, over a whole batch."""

from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

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


class Cues(NamedTuple):
    """Where the cues of one text stand in the text of the batch, in order; that of this one starts `at`."""

    at: int
    opening: list[int]
    closing: list[int]


def claim_all(joined: JoinedText, hits_of: dict[int, list[Hit]]) -> None:
    """Gives the hits of each cell the claim that the words beside them make."""
    if not hits_of:
        return
    before, after = cue_places(joined.text)
    cells = np.array(list(hits_of), dtype=np.int64)
    starts = np.append(joined.starts, len(joined.text) + 1)
    (first, past), (first_after, past_after) = (
        np.searchsorted(cues, starts[[cells, cells + 1]]) for cues in (before, after)
    )
    is_cued = ((past > first) | (past_after > first_after)) & (cells % joined.fields_a_row != BRAND_FIELD)
    of_cell = zip(
        *(part[is_cued].tolist() for part in (cells, starts[cells], first, past, first_after, past_after)), strict=True
    )
    # The same words stand beside names in many texts of a batch.
    beside = cache(claim_beside)
    opening, closing = before.tolist(), after.tolist()
    for cell, at, begin, end, begin_after, end_after in of_cell:
        cues = Cues(at, opening[begin:end], closing[begin_after:end_after])
        _claim(hits_of[cell], joined.cells[cell], cues, beside)


def _claim(hits: list[Hit], text: str, cues: Cues, beside: Beside) -> None:
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


def _claim_at(place: tuple[int, int], text: str, cues: Cues, beside: Beside) -> str | None:
    """The claim beside one name. A cue stands in the window before it, or right behind it and at most one space."""
    (start, end), (at, opening, closing) = place, cues
    nearest = bisect_left(opening, at + start - WINDOW) if opening else 0
    first = opening[nearest] - at if nearest < len(opening) else start
    behind = bisect_left(closing, at + end) if closing else 0
    is_behind = behind < len(closing) and closing[behind] <= at + end + 1
    if first >= start and not is_behind:
        return None
    before = text[max(0, start - WINDOW, first - 1) : start] if first < start else ""
    return beside(before, text[end : end + WINDOW] if is_behind else "")
