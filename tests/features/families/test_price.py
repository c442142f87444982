"""Prices are compared with the brand's and with other sellers', each of whom has one vote."""

import numpy as np
import pandas as pd
import pytest

from features.contracts import Candidates
from features.examples import assorted, candidates
from features.families.price import FAMILY, PriceParams

PRODUCT = {Candidates.product_id: "P1", Candidates.condition: "new"}


def offers(prices: dict[str, list[float]], **more: object) -> list[dict]:
    """One row per seller and price, of one product in one condition."""
    return [
        {**PRODUCT, Candidates.seller_id: seller, Candidates.price_usd: usd, **more}
        for seller, asked in prices.items()
        for usd in asked
    ]


def compute(rows: list[dict]) -> pd.DataFrame:
    return FAMILY.compute(candidates(rows), FAMILY.params)


def test_a_hundred_listings_of_one_seller_do_not_make_the_market() -> None:
    market = {"A": [100.0], "B": [110.0], "C": [120.0]}
    calm = compute(offers({"X": [50.0], **market, "D": [130.0]}))
    flooded = compute(offers({"X": [50.0], **market, "D": [130.0] * 100}))
    assert calm["price_to_peer_median_ratio"].iloc[0] == flooded["price_to_peer_median_ratio"].iloc[0]


def test_used_goods_are_not_compared_with_new_ones() -> None:
    new = offers({"A": [100.0], "B": [110.0], "C": [120.0]})
    found = compute([*new, *offers({"X": [50.0]}, **{Candidates.condition: "used"})])
    assert found["peer_sellers_count"].tolist() == [2.0, 2.0, 2.0, 0.0]
    assert found["price_to_peer_median_ratio"].isna().all()


def test_too_few_other_sellers_give_no_comparison_and_params_say_how_few() -> None:
    rows = candidates(offers({"A": [100.0], "B": [50.0]}))
    found = FAMILY.compute(rows, PriceParams(fewest_other_sellers=1))
    assert found["price_to_peer_median_ratio"].tolist() == pytest.approx([2.0, 0.5])
    assert FAMILY.compute(rows, FAMILY.params)["price_to_peer_median_ratio"].isna().all()


def test_sellers_who_all_ask_the_same_leave_no_infinite_deviation() -> None:
    found = compute(offers({"X": [90.0], "A": [100.0], "B": [100.0], "C": [100.0]}))
    assert np.isfinite(found["price_below_peers_spreads"]).all()


def test_a_listing_without_a_seller_is_a_seller_of_its_own() -> None:
    nameless = [{**PRODUCT, Candidates.price_usd: usd} for usd in (100.0, 110.0, 120.0, 55.0)]
    assert compute(nameless)["price_to_peer_median_ratio"].iloc[-1] == pytest.approx(0.5)


def test_the_middle_of_the_others_is_what_counting_them_one_by_one_gives() -> None:
    night = assorted(150)
    found = FAMILY.compute(night, FAMILY.params)["price_to_peer_median_ratio"]
    expected = [one_by_one(night, row) for row in range(len(night))]
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    assert np.isfinite(expected).any()


def one_by_one(night: pd.DataFrame, row: int) -> float:
    own = night.iloc[row]
    if pd.isna(own[Candidates.price_usd]) or pd.isna(own[Candidates.product_id]) or pd.isna(own[Candidates.brand_id]):
        return np.nan
    same = night[[Candidates.brand_id, Candidates.product_id]].eq(own[[Candidates.brand_id, Candidates.product_id]])
    condition = night[Candidates.condition].fillna("unknown")
    peers = night[same.all(axis=1) & (condition == condition.iloc[row]) & night[Candidates.price_usd].notna()]
    who = (
        peers[Candidates.platform]
        + "/"
        + peers[Candidates.seller_id].fillna("nameless " + peers[Candidates.listing_id])
    )
    others = np.log(peers.loc[who != who[night.index[row]], Candidates.price_usd]).groupby(who).median()
    return own[Candidates.price_usd] / np.exp(np.median(others)) if len(others) >= 3 else np.nan


def test_a_price_above_list_is_never_called_a_share_of_it_to_raise_the_score() -> None:
    feature = FAMILY.features[0]
    assert feature.raises and feature.lowers
    assert feature.raises.speaks_when(0.35) and not feature.lowers.speaks_when(0.35)
    assert feature.lowers.speaks_when(1.2) and not feature.raises.speaks_when(1.2)
