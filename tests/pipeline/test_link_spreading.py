"""Any cut of a night and any number of helpers give the same links."""

import pandas as pd
import pytest

from features.contracts import ImageMatches
from features.linking import LinkParams, link
from features.signals.title_vectors import encoder_from, text_vectors
from pipeline import link_spreading
from pipeline.link_spreading import Prepared, cut, link_all, vectors_of_products
from tests.features.linking.market import PRODUCTS, catalog, listings


@pytest.fixture(scope="module")
def night():
    titles = [title.replace("black", "dark") for _, _, title, *_ in PRODUCTS] + ["no brand at all", "Nike 跑步鞋 耐克"]
    return listings([{"title": f"{title} {at % 3}"} for at, title in enumerate(titles * 3)])


@pytest.fixture(scope="module")
def vectors(night):
    return text_vectors([*night["title"], *catalog().titles], encoder_from("use-m3"))


@pytest.fixture
def matches(night):
    copied = {"platform": "market", "image": "a.jpg", "bank": "official", "brand_id": "creed", "confidence": 0.9}
    rows = [{**copied, "listing_id": key, "reference_image": "r.jpg", "view": "as is"} for key in night["listing_id"]]
    return ImageMatches.conform(pd.DataFrame(rows[20:]))


def linked_in_pieces(night, vectors, matches, workers):
    prepared = Prepared(catalog(), vectors_of_products(vectors, catalog().products), LinkParams())
    return link_all(cut(night, vectors, matches), prepared, workers=workers)


@pytest.mark.parametrize("workers", [1, 2])
def test_pieces_and_helpers_do_not_change_the_links(night, vectors, matches, workers, monkeypatch):
    expected = link(night, catalog(), vectors, matches, LinkParams())
    monkeypatch.setattr(link_spreading, "_ROWS_A_PIECE", 7)
    found = linked_in_pieces(night, vectors, matches, workers)
    for one, other in zip(found, expected, strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert (expected[0]["named_how"] == "image").any()


def test_an_empty_night_has_its_empty_tables(night, vectors, matches):
    links, comparisons = linked_in_pieces(night.head(0), vectors, matches, workers=2)
    pd.testing.assert_frame_equal(links, link(night.head(0), catalog(), None, None, LinkParams())[0])
    assert not len(comparisons)
