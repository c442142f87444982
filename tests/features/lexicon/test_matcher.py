"""How terms are weighed: once a text, whole words, denied or not, by grade and sector."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.lexicon.lexicon import GRADES, Term
from features.lexicon.matcher import LexiconMatcher, matcher


def weights(text: str) -> dict[str, float]:
    """The grades that weigh anything in a text."""
    found = matcher().weights(pd.Series([text])).iloc[0]
    return {str(grade): weight for grade, weight in found[found > 0].items()}


def test_a_word_said_twice_counts_once() -> None:
    assert weights("replica watch, best replica")["replica"] == weights("replica watch")["replica"]


def test_a_word_inside_a_longer_word_of_its_grade_does_not_count_beside_it() -> None:
    assert weights("super clone watch")["replica"] == 1.0


@pytest.mark.parametrize(
    "text",
    [
        "this is not a replica",
        "we do not sell any cheap copies or replicas",
        "non-replica",
        "拒绝高仿",
        "本店不卖任何仿品",
        "スーパーコピーではありません",
        "레플리카 아닙니다",
        "no es una réplica",
        "ce n'est pas une réplique",
        "это не реплика",
        "bukan barang KW",
    ],
)
def test_a_denied_fake_is_a_promise_in_every_language(text: str) -> None:
    found = weights(text)
    assert "replica" not in found and found["promise"] > 0


@pytest.mark.parametrize("text", ["casino replica watch", "no box, replica watch", "not cheap. replica watch"])
def test_a_no_that_belongs_to_something_else_denies_nothing(text: str) -> None:
    assert weights(text)["replica"] > 0


def test_a_word_denied_once_and_said_once_is_said() -> None:
    assert weights("not a replica? yes a replica")["replica"] > 0


@pytest.mark.parametrize(
    "text",
    [
        "AAA batteries 8 pack",
        "1:1 exchange within 30 days",
        "scale model 1:1",
        "Under Armour UA HOVR shoes",
        "movie prop replica sword",
        "duplex printer, actual reputation",
        "Nest thermostat, Everest backpack",
        "OEM brake pads",
        "짭짤한 과자",
        "高仿真花",
    ],
)
def test_honest_sellers_traps_are_silent(text: str) -> None:
    assert not {"replica", "slang"} & set(weights(text))


@pytest.mark.parametrize(
    "text", ["ＲＥＰＬＩＣＡ watch", "re\u200bplica watch", "rеplicа watch", "RÉPLICA watch", "高\u200b仿"]
)
def test_width_case_marks_and_hidden_characters_hide_no_word(text: str) -> None:
    assert weights(text)["replica"] > 0


def test_surplus_words_are_grey_and_not_replica() -> None:
    assert set(weights("外贸原单尾货")) == {"grey"}


def test_a_term_of_a_sector_speaks_there_and_where_the_sector_is_unknown() -> None:
    juice = Term(
        id="juice", grade="slang", weight=0.5, source="s", forms=("juice",), sectors=("shoes",), yes=("j",), no=("n",)
    )
    found = LexiconMatcher((juice,)).find(pd.Series(["juice"] * 3), pd.Series(["Shoes", "drinks", None]))
    assert found["row"].tolist() == [0, 2]


def term_of(name: str, **how: tuple[str, ...]) -> Term:
    return Term(id=name, grade="replica", weight=1.0, source="s", forms=("replica",), yes=("y",), no=("n",), **how)


def test_a_word_that_tells_beside_others_alone_silences_none_that_tells_by_itself() -> None:
    telling = term_of("telling", unless=("museum",))
    beside = term_of("beside", needs=("bag",), unless=("leather",))
    found = LexiconMatcher((telling, beside)).find(pd.Series(["replica leather bag", "museum replica bag"]))
    assert found[["row", "term"]].values.tolist() == [[0, telling.key]]


def test_a_batch_is_its_texts_one_by_one() -> None:
    texts = pd.Series(
        ["replica", None, "not a fake AAA bag", "", "外贸原单\nline two 高仿", "x" * 9000], index=list("abcdef")
    )
    together = matcher().weights(texts)
    assert list(together.index) == list("abcdef")
    for name in texts.index:
        pd.testing.assert_frame_equal(together.loc[[name]], matcher().weights(texts.loc[[name]]))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.text(max_size=60), max_size=4))
def test_no_text_breaks_the_matcher(texts: list[str]) -> None:
    found = matcher().weights(pd.Series(texts, dtype="object"))
    assert found.shape == (len(texts), len(GRADES)) and (found >= 0).all().all()
