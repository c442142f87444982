"""Names bent over the border of two words, glued in pieces, spelled letter by letter, or named as a maker."""

import pytest

from features.linking.names.hidden_names import HiddenNames
from features.linking.names.hit import Hit, NameForm
from features.linking.names.name_facts import NameFacts
from features.linking.names.naming import ListingText, weigh_naming
from features.linking.names.naming_support import Evidence, support
from features.linking.names.short_beginnings import ShortBeginnings
from features.linking.names.spelling import reading
from features.linking.names.spoken_words import SpokenWords

NAMES = HiddenNames(
    names=frozenset(["kestrel", "volta", "merx", "brix", "tarnforge", "qberg", "zuplamp", "orbitmakers"]),
    honest=frozenset([*"abcdefghijklmnopqrstuvwxyz", "makers", "volt", "case"]),
    spaced=("tarn forge", "q-berg", "zup lamp", "orbit maker"),
)
FACTS = NameFacts(frozenset(), frozenset())
UNTYPED = Evidence("missing", 0.0, has_model_code=False, has_photo=False, right_rivals=0, is_shouting=False)


def read(text):
    return {(found.name, text[found.start : found.end]) for found in NAMES.read(text)}


def named(text):
    return {name for name, _ in read(text)}


@pytest.mark.parametrize("written", ["tarf norge", "tarno frge", "ta rfnorge", "qe-brg"])
def test_letters_swapped_over_a_space_or_a_hyphen_hide_no_name(written):
    expected = "qberg" if written.startswith("q") else "tarnforge"
    assert (expected, written) in read(f"{written} anvil")


@pytest.mark.parametrize(("at", "border"), [(at, 2 + at % 6) for at in range(8)])
def test_a_name_of_two_words_with_neighbours_swapped_is_read_wherever_the_space_stands(at, border):
    letters = "tarnforge"
    swapped = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
    assert "tarnforge" in named(f"{swapped[:border]} {swapped[border:]} anvil")


@pytest.mark.parametrize("text", ["forge tarn", "frog earnt", "tarn groef"])
def test_the_same_letters_in_any_other_order_are_other_words(text):
    assert "tarnforge" not in named(text)


@pytest.mark.parametrize(
    ("text", "written"),
    [("newzup lamp", "zup lamp"), ("88zup lamp", "zup lamp"), ("2025q-berg", "q-berg"), ("superzup lamp", "zup lamp")],
)
def test_a_short_first_word_glued_behind_a_number_or_a_frequent_word_is_read(text, written):
    assert written in {place for _, place in read(text)}


@pytest.mark.parametrize("text", ["3q berg", "xyzup lamp", "newzup table"])
def test_a_unit_or_a_strange_word_before_is_no_short_first_word(text):
    assert not [*ShortBeginnings(["q-berg", "zup lamp"]).read(SpokenWords.of([text]))]


@pytest.mark.parametrize("sign", list("!|+@$") + [*".-~^"])
def test_a_sign_between_all_letters_hides_no_drawn_name_whatever_it_is_drawn_like(sign):
    assert "kestrel" in named(sign.join("k3strel") + " lamp")
    assert "merx" in named(sign.join("m3rx") + " lamp")


@pytest.mark.parametrize("text", ["a-b-c-d print", "x/y/z axes", "1.2.3 release", "black|white"])
def test_a_list_of_letters_is_no_name(text):
    assert not named(text)


@pytest.mark.parametrize(("text", "name"), [("v01+4", "volta"), ("!@#", None), ("$899", None), ("v0174", None)])
def test_few_letters_beside_drawn_signs_are_a_name_but_beside_digits_alone_a_code(text, name):
    assert named(text) == ({name} if name else set())


def test_the_plural_of_a_part_that_is_a_word_belongs_to_the_name():
    names = HiddenNames(frozenset(["orbitmaker"]), frozenset(["makers", "orbit"]), ("orbit maker",))
    assert [one.name for one in names.read("orbit makers lamp")] == ["orbitmaker"]


