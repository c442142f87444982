"""Photos that are one photo share a cluster, over sellers and nights, and keep its id for good."""

import hashlib

import numpy as np
import pandas as pd
import pytest

from features.contracts import ImageSignals, Listings, PhotoClusters, Sightings
from features.linking.photos.clusters import PhotoClusterParams, photo_clusters
from features.signals.photo_views import VIEW_NAMES
from features.signals.view_rules import dhash_variants

PARAMS = PhotoClusterParams()
CODES = np.random.default_rng(5).integers(0, 2**64, (40, 3), dtype=np.uint64)
MIRROR = VIEW_NAMES.index("mirror")


def photo(number: int, *, flipped_bits: int = 0, night: str = "2026-03-01", seller: str | None = "S1", **changed):
    """One sighting of made-up photo `number`, its hashes a few bits from the original's."""
    flips = (1 << flipped_bits) - 1
    name = f"{number}-{flipped_bits}"
    views = [int(code) for code in (CODES[number, 0] ^ np.uint64(flips), CODES[number, 2])]
    row = {
        ImageSignals.platform: "bazaar",
        ImageSignals.listing_id: f"{seller}-{name}",
        ImageSignals.image: "1.jpg",
        ImageSignals.sha256: hashlib.sha256(name.encode()).hexdigest(),
        ImageSignals.phash: views[0],
        ImageSignals.dhash: int(CODES[number, 1]),
        ImageSignals.quality: 0.9,
        ImageSignals.is_comparable: True,
        ImageSignals.view_phashes: views,
        Sightings.night: pd.Timestamp(night, tz="UTC"),
        Listings.seller_id: seller,
    }
    return row | changed


def clusters_of(*photos, params: PhotoClusterParams = PARAMS) -> pd.DataFrame:
    return PhotoClusters.check(photo_clusters(pd.DataFrame(photos), params))


def ids_of(clusters: pd.DataFrame) -> dict[str, str]:
    return dict(zip(clusters[PhotoClusters.listing_id], clusters[PhotoClusters.cluster_id], strict=True))


def test_copies_share_a_cluster_and_others_do_not():
    found = ids_of(clusters_of(photo(0), photo(0, flipped_bits=4, seller="S2"), photo(1, seller="S3")))
    assert found["S1-0-0"] == found["S2-0-4"] != found["S3-1-0"]


def test_a_likeness_of_one_hash_alone_is_none():
    other = photo(0, flipped_bits=2, seller="S2", **{ImageSignals.dhash: int(CODES[1, 1])})
    assert len(set(ids_of(clusters_of(photo(0), other)).values())) == 2


def test_a_mirrored_copy_shares_the_cluster():
    as_is, mirrored = photo(0), photo(0, flipped_bits=1, seller="S2")
    mirrored[ImageSignals.phash] = as_is[ImageSignals.view_phashes][MIRROR] ^ 1
    mirrored[ImageSignals.dhash] = int(dhash_variants(CODES[:1, 1])[1, 0])
    mirrored[ImageSignals.view_phashes] = [mirrored[ImageSignals.phash], as_is[ImageSignals.phash]]
    assert len(set(ids_of(clusters_of(as_is, mirrored)).values())) == 1


def test_new_photos_change_no_id():
    """Forty photos in altered copies over five nights: each night's ids are those of the longest run."""
    dice = np.random.default_rng(9)
    seen = [
        photo(int(number), flipped_bits=int(dice.integers(0, 9)), night=f"2026-03-0{night}", seller=f"S{night}")
        for night in range(1, 6)
        for number in dice.integers(0, 40, 60)
    ]
    at_last = ids_of(clusters_of(*seen))
    for night in range(1, 5):
        so_far = ids_of(clusters_of(*seen[: 60 * night]))
        assert so_far.items() <= at_last.items()
    assert len(set(at_last.values())) < len(at_last) / 2


def test_a_chain_of_likenesses_joins_only_what_is_like_its_first_photo():
    chain = [photo(0, flipped_bits=bits, night=f"2026-03-0{1 + bits // 5}", seller=f"S{bits}") for bits in (0, 5, 10)]
    found = ids_of(clusters_of(*chain))
    assert found["S0-0-0"] == found["S5-0-5"] != found["S10-0-10"]


def test_the_order_of_rows_changes_nothing():
    seen = [photo(number % 7, flipped_bits=number % 5, seller=f"S{number}") for number in range(30)]
    pd.testing.assert_frame_equal(clusters_of(*seen), clusters_of(*seen[::-1]))


def test_a_picture_of_too_many_sellers_is_stock():
    seen = [photo(0, seller=f"S{number}") for number in range(4)] + [photo(1, seller="S9")]
    found = clusters_of(*seen, params=PhotoClusterParams(most_sellers=3))
    assert found[PhotoClusters.is_stock].tolist() == [True] * 4 + [False]
    assert found[PhotoClusters.sellers].tolist() == [4] * 4 + [1]


def test_one_seller_with_many_listings_is_one_seller_and_unnamed_ones_are_their_own():
    same = [photo(0, **{ImageSignals.listing_id: f"L{number}"}) for number in range(3)]
    unnamed = [photo(0, seller=None, **{ImageSignals.listing_id: f"U{number}"}) for number in range(2)]
    assert set(clusters_of(*same, *unnamed)[PhotoClusters.sellers]) == {3}


@pytest.mark.parametrize("poor", [{ImageSignals.is_comparable: False}, {ImageSignals.quality: 0.3}])
def test_a_flat_picture_is_in_no_cluster(poor):
    assert len(clusters_of(photo(0, **poor), photo(0, seller="S2"))) == 1


def test_no_photos_make_no_clusters():
    nothing = pd.DataFrame([photo(0)]).iloc[:0]
    assert len(photo_clusters(nothing, PARAMS)) == 0
