"""The details of many photos side by side, and which photos share so many that a copy is likely."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from features.signals.photo_details import SIZE_STEPS, STEPS, mirrored_codes, no_details
from features.signals.photo_look import PhotoLook

# Codes of one detail in two copies differ by 2 to 10 bits of 128, those of different details by 26 or more.
VOTE_BITS = 22
_TABLES = 8
# Key length against the number of details in the bank: about one chance entry a key.
_LEAST_KEY_BITS, _MOST_KEY_BITS = 14, 28
# A key that this many details of the bank share is a pattern of shops (a logo, a tile), not a photo's detail.
MOST_OF_ONE_KEY = 64
_TURN_BINS = 8
# So many times the references that are wanted are first kept by turn and size, before the places of details count.
_CONSIDERED = 8
# Details of a copy agree on where the reference's middle lies within a seventh of the photo's longer side; a middle is
# taken that fits most photos, for only the spread matters. Both were chosen on the fitting half of drawn photos.
_PLACE_BIN = 0.15
_MIDDLE = 0.5 + 0.4j
_PLANE = np.array([1, 1j])


@dataclass(frozen=True)
class Spots:
    """Details flat, with their photo's row as `owner`; `place` (n, 2) counts in the photo's longer side.

    `size` is the logarithm to base 2 of the detail's size, `angle` its direction in radians, `code` (n, 2) uint64.
    """

    owner: np.ndarray
    place: np.ndarray
    size: np.ndarray
    angle: np.ndarray
    code: np.ndarray

    def of(self, first: int, end: int) -> "Spots":
        return Spots(*(getattr(self, name)[first:end] for name in ("owner", "place", "size", "angle", "code")))


def spots_of(looks: Sequence[PhotoLook | None]) -> Spots:
    """All details of the photos, in their order; a photo without a look has none."""
    parts = [look.details if look else no_details() for look in looks] or [no_details()]
    counts = [len(part.size) for part in parts]
    sides = np.array([look.sides if look else (1.0, 1.0) for look in looks] or [(1.0, 1.0)])
    owner = np.repeat(np.arange(len(parts), dtype=np.int32), counts)
    place = np.concatenate([part.place for part in parts])
    return Spots(
        owner=owner,
        place=((place + 0.5) / STEPS * sides[owner]).astype(np.float32),
        size=(np.concatenate([part.size for part in parts]) / SIZE_STEPS).astype(np.float32),
        angle=(np.concatenate([part.angle for part in parts]) * (2 * np.pi / STEPS)).astype(np.float32),
        code=np.concatenate([part.code for part in parts]),
    )


def mirrored(spots: Spots, width: np.ndarray) -> Spots:
    """The details of the mirrored photos; `width` is each photo's, in the photo's longer side."""
    place = np.stack([width[spots.owner] - spots.place[:, 0], spots.place[:, 1]], axis=1).astype(np.float32)
    angle = (np.float32(np.pi) - spots.angle) % np.float32(2 * np.pi)
    return Spots(spots.owner, place, spots.size, angle, mirrored_codes(spots.code))


@dataclass(frozen=True)
class SpotIndex:
    """A bank's details with the sorted keys of each table: (keys, their details' rows)."""

    spots: Spots
    key_bits: int
    tables: list[tuple[np.ndarray, np.ndarray]]


def indexed(bank: Spots) -> SpotIndex:
    """The bank, ready to be asked; holds 130 bytes a detail."""
    key_bits = int(np.clip(np.ceil(np.log2(max(len(bank.code), 1))) + 1, _LEAST_KEY_BITS, _MOST_KEY_BITS))
    return SpotIndex(bank, key_bits, [_sorted_keys(bank.code, table, key_bits) for table in range(_TABLES)])


def likely_pairs(
    photos: Spots, index: SpotIndex, *, least_votes: int, most_a_photo: int
) -> tuple[np.ndarray, np.ndarray]:
    """(photo row, reference row) of those that share details whose turns, sizes and places agree, by falling votes.

    References of which many drawn shapes or printed patterns have parts get as many votes by turn and size as the one
    in a quarter of a collage; only of a copy do the details also lie where one another say.
    """
    query, found = _near_spots(photos.code, index)
    bank = index.spots
    photo, reference = photos.owner[query].astype(np.int64), bank.owner[found].astype(np.int64)
    turn = (photos.angle[query] - bank.angle[found]) % (2 * np.pi) * (_TURN_BINS / (2 * np.pi))
    growth = photos.size[query] - bank.size[found]
    by_turn = _most_votes(photo, reference, query, [(turn + half, growth + half) for half in (0.0, 0.5)])
    likely = _first_few(*by_turn, least_votes, _CONSIDERED * most_a_photo)
    of_likely = np.isin(photo * _WIDE + reference, likely)
    query, found, photo, reference = (part[of_likely] for part in (query, found, photo, reference))
    across, down = _places(photos, bank, query, found)
    halves = [(across + one, down + other) for one in (0.0, 0.5) for other in (0.0, 0.5)]
    who, whom = np.divmod(_first_few(*_most_votes(photo, reference, query, halves), 1, most_a_photo), _WIDE)
    return who, whom


_WIDE = 1 << 31


def _places(photos: Spots, bank: Spots, query: np.ndarray, found: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where each pair of details says that the reference's middle lies in the photo, counted in bins."""
    here, there = photos.place[query] @ _PLANE, bank.place[found] @ _PLANE
    turn, growth = photos.angle[query] - bank.angle[found], photos.size[query] - bank.size[found]
    middle = here + np.exp2(growth) * np.exp(1j * turn) * (_MIDDLE - there)
    return middle.real / _PLACE_BIN, middle.imag / _PLACE_BIN


