"""The radius search finds every pair, once, and says how far apart it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.signals.code_search import distances_within
from features.signals.photo_views import VIEW_NAMES
from features.signals.view_rules import ViewRadii, dhash_variants, view_limits


def codes_of(words):
    rows = st.lists(st.lists(st.integers(0, 2**64 - 1), min_size=words, max_size=words), max_size=20)
    return rows.map(lambda values: np.array(values, dtype=np.uint64).reshape(-1, words))


@given(st.sampled_from([1, 4]).flatmap(lambda words: st.tuples(codes_of(words), codes_of(words))), st.integers(0, 256))
@settings(max_examples=60, deadline=None)
def test_it_finds_what_comparing_all_pairs_finds(codes, radius):
    queries, references = codes
    expected = [
        [row, column, sum((a ^ b).bit_count() for a, b in zip(one, other, strict=True))]
        for row, one in enumerate(queries.tolist())
        for column, other in enumerate(references.tolist())
    ]
    found = distances_within(queries, references, radius)
    assert sorted(found.tolist()) == [pair for pair in expected if pair[2] <= radius]


@pytest.mark.parametrize("count", [127, 128, 129, 5000])
def test_blocks_lose_nothing_at_their_edges(count):
    values = np.random.default_rng(count).integers(0, 2**63, (count, 1), dtype=np.uint64)
    query, code, distance = distances_within(values, values, 0).T
    assert (np.sort(query) == np.arange(count)).all() and (code == query).all() and not distance.any()


def test_dhash_variants_are_those_of_the_turned_picture():
    steps = np.random.default_rng(1).integers(0, 255, (8, 9))

    def dhash(picture):
        return np.packbits(picture[:, 1:] > picture[:, :-1]).view(">u8").astype(np.uint64)

    # No two neighbours are equal here: equal ones rise neither way.
    assert (steps[:, 1:] != steps[:, :-1]).all()
    as_is, mirrored, half_turned = dhash_variants(dhash(steps))
    assert as_is == dhash(steps) and mirrored == dhash(steps[:, ::-1]) and half_turned == dhash(steps[::-1, ::-1])


def test_every_view_has_its_limits():
    limits = view_limits(ViewRadii())
    assert len(limits.phash) == len(limits.sure_phash) == len(limits.dhash) == len(VIEW_NAMES)
    assert limits.phash.max() == ViewRadii().upright_phash_bits
