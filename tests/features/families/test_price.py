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
    night = assorted(150).assign(**{Candidates.product_title: None})
    found = FAMILY.compute(night, FAMILY.params)
    expected = np.array([one_by_one(night, row) for row in range(len(night))])
    np.testing.assert_allclose(found["price_to_peer_median_ratio"], expected[:, 0], rtol=1e-9)
    np.testing.assert_array_equal(found["peer_sellers_count"], expected[:, 1])
    assert np.isfinite(expected).all(axis=1).any()


def one_by_one(night: pd.DataFrame, row: int) -> tuple[float, float]:
    """Ratio to the middle, and number, of the other sellers: those of the platform if three, else all."""
    own = night.iloc[row]
    night = night[night[Candidates.claim] == "own"]
    known = own[[Candidates.price_usd, Candidates.product_id, Candidates.brand_id]].notna().all()
    if own[Candidates.claim] != "own" or not known:
        return np.nan, np.nan
    same = night[[Candidates.brand_id, Candidates.product_id]].eq(own[[Candidates.brand_id, Candidates.product_id]])
    condition = night[Candidates.condition].fillna("unknown")
    peers = night[same.all(axis=1) & (condition == condition[own.name]) & night[Candidates.price_usd].notna()]
    who = (
        peers[Candidates.platform]
        + "/"
        + peers[Candidates.seller_id].fillna("nameless " + peers[Candidates.listing_id])
    )
    others = np.log(peers.loc[who != who[own.name], Candidates.price_usd]).groupby(who).median()
    here = others[others.index.str.startswith(own[Candidates.platform] + "/")]
    chosen = here if len(here) >= 3 else others
    return own[Candidates.price_usd] / np.exp(np.median(chosen)) if len(chosen) >= 3 else np.nan, len(chosen)


def test_the_price_level_of_another_market_does_not_speak_where_the_own_market_does() -> None:
    dear = offers({"A": [200.0], "B": [210.0], "C": [220.0]}, **{Candidates.platform: "mall"})
    own = offers({"X": [100.0], "A": [100.0], "B": [100.0], "C": [100.0]}, **{Candidates.platform: "bazaar"})
    assert compute([*dear, *own])["price_to_peer_median_ratio"].iloc[3] == pytest.approx(1.0)
    few = compute([*dear, *own[:2]])
    assert few["price_to_peer_median_ratio"].iloc[3] == pytest.approx(100.0 / 205.0, rel=0.01)
    assert few["peer_sellers_count"].iloc[3] == 4.0


SCENT = {**PRODUCT, Candidates.product_list_price_usd: 100.0, Candidates.product_street_price_low_usd: 80.0}
UNIT = ["unit_price_to_list_ratio", "unit_price_to_street_low_ratio"]
TO_PEERS = ["price_to_peer_median_ratio", "price_below_peers_spreads", "peer_sellers_count"]


def scent(title: str, usd: float, product: str = "Acme scent 100 ml", seller: str = "X") -> dict:
    told = {Candidates.title: title, Candidates.price_usd: usd, Candidates.seller_id: seller}
    return {**SCENT, **told, Candidates.product_title: product}


@pytest.mark.parametrize(
    "title", ["scent 2 x 100 ml", "scent 100ml*2瓶", "香水 100毫升 两瓶装", "Twin pack scent 3.4 fl oz"]
)
def test_a_pack_of_two_at_twice_the_price_is_no_dearer_than_one(title: str) -> None:
    market = [scent("Acme scent 100 ml", usd, seller=f"S{usd}") for usd in (90.0, 95.0, 99.0)]
    one = compute([scent("Acme scent 100 ml", 60.0), *market]).iloc[0]
    two = compute([scent(title, 120.0), *market]).iloc[0]
    np.testing.assert_allclose(two[TO_PEERS].astype(float), one[TO_PEERS].astype(float), rtol=0.1)
    assert two["unit_price_to_list_ratio"] == pytest.approx(one["price_to_list_ratio"], rel=0.01)
    assert two["unit_price_to_street_low_ratio"] == pytest.approx(one["price_to_street_low_ratio"], rel=0.01)
    assert two["price_to_list_ratio"] == pytest.approx(1.2)


