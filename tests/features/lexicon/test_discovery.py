"""Slang discovery: planted words are proposed, honest fashion, known words, names and one shop's template are not."""

import numpy as np
import pandas as pd
import pytest

from features.lexicon.discovery import SlangParams, SlangProposals, propose_slang
from features.lexicon.said_phrases import SaidTexts, phrases_in

PLANTED = ("zeta pull", "二厂出")
FASHION = ("winter capsule", "双旦价")
PRODUCTS = ("Zuvo Runner Mesh Shoe", "Zuvo Walker Leather Boot", "驰步 跑鞋 网面", "驰步 皮靴 真皮")
EXTRAS = ("free shipping", "boxed", "fast dispatch", "size 42", "包邮", "现货", "全新", "")
FIRST = pd.Timestamp("2026-10-01", tz="UTC")


def said(rows: list[dict]) -> pd.DataFrame:
    plain = {"platform": "market", "description": None, "names": [], "night": FIRST, "is_counterfeit": False}
    return SaidTexts.check(SaidTexts.conform(pd.DataFrame([{**plain, **row} for row in rows])))


@pytest.fixture(scope="module")
def market() -> tuple[pd.DataFrame, pd.DataFrame]:
    """120 settled fakes of 60 sellers, half of which speak planted slang; 600 listings settled otherwise; 1,500 live."""
    chance = np.random.default_rng(8)
    rows = []
    for at in range(2220):
        is_fake = at < 120
        seller = at % 60 if is_fake else 60 + at % 400
        title = PRODUCTS[chance.integers(4)]
        words = [EXTRAS[chance.integers(len(EXTRAS))]]
        if is_fake and seller % 2 == 0:
            words.append(PLANTED["驰步" in title])
        if chance.random() < 0.2:
            words.append(FASHION["驰步" in title])
        if is_fake and chance.random() < 0.4:
            words.append("1:1 replica")
        if is_fake and seller == 7:
            words.append("ask our clerk tony")
        title = " ".join([*words, title] if chance.random() < 0.3 else [title, *words])
        night = FIRST + pd.Timedelta(days=int(chance.integers(40)))
        rows.append(
            {
                "listing_id": f"L{at:05d}", "seller_group": f"S{seller}", "title": title, "night": night,
                "is_counterfeit": is_fake, "names": ["Zuvo", "驰步"],
            }
        )  # fmt: skip
    return said(rows[:720]), said(rows[720:])


@pytest.fixture(scope="module")
def found(market) -> pd.DataFrame:
    return SlangProposals.check(propose_slang(*market, PRODUCTS, SlangParams()))


def test_planted_words_and_nothing_else_are_proposed(found):
    assert sorted(found["phrase"]) == sorted(PLANTED)


def test_a_proposal_says_who_uses_it_and_where(found, market):
    settled, _ = market
    says = settled[settled["title"].str.contains("zeta pull", regex=False)]
    told = found.set_index("phrase").loc["zeta pull"]
    assert told["counterfeit_listings"] == len(says)
    assert told["counterfeit_sellers"] == says["seller_group"].nunique()
    assert told["other_listings"] == told["live_listings"] == 0
    assert told["first_seen"] == says["night"].min()
    assert len(told["examples"]) == 3 and all("zeta pull" in title for title in told["examples"])
    assert told["log_odds_low"] < told["log_odds"] < told["log_odds_high"]


def test_the_order_of_rows_changes_nothing(found, market):
    settled, live = (rows.sample(frac=1, random_state=3) for rows in market)
    pd.testing.assert_frame_equal(propose_slang(settled, live, PRODUCTS, SlangParams()), found)


def test_false_alarms_are_counted_on_live_listings_of_sellers_without_a_fake(market):
    settled, live = market
    honest = said(
        [{"listing_id": f"H{at}", "seller_group": f"H{at}", "title": "lamp zeta-pull cord"} for at in range(4)]
        + [{"listing_id": "C", "seller_group": "S0", "title": "zeta pull"}]
    )
    told = propose_slang(settled, pd.concat([live, honest]), PRODUCTS, SlangParams()).set_index("phrase")
    assert told.loc["zeta pull", "live_listings"] == 4


def test_a_word_that_honest_sellers_use_as_much_is_not_proposed(market):
    settled, live = market
    honest = said([{"listing_id": f"H{at}", "seller_group": f"H{at}", "title": "zeta pull"} for at in range(600)])
    told = propose_slang(settled, pd.concat([live, honest]), PRODUCTS, SlangParams())
    assert "zeta pull" not in set(told["phrase"])


def test_one_shops_template_is_no_slang_however_often_it_is_used(market):
    settled, live = market
    template = said(
        [
            {"listing_id": f"T{at}", "seller_group": "S7", "title": "ask our clerk tony", "is_counterfeit": True}
            for at in range(200)
        ]
    )
    told = propose_slang(pd.concat([settled, template]), live, PRODUCTS, SlangParams())
    assert not any("tony" in phrase for phrase in told["phrase"])


def test_without_fakes_nothing_is_proposed(market):
    settled, live = market
    assert len(propose_slang(settled[~settled["is_counterfeit"]], live, PRODUCTS, SlangParams())) == 0
    assert len(propose_slang(settled[:0], live[:0], (), SlangParams())) == 0


def test_phrases_are_words_in_a_row_and_runs_of_characters():
    assert phrases_in("top batch, new") == {"top", "batch", "top batch", "new"}
    assert {"二厂", "厂出", "二厂出"} == phrases_in("a 二厂出 9")
    assert phrases_in("tel 13812345678, 42") == {"tel"}
