"""The verdict on likely copies, pair by pair: it depends on the two photos alone, so it may be kept and spread."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from features.linking.photos.confidence import confidence_of, fitted
from features.linking.photos.verification import Proposed, ReferenceLooks, Verified, verified
from features.linking.photos.view_names import Surroundings, name_of, plain_share
from features.signals.photo_look import look_sides, open_look

# Change it whenever another way of judging can change an answer; other weights are told apart by themselves.
JUDGEMENT_ID = "photo-pair-3"
# Where codes assert a copy, so much of the pictures must agree for the codes' word to count: copies of real photos
# saved again, squeezed or marked agree in nine blocks of ten.
BORNE_OUT = 0.8


class Way(NamedTuple):
    """How a photo may be a copy: see Proposed. `by_codes` is the confidence of codes that agree, 0 where none does."""

    view: int
    is_framed: bool
    is_mirrored: bool
    by_codes: float


@dataclass(frozen=True)
class PhotoPair:
    """A photo and a reference that may be one picture: their files' sha256, their looks, and the ways it may be."""

    photo: str
    reference: str
    photo_look: bytes
    reference_look: bytes
    ways: tuple[Way, ...]


class Judgement(NamedTuple):
    """How sure it is that the photo is a copy (0 to 1), and through which alteration; 0.0 and "" when it is none."""

    confidence: float
    view: str


Judge = Callable[[Sequence[PhotoPair]], list[Judgement]]
NO_COPY = Judgement(0.0, "")


def judgement_id() -> str:
    """Names what `judged` answers: answers kept under another name are not used."""
    told = fitted()
    said = repr((told.bias, told.weights.tolist()))
    return f"{JUDGEMENT_ID}-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def judged(pairs: Sequence[PhotoPair]) -> list[Judgement]:
    """The surest way of each pair."""
    if not pairs:
        return []
    photos = {pair.photo: pair.photo_look for pair in pairs}
    references = {pair.reference: pair.reference_look for pair in pairs}
    photo_rows, reference_rows = ({name: row for row, name in enumerate(one)} for one in (photos, references))
    places = [(photo_rows[pair.photo], reference_rows[pair.reference]) for pair in pairs]
    rows = [(*place, *way) for place, pair in zip(places, pairs, strict=True) for way in pair.ways]
    photo, reference, view, is_framed, is_mirrored, by_codes = zip(*rows, strict=True)
    ways = Proposed(
        np.array(photo), np.array(reference), np.array(view), np.array(is_framed), np.array(is_mirrored, bool)
    )
    looks, kept = list(photos.values()), list(references.values())
    # The products are small: a second thread of the linear algebra would only wait, and waiting costs as much as work.
    with threadpool_limits(1, user_api="blas"):
        found = verified(looks, ReferenceLooks(kept), ways)
    codes = dict(zip(zip(photo, reference, view, strict=True), by_codes, strict=True))
    best = _surest(found, codes)
    return [_named(found, best.get(place), looks, kept) for place in places]


def _surest(found: Verified, codes: dict[tuple[int, int, int], float]) -> dict[tuple[int, int], tuple[int, float]]:
    """(photo, reference) → the row of its surest way, and how sure that is.

    A way's confidence is its own, or that of codes that agree where the pictures bear them out.
    """
    told = zip(found.photo.tolist(), found.reference.tolist(), found.view.tolist(), strict=True)
    by_codes = np.array([codes[place] for place in told], float)
    sure = np.maximum(confidence_of(found), np.where(found.blocks >= BORNE_OUT, by_codes, 0.0))
    # Of equally sure ways the view's own name says more than one read off the map.
    order = np.lexsort((found.view, np.round(sure, 3)))
    return {(int(found.photo[row]), int(found.reference[row])): (int(row), float(sure[row])) for row in order}


def _named(found: Verified, best: tuple[int, float] | None, looks: list[bytes], kept: list[bytes]) -> Judgement:
    if best is None or best[1] == 0:
        return NO_COPY
    row, confidence = best
    photo, matrix = looks[found.photo[row]], found.matrix[row]
    sides = look_sides(kept[found.reference[row]]), look_sides(photo)
    around = Surroundings(float(found.blocks[row]), plain_share(open_look(photo).picture, matrix, *sides))
    return Judgement(confidence, name_of(int(found.view[row]), matrix, (*sides, around)))
