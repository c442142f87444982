"""The radius search finds every pair, once, and says how far apart it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.signals.code_search import pairs_within
from features.signals.photo_views import VIEW_NAMES
from features.signals.view_rules import ViewRadii, dhash_variants, view_limits

codes = st.lists(st.integers(0, 2**64 - 1), max_size=30).map(lambda values: np.array(values, dtype=np.uint64))


@given(codes, codes, st.integers(0, 64))
@settings(max_examples=60, deadline=None)
def test_it_finds_what_comparing_all_pairs_finds(queries, references, radius):
    expected = [
        (row, column, (int(one) ^ int(other)).bit_count())
        for row, one in enumerate(queries)
        for column, other in enumerate(references)
        if (int(one) ^ int(other)).bit_count() <= radius
    ]
    found = pairs_within(queries, references, radius)
    assert list(zip(*(part.tolist() for part in found), strict=True)) == expected


@pytest.mark.parametrize("count", [127, 128, 129, 5000])
def test_blocks_lose_nothing_at_their_edges(count):
    values = np.random.default_rng(count).integers(0, 2**63, count, dtype=np.uint64)
    query, code, distance = pairs_within(values, values, 0)
    assert (query == np.arange(count)).all() and (code == query).all() and not distance.any()


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
