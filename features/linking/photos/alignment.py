"""How a reference photo lies in a listing photo: the affine map on which most of their common details agree."""

from dataclasses import dataclass

import numpy as np

from features.linking.distinct import distinct
from features.linking.photos.spots import Spots
from features.signals.photo_details import CODE_WORDS

# Details whose codes differ by more are not taken for one another.
MATCH_BITS = 28
_SURE_BITS = 22
# A detail lies where the map says within this part of the reference's longer side.
_LOOSE, _TIGHT = 0.05, 0.03
_MOST_TURN_ERROR = 0.45  # radians between a detail's turn and the map's
_MOST_SIZE_ERROR = 0.8  # doublings
_MOST_GUESSES = 40
# Details along a line do not tell how the photo lies across it.
_LEAST_SPREAD = 0.08


@dataclass(frozen=True)
class Alignment:
    """`matrix` (2, 3) maps reference places to photo places; `agreeing` details lie as it says, of `possible` ones.

    `miss` is how far off those lie, in the reference's longer side, `code_bits` how far apart their codes are, and
    `nearby` how many were possible in the part of the reference that they span.
    """

    matrix: np.ndarray
    agreeing: int
    possible: int
    miss: float
    code_bits: float
    nearby: int


def aligned(photo: Spots, reference: Spots, *, photo_sides: np.ndarray, sides: np.ndarray) -> Alignment | None:
    """The map most details agree on; None when fewer than three do. `*_sides` are width and height, the longer one 1."""
    apart = sum(
        np.bitwise_count(photo.code[:, None, word] ^ reference.code[None, :, word]) for word in range(CODE_WORDS)
    )
    here, there = _mates(apart)
    if len(here) < 3:
        return None
    distance = apart[here, there]
    kept = _best_guess(photo, reference, (here, there), distance)
    if kept.sum() < 3:
        return None
    source, target = reference.place[there], photo.place[here]
    matrix, kept, miss = _settled(source, target, kept)
    shared = _shared_places(matrix, photo, reference, (photo_sides, sides))
    low, high = source[kept].min(axis=0), source[kept].max(axis=0)
    return Alignment(
        matrix=matrix,
        agreeing=min(len(distinct(here[kept])), len(distinct(there[kept]))),
        possible=min(len(places) for places in shared),
        miss=float(np.sqrt(np.mean(miss[kept] ** 2))),
        code_bits=float(np.median(distance[kept])),
        nearby=min(int(((places >= low) & (places <= high)).all(axis=1).sum()) for places in shared),
    )


def _settled(source: np.ndarray, target: np.ndarray, kept: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The map fitted to the kept pairs, which pairs then lie as it says, and how far off each lies."""
    matrix = _fitted(source[kept], target[kept])
    miss = _misses(matrix, source, target)
    for reach in (_LOOSE, _TIGHT):
        if (miss <= reach).sum() < 3:
            break
        kept = miss <= reach
        matrix = _fitted(source[kept], target[kept])
        miss = _misses(matrix, source, target)
    return matrix, kept, miss


def _misses(matrix: np.ndarray, source: np.ndarray, target: np.ndarray) -> np.ndarray:
    grown = np.sqrt(max(_growth(matrix), 1e-6))
    return np.hypot(*(_mapped(matrix, source) - target).T) / grown


def _growth(matrix: np.ndarray) -> float:
    """By how much the map makes areas larger. `np.linalg` takes twenty times as long for so small a matrix."""
    (a, b, _), (c, d, _) = matrix.tolist()
    return float(abs(a * d - b * c))


def _mates(apart: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each detail with the nearest of the other photo, both ways."""
    if not apart.size:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    rows, columns = np.arange(apart.shape[0]), np.arange(apart.shape[1])
    here = np.concatenate([rows, apart.argmin(axis=0)])
    there = np.concatenate([apart.argmin(axis=1), columns])
    near = apart[here, there] <= MATCH_BITS
    return np.divmod(distinct(here[near] * apart.shape[1] + there[near]), apart.shape[1])


def _best_guess(
    photo: Spots, reference: Spots, mates: tuple[np.ndarray, np.ndarray], distance: np.ndarray
) -> np.ndarray:
    """Which pairs agree with the likeliest of the maps that single pairs propose."""
    here, there = mates
    turn, growth = photo.angle[here] - reference.angle[there], photo.size[here] - reference.size[there]
    source, target = reference.place[there] @ np.array([1, 1j]), photo.place[here] @ np.array([1, 1j])
    guess = np.lexsort((there, here, distance))[:_MOST_GUESSES]
    guess = guess[distance[guess] <= _SURE_BITS] if (distance <= _SURE_BITS).sum() >= 3 else guess
    # One pair proposes one turn, growth and shift: as complex numbers, target = factor * source + shift.
    factor = np.exp2(growth[guess]) * np.exp(1j * turn[guess])
    shift = target[guess] - factor * source[guess]
    miss = abs(factor[:, None] * source + shift[:, None] - target)
    turned = abs((turn - turn[guess, None] + np.pi) % (2 * np.pi) - np.pi)
    agrees = miss <= 1.5 * _LOOSE * abs(factor[:, None])
    agrees &= (turned <= _MOST_TURN_ERROR) & (abs(growth - growth[guess, None]) <= _MOST_SIZE_ERROR)
    return agrees[agrees.sum(axis=1).argmax()]


def _fitted(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The least-squares map: affine from six pairs on, else turn, growth and shift only."""
    if len(source) >= 6 and _narrowest_spread(source) > _LEAST_SPREAD:
        with_one = np.column_stack([source, np.ones(len(source))])
        return np.linalg.lstsq(with_one, target, rcond=None)[0].T
    from_centre, to_centre = source.mean(axis=0), target.mean(axis=0)
    one, other = (source - from_centre) @ np.array([1, 1j]), (target - to_centre) @ np.array([1, 1j])
    factor = (one.conj() @ other) / max(float((one.conj() @ one).real), 1e-9)
    linear = np.array([[factor.real, -factor.imag], [factor.imag, factor.real]])
    return np.column_stack([linear, to_centre - linear @ from_centre])


def _narrowest_spread(places: np.ndarray) -> float:
    """Standard deviation of the places across the line they lie nearest to: the lesser eigenvalue of their covariance."""
    across, down = (places - places.mean(axis=0)).T
    xx, yy, xy = (float(one @ other) / len(places) for one, other in ((across, across), (down, down), (across, down)))
    return float(np.sqrt(max((xx + yy - np.hypot(xx - yy, 2 * xy)) / 2, 0.0)))


def _mapped(matrix: np.ndarray, places: np.ndarray) -> np.ndarray:
    return places @ matrix[:, :2].T + matrix[:, 2]


def _shared_places(
    matrix: np.ndarray, photo: Spots, reference: Spots, sides: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Where in the reference the details lie that both photos could share: its own, and those of the photo."""
    own = reference.place[_inside(_mapped(matrix, reference.place), sides[0])]
    linear = matrix[:, :2]
    if _growth(matrix) < 1e-6:
        return own, own
    there = (photo.place - matrix[:, 2]) @ np.linalg.inv(linear).T
    return own, there[_inside(there, sides[1])]


def _inside(places: np.ndarray, sides: np.ndarray) -> np.ndarray:
    return np.asarray(((places >= 0) & (places <= sides)).all(axis=1))
