"""Conditions, questions and fears that came to nothing accuse nobody, in every language; what is near them still does."""

import pandas as pd
import pytest

from features.lexicon.lexicon import contexts
from features.lexicon.matcher import matcher

OPEN = ["replica", "slang", "lookalike", "wink"]


def accused_in_review(text: str) -> bool:
    return bool(matcher("accusation").weights(pd.Series([text]))["accusation"][0] > 0)


def accuses(text: str) -> bool:
    return bool((matcher().weights(pd.Series([text]))[OPEN] > 0).any(axis=None))


@pytest.mark.parametrize(
    "text",
    [
        "money back if not genuine", "Is this real or a fake?", "I was afraid it was fake but it is genuine",
        "如果是假货怎么赔", "本来担心是假货，结果专柜说是正品", "偽物かと心配しましたが本物でした", "가품인 줄 알고 걱정했는데 정품이네요",
        "si no es original le devolvemos el dinero", "¿Es falso?", "Creí que era falso pero resultó original",
        "remboursé si c'est un faux", "J'avais peur d'un faux mais c'est un vrai", "вернём деньги, если это подделка",
        "Боялась, что подделка, но оказалось оригинал", "uang kembali jika palsu", "Kirain palsu ternyata asli",
    ],
)  # fmt: skip
def test_a_condition_a_question_and_a_fear_accuse_nobody(text: str) -> None:
    assert not accused_in_review(text)


@pytest.mark.parametrize(
    "text",
    [
        "Why do you sell fakes?", "I thought it was genuine but it is a fake", "No, it is a fake",
        "I was afraid it was fake but the shop says it is not genuine", "It is fake, return it if you can",
        "以为是正品，结果是假货", "为什么卖假货？", "本物かと思いましたが偽物でした", "정품인 줄 알았는데 가품이네요",
        "Pensé que era original pero es falso", "¿Por qué venden copia?", "Je pensais du vrai, mais c'est un faux",
        "Il ne tient pas, c'est un faux", "Думала оригинал, но это подделка", "Нет, это подделка",
        "Kirain asli ternyata palsu", "Tidak, ini palsu",
    ],
)  # fmt: skip
def test_an_accusation_beside_them_still_accuses(text: str) -> None:
    assert accused_in_review(text)


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("Leather bag, full refund if found to be a replica", False),
        ("full refund, replica bag", True),
        ("message me if replica bag is fine for you", True),
        ("Sac en cuir, remboursé s'il s'agit d'une contrefaçon", False),
        ("Часы, вернем деньги если окажется реплика", False),
        ("手表 万一是高仿 全额退款", False),
        ("万一高仿手表被扣 概不负责", True),
    ],
)
def test_a_seller_s_condition_must_name_what_he_gives_back(text: str, is_open: bool) -> None:
    assert accuses(text) == is_open


FILLING = " new free shipping fast delivery top seller of the year size S M L"


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("replica rolex" + FILLING + " museum scale model", True),
        ("replica rolex museum scale model", True),
        ("museum replica of a helmet" + FILLING, False),
        ("AAA quality handbag" + FILLING + " battery remote", True),
        ("1:18 diecast model car" + FILLING + " | a faithful replica with rubber tyres", False),
        ("Nike replica football jersey", False),
        ("Eneloop batteries" + FILLING + " | for camera flash. AAA size with case", False),
    ],
)
def test_an_honest_context_stuffed_into_a_title_silences_no_word_beside_the_goods(text: str, is_open: bool) -> None:
    assert accuses(text) == is_open


def test_luxury_names_are_names_of_goods_that_are_copied() -> None:
    known = {*contexts()["copied_names"], *contexts()["wares"]}
    assert len(known & {*contexts()["luxury_names"]}) > 50
