"""What sellers share: photos, titles, descriptions and contacts."""

import numpy as np
import pytest

from features.contracts import Candidates
from features.examples import candidates
from features.families import image_reuse, text_reuse
from features.families.near_photos import photo_groups


def joined(phashes: np.ndarray, near_bits: int) -> list[set[int]]:
    """The groups by comparing every pair."""
    groups = [{at} for at in range(len(phashes))]
    for one in range(len(phashes)):
        for two in range(one):
            if int(phashes[one] ^ phashes[two]).bit_count() <= near_bits:
                merged = next(g for g in groups if one in g) | next(g for g in groups if two in g)
                groups = [g for g in groups if not g & merged] + [merged]
    return groups


@pytest.mark.parametrize("near_bits", [0, 1, 3])
def test_photo_groups_are_those_of_every_pair_compared(near_bits: int) -> None:
    draw = np.random.default_rng(11)
    seeds = draw.integers(0, 2**63, 12, dtype=np.uint64)
    flips = np.array([sum(1 << int(bit) for bit in draw.integers(0, 64, at % 4)) for at in range(96)], dtype=np.uint64)
    phashes = np.concatenate([seeds, np.tile(seeds, 8) ^ flips])
    found = photo_groups(phashes, near_bits, largest_block=2000)
    by_number = {frozenset(np.flatnonzero(found == number).tolist()) for number in set(found.tolist())}
    assert by_number == {frozenset(group) for group in joined(phashes, near_bits)}


def test_a_block_too_large_to_compare_still_joins_equal_photos() -> None:
    phashes = np.array([1, 2, 3, 3, 2**40], dtype=np.uint64)
    found = photo_groups(phashes, near_bits=3, largest_block=1)
    assert found[2] == found[3] and len(set(found.tolist())) == 4


def test_no_photos_are_no_groups() -> None:
    assert len(photo_groups(np.zeros(0, dtype=np.uint64), 3, 2000)) == 0


def shared_photos(*sellers: tuple[str | None, list[int]]) -> list[float]:
    rows = [{Candidates.seller_id: seller, Candidates.image_phashes: hashes} for seller, hashes in sellers]
    found = image_reuse.FAMILY.compute(candidates(rows), image_reuse.FAMILY.params)
    return found["photo_other_sellers_count"].tolist()


def test_a_seller_who_repeats_his_own_photo_shares_it_with_nobody() -> None:
    assert shared_photos(("S", [7]), ("S", [7])) == [0.0, 0.0]


def test_two_nameless_listings_with_one_photo_share_it() -> None:
    assert shared_photos((None, [7]), (None, [7])) == [1.0, 1.0]


def test_a_template_of_the_trade_is_counted_but_tells_nothing() -> None:
    template, own = 0b1111, 2**63
    listings = [([template, own], "S1"), ([template, own], "S2"), ([template], "S3"), ([template], "S4")]
    rows = [{Candidates.seller_id: seller, Candidates.image_phashes: photos} for photos, seller in listings]
    params = image_reuse.FAMILY.params.model_copy(update={"most_sellers": 3})
    found = image_reuse.FAMILY.compute(candidates(rows), params)
    assert found["photo_other_sellers_count"].tolist() == [3.0] * 4
    assert found["unofficial_photo_other_sellers_count"].tolist() == [1.0, 1.0, 0.0, 0.0]


def test_one_listing_linked_to_two_brands_is_one_listing() -> None:
    row = {Candidates.listing_id: "L", Candidates.image_phashes: [7]}
    other = {**row, Candidates.brand_id: "zenith"}
    found = image_reuse.FAMILY.compute(candidates([row, other]), image_reuse.FAMILY.params)
    assert found["photo_other_sellers_count"].tolist() == [0.0, 0.0]


def shared_texts(column: str, name: str, *texts: str | None) -> list[float]:
    rows = [{Candidates.seller_id: f"S{at}", column: text} for at, text in enumerate(texts)]
    return text_reuse.FAMILY.compute(candidates(rows), text_reuse.FAMILY.params)[name].tolist()


def test_a_description_that_differs_in_numbers_only_is_the_same_template() -> None:
    texts = [f"Top quality, ships in {days} days from our own warehouse, write for pictures" for days in (3, 5, 7)]
    found = shared_texts(
        Candidates.description, "description_other_sellers_count", *texts, "brand new", "brand new", None
    )
    np.testing.assert_array_equal(found, [2.0, 2.0, 2.0, 0.0, 0.0, np.nan])


def test_a_short_title_shared_by_many_is_a_products_name() -> None:
    assert shared_texts(Candidates.title, "title_other_sellers_count", "Acme trap", "Acme trap") == [0.0, 0.0]


def test_a_contact_written_two_ways_is_one_contact() -> None:
    texts = ["call 电话 138-1234-5678", "whatsapp: +86 13812345678", "nothing here"]
    found = shared_texts(Candidates.description, "contact_other_sellers_count", *texts)
    np.testing.assert_array_equal(found, [1.0, 1.0, np.nan])
