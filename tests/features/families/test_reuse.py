"""What sellers share: photos, titles, descriptions and contacts."""

import numpy as np

from features.contracts import Candidates
from features.examples import candidates
from features.families import image_reuse, text_reuse


def test_sellers_beside_the_listings_own_are_counted_and_an_official_photo_explains_them() -> None:
    shared = {Candidates.photo_sellers: 4, Candidates.telling_photo_sellers: 4}
    rows = [shared, {**shared, Candidates.official_match_confidence: 0.9}]
    found = image_reuse.FAMILY.compute(candidates(rows), image_reuse.FAMILY.params)
    assert found["photo_other_sellers_count"].tolist() == [3.0, 3.0]
    assert found["unofficial_photo_other_sellers_count"].tolist() == [3.0, 0.0]


def test_a_template_of_the_trade_is_counted_but_tells_nothing() -> None:
    row = {Candidates.photo_sellers: 300, Candidates.telling_photo_sellers: 1}
    found = image_reuse.FAMILY.compute(candidates([row]), image_reuse.FAMILY.params)
    assert found.iloc[0].tolist() == [299.0, 0.0]


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
