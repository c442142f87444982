"""The market behaves as markets do: rare fakes, overlapping prices, gangs that return, late and selective verdicts."""

import datetime as dt
from collections import defaultdict

import numpy as np

from pipeline.simulator.trade import USD_PER_UNIT
from tests.pipeline.simulator.conftest import LISTINGS, NIGHTS, read_rows


def price_ratios(made) -> dict[bool, list[float]]:
    listed = {}
    for path in made.raw.glob("catalogs/*/products.jsonl"):
        for row in read_rows(path):
            listed[path.parent.name, row["product_id"]] = row["list_price"] * USD_PER_UNIT[row["currency"]]
    found, known = defaultdict(list), made.told()
    for folder in made.nights()[-1::-NIGHTS]:
        for row in read_rows(folder / "listings.jsonl"):
            told = known[folder.parent.name, row["listing_id"]]
            if told["kind"] in ("accessory", "lookalike", "unrelated", "prohibited"):
                continue
            level = listed[told["brand_id"], told["product_id"]]
            found[told["is_counterfeit"]].append(row["price"] * USD_PER_UNIT[row["currency"]] / level)
    return found


def test_about_three_in_a_hundred_live_listings_are_counterfeit(markets):
    for made in markets:
        assert 0.02 <= made.summary.counterfeit_share <= 0.045
        assert all(abs(live - LISTINGS) < 30 for live in made.summary.live_each_night)


def test_prices_of_fakes_and_honest_offers_overlap(markets):
    fake, honest = [], []
    for made in markets:
        ratios = price_ratios(made)
        fake += ratios[True]
        honest += ratios[False]
    assert max(fake) > 0.7, "some fakes ask nearly the list price"
    assert np.mean(np.array(honest) < 0.4) > 0.08, "many honest offers are very cheap"
    assert np.quantile(fake, 0.1) > np.quantile(honest, 0.01)


def test_gangs_run_several_accounts_and_share_photos_between_them(markets):
    told = [row for made in markets for row in made.told().values() if row["is_counterfeit"]]
    accounts = defaultdict(set)
    for row in told:
        accounts[row["gang_id"]].add(row["seller_id"])
    assert sum(len(sellers) > 1 for sellers in accounts.values()) >= len(accounts) / 2
    assert len({row["school"] for row in told}) == 5


def test_removed_fakes_come_back_under_a_new_number(markets):
    returned = [(made, row) for made in markets for row in made.told().values() if row["relisted_from"]]
    assert len(returned) >= 3
    for made, row in returned[:20]:
        before = made.told()[row["platform"], row["relisted_from"]]
        assert before["gang_id"] == row["gang_id"] and before["product_id"] == row["product_id"]
        assert before["last_night"] < row["first_night"]
    assert any(
        made.told()[row["platform"], row["relisted_from"]]["seller_id"] != row["seller_id"] for made, row in returned
    )


def test_verdicts_come_one_to_ten_days_after_the_look(markets):
    delays = []
    for made in markets:
        for row in made.decisions():
            if "supersedes" not in row:
                decided = dt.date.fromisoformat(row["decided_at"][:10])
                delays.append((decided - dt.date.fromisoformat(row["snapshot_date"])).days)
    assert min(delays) >= 1 and max(delays) <= 10
    assert len(set(delays)) >= 4


def test_reviewers_look_at_suspicious_offers_more_often_and_audits_do_not_choose(markets):
    looked = defaultdict(list)
    for made in markets:
        told = made.told()
        for row in made.decisions():
            fake = told[row["platform"], row["listing_id"]]["is_counterfeit"]
            looked[row["basis"] == "audit"].append(fake)
    assert np.mean(looked[False]) > 0.06, "what people choose holds far more fakes than the market's three percent"
    assert len(looked[True]) >= 5


def test_verdicts_are_right_nearly_always_and_of_every_common_kind(markets):
    told = {(id(made), *key): row for made in markets for key, row in made.told().items()}
    pairs = [
        (row["verdict"], told[id(made), row["platform"], row["listing_id"]])
        for made in markets
        for row in made.decisions()
    ]
    wrong = [
        verdict
        for verdict, truth in pairs
        if verdict in ("counterfeit", "genuine") and (verdict == "counterfeit") != truth["is_counterfeit"]
    ]
    assert len(wrong) / len(pairs) < 0.08
    assert {"counterfeit", "genuine", "lookalike", "compatible"} <= {verdict for verdict, _ in pairs}


def test_most_fakes_have_a_trace_and_some_have_none(markets):
    traces = [row["traces"] for made in markets for row in made.told().values() if row["is_counterfeit"]]
    assert 0.02 < np.mean([not found for found in traces]) < 0.3
