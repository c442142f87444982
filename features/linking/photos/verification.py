"""The second look at a likely copy: where the reference lies in the photo, and whether the pictures agree there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np

from features.linking.photos.alignment import Alignment, aligned
from features.linking.photos.comparison import compared, growth_of
from features.linking.photos.spots import SpotIndex, Spots, indexed, likely_pairs, mirrored, spots_of
from features.linking.photos.views_as_maps import in_longer_sides, view_map
from features.signals.photo_look import PhotoLook, open_look

# Photos are looked at in groups of this size: five likely references each take some 100 MB.
_PHOTOS_AT_ONCE = 250
# A map is borne out by this many common details; whether that is chance is left to what the pictures show.
LEAST_AGREEING = 3
_MOST_A_PHOTO = 8
NO_VIEW = -1


@dataclass(frozen=True)
class CodePairs:
    """Pairs that codes proposed: photo and reference rows, the view whose code matched, and whether the photo is framed."""

    photo: np.ndarray
    reference: np.ndarray
    view: np.ndarray
    is_framed: np.ndarray


@dataclass(frozen=True)
class Proposed:
    """Ways in which a photo may be a copy, one a row: photo and reference rows, the proposing view (-1: details), whether
    the photo is framed, and whether the details were those of the mirrored reference."""

    photo: np.ndarray
    reference: np.ndarray
    view: np.ndarray
    is_framed: np.ndarray
    is_mirrored: np.ndarray

    def of(self, rows: np.ndarray) -> "Proposed":
        return Proposed(*(getattr(self, one.name)[rows] for one in fields(self)))


@dataclass(frozen=True)
class Verified:
    """One row a pair: rows of photo and reference, the proposing view (-1: details), the map, and what was measured.

    The measures are those of Alignment and of Agreement; `coverage` is the part of the photo that the reference fills.
    """

    photo: np.ndarray
    reference: np.ndarray
    view: np.ndarray
    is_framed: np.ndarray
    matrix: np.ndarray
    agreeing: np.ndarray
    possible: np.ndarray
    miss: np.ndarray
    code_bits: np.ndarray
    nearby: np.ndarray
    likeness: np.ndarray
    blocks: np.ndarray
    telling: np.ndarray
    overlap: np.ndarray
    densest: np.ndarray
    coverage: np.ndarray


@dataclass(frozen=True)
class _Proposal:
    photo: int
    reference: int
    view: int
    is_framed: bool
    matrix: np.ndarray
    alignment: Alignment | None


class ReferenceLooks:
    """References ready for a second look: their details as they are and mirrored. Empty looks are never found."""

    def __init__(self, stored: Sequence[bytes]) -> None:
        self.looks = [open_look(look) if look else None for look in stored]
        plain = spots_of(self.looks)
        width = np.array([look.sides[0] if look else 1.0 for look in self.looks] or [1.0])
        twins = mirrored(plain, width)
        # Row n + i is reference i mirrored.
        both = [np.concatenate([getattr(plain, one.name), getattr(twins, one.name)]) for one in fields(Spots)]
        both[0] = np.concatenate([plain.owner, twins.owner + len(stored)])
        self._spots = Spots(*both)
        self._first = np.searchsorted(self._spots.owner, np.arange(2 * len(stored) + 1))

    @cached_property
    def index(self) -> SpotIndex:
        return indexed(self._spots)

    def spots(self, row: int) -> Spots:
        return self._spots.of(self._first[row], self._first[row + 1])


def proposed(stored: Sequence[bytes], references: ReferenceLooks, by_code: CodePairs) -> Proposed:
    """The ways in which photos may be copies: those that share details, then those that codes found.

    `stored` are the photos' looks; pairs without two looks give none.
    """
    by_details = [
        _by_details(stored[first : first + _PHOTOS_AT_ONCE], first, references)
        for first in range(0, len(stored), _PHOTOS_AT_ONCE)
    ]
    has_look = (
        np.array([bool(look) for look in stored], bool),
        np.array([look is not None for look in references.looks]),
    )
    both = has_look[0][by_code.photo] & has_look[1][by_code.reference] if len(by_code.photo) else np.zeros(0, bool)
    told = (by_code.photo, by_code.reference, by_code.view, by_code.is_framed, np.zeros(len(by_code.photo), bool))
    parts = [*by_details, Proposed(*told).of(np.flatnonzero(both))]
    return Proposed(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Proposed)))


def _by_details(some: Sequence[bytes], first: int, references: ReferenceLooks) -> Proposed:
    spots = spots_of([open_look(look) if look else None for look in some])
    photo, row = likely_pairs(spots, references.index, most_a_photo=_MOST_A_PHOTO)
    is_mirrored, reference = np.divmod(row, max(len(references.looks), 1))
    no_view = np.full(len(photo), NO_VIEW, np.int64)
    return Proposed(photo + first, reference, no_view, np.zeros(len(photo), bool), is_mirrored.astype(bool))


def verified(stored: Sequence[bytes], references: ReferenceLooks, ways: Proposed) -> Verified:
    """What a second look finds for the ways proposed: one row each, without those on which too few details agree.

    Rows of `ways` come in any order; those of the answer are sorted by photo, the order kept otherwise.
    """
    order = np.argsort(ways.photo, kind="stable")
    starts = np.flatnonzero(np.diff(ways.photo[order], prepend=-1))
    groups = np.split(order, starts[_PHOTOS_AT_ONCE::_PHOTOS_AT_ONCE])
    parts = [_verified_some(stored, references, ways.of(rows)) for rows in groups]
    return Verified(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Verified)))


def _verified_some(stored: Sequence[bytes], references: ReferenceLooks, ways: Proposed) -> Verified:
    photos, place = np.unique(ways.photo, return_inverse=True)
    looks = [open_look(stored[photo]) for photo in photos]
    rows = zip(
        place.tolist(),
        ways.reference.tolist(),
        ways.view.tolist(),
        ways.is_framed.tolist(),
        ways.is_mirrored.tolist(),
        strict=True,
    )
    found = _measured(list(_proposals(looks, references, rows)), looks, references)
    return Verified(photos[found.photo], *(getattr(found, one.name) for one in fields(Verified)[1:]))


def _proposals(
    looks: list[PhotoLook], references: ReferenceLooks, ways: Iterable[tuple[int, int, int, bool, bool]]
) -> Iterable[_Proposal]:
    spots = spots_of(looks)
    first = np.searchsorted(spots.owner, np.arange(len(looks) + 1))
    for photo, reference, view, is_framed, is_mirrored in ways:
        look, other, own = looks[photo], references.looks[reference], spots.of(first[photo], first[photo + 1])
        assert other is not None
        if view == NO_VIEW:
            found = _aligned(looks, references, photo, reference + len(references.looks) * is_mirrored, own)
            if found is not None and found.agreeing >= LEAST_AGREEING:
                yield _Proposal(photo, reference, NO_VIEW, False, found.matrix, found)
            continue
        shares = view_map(view, margins=other.margins, own_margins=look.margins, is_framed=is_framed)
        matrix = in_longer_sides(shares, np.array(other.sides), np.array(look.sides))
        row = reference + len(references.looks) * bool(np.linalg.det(matrix[:, :2]) < 0)
        yield _Proposal(photo, reference, view, is_framed, matrix, _aligned(looks, references, photo, row, own))


def _aligned(
    looks: list[PhotoLook], references: ReferenceLooks, photo: int, row: int, spots: Spots
) -> Alignment | None:
    """How reference `row` lies in the photo by their details; rows of mirrored references give mirroring maps."""
    count = len(references.looks)
    look, other = looks[photo], references.looks[row % count]
    assert other is not None
    found = aligned(spots, references.spots(row), photo_sides=np.array(look.sides), sides=np.array(other.sides))
    if found is None or row < count:
        return found
    turned = found.matrix
    matrix = np.column_stack([-turned[:, 0], turned[:, 1], turned[:, 2] + turned[:, 0] * other.sides[0]])
    return replace(found, matrix=matrix)


def _measured(proposals: list[_Proposal], looks: list[PhotoLook], references: ReferenceLooks) -> Verified:
    pairs = [(looks[one.photo], references.looks[one.reference]) for one in proposals]
    sides = np.array([(*look.sides, *other.sides) for look, other in pairs if other]).reshape(-1, 4)
    agreement = compared(
        np.array([look.picture for look, _ in pairs]),
        np.array([other.picture for _, other in pairs if other]),
        np.array([one.matrix for one in proposals]).reshape(-1, 2, 3),
        sides,
    )
    none = Alignment(np.zeros((2, 3)), 0, 0, 1.0, 64.0, 0)
    told = [one.alignment or none for one in proposals]
    return Verified(
        photo=np.array([one.photo for one in proposals], np.int64),
        reference=np.array([one.reference for one in proposals], np.int64),
        view=np.array([one.view for one in proposals], np.int64),
        is_framed=np.array([one.is_framed for one in proposals], bool),
        matrix=agreement.matrix,
        agreeing=np.array([one.agreeing for one in told], float),
        possible=np.array([one.possible for one in told], float),
        miss=np.array([one.miss for one in told], float),
        code_bits=np.array([one.code_bits for one in told], float),
        nearby=np.array([one.nearby for one in told], float),
        likeness=agreement.likeness,
        blocks=agreement.agreeing,
        telling=agreement.telling,
        overlap=agreement.overlap,
        densest=agreement.densest,
        coverage=np.minimum(agreement.overlap * growth_of(agreement.matrix, sides), 1),
    )
