"""Names hidden letter by letter, glued, in several words, and product lines named without their owner."""

import pandas as pd
import pytest

from features.contracts import Products
from features.linking.names.hidden_names import HiddenNames
from features.linking.names.line_names import line_names
from features.linking.names.name_variants import shape
from features.linking.names.word_names import WordNames

from .market import brands_of, first

NAMES = HiddenNames(
    names=frozenset(["samsung", "canon", "sony", "adidas", "hewlettpackard", "casiog", "bladerunner", "apecase"]),
    honest=frozenset(["cannon", "headphones", "bloggie", "sonly"]),
    spaced=("hewlett packard", "blade runner", "ape case"),
)


def names_in(text):
    return [found.name for found in NAMES.read(text)]


@pytest.mark.parametrize(
    "text",
    ["amsung tv", "samsumg tv", "smasung tv", "samnusg tv", "saamsungg tv", "5am5ung tv", "$@msung tv", "sa*su*g tv",
     "samsun_ tv", "sarnsung tv", "samsvng tv"],
)  # fmt: skip
def test_a_bent_name_is_read(text):
    assert names_in(text) == ["samsung"]


@pytest.mark.parametrize(
    "text",
    [
        "samsung tv",
        "samson tv",
        "samsonite bag",
        "somewhere",
        "100m cable",
        "5000",
        "x1550n8",
        "sanding disc",
        "am sung",
    ],
)
def test_other_words_and_right_names_are_not_hidden_names(text):
    assert "samsung" not in names_in(text)


def test_a_word_of_the_catalogue_costs_more_than_one_that_means_nothing():
    cost = {found.name: found.cost for word in ("cannon", "caanon") for found in NAMES.read(word)}
    assert cost.keys() == {"canon"}
    assert NAMES.read("cannon")[0].cost > NAMES.read("caanon")[0].cost


@pytest.mark.parametrize(
    ("names", "said"), [(["blaack"], {"blaack"}), (["blakk"], {"blakk"}), (["blaack", "blakk"], set())]
)
def test_a_most_frequent_word_that_is_as_near_to_several_names_tells_none(names, said):
    assert {found.name for found in HiddenNames(frozenset(names), frozenset()).read("black shoes")} == said


def test_shorter_names_cost_more():
    assert NAMES.read("snoy")[0].cost > NAMES.read("smasung")[0].cost


@pytest.mark.parametrize("text", ["hewlet packard pc", "hewlett pakcard pc", "h3wl3tt packard pc", "4pe ca$e bag"])
def test_a_name_of_several_words_is_read_when_some_are_bent(text):
    assert names_in(text)[0] in ("hewlettpackard", "apecase")


def test_a_name_glued_to_a_word_or_a_code_is_read_and_a_longer_word_is_not():
    assert names_in("sonyheadphones") == ["sony"]
    assert names_in("sonydsc100") == ["sony"]
    assert names_in("sonyous") == []


def test_where_a_hidden_name_stands_is_told():
    found = NAMES.read("new amsung tv")[0]
    assert "new amsung tv"[found.start : found.end] == "amsung"


def test_pieces_of_cyrillic_words_are_no_names():
    assert names_in("жsnoyж") == []


@pytest.mark.parametrize(
    ("word", "name", "kind"),
    [("ike", "nike", "dropped_first"), ("nkie", "nike", "swapped"), ("niike", "nike", "doubled"), ("nie", "nike", "dropped"),
     ("adadis", "adidas", "swapped"), ("boas", "boss", None), ("nine", "nike", None), ("nikes", "nike", None)],
)  # fmt: skip
def test_an_edit_is_told_by_what_sellers_do(word, name, kind):
    assert WordNames([name]).near_all([word]) == ({0: {name: kind}} if kind else {})


def test_letters_drawn_alike_are_one_shape():
    assert shape("5@M5UN9".lower()) == shape("samsung")


@pytest.mark.parametrize("title", ["NikeShoes black", "Nlke air", "Nkie air max", "N!ke air", "*i*e air", "HP56 toner"])
def test_a_hidden_name_reaches_the_links(title):
    assert set(brands_of(title)) & {"nike", "hp"}


def test_a_name_turned_by_an_override_is_read_as_it_is_shown():
    found = first("\u202eekiN\u202c Air Max")
    assert (found["brand_id"], found["named_as"]) == ("nike", "ekiN")


@pytest.mark.parametrize("title", ["耐*克 运动鞋", "耐 克 运动鞋", "Nai Ke 运动鞋", "耐🔥克 运动鞋"])
def test_a_chinese_name_broken_by_signs_spaces_or_pinyin_is_read(title):
    assert brands_of(title) == ["nike"]


def test_two_chinese_words_that_meet_are_no_name():
    assert brands_of("忍耐 克服 手册") == []


def products(*titles):
    rows = [{"brand_id": brand, "product_id": str(at), "title": title} for at, (brand, title) in enumerate(titles)]
    return Products.conform(pd.DataFrame(rows))


def test_a_coined_word_of_one_brand_alone_is_its_line():
    held = [("lenovo", f"Lenovo ThinkPad T{at} laptop") for at in range(3)] + [("dell", "Dell laptop stand")]
    found = line_names(products(*held), {"lenovo": frozenset(["lenovo"]), "dell": frozenset(["dell"])})
    assert [(line.word, line.brand_ids, line.is_coined) for line in found] == [("thinkpad", ("lenovo",), True)]


def test_a_line_that_another_brand_bears_or_makes_goods_for_is_nobodys():
    mine = [("lenovo", f"Lenovo ThinkPad T{at}") for at in range(3)]
    names = {"lenovo": frozenset(["lenovo"]), "targus": frozenset(["targus"])}
    assert line_names(products(*mine, ("targus", "Targus ThinkPad case")), names) == []
    cases = [("targus", f"Targus case for MacBook {at}") for at in range(3)]
    assert line_names(products(*cases), names) == []


TEXTS = [
    "samsumg tv",
    "",
    "sony tv",
    "B1ade runnr x".lower(),
    "hewlett packrad",
    "canon5d",
    "ap3 ca5e",
    "sonyheadphones",
]


def read_together(texts):
    found = NAMES.read_all(texts)
    rows = zip(found.cell.tolist(), found.start.tolist(), found.end.tolist(), found.which.tolist(), strict=True)
    return sorted((cell, found.readings[of]._replace(start=start, end=end)) for cell, start, end, of in rows)


def test_many_texts_are_read_as_each_alone_whatever_is_remembered():
    alone = [(at, one) for at, text in enumerate(TEXTS) for one in NAMES.read(text)]
    assert {at for at, _ in alone} == {0, 3, 4, 5, 6, 7}
    assert read_together(TEXTS) == alone
    NAMES.forget()
    assert read_together(TEXTS[::-1]) == sorted((len(TEXTS) - 1 - at, one) for at, one in alone)
