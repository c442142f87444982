"""How titles are written and how they name the brand."""

import pandas as pd
import pytest

from features.contracts import Candidates
from features.examples import candidates
from features.families import brand_field, places, reviews, title_wording


def wording(title: str, **more: object) -> pd.Series:
    table = candidates([{Candidates.title: title, **more}])
    return title_wording.FAMILY.compute(table, title_wording.FAMILY.params).iloc[0]


@pytest.mark.parametrize(
    "title", ["Y*S*L bag", "A-v-entus cologne", "Giorgio Arm.ani watch", "L@V belt", "kenz* shirt"]
)
def test_a_word_broken_by_signs_is_counted(title: str) -> None:
    assert wording(title)["broken_words_count"] == 1.0


@pytest.mark.parametrize(
    "title",
    ["T-shirt 5*7 in.", "USB-C 3-in-1 hub", "mail a.b@c.com", "www.acme.com", "i5-8250U 2.4GHz", "all-in-one PC"],
)
def test_ordinary_signs_break_no_word(title: str) -> None:
    assert wording(title)["broken_words_count"] == 0.0


def test_a_battery_in_the_description_explains_an_aaa_in_the_title() -> None:
    assert wording("Acme AAA pack")["slang_words_weight"] > 0
    assert wording("Acme AAA pack", description="alkaline batteries")["slang_words_weight"] == 0.0


def test_cyrillic_in_a_latin_word_is_mixed_script_and_a_russian_title_is_not() -> None:
    assert wording("Aсme trap")["is_title_mixed_script"] == 1.0
    assert wording("часы наручные Acme")["is_title_mixed_script"] == 0.0


def naming(**row: object) -> pd.Series:
    usual = {Candidates.product_id: "P", Candidates.product_title: "Acme Bleu Nuit", Candidates.brand_name: "Acme"}
    table = candidates([{**usual, **row}])
    return brand_field.FAMILY.compute(table, brand_field.FAMILY.params).iloc[0]


def test_a_line_without_its_owner_is_measured_in_words() -> None:
    unnamed = {Candidates.named_how: "image", Candidates.named_in: "image"}
    assert naming(title="Bleu nuit eau de parfum", **unnamed)["line_without_owner_share"] == 1.0
    assert naming(title="Bleu eau de parfum", **unnamed)["line_without_owner_share"] == 0.5
    assert naming(title="ACME bleu nuit", **unnamed)["line_without_owner_share"] == 0.0


def test_a_name_in_the_brand_field_alone_leaves_the_title_without_its_owner() -> None:
    assert naming(title="Bleu nuit", named_how="exact", named_in="brand_field")["line_without_owner_share"] == 1.0
    assert naming(title="Акме bleu nuit", named_how="alias", named_in="title")["line_without_owner_share"] == 0.0


def test_the_first_telling_word_of_a_longer_name_is_the_owner() -> None:
    def share(brand: str, title: str) -> float:
        row = {Candidates.brand_name: brand, Candidates.product_title: f"{brand} Bleu Nuit"}
        return naming(title=title, named_how="exact", named_in="brand_field", **row)["line_without_owner_share"]

    assert share("Acme Technology", "Acme bleu nuit") == 0.0
    assert share("Acme Technology", "bleu nuit technology") == 1.0
    assert share("The Acme Works", "the bleu nuit") == 1.0
    assert share("联想", "联合 bleu nuit") == 1.0


def spoken(*texts: str) -> float:
    table = candidates([{Candidates.review_texts: list(texts)}])
    return reviews.FAMILY.compute(table, reviews.FAMILY.params)["reviews_of_fakes_count"].iloc[0]


@pytest.mark.parametrize(
    "text",
    [
        "Total fake",
        "it is not authentic",
        "买到假货了",
        "不是正品",
        "偽物でした",
        "짝퉁이에요",
        "es falso",
        "это подделка",
    ],
)
def test_a_review_that_calls_it_fake_counts_in_any_language(text: str) -> None:
    assert spoken(text, "nice") == 1.0


@pytest.mark.parametrize(
    "text", ["not a fake", "no fakes here", "不是假货", "偽物ではありません", "짝퉁 아닙니다", "no es falso"]
)
def test_a_review_that_denies_it_does_not_count(text: str) -> None:
    assert spoken(text) == 0.0


def test_sellers_next_door_to_hong_kong_do_not_dispatch_from_abroad() -> None:
    table = candidates([{Candidates.ships_from: "Hong Kong", Candidates.seller_location: "Shenzhen, China"}])
    assert places.FAMILY.compute(table, places.FAMILY.params)["is_dispatch_abroad"].tolist() == [0.0]
