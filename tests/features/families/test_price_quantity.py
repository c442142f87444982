"""Many pieces at a price far under what others ask."""

import numpy as np
import pandas as pd
import pytest

from features.contracts import Candidates
from features.examples import candidates
from features.families.price_quantity import FAMILY

MARKET = {"A": 100.0, "B": 105.0, "C": 110.0}
QUANTITY = {Candidates.stock: 900, Candidates.sales_30d: 40, Candidates.min_order_quantity: 1}


def against_market(usd: float, **more: object) -> pd.Series:
    """What the family says of one more seller who asks this price in a market of three."""
    rows = [
        {Candidates.product_id: "P1", Candidates.seller_id: name, Candidates.price_usd: at}
        for name, at in MARKET.items()
    ]
    own = {Candidates.product_id: "P1", Candidates.seller_id: "X", Candidates.price_usd: usd, **QUANTITY, **more}
    return FAMILY.compute(candidates([own, *rows]), FAMILY.params).iloc[0]


def test_pieces_count_where_the_price_is_far_under_others_and_nowhere_else() -> None:
    assert against_market(50.0).tolist() == [900.0, 40.0, 1.0]
    assert against_market(90.0).tolist() == [0.0, 0.0, 0.0]


def test_a_wholesale_order_may_be_cheap() -> None:
    assert against_market(50.0, **{Candidates.min_order_quantity: 20})["is_far_below_others_by_the_piece"] == 0.0


@pytest.mark.parametrize("told", list(QUANTITY))
def test_what_the_seller_does_not_tell_is_unknown(told: str) -> None:
    found = against_market(50.0, **{told: None})
    assert found.isna().sum() == 1 and against_market(50.0).notna().all()


def test_a_pack_of_two_is_not_far_under_for_what_one_costs_and_a_half() -> None:
    pack = {Candidates.title: "Acme oil 2 x 50 ml", Candidates.product_title: "Acme oil 50 ml"}
    assert against_market(80.0, **pack)["stock_far_below_others_count"] == 900.0
    assert against_market(150.0, **pack)["stock_far_below_others_count"] == 0.0


def test_too_few_others_leave_the_list_price_and_without_one_nothing() -> None:
    alone = {**QUANTITY, Candidates.product_id: "P2", Candidates.price_usd: 45.0}
    rows = [{**alone, Candidates.product_list_price_usd: 100.0}, alone, {**QUANTITY, Candidates.price_usd: 1.0}]
    found = [FAMILY.compute(candidates([row]), FAMILY.params).iloc[0] for row in rows]
    assert found[0].tolist() == [900.0, 40.0, 1.0]
    assert all(np.isnan(one.astype(float)).all() for one in found[1:])
