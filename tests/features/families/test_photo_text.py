"""What photos say in letters becomes features and sentences; a photo nobody read says nothing, not "no text"."""

import numpy as np
import pandas as pd
import pytest

from features.contracts import Candidates
from features.examples import candidates
from features.families.photo_text import FAMILY
from models.explain import reasons


def told(texts, **facts):
    """The features of one listing whose photos say the texts."""
    row = {Candidates.photos_read: max(len(texts), 1), Candidates.photo_texts: texts, **facts}
    return FAMILY.compute(candidates([row]), FAMILY.params).iloc[0]


def sentences(**row):
    table = candidates([{Candidates.photos_read: 1, **row}])
    values = FAMILY.compute(table, FAMILY.params)
    pulls = pd.DataFrame(1.0, index=values.index, columns=values.columns)
    return {one["code"]: one["sentence"] for one in reasons(values, pulls, FAMILY.features, table)[0]}


@pytest.mark.parametrize(
    "text",
    ["WeChat: trap_88", "加微信 trap_88", "微信号 trap_88", "whatsapp +86 138 1234 5678", "trapshop.x.yupoo.com"],
)
def test_a_contact_printed_in_a_photo_counts(text):
    assert told(["deluxe", text]).photo_contacts_count == 1


@pytest.mark.parametrize("text", ["100 ml 3.4 FL.OZ.", "Net 500 g 1234567890128", "SIZE 41 42 43", "ACME TX-2000 V2"])
def test_what_packages_carry_is_no_contact(text):
    assert told([text]).photo_contacts_count == 0


@pytest.mark.parametrize("text", ["1:1 mirror quality", "莆田 高仿", "super clone"])
def test_talk_of_copies_and_grades_counts(text):
    assert told([text]).photo_grade_words_weight > 0


@pytest.mark.parametrize("text", ["8 AAA alkaline batteries", "1:18 scale model", "this is not a replica"])
def test_words_that_only_look_like_grades_do_not(text):
    assert told([text]).photo_grade_words_weight == 0


def test_a_listing_nobody_looked_at_is_unknown_and_one_without_text_is_not():
    table = candidates([{}, {Candidates.photos_read: 0}, {Candidates.photos_read: 2}])
    found = FAMILY.compute(table, FAMILY.params)
    assert found.iloc[:2].isna().all(axis=None)
    assert (found.iloc[2] == 0).all()


@pytest.mark.parametrize(("named_how", "is_hidden"), [("exact", 0), ("alias", 0), ("obfuscated", 1), ("none", 1)])
def test_the_brand_in_the_photo_speaks_only_where_the_text_hides_it(named_how, is_hidden):
    facts = {Candidates.named_how: named_how, Candidates.own_name_in_photo: "ACME"}
    assert told(["ACME"], **facts).is_brand_shown_only_in_photo == is_hidden


def test_another_brand_beside_the_own_name_is_no_other_brand():
    other = {Candidates.other_names_in_photo: ["ZENITH"]}
    assert told(["ZENITH"], **other).is_other_brand_in_photo == 1
    assert told(["ZENITH ACME"], **other, **{Candidates.own_name_in_photo: "ACME"}).is_other_brand_in_photo == 0


def test_the_amount_of_text_is_per_photo_read():
    assert told(["four", "sixsix"], **{Candidates.photos_read: 5}).photo_text_characters == 2


def test_the_sentences_quote_what_was_found():
    said = sentences(
        **{
            Candidates.photo_texts: ["1:1 super clone", "加微信 trap_88"],
            Candidates.named_how: "obfuscated",
            Candidates.own_name_in_photo: "Acme",
        }
    )
    assert said["contact_in_photo"] == "A photo gives a contact past the platform (wechat:trap_88)."
    assert "“super clone”" in said["words_grade_in_photo"]
    assert "(“Acme”)" in said["brand_shown_only_in_photo"]
    other = sentences(**{Candidates.photo_texts: ["ZENITH"], Candidates.other_names_in_photo: ["ZENITH"]})
    assert "“ZENITH”" in other["other_brand_in_photo"]


def test_nothing_is_said_of_photos_that_were_not_read():
    table = candidates([{Candidates.photo_texts: ["1:1"], Candidates.photos_read: None}])
    assert np.isnan(FAMILY.compute(table, FAMILY.params).to_numpy()).all()
