"""Of references that share details with a photo, the one whose details also lie alike comes first."""

import numpy as np

from features.linking.photos.spots import Spots, indexed, likely_pairs

SHARED = 6
DECOYS = 12


def spots(owner: list[int], place: np.ndarray, code: np.ndarray) -> Spots:
    count = len(owner)
    still = np.zeros(count, np.float32)
    return Spots(np.array(owner, np.int32), place.astype(np.float32), still, still, code)


def test_a_copy_comes_before_references_that_share_more_details_in_other_places():
    dice = np.random.default_rng(5)
    codes = dice.integers(0, 2**63, (2 * SHARED, 2)).astype(np.uint64)
    places = dice.uniform(0, 0.45, (2 * SHARED, 2))
    # The photo is a collage: its details are those of the copy, at half of the plane, and as many of another picture.
    photo = spots([0] * (2 * SHARED), places, codes)
    decoys = [dice.uniform(0, 1, (2 * SHARED, 2)) for _ in range(DECOYS)]
    places_of_all = np.concatenate([*decoys, places[:SHARED] + 0.3])
    codes_of_all = np.concatenate([*([codes] * DECOYS), codes[:SHARED]])
    owners = [number for number in range(DECOYS) for _detail in range(2 * SHARED)] + [DECOYS] * SHARED
    bank = indexed(spots(owners, places_of_all, codes_of_all))
    who, whom = likely_pairs(photo, bank, most_a_photo=3)
    assert who.tolist() == [0, 0, 0] and whom[0] == DECOYS


def test_nothing_shared_is_nothing_likely():
    none = spots([], np.zeros((0, 2)), np.zeros((0, 2), np.uint64))
    one = spots([0], np.zeros((1, 2)), np.ones((1, 2), np.uint64))
    for photo, bank in ((none, one), (one, none), (none, none)):
        assert [len(part) for part in likely_pairs(photo, indexed(bank), most_a_photo=5)] == [0, 0]


def _turned(places: np.ndarray, factor: complex, shift: complex) -> np.ndarray:
    moved = factor * (places @ np.array([1, 1j])) + shift
    return np.stack([moved.real, moved.imag], axis=1)


def _weight(place: np.ndarray, there: np.ndarray, weight: np.ndarray, detail: np.ndarray) -> float:
    """What weighs on the best map of one group whose pairs all say: turned by a radian, half as large."""
    from features.linking.photos.vote_kernels import most_agreeing

    count, factor = len(place), 0.5 * np.exp(1j)
    pairs = np.stack([weight, *(np.full(count, told) for told in (1.0, -1.0, factor.real, factor.imag))], axis=1)
    found = np.zeros(1)
    most_agreeing(np.array([0, count]), detail, pairs, np.concatenate([place, there], axis=1), found)
    return float(found[0])


def test_the_pairs_that_one_map_explains_are_weighed_and_no_others():
    dice = np.random.default_rng(3)
    place, weight = dice.uniform(0, 1, (9, 2)), dice.uniform(0.2, 1, 9)
    there = _turned(place, 0.5 * np.exp(1j), 0.3 + 0.1j)
    there[5:] += dice.choice([-1, 1], (4, 2)) * dice.uniform(0.5, 3, (4, 2))
    assert np.isclose(_weight(place, there, weight, np.arange(9)), weight[:5].sum())


def test_a_detail_with_two_mates_where_the_map_says_counts_once_at_its_heaviest():
    place = np.array([[0.2, 0.3], [0.2, 0.3], [0.8, 0.6]])
    there = _turned(place, 0.5 * np.exp(1j), 0.1j)
    assert np.isclose(_weight(place, there, np.array([0.4, 0.9, 0.5]), np.array([7, 7, 8])), 1.4)


def test_the_weight_of_a_group_does_not_depend_on_the_others():
    dice = np.random.default_rng(4)
    codes = dice.integers(0, 2**63, (24, 2)).astype(np.uint64)
    photo = spots([0] * 12 + [1] * 12, dice.uniform(0, 1, (24, 2)), codes)
    bank = indexed(spots([0] * 12 + [1] * 12, dice.uniform(0, 1, (24, 2)), codes))
    together = likely_pairs(photo, bank, most_a_photo=5)
    alone = [likely_pairs(photo.of(first, first + 12), bank, most_a_photo=5) for first in (0, 12)]
    assert [part.tolist() for part in together] == [
        [number for one in alone for number in one[part].tolist()] for part in (0, 1)
    ]
