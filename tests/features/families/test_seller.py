"""What a seller's offers and past say."""

import numpy as np
import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families import seller_history, seller_portfolio


def portfolio(*prices: float | None) -> pd.Series:
    rows = [
        {
            Candidates.seller_id: "S",
            Candidates.product_id: f"P{at}",
            Candidates.price_usd: usd,
            Candidates.product_list_price_usd: 100.0 + at,
        }
        for at, usd in enumerate(prices)
    ]
    return seller_portfolio.FAMILY.compute(candidates(rows), seller_portfolio.FAMILY.params).iloc[0]


def test_one_discount_for_everything_has_no_spread() -> None:
    assert portfolio(*(0.4 * (100.0 + at) for at in range(5)))["seller_discount_spread_log"] == 0.0
    assert portfolio(40.0, 90.0, 20.0)["seller_discount_spread_log"] > 0.3


def test_two_prices_are_no_habit() -> None:
    assert np.isnan(portfolio(40.0, 40.0)["seller_discount_spread_log"])
    assert portfolio(40.0, 40.0)["seller_cheap_share"] == 1.0


def test_one_product_offered_ten_times_is_one_price_and_no_habit() -> None:
    rows = candidates([offer("P1", 40.0)] * 10 + [offer("P2", 40.0)])
    assert portfolio_of(rows)["seller_discount_spread_log"].isna().all()
    rows = candidates([offer("P1", 40.0)] * 10 + [offer("P2", 40.0), offer("P3", 80.0)])
    once = candidates([offer("P1", 40.0), offer("P2", 40.0), offer("P3", 80.0)])
    spread = portfolio_of(rows)["seller_discount_spread_log"]
    assert spread.iloc[0] == portfolio_of(once)["seller_discount_spread_log"].iloc[0] > 0.3


def test_a_seller_of_packs_at_the_usual_discount_has_one_discount() -> None:
    packs = [offer("P1", 40.0), offer("P2", 80.0, title="Acme oil 2 x 50 ml"), offer("P3", 120.0, title="油 50ml*3瓶")]
    oil = [{**row, Candidates.product_title: "Acme oil 50 ml"} for row in packs]
    assert portfolio_of(candidates(oil))["seller_discount_spread_log"].tolist() == [0.0, 0.0, 0.0]
    assert portfolio_of(candidates(packs))["seller_discount_spread_log"].iloc[0] > 0.3


def offer(product: str, usd: float, title: str = "Acme oil") -> dict:
    told = {Candidates.seller_id: "S", Candidates.product_list_price_usd: 100.0, Candidates.title: title}
    return {**told, Candidates.product_id: product, Candidates.price_usd: usd}


def portfolio_of(rows: pd.DataFrame) -> pd.DataFrame:
    return seller_portfolio.FAMILY.compute(rows, seller_portfolio.FAMILY.params)


def test_the_same_seller_id_on_two_platforms_is_two_sellers() -> None:
    rows = [{Candidates.platform: name, Candidates.seller_id: "S"} for name in ("bazaar", "mall", "mall")]
    found = seller_portfolio.FAMILY.compute(candidates(rows), seller_portfolio.FAMILY.params)
    assert found["seller_listings_count"].tolist() == [1.0, 2.0, 2.0]


def test_one_listing_linked_to_two_brands_is_one_listing_of_two_brands() -> None:
    row = {Candidates.seller_id: "S", Candidates.listing_id: "L"}
    found = seller_portfolio.FAMILY.compute(
        candidates([row, {**row, Candidates.brand_id: "zenith"}]), seller_portfolio.FAMILY.params
    )
    assert found["seller_listings_count"].tolist() == [1.0, 1.0]
    assert found["seller_brands_count"].tolist() == [2.0, 2.0]


def share(settled: int, counterfeit: int) -> float:
    row = {
        Candidates.seller_id: "S",
        Candidates.seller_settled_count: settled,
        Candidates.seller_counterfeit_count: counterfeit,
    }
    found = seller_history.FAMILY.compute(candidates([row]), seller_history.FAMILY.params)
    return found["seller_counterfeit_settled_share"].iloc[0]


def test_one_fake_of_one_is_less_sure_than_ten_of_ten_and_nothing_settled_is_unknown() -> None:
    assert share(1, 1) < share(10, 10) < 1.0
    assert share(10, 0) < share(1, 0)
    assert np.isnan(share(0, 0))
