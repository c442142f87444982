"""The words of a text as the seller wrote them, for sentences."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.contracts import Candidates
from features.families import title_wording
from features.lexicon.lexicon import terms
from features.lexicon.matcher import matcher
from features.lexicon.quoted import quoted_words


@pytest.mark.parametrize(
    ("text", "grade", "said"),
    [
        ("SUPER CLONE watch", "replica", ["SUPER CLONE"]),
        ("高\u200b仿 包", "replica", ["高\u200b仿"]),
        ("ＡＡＡ handbag", "slang", ["ＡＡＡ"]),
        ("AAA batteries", "slang", []),
        ("this is not a replica", "replica", []),
        ("this is not a replica", "promise", ["not a replica"]),
        ("Nice bag, NOT a Replica, fast delivery", "promise", ["NOT a Replica"]),
        ("不是高仿 包", "promise", ["不是高仿"]),
        ("plain bag", "wink", []),
    ],
)
def test_the_words_are_quoted_as_written(text, grade, said):
    assert quoted_words(text, grade) == said


def test_the_examples_of_the_terms_are_quoted_where_they_weigh():
    texts = [text for term in terms() for text in term.yes[:1] if term.grade != "accusation"]
    weights = matcher().weights(pd.Series(texts))
    silent = [
        (text, grade)
        for text, (_, row) in zip(texts, weights.iterrows(), strict=True)
        for grade in ("replica", "slang", "wink")
        if row[grade] > 0 and not quoted_words(text, grade)
    ]
    assert silent == []


def test_the_sentence_says_the_word_found():
    feature = next(one for one in title_wording.FAMILY.features if one.name == "replica_words_weight")
    row = {Candidates.title: "Super Clone watch", Candidates.description: None, Candidates.brand_sector: None}
    assert feature.raises.words(row) == "“Super Clone”"
    assert feature.raises.words({}) == ""


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.text(max_size=40))
def test_no_text_breaks_the_quoting(text):
    assert isinstance(quoted_words(text, "promise"), list)