def _most_votes(
    photo: np.ndarray, reference: np.ndarray, query: np.ndarray, changes: list[tuple[np.ndarray, np.ndarray]]
) -> tuple[np.ndarray, np.ndarray]:
    """Each pair as one number, and its most votes under any of the ways to cut the changes into bins."""
    votes = [_votes(photo, reference, query, change) for change in changes]
    return _best(np.concatenate([keys for keys, _ in votes]), np.concatenate([counts for _, counts in votes]))


def _first_few(pair: np.ndarray, count: np.ndarray, least_votes: int, most_a_photo: int) -> np.ndarray:
    """The pairs of most votes, at most so many a photo, sorted by photo, then by falling votes."""
    pair, count = pair[count >= least_votes], count[count >= least_votes]
    who, whom = np.divmod(pair, _WIDE)
    order = np.lexsort((whom, -count, who))
    rank = np.arange(len(who)) - np.searchsorted(who[order], who[order])
    return np.asarray(pair[order][rank < most_a_photo])


def _votes(
    photo: np.ndarray, reference: np.ndarray, query: np.ndarray, change: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """For each photo and reference the most details that agree on one turn and one growth."""
    turn = np.floor(change[0]).astype(np.int64) % _TURN_BINS
    growth = np.clip(np.floor(change[1]).astype(np.int64) + 8, 0, 15)
    pair = photo * _WIDE + reference
    order = np.lexsort((query, growth, turn, pair))
    parts = [part[order] for part in (pair, turn, growth, query)]
    is_new = np.ones(len(order), bool)
    is_new[1:] = np.logical_or.reduce([part[1:] != part[:-1] for part in parts])
    starts = np.ones(len(order), bool)
    starts[1:] = np.logical_or.reduce([part[1:] != part[:-1] for part in parts[:3]])
    first = np.flatnonzero(starts)
    counts = np.add.reduceat(is_new.astype(np.int64), first) if len(first) else np.zeros(0, np.int64)
    return parts[0][first], counts


def _best(keys: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.lexsort((-counts, keys))
    unique, first = np.unique(keys[order], return_index=True)
    return unique, counts[order][first]


def _near_spots(queries: np.ndarray, index: SpotIndex) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of codes at most VOTE_BITS apart that also share one of eight parts of the code whole."""
    found = [np.zeros(0, np.int64)]
    codes = index.spots.code
    for table, (keys, order) in enumerate(index.tables):
        some = _key(queries, table, index.key_bits)
        query, code = _equal_keys(some, keys, order)
        near = np.bitwise_count(queries[query] ^ codes[code]).sum(axis=1) <= VOTE_BITS
        found.append(query[near] * _WIDE + code[near])
    return np.divmod(np.unique(np.concatenate(found)), _WIDE)


def _sorted_keys(codes: np.ndarray, table: int, key_bits: int) -> tuple[np.ndarray, np.ndarray]:
    keys = _key(codes, table, key_bits)
    order = np.argsort(keys, kind="stable")
    return keys[order], order


def _equal_keys(some: np.ndarray, keys: np.ndarray, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    first, end = np.searchsorted(keys, some, "left"), np.searchsorted(keys, some, "right")
    count = np.where(end - first <= MOST_OF_ONE_KEY, end - first, 0)
    query = np.repeat(np.arange(len(some)), count)
    within = np.arange(len(query)) - np.repeat(np.cumsum(count) - count, count)
    return query, order[first[query] + within]


def _key(codes: np.ndarray, table: int, key_bits: int) -> np.ndarray:
    """`key_bits` bits of each code, other ones for each table: sixteen of one direction, then of another one."""
    word, other = codes[:, table % 2], codes[:, 1 - table % 2]
    shift = np.uint64(16 * (table // 2))
    turned = (word >> shift) | (word << ((np.uint64(64) - shift) % np.uint64(64)))
    low = turned & np.uint64(0xFFFF)
    extra = (other >> shift) & np.uint64(0xFFFF)
    return (low | (extra << np.uint64(16))) & np.uint64((1 << key_bits) - 1)