def test_a_small_bottle_at_a_small_price_is_no_bargain() -> None:
    found = compute([scent("Acme scent 10 ml travel", 15.0)]).iloc[0]
    assert found["price_to_list_ratio"] == pytest.approx(0.15)
    assert found["unit_price_to_list_ratio"] == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("title", "product"),
    [
        ("Acme scent", "Acme scent 100 ml"),
        ("Acme scent 50 ml", "Acme scent"),
        ("Acme scent 50 ml + 10 ml", "Acme scent 100 ml"),
        ("Acme scent 50 g", "Acme scent 100 ml"),
        ("Acme pads", "Acme pads dozen"),
        ("Acme 128G", "Acme 256G 固态"),
        ("Acme scent 1 ml", "Acme scent 2000 ml"),
        ("买2盒送1盒 50ml", "Acme scent 100 ml"),
    ],
)
def test_amounts_that_are_not_told_twice_in_one_kind_change_nothing(title: str, product: str) -> None:
    market = [scent("Acme", usd, product, seller=f"S{usd}") for usd in (90.0, 95.0, 99.0)]
    found, plain = (compute([scent(text, 60.0, product), *market]).iloc[0] for text in (title, "Acme"))
    assert np.isnan(found[["amount_to_product_ratio", *UNIT]].astype(float)).all()
    pd.testing.assert_series_equal(found, plain)


def test_the_same_amount_is_told_once() -> None:
    found = compute([scent("Acme scent 3.4 fl oz", 60.0)]).iloc[0]
    assert found["amount_to_product_ratio"] == pytest.approx(1.0, abs=0.01)
    assert np.isnan(found[UNIT].astype(float)).all()


def test_no_product_no_price_comparison() -> None:
    found = compute([{Candidates.price_usd: 5.0, Candidates.title: "scent 50 ml", Candidates.seller_id: "X"}] * 5)
    assert found.isna().all(axis=None)


def test_a_link_that_may_be_to_a_sibling_compares_no_prices() -> None:
    listed = {Candidates.product_list_price_usd: 100.0, Candidates.shown_list_price_usd: 80.0}
    rows = offers({"A": [40.0], "B": [41.0], "C": [42.0], "D": [43.0]}, **listed)
    rows[0][Candidates.product_confidence] = FAMILY.params.least_product_confidence - 0.01
    found = compute(rows)
    assert found.drop(columns="shown_discount_share").iloc[0].isna().all()
    assert found["price_to_list_ratio"].tolist()[1:] == [0.41, 0.42, 0.43]
    assert found["peer_sellers_count"].tolist()[1:] == [2.0, 2.0, 2.0]


@pytest.mark.parametrize("claim", ["accessory", "lookalike"])
def test_what_is_not_the_product_itself_is_no_price_of_it(claim: str) -> None:
    listed = {Candidates.product_list_price_usd: 100.0}
    rows = offers({"A": [40.0], "B": [41.0], "C": [42.0], "D": [43.0]}, **listed)
    cases = offers({"X": [2.0], "Y": [3.0]}, **listed, **{Candidates.claim: claim})
    found = compute([*rows, *cases])
    pd.testing.assert_frame_equal(found.head(len(rows)), compute(rows))
    assert found.tail(len(cases)).isna().all(axis=None)


def test_one_more_listing_elsewhere_changes_nothing_of_this_product() -> None:
    rows = offers({"X": [50.0], "A": [100.0], "B": [110.0], "C": [120.0]})
    other = {**PRODUCT, Candidates.product_id: "P2", Candidates.price_usd: 1.0, Candidates.seller_id: "X"}
    pd.testing.assert_frame_equal(compute([*rows, other]).head(len(rows)), compute(rows))


def test_a_price_above_list_is_never_called_a_share_of_it_to_raise_the_score() -> None:
    feature = FAMILY.features[0]
    assert feature.raises and feature.lowers
    assert feature.raises.speaks_when(0.35) and not feature.lowers.speaks_when(0.35)
    assert feature.lowers.speaks_when(1.2) and not feature.raises.speaks_when(1.2)


def test_a_doubtful_brand_name_does_not_spare_a_sure_product_the_comparison() -> None:
    rows = offers({"A": [40.0]}, **{Candidates.product_list_price_usd: 100.0})
    rows[0] |= {Candidates.link_confidence: 0.05, Candidates.product_confidence: 0.6}
    assert compute(rows)["price_to_list_ratio"].tolist() == [0.4]
