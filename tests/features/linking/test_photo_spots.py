"""Of references that share details with a photo, the one whose details also lie alike comes first."""

import numpy as np

from features.linking.photo_spots import Spots, indexed, likely_pairs

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
    who, whom = likely_pairs(photo, bank, least_votes=3, most_a_photo=3)
    assert who.tolist() == [0, 0, 0] and whom[0] == DECOYS


def test_nothing_shared_is_nothing_likely():
    none = spots([], np.zeros((0, 2)), np.zeros((0, 2), np.uint64))
    one = spots([0], np.zeros((1, 2)), np.ones((1, 2), np.uint64))
    for photo, bank in ((none, one), (one, none), (none, none)):
        assert [len(part) for part in likely_pairs(photo, indexed(bank), least_votes=3, most_a_photo=5)] == [0, 0]
