"""How much a title offers, and what is not guessed."""

import pandas as pd
import pytest

from features.linking.amounts import Amount, amount_of, times_products
from features.skeleton import skeletons_of


def told(title: str) -> Amount | None:
    return amount_of(skeletons_of([title])[0])


@pytest.mark.parametrize(
    "title",
    [
        "2 x 50 ml",
        "50ml x2",
        "50ml*2瓶",
        "５０ｍｌ × ２",
        "两瓶装 50毫升",
        "50ml 2個裝",
        "Twin pack 50 ml",
        "pack of 2, 50ml",
    ],
)
def test_two_bottles_of_fifty_are_told_in_many_ways(title: str) -> None:
    assert told(title) == Amount("volume", 50.0, 2.0)


@pytest.mark.parametrize(
    ("title", "amount"),
    [
        ("pack of 3", Amount(None, None, 3.0)),
        ("6 x 330 ml, 1980 ml in all", Amount("volume", 330.0, 6.0)),
        ("1.5 L", Amount("volume", 1500.0, None)),
        ("500g*3袋", Amount("weight", 500.0, 3.0)),
        ("100抽*24包", Amount("contents", 100.0, 24.0)),
        ("100 ml / 3.4 fl oz", Amount("volume", 100.0, None)),
        ("第2瓶半价 50ml", Amount("volume", 50.0, None)),
        ("pads, dozen", Amount(None, None, 12.0)),
    ],
)
def test_amounts_as_sellers_write_them(title: str, amount: Amount) -> None:
    assert told(title) == amount


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Acme",
        "5G手机 128G",
        "i5-8250U 500G+128G固态",
        "1.48KG 14英寸 笔记本",
        "50 ml + 10 ml",
        "买2盒送1盒",
        "3 pack 12 count",
        "8-1 2 x11",
        "0 ml",
    ],
)
def test_what_could_be_something_else_is_not_read(title: str) -> None:
    assert told(title) is None


def times(title: str, product: str) -> float:
    return times_products(pd.Series([title]), pd.Series([product])).iloc[0]


def test_swapping_title_and_product_turns_the_ratio_round_where_both_tell_pieces() -> None:
    one, other = "oil 3 x 50 ml", "油 100ml 两瓶装"
    assert times(one, other) == pytest.approx(0.75)
    assert times(other, one) == pytest.approx(1 / 0.75)


def test_a_product_of_several_is_not_compared_with_a_title_that_may_leave_the_count_out() -> None:
    assert pd.isna(times("oil 50 ml", "oil 50 ml pack of 6"))
    assert times("oil 50 ml pack of 6", "oil 50 ml") == pytest.approx(6.0)
    assert times("oil pack of 3", "oil 100 ml") == pytest.approx(3.0)
