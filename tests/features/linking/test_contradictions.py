"""Sizes, counts, capacities, colours and article numbers that contradict each other keep two products apart."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.contracts import Brands, Names, Products
from features.linking import LinkCatalog, LinkParams, link
from features.linking.colours import colour_of_model, colours
from features.linking.names.model_codes import codes_agree
from features.linking.quantities import agreement, numbered_otherwise, numbered_words, quantities
from features.linking.text_bags import words_of
from features.skeleton import skeletons_of

from .market import listings

SOLD = [
    ("s24", "Vistek UltraClear LED monitor 24 inch black", "VU24LK"),
    ("c2", "Vistek braided HDMI cable 2 m", None),
    ("p2", "Vistek AA rechargeable battery pack of 2", None),
    ("b4", "Vistek silicone phone case blue", None),
    ("zh", "Vistek 保温杯 500毫升 黑色", None),
]


def skeleton(text):
    return skeletons_of([text])[0]


def told(one, other):
    contradicting, differing = agreement(quantities(skeleton(one)), quantities(skeleton(other)))
    return "contradict" if contradicting else "differ" if differing else "fit"


def linked_product(title, sold=SOLD):
    return linked_row(title, sold)["product_id"]


def linked_row(title, sold):
    products = pd.DataFrame([{"brand_id": "vistek", "product_id": key, "title": text} for key, text, _ in sold])
    catalog = LinkCatalog(
        Brands.conform(pd.DataFrame([{"brand_id": "vistek", "name": "Vistek", "capacity": 5}])),
        Names.conform(pd.DataFrame([])),
        Products.conform(products.assign(model=[model for _, _, model in sold], currency="USD")),
    )
    found, _ = link(listings([{"title": title, "brand": "Vistek"}]), catalog, None, None, LinkParams())
    return found.iloc[0]


@pytest.mark.parametrize(
    ("same", "other", "product"),
    [
        ("Vistek LED monitor UltraClear 24 inch black", "Vistek LED monitor UltraClear 27 inch black", "s24"),
        ("Vistek HDMI cable braided 2m", "Vistek HDMI cable braided 5m", "c2"),
        ("Vistek HDMI cable braided 200 cm", "Vistek HDMI cable braided 16.4 ft", "c2"),
        ("Vistek AA rechargeable battery 2 pcs", "Vistek AA rechargeable battery pack of 4", "p2"),
        ("Vistek phone case silicone blue", "Vistek phone case silicone red", "b4"),
        ("Vistek 保温杯 0.5升 黑色", "Vistek 保温杯 750毫升 黑色", "zh"),
    ],
)
def test_a_variant_that_is_not_in_the_catalogue_is_not_linked_to_its_sibling(same, other, product):
    assert linked_product(same) == product
    assert pd.isna(linked_product(other))


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("15.6 inch laptop", "15-inch laptop", "fit"),
        ("24 inch", "27 inch", "contradict"),
        ("monitor 68.6 cm", "monitor 27 inch", "fit"),
        ("1024mb card", "1 GB card", "fit"),
        ("8gb ram 256gb ssd", "16gb ram 512gb ssd", "differ"),
        ("8gb ram 256gb ssd", "256gb drive", "fit"),
        ("paper 8-1 2 x 11", "paper 8.5 x 11", "fit"),
        ("mat 36 x 60", "mat 48 x 72", "contradict"),
        ("case of 12", "twelve bottles", "fit"),
        ("core i3-2310M 15.6 inch", "15.6 inch", "fit"),
        ("6 in 1 reader", "68 in 1 reader", "fit"),
        ("香水 100毫升", "香水 50ml", "contradict"),
        ("袜子 5片", "袜子 10片装", "contradict"),
    ],
)
def test_quantities_are_compared_in_whatever_unit(one, other, verdict):
    assert told(one, other) == told(other, one) == verdict


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("wireless mouse 3000 red", "mouse 6000 bluetrack", 1),
        ("headset H690", "headset h17", 1),
        ("case for phone 4 and phone 5", "case phone 5", 0),
        ("华为畅享9", "畅享 10 华为", 1),
        ("mouse 3000", "wireless mouse", 0),
    ],
)
def test_a_word_with_another_number_is_another_model(one, other, count):
    ours, theirs = numbered_words(skeleton(one)), numbered_words(skeleton(other))
    assert numbered_otherwise(ours, theirs) == numbered_otherwise(theirs, ours) == count


def test_colours_are_read_in_both_languages_and_only_as_words():
    assert colours(skeleton("case navy")) == colours(skeleton("手机壳 蓝色")) == colours(skeleton("BLUE case")) > 0
    assert colours(skeleton("mirrored redmi 金士顿")) == 0
    assert colours(skeleton("black red")) == colours("black") | colours("red")
    assert colour_of_model("icc816blk") == colours("black")
    assert colour_of_model("blk") == colour_of_model("hb20b") == 0


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        ("21402", "21403", "sibling"),
        ("gbhfk231", "gbhfk331", "sibling"),
        ("mp2300blk", "mp2425pur", "sibling"),
        ("fs116e", "gs716t", "sibling"),
        ("gs108e", "gs108e100nas", "part"),
        ("cssdf115gbp2brk", "cssdf115gb2brkta", "near"),
        ("gp3e1en", "gp3a1en", "sibling"),
        ("cn8490002", "cn8490002", "equal"),
        ("98765", "ce505x", "conflict"),
        ("", "ce505x", "unknown"),
    ],
)
def test_article_numbers_of_one_series_are_siblings(one, other, word):
    assert codes_agree(one, other) == codes_agree(other, one) == word


SIZES = [("1 m", "2 m", "5 m"), ("50 ml", "100 ml", "200 ml"), ("16 GB", "32 GB", "64 GB")]
FURTHER = ["new", "original", "2020", "free shipping", "gift", "genuine"]


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(SIZES), st.integers(0, 2), st.lists(st.sampled_from(FURTHER), max_size=3, unique=True), st.randoms()
)
def test_a_contradicting_size_never_outranks_an_agreeing_one_in_any_order(sizes, wanted, further, random):
    sold = [(f"s{at}", f"Vistek travel companion premium {size}", None) for at, size in enumerate(sizes)]
    words = ["Vistek travel companion premium", sizes[wanted], *further]
    random.shuffle(sold)
    random.shuffle(words)
    assert linked_product(" ".join(words), sold) == f"s{wanted}"


def test_siblings_share_the_confidence():
    title = "Vistek travel companion premium blue leather"
    one, two = ("a", "Vistek travel companion premium blue", None), ("b", "Vistek travel companion premium", None)
    alone, beside = (linked_row(title, sold)["link_confidence"] for sold in ([one], [one, two]))
    assert 0 < beside < alone


@pytest.mark.parametrize(("one", "other"), [("hdmi cables", "hdmi cable"), ("4gb card", "4 gb cards")])
def test_a_plural_and_a_missing_space_make_no_other_word(one, other):
    assert words_of(one) == words_of(other)


def test_what_a_thing_is_made_of_is_no_second_colour():
    assert colours("titanium white") == colours("white") != colours("titanium") == colours("silver")
    assert colours("rose gold") == colours(skeleton("玫瑰金")) == colours("gold")
