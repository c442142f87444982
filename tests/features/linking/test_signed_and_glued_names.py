"""Names glued to other letters, and names bent or starred in words that signs hold together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.linking.names.hidden_names import HiddenNames
from features.linking.names.hits import name_hits
from features.linking.names.joined_text import joined_titles
from features.linking.names.spelling import reading

from .market import brands_of, catalog, first

NAMES = HiddenNames(
    names=frozenset(["samsung", "zotac", "acer", "dlink", "griffintechnology", "rolodex"]),
    honest=frozenset(
        ["original", "diamond", "boards", "sale", "men", "black", "white", "flat", "technology", "menacer"]
    ),
    spaced=("griffin technology", "d-link"),
)


def read(text):
    return [(found.name, text[found.start : found.end]) for found in NAMES.read(text)]


@pytest.mark.parametrize(
    ("text", "name", "written"),
    [
        ("originalsamsung tv", "samsung", "samsung"),
        ("salezotacboards", "zotac", "zotac"),
        ("2024zotac 4gb", "zotac", "zotac"),
        ("samsungs tv", "samsung", "samsung"),
        ("#samsungflat", "samsung", "samsung"),
        ("newgriffin technologyflat", "griffintechnology", "griffin technology"),
        ("originald-link router", "dlink", "d-link"),
        ("d-linkboards", "dlink", "d-link"),
    ],
)
def test_a_name_glued_to_words_numbers_or_an_s_is_read_where_it_stands(text, name, written):
    assert (name, written) in read(text)


@pytest.mark.parametrize(
    "text", ["xsamsung", "samsungx", "menacer game", "black/white", "wi-fi", "replacers", "pezotac"]
)
def test_letters_that_are_no_words_beside_a_name_make_another_word(text):
    assert not {"samsung", "acer", "zotac"} & {name for name, _ in read(text)}


@given(st.sampled_from(["original", "sale", "black", "77"]), st.sampled_from(["", "boards", "diamond", "v12"]))
def test_where_a_glued_name_stands_is_told(before, behind):
    text = f"{before}samsung{behind} tv"
    assert ("samsung", "samsung") in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "s:am:susng tv",
        "sam.ung tv",
        "new-sa..ung tv",
        "sa?su?g tv",
        "5=am5u=n=9 tv",
        "sa•sun• tv",
        "s^a~msvng",
        "sam%ung tv",
        "s●ms●ng tv",
        "men%ace%r samsu♥g",
    ],
)
def test_signs_between_bent_or_starred_letters_hide_no_name(text):
    assert "samsung" in {name for name, _ in read(text)}


def plain(_word):
    return False


@pytest.mark.parametrize(
    ("span", "after", "name", "how"),
    [
        ("i.r.i.s", ".", "iris", "right"),
        ("i.r.i.s", "", "iris", "signs"),
        ("r _ o _ l _ o", "", "rolo", "spaced"),
        ("r-0-10-d-e-x", "", "rolodex", "digits"),
        ("sam su ng", "", "samsung", "spaced"),
        ("联想", "1", "联想", "right"),
    ],
)
def test_how_a_name_in_pieces_is_written_is_told(span, after, name, how):
    assert reading(span, "", after, name, plain)[0] == how


def test_three_honest_words_cost_more_than_three_pieces():
    pieces = "sam su ng", "", "", "samsung"
    assert reading(*pieces, lambda _: True)[1] > reading(*pieces, plain)[1]


@pytest.mark.parametrize(
    "title", ["华灬硕 电脑", "联 华丶硕15 电脑", "Ni\u202eke Air Max", "NᎥke Air", "¢hanel perfume"]
)
def test_signs_strokes_and_rare_letters_inside_a_name_do_not_hide_it(title):
    assert set(brands_of(title)) & {"asus-cn", "nike", "chanel"}


def test_a_name_before_a_number_is_named_as_it_stands():
    assert first("设计本华硕15 轻薄")["named_how"] == "alias"


@pytest.mark.parametrize("text", ["smsng tv", "zamzung tv", "sarnsung tv"])
def test_consonants_alone_and_words_said_alike_are_read(text):
    assert "samsung" in {name for name, _ in read(text)}


@pytest.mark.parametrize("title", ["hua硕 笔记本电脑", "华shuo 笔记本电脑"])
def test_a_chinese_name_half_in_pinyin_is_read(title):
    found = first(title)
    assert (found["brand_id"], found["named_how"]) == ("asus-cn", "obfuscated")


def test_a_cue_before_a_list_speaks_for_every_brand_of_a_name():
    texts = joined_titles(["charger for nike, asus and others"])
    hits = name_hits(texts, catalog().index.search(texts), catalog().index)
    claims = {hit.brand_id: hit.claim for hit in hits}
    assert claims["asus"] == claims["asus-cn"] == claims["nike"] is not None


@pytest.mark.parametrize("title", ["Randasus cup", "menasus cup"])
def test_a_short_name_behind_letters_that_are_no_frequent_word_is_none(title):
    assert brands_of(title) == []
