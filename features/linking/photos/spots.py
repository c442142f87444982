"""The details of many photos side by side, and which photos share so many that a copy is likely."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from features.linking.distinct import distinct
from features.signals.photo_details import SIZE_STEPS, STEPS, mirrored_codes, no_details
from features.signals.photo_look import PhotoLook

# Codes of one detail in two copies differ by 2 to 10 bits of 128, those of different details by 26 or more.
VOTE_BITS = 22
_TABLES = 8
# Key length against the number of details in the bank: about one chance entry a key.
_LEAST_KEY_BITS, _MOST_KEY_BITS = 14, 28
# A key that this many details of the bank share is a pattern of shops (a logo, a tile), not a photo's detail.
MOST_OF_ONE_KEY = 64
# A pair of details weighs exp(-(bits / 10)^2), and what a copy shares weighs at least 1: of what collages of four, new
# backgrounds and pairs of alterations share with their reference 99 % weigh more. Both were chosen on drawn markets 12
# and 13 and the fitting half of the real photos, where a collage's reference is among the first eight in 94 of 100.
_WEIGHTY_BITS = 10
LEAST_WEIGHT = 1.0


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


def likely_pairs(photos: Spots, index: SpotIndex, *, most_a_photo: int) -> tuple[np.ndarray, np.ndarray]:
    """(photo row, reference row) of those that share details which one map explains, by falling weight of these.

    References of which many drawn shapes or printed patterns have parts share as many like details as the one in a
    quarter of a collage; only of a copy are they nearly the same, and lie where one another say.
    """
    query, found = _near_spots(photos.code, index)
    if not len(query):
        return query, found
    pair = photos.owner[query].astype(np.int64) * _WIDE + index.spots.owner[found]
    order = np.lexsort((query, pair))
    query, found, pair = query[order], found[order], pair[order]
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    weight = _weights(photos, index.spots, (query, found), np.append(first, len(pair)))
    who, whom = np.divmod(pair[first][weight >= LEAST_WEIGHT], _WIDE)
    weight = weight[weight >= LEAST_WEIGHT]
    order = np.lexsort((whom, -weight, who))
    rank = np.arange(len(who)) - np.searchsorted(who[order], who[order])
    kept = order[rank < most_a_photo]
    return who[kept], whom[kept]


_WIDE = 1 << 31


def weights_of(bits: np.ndarray) -> np.ndarray:
    """What pairs of details so many bits apart weigh: 1 for equal ones, near 0 for those of two photos of one thing."""
    return np.asarray(np.exp(-((bits / _WEIGHTY_BITS) ** 2)))


def _weights(photos: Spots, bank: Spots, near: tuple[np.ndarray, np.ndarray], begins: np.ndarray) -> np.ndarray:
    """How much the like details of each group that one map explains weigh, (groups,)."""
    from features.linking.photos.vote_kernels import most_agreeing

    query, found = near
    apart = np.bitwise_count(photos.code[query] ^ bank.code[found]).sum(axis=1)
    turn = (photos.angle[query].astype(float) - bank.angle[found]) % (2 * np.pi)
    growth = photos.size[query].astype(float) - bank.size[found]
    factor = np.exp2(growth) * np.exp(1j * turn)
    pairs = np.stack([weights_of(apart), turn, growth, factor.real, factor.imag], axis=1)
    places = np.concatenate([bank.place[found], photos.place[query]], axis=1).astype(float)
    weighed = np.zeros(len(begins) - 1)
    most_agreeing(begins, query, pairs, places, weighed)
    return weighed


def _near_spots(queries: np.ndarray, index: SpotIndex) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of codes at most VOTE_BITS apart that also share one of eight parts of the code whole."""
    found = [np.zeros(0, np.int64)]
    codes = index.spots.code
    for table, (keys, order) in enumerate(index.tables):
        some = _key(queries, table, index.key_bits)
        query, code = _equal_keys(some, keys, order)
        near = np.bitwise_count(queries[query] ^ codes[code]).sum(axis=1) <= VOTE_BITS
        found.append(query[near] * _WIDE + code[near])
    return np.divmod(distinct(np.concatenate(found)), _WIDE)


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