@pytest.mark.parametrize("edition", ["v2", "v3", "v12", "x1"])
def test_an_edition_behind_a_name_is_no_part_of_it(edition):
    assert ("kestrel", "kestrel") in read(f"kestrel{edition} lamp")


@pytest.mark.parametrize(("written", "name"), [("cestrel", "kestrel"), ("mercks", None), ("briks", "brix")])
def test_short_names_are_read_as_they_are_said(written, name):
    assert (name in named(f"{written} lamp")) == (name is not None)


def test_the_end_of_another_word_before_a_hyphen_is_no_word_before_a_name():
    names = HiddenNames(frozenset(["mead", "kestrel"]), frozenset(["paper"]))
    assert not names.read("new-smead folder")
    assert [one.name for one in names.read("new-kestrel30g folder")] == ["kestrel"]


@pytest.mark.parametrize(("span", "name"), [("q - b e r g", "q-berg"), ("t a r n - f o r g e", "tarn-forge")])
def test_the_own_hyphen_of_a_name_spelled_letter_by_letter_does_not_hide_it(span, name):
    assert reading(span, "", "", name, lambda _: True)[0] in ("spaced", "right")


def test_three_words_that_make_a_name_are_less_by_chance_than_two():
    def cost(span):
        return reading(span, "", "", "kestrel", lambda _: True)[1]

    assert cost("kes tr el") < cost("kes trel")


def points(title, at, kind):
    hit = Hit(0, 0, at, at + 4, NameForm("b", "exact", kind, "merx"), 0.0)
    return support([hit], title, {0: "merx"}, FACTS, evidence=UNTYPED)


def test_letters_a_name_is_glued_to_are_no_word_before_it():
    assert points("bestmerx lamp", 4, "glued") == points("merx lamp", 0, "right")
    assert points("best merx lamp", 5, "right") < points("merx lamp", 0, "right")


def test_a_name_behind_by_is_the_likelier_its_maker():
    assert points("tall blue lamp by merx", 18, "right") > points("tall blue lamp or merx", 18, "right")


def test_a_line_of_the_brand_beside_a_hidden_name_speaks_for_it_and_for_no_plain_one():
    def told(reading):
        name = Hit(0, 0, 0, 4, NameForm("b", "obfuscated", reading, "merx"), 3.0)
        line = Hit(0, 0, 5, 12, NameForm("b", "model_code", "line", "merxpad"), 0.0)
        alone, both = (
            support(hits, "mexr merxpad 4", {0: "Mexr", 1: "MerxPad"}, FACTS, evidence=UNTYPED)
            for hits in ([name], [name, line])
        )
        return both - alone

    assert told("bent") > 0 == told("right")


@pytest.mark.parametrize("title", ["(mex) 轻薄笔记本", "【mex】 轻薄笔记本", "(mexs) 轻薄笔记本"])
def test_a_hidden_name_alone_in_the_brackets_that_open_a_chinese_title_is_the_likelier(title):
    def told(text):
        hit = Hit(0, 0, 1, 4, NameForm("b", "obfuscated", "bent", "merx"), 3.0)
        return support([hit], text, {0: "mex"}, FACTS, evidence=UNTYPED)

    assert told(title) > told(title.replace("mex", "mex lamp")) == told("(mex) lamp")


def test_a_hidden_name_rather_than_a_line_before_it_is_what_named_the_brand():
    text = "merxpad lamp by m*rx"
    line = Hit(0, 0, 0, 7, NameForm("b", "model_code", "line", "merxpad"), 0.0)
    name = Hit(0, 0, 16, 20, NameForm("b", "obfuscated", "starred", "merx"), 0.5)
    given = ListingText([text, "", "", ""], [text, "", "", ""])
    assert weigh_naming((0, "b"), [line, name], given, FACTS, evidence=UNTYPED).named_as == "m*rx"
    assert weigh_naming((0, "b"), [line], given, FACTS, evidence=UNTYPED).named_as == "merxpad"
