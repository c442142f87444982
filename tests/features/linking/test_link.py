"""Which product a listing claims to be, and the laws of the link step."""

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.contracts import Brands, ImageMatches, LinkComparisons, Links, Listings, Names, Products
from features.linking import LinkCatalog, LinkParams, link

from .market import brands_of, catalog, first, linked, listings


def product_of(row, **params):
    return first(row, **params)["product_id"]


def test_the_wording_finds_the_product():
    assert product_of({"title": "Nike Air Max 90 running shoes in white", "brand": "Nike"}) == "n2"


def test_a_model_number_decides_between_siblings():
    assert product_of("Nike Air Max 90 shoes CN8490 002") == "n1"
    found = first({"title": "Nike running shoes Air Max 90", "attributes": {"Model": "cn8490-100"}})
    assert found["product_id"] == "n2" and found["is_model_equal"]


def test_a_size_in_conflict_is_another_product():
    assert product_of({"title": "HP USB flash drive 128 GB", "brand": "HP"}) == "h3"
    assert product_of({"title": "HP USB flash drive 64GB", "brand": "HP"}) == "h2"


def test_a_gtin_is_an_identity():
    found = first({"title": "Nike shoes", "attributes": {"gtin": "194956623456"}})
    assert found["product_id"] == "n3" and found["is_gtin_equal"]


def test_products_that_cannot_be_told_apart_are_refused():
    found = first({"title": "Nike Air Max 90 running shoes", "brand": "Nike"})
    assert pd.isna(found["product_id"]) and found["brand_id"] == "nike"


def test_another_product_of_the_brand_is_refused():
    assert pd.isna(product_of({"title": "Nike football shirt home 2020", "brand": "Nike"}))


def test_a_distinctive_model_code_alone_names_the_brand():
    found = first("black toner CE505X for your office")
    assert (found["brand_id"], found["product_id"], found["named_how"]) == ("hp", "h1", "model_code")
    assert found["named_as"] == "CE505X"


@pytest.mark.parametrize("title", ["CE505X", "hot sale ce505x free shipping", "[CE505X] fast shipping", "M40995"])
@pytest.mark.parametrize("typed", [None, "N/A"])
def test_a_long_model_code_needs_no_other_word(title, typed):
    found = linked([{"title": title, "brand": typed}]).iloc[0]
    assert found["named_how"] == "model_code"
    assert found["product_id"] == ("lv1" if "M4" in title else "h1")


@pytest.mark.parametrize(
    "row",
    [
        {"title": "phone stand XY-CE505X", "brand": "N/A"},  # a piece of a longer code
        {"title": "CE505X-TR phone stand", "brand": "N/A"},
        {"title": "phone stand CE505X", "brand": "Someotherbrand"},
        {"title": "ENGT430 phone stand", "brand": "N/A"},  # not the whole number
        {"title": "Nike phone stand CE505X"},
    ],
)
def test_a_code_that_may_be_another_makers_names_nobody(row):
    assert "h1" not in linked([row])["product_id"].tolist()
    assert "a1" not in linked([row])["product_id"].tolist()


def test_the_least_length_of_a_code_that_names_a_brand_is_a_param():
    assert brands_of("CE505X") == ["hp"]
    assert brands_of("CE505X", least_code_length=7) == []


def test_the_line_without_its_owner_is_found_by_likeness():
    found = first("Bleu de eau de parfum 100 ml")
    assert (found["brand_id"], found["product_id"], found["named_how"], found["claim"]) == (
        "chanel",
        "ch1",
        "none",
        "none",
    )


def test_a_copied_official_photo_gives_away_the_brand_the_text_hides():
    matches = ImageMatches.conform(
        pd.DataFrame(
            [
                {
                    "platform": "market",
                    "listing_id": "L0",
                    "image": "a.jpg",
                    "bank": bank,
                    "brand_id": brand,
                    "product_id": product,
                    "reference_image": "r.jpg",
                    "view": "upright",
                    "distance_bits": 2,
                    "confidence": 0.9,
                }
                for bank, brand, product in [("official", "lv", "lv1"), ("known_fake", "nike", None)]
            ]
        )
    )
    found = linked(["designer tote"], image_matches=matches)
    assert found[["brand_id", "product_id", "named_how", "named_in", "claim"]].values.tolist() == [
        ["lv", "lv1", "image", "image", "none"]
    ]
    assert first("designer tote")["named_how"] == "none"


