"""Sentences that show what was found, as it was written, instead of a bare yes."""

import pytest

from features.contracts import Candidates
from features.families.measures import LONGEST_QUOTED
from features.registry import features

SENTENCES = {one.raises.code: one.raises for one in features() if one.raises is not None}
FOUND = [
    ("brand_field_evasive", {Candidates.typed_brand: "AS SHOW"}, "(“AS SHOW”)"),
    ("brand_field_other", {Candidates.typed_brand: "Pico"}, "(“Pico”)"),
    ("name_disguised", {Candidates.named_as: "A*c*me"}, "(“A*c*me”)"),
    ("named_by_nickname", {Candidates.named_as: "绿指针"}, "(“绿指针”)"),
    ("photo_of_other_product", {Candidates.official_match_product_id: "acme-07"}, "(“acme-07”)"),
    (
        "dispatch_abroad",
        {Candidates.ships_from: "Hong Kong", Candidates.seller_location: "Lyon"},
        "(“Hong Kong” / “Lyon”)",
    ),
    ("contact_in_text", {Candidates.title: "trap", Candidates.description: "WeChat: trap_88"}, "“wechat:trap_88”"),
]


@pytest.mark.parametrize(("code", "row", "shown"), FOUND)
def test_a_sentence_quotes_what_was_found_in_both_languages(code, row, shown):
    sentence = SENTENCES[code]
    assert shown in sentence.en.format(value=sentence.words(row))
    assert shown.strip("()") in sentence.zh.format(value=sentence.words(row))


@pytest.mark.parametrize(("code", "row", "shown"), FOUND)
def test_nothing_is_quoted_where_the_words_are_not_at_hand(code, row, shown):
    assert SENTENCES[code].words(dict.fromkeys(row)) == ""
    assert SENTENCES[code].words({}) == ""


def test_a_long_text_is_cut():
    said = SENTENCES["brand_field_other"].words({Candidates.typed_brand: "x" * 500})
    assert len(said) == LONGEST_QUOTED + 2
