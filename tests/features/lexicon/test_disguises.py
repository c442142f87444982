"""Words of fakes are read through the spellings that hide them, and honest spellings hide nothing."""

import pandas as pd
import pytest

from features.lexicon.lexicon import contexts, terms
from features.lexicon.matcher import matcher
from features.lexicon.quoted import quoted_words
from features.lexicon.spellings import disguised_spellings

OPEN = ["replica", "slang", "wink"]


def accuses(text: str) -> bool:
    return bool((matcher().weights(pd.Series([text]))[OPEN] > 0).any(axis=None))


@pytest.mark.parametrize(
    "text",
    [
        "R e p l i c a watch", "rep1ica watch", "r3pl1ca bag", "repl!c@ bag", "r.e.p.l.i.c.a bag", "rep-lica bag",
        "repl*ca bag", "m1rror qual1ty tote", "super-cl0ne watch", "A.A.A quality belt", "f@ke watch", "репл1ка сумка",
        "ко-пия люкс сумка", "高*仿 包", "高 仿 手表", "高🔥仿 手表", "糕仿 手表", "gao仿 手表", "高fang 手表", "gaofang 手表",
        "顶.级.复.刻 表", "壹比壹 手表", "蒲田鞋", "ス一パ一コピ一 時計", "すーぱーこぴー 時計", "スーパ〇コピー 時計", "레.플.리.카 가방",
        "精ㄈ仿 腰带", "高+仿 手表", "高（仿）包", "复°刻 手表", "repplica bag", "repilca bag", "repIica bag", "re+plica bag",
        "레 플 리 카 가방", "레플1리카 가방", "ㄹㅍㄹㅋ 가방", "k.w super tas", "rep1ika sepatu",
    ],
)  # fmt: skip
def test_a_disguised_word_of_fakes_is_read(text: str) -> None:
    assert accuses(text)


@pytest.mark.parametrize(
    "text",
    [
        "TP-Link TL-WR841ND 802.11n", "U.S. version, 3.5 mm", "A/C charger AA", "1 B 1 shelf", "laser with green light",
        "S M L XL t-shirt", "i.e. and/or e.g.", "锅 碗 瓢 盆 A4 纸", "黑 白 灰 三色", "아이폰15프로 케이스", "ミニ-四駆",
        "boot leg cover", "not a rep1ica", "c0ffee mug", "@home speaker", "高·低 音 喇叭",
        "4G+128G 高+低配 手机", "黑色（仿皮）手机壳", "ㄅㄆㄇ 注音 积木",
    ],
)  # fmt: skip
def test_honest_spellings_hide_no_word(text: str) -> None:
    assert not accuses(text)


def test_a_disguised_word_is_quoted_as_it_was_written() -> None:
    assert quoted_words("new R3PL1CA tote", "replica") == ["R3PL1CA"]
    assert quoted_words("包 高*仿 包", "replica") == ["高*仿"]


def test_a_word_in_disguise_and_in_the_clear_counts_once() -> None:
    assert quoted_words("replica watch, r3plica watch", "replica")
    once, twice = (
        matcher().weights(pd.Series([text]))["replica"][0] for text in ("replica bag", "replica bag r3plica")
    )
    assert once == twice


def test_spellings_are_drawn_from_the_forms_and_are_none_of_them() -> None:
    drawn = disguised_spellings(("高仿",), {"高": "gao", "仿": "fang"}, {"仿": "彷"})
    assert set(drawn) == {"gao仿", "高fang", "gao fang", "gaofang", "高彷"}
    assert "rep lica" in disguised_spellings(("replica",), {}, {})
    assert disguised_spellings(("kw", "aaa"), {}, {}) == ()


def test_every_context_a_term_names_is_filled_in() -> None:
    assert not [one for term in terms() for one in (*term.needs, *term.unless) if one.startswith("@")]
    assert all(words and len(set(words)) == len(words) for words in contexts().values())