class Translated:
    """Vectors of a Chinese title and the English one it translates, and of everything else."""

    def of(self, texts):
        return np.array([[1.0, 0.1, 0.0] if self.is_about_toner(text) else [0.0, 0.2, 1.0] for text in texts])

    @staticmethod
    def is_about_toner(text):
        return "硒鼓" in text or "toner" in text


def test_vectors_find_the_product_across_languages():
    listing = {"title": "惠普打印机硒鼓黑色原装", "brand": "HP"}
    assert product_of(listing, vectors=Translated()) == "h1"
    assert pd.isna(product_of(listing))


def test_the_tables_keep_their_contracts():
    frame = listings([{"title": "Nike Air Max"}, {"title": "plain shirt"}, {"title": "Chanel bag", "brand": "Chanel"}])
    links, comparisons = link(frame, catalog(), None, None, LinkParams())
    Links.check(links)
    LinkComparisons.check(comparisons)
    assert len(comparisons) == links["brand_id"].notna().sum()


def test_no_listings_give_no_rows():
    links, comparisons = link(Listings.empty(), catalog(), None, None, LinkParams())
    assert links.empty and comparisons.empty
    Links.check(links)


def test_no_catalogues_link_nothing():
    empty = LinkCatalog(Brands.empty(), Names.empty(), Products.empty())
    links, comparisons = link(listings([{"title": "Nike"}]), empty, None, None, LinkParams())
    assert links["brand_id"].isna().all() and comparisons.empty


def test_a_brand_without_products_is_still_named():
    assert brands_of("Under Armour shirt") == ["under-armour"]


def test_the_input_is_left_as_it_was():
    frame = listings([{"title": "Nike Air Max", "attributes": {"model": "x1"}}])
    before = pickle.dumps(frame.to_dict("records"))
    link(frame, catalog(), None, None, LinkParams())
    assert pickle.dumps(frame.to_dict("records")) == before


def test_the_catalogue_travels_to_another_process():
    copy = pickle.loads(pickle.dumps(catalog()))
    frame = listings([{"title": "N*ke Air Max CN8490-002"}])
    one, other = (link(frame, held, None, None, LinkParams())[0] for held in (catalog(), copy))
    pd.testing.assert_frame_equal(one, other)


WORDS = ["Nike", "Air Max 90", "CN8490-002", "for", "HP", "toner", "CE505X", "L*V", "bag", "华硕", "笔记本", "Boss", "64GB",
         "style", "*ike", "on", "zoom", "Chanel", "/", "(", "parfum", "100 ml", "\u200b", "Nik\u0435", "compatible"]  # fmt: skip
rows = st.fixed_dictionaries(
    {
        "title": st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join),
        "brand": st.sampled_from([None, "Nike", "HP", "N/A", "Acme", "B0SS"]),
        "currency": st.sampled_from(["USD", "CNY"]),
    }
)


@settings(max_examples=12, deadline=None)
@given(st.lists(rows, min_size=1, max_size=8), st.integers(1, 7))
def test_any_cut_and_any_order_of_a_night_gives_the_same_rows(given_rows, cut):
    frame = listings(given_rows)
    whole = link(frame, catalog(), None, None, LinkParams())
    parts = [link(part, catalog(), None, None, LinkParams()) for part in (frame.iloc[:cut], frame.iloc[cut:])]
    turned = link(frame.iloc[::-1], catalog(), None, None, LinkParams())
    for at, key in enumerate((["platform", "listing_id"], ["platform", "listing_id"])):
        joined = pd.concat([part[at] for part in parts], ignore_index=True)
        pd.testing.assert_frame_equal(joined, whole[at])
        order = {"by": key, "kind": "stable", "ignore_index": True}
        pd.testing.assert_frame_equal(turned[at].sort_values(**order), whole[at].sort_values(**order))


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=30))
def test_no_text_breaks_it(title, brand, value):
    plain = [text.encode("utf-8", "ignore").decode() for text in (title, brand, value)]
    frame = listings(
        [{"title": plain[0], "brand": plain[1], "attributes": {plain[2]: plain[0]}, "description": plain[2]}]
    )
    links, comparisons = link(frame, catalog(), None, None, LinkParams())
    assert len(links) >= 1
    Links.check(links)
    LinkComparisons.check(comparisons)


@pytest.mark.parametrize("confidence", [0.0, 1.0])
def test_the_product_threshold_is_a_param(confidence):
    found = first(
        {"title": "Nike Air Max 90 running shoes white", "brand": "Nike"}, least_product_confidence=confidence
    )
    assert pd.isna(found["product_id"]) == (confidence == 1.0)
