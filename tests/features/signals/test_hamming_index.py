"""The index gives exactly the pairs that comparing all codes gives, in the same order."""

import itertools
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.signals.hamming_index import HammingIndex, radius_pairs
from features.signals.hamming_plan import masks_within, plan_for, spread_bits

ONE_BIT = np.uint64(1)


def codes_near_each_other(seed: int, count: int, words: int) -> np.ndarray:
    """Codes around a few centres, some equal: pairs at every small distance."""
    chance = np.random.default_rng(seed)
    centres = chance.integers(0, 2**64, (max(count // 8, 1), words), dtype=np.uint64)
    codes = centres[chance.integers(0, len(centres), count)]
    for _ in range(int(chance.integers(0, 12 * words))):
        some = np.flatnonzero(chance.random(count) < 0.5)
        codes[some, chance.integers(0, words)] ^= ONE_BIT << np.uint64(chance.integers(0, 64))
    return codes


def compared_one_by_one(queries, references, radius):
    rows = itertools.product(enumerate(queries.tolist()), enumerate(references.tolist()))
    pairs = [
        (query, sum((a ^ b).bit_count() for a, b in zip(one, other, strict=True)), row)
        for (query, one), (row, other) in rows
    ]
    return [(query, row, bits) for query, bits, row in sorted(pairs) if bits <= radius]


def as_rows(pairs):
    return list(zip(*(part.tolist() for part in pairs), strict=True))


@given(st.integers(0, 10**6), st.sampled_from([1, 2, 4]), st.integers(0, 40), st.integers(0, 60), st.integers(0, 70))
@settings(max_examples=40, deadline=None)
def test_indexed_or_not_it_finds_what_comparing_one_by_one_finds(seed, words, asking, count, radius):
    codes = codes_near_each_other(seed, asking + count, words)
    queries, references = codes[:asking], codes[asking:]
    expected = compared_one_by_one(queries, references, radius)
    assert as_rows(HammingIndex(references, radius).search(queries)) == expected
    assert as_rows(HammingIndex(references, radius, dense_word_pairs=-1).search(queries)) == expected


@given(st.integers(0, 10**6), st.integers(0, 30), st.integers(0, 60), st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_the_nearest_few_are_the_first_few_of_all(seed, asking, count, most):
    codes = codes_near_each_other(seed, asking + count, 1)
    index = HammingIndex(codes[asking:], 12)
    kept = []
    for _, found in itertools.groupby(as_rows(index.search(codes[:asking])), key=lambda pair: pair[0]):
        kept += list(found)[:most]
    assert as_rows(index.search(codes[:asking], most_each=most)) == kept


def test_a_picture_that_is_everywhere_gives_few_pairs_when_few_are_asked_for():
    """Twenty thousand rows on both sides would be 400 million pairs."""
    everywhere = np.zeros(20_000, np.uint64)
    query, row, _ = HammingIndex(everywhere, 4).search(everywhere, most_each=3)
    assert (query == np.repeat(np.arange(20_000), 3)).all() and (row == np.tile([0, 1, 2], 20_000)).all()


@pytest.mark.parametrize(("words", "radius"), [(1, 10), (2, 22), (4, 31)])
def test_a_larger_bank_gives_the_same_pairs_indexed(words, radius):
    codes = codes_near_each_other(7, 4000, words)
    dense = HammingIndex(codes, radius).search(codes[::7])
    indexed = HammingIndex(codes, radius, dense_word_pairs=-1).search(codes[::7])
    assert len(dense[0]) > 4000 // 7
    assert all((one == other).all() for one, other in zip(dense, indexed, strict=True))


def test_an_index_answers_smaller_radii():
    codes = codes_near_each_other(3, 600, 1)
    index = HammingIndex(codes, 12, dense_word_pairs=-1)
    for radius in (0, 3, 12):
        assert as_rows(index.search(codes[:50], radius)) == as_rows(HammingIndex(codes, radius).search(codes[:50]))


def test_a_radius_beyond_the_index_is_refused():
    with pytest.raises(ValueError, match="at most the 4 indexed"):
        HammingIndex(np.zeros(3, np.uint64), 4).search(np.zeros(1, np.uint64), 5)


@pytest.mark.parametrize("codes", [np.zeros(3), np.zeros((2, 3, 1), np.uint64), np.zeros((2, 4), np.uint64)])
def test_codes_of_another_kind_are_refused(codes):
    with pytest.raises(ValueError, match="expected uint64"):
        radius_pairs(codes, np.zeros(3, np.uint64), 4)


def test_a_bank_of_one_flat_picture_is_searched_once():
    """Half a million rows of one code: the tables hold one entry, and no row is compared twice."""
    codes = np.zeros(500_000, np.uint64)
    index = HammingIndex(codes, 10, dense_word_pairs=-1)
    query, row, distance = index.search(np.array([3], np.uint64))
    assert (row == np.arange(500_000)).all() and not query.any() and (distance == 2).all()
    assert index.nbytes < 16 * len(codes)


@pytest.mark.parametrize("code_bits", [64, 128, 256])
@pytest.mark.parametrize("radius", [0, 1, 4, 10, 31, 63])
def test_a_plan_covers_the_code_and_its_tolerances_meet_the_radius(code_bits, radius):
    for codes in (10, 10_000, 10_000_000):
        plan = plan_for(code_bits, radius, codes)
        assert sum(plan.widths) == code_bits
        assert sum(plan.tolerances) == radius - len(plan.widths) + 1 and min(plan.tolerances) >= -1
        assert all(bits <= 64 for bits in plan.probe_bits)


def test_masks_are_every_difference_within_the_tolerance():
    assert sorted(masks_within(5, 2).tolist()) == [mask for mask in range(32) if mask.bit_count() <= 2]


def test_bits_that_always_agree_are_kept_apart():
    chance = np.random.default_rng(2)
    codes = chance.integers(0, 2**63, (2000, 1), dtype=np.uint64) & np.uint64(0xFFFFFFFF)
    codes |= codes << np.uint64(32)  # bit i + 32 repeats bit i
    order = spread_bits(codes, (16,) * 4)
    assert sorted(order) == list(range(64))
    assert all(len(set(chunk % 32)) == 16 for chunk in order.reshape(4, 16))


def test_a_small_search_compiles_nothing():
    asked = "import sys, numpy as np; from features.signals.hamming_index import radius_pairs as near; "
    asked += "codes = np.arange(2000, dtype=np.uint64); assert len(near(codes, codes, 2)[0]) > 2000; "
    subprocess.run([sys.executable, "-c", asked + "assert 'numba' not in sys.modules"], check=True)
