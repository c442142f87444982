"""Figures that cannot flatter, and a gate that a worse model does not pass."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from models.evaluation import (
    MOST_PRECISION,
    column_rankings,
    compare_rankings,
    evaluate,
    most_precision_at_capacity,
)
from models.gate import judge_challenger, worst_fallen_groups
from models.gate_params import GateParams
from models.metrics import average_precision, expected_calibration_error, in_queue, reliability_table, wilson_interval
from models.splits import GROUP

QUICK = GateParams(bootstrap_times=60)
CAPACITY = {"acme": 4, "bolt": 4}


def judging_rows(count=400, seed=0, groups=80):
    """Judged rows with a latent truth; returns the rows and a good ranking's scores."""
    chance = np.random.default_rng(seed)
    label = (chance.random(count) < 0.25).astype("int64")
    rows = pd.DataFrame(
        {
            "platform": np.where(chance.random(count) < 0.5, "market", "bazaar"),
            "listing_id": [f"L{at:04d}" for at in range(count)],
            "brand_id": np.where(chance.random(count) < 0.5, "acme", "bolt"),
            "snapshot_date": pd.Timestamp("2026-11-12", tz="UTC")
            + pd.to_timedelta(chance.integers(0, 5, count), unit="D"),
            "price_usd": chance.lognormal(3, 1, count),
            "seller_age": chance.exponential(300, count),
            GROUP: [f"g{at}" for at in chance.integers(0, groups, count)],
            "label": pd.array(label, dtype="Int64"),
        }
    )
    good = 1 / (1 + np.exp(-(label * 3 - 2.2 + chance.normal(0, 1, count))))
    return rows, good


@settings(deadline=None)  # the first call imports scikit-learn
@given(some.lists(some.tuples(some.integers(0, 1), some.integers(0, 6)), min_size=1, max_size=40))
def test_average_precision_agrees_with_scikit_learn_even_on_ties(pairs):
    from sklearn.metrics import average_precision_score

    label = np.array([pair[0] for pair in pairs], dtype="float64")
    scores = np.array([pair[1] for pair in pairs], dtype="float64")
    if label.sum() == 0:
        assert np.isnan(average_precision(label, scores))
    else:
        assert average_precision(label, scores) == pytest.approx(average_precision_score(label, scores))


def test_a_queue_holds_at_most_its_capacity_a_brand_and_night_and_the_best_scores():
    rows, good = judging_rows()
    chosen = in_queue(rows, good, CAPACITY)
    queued = rows[chosen].groupby(["snapshot_date", "brand_id"]).size()
    assert queued.max() <= 4
    for _, part in rows.assign(score=good, chosen=chosen).groupby(["snapshot_date", "brand_id"]):
        assert part.loc[part["chosen"], "score"].min() >= part.loc[~part["chosen"], "score"].max()


def test_a_queue_does_not_depend_on_the_order_of_rows():
    rows, _ = judging_rows()
    flat = np.zeros(len(rows))
    order = np.random.default_rng(1).permutation(len(rows))
    shuffled = in_queue(rows.iloc[order], flat, CAPACITY)
    assert (in_queue(rows, flat, CAPACITY)[order] == shuffled).all()


def test_rivals_nobody_judged_take_places_but_are_neither_right_nor_wrong():
    rows, good = judging_rows()
    rivals = rows.assign(listing_id="R" + rows["listing_id"], label=pd.array([pd.NA] * len(rows), dtype="Int64"))
    crowded = pd.concat([rows, rivals], ignore_index=True)
    found = evaluate(crowded, np.concatenate([good, np.ones(len(rows))]), CAPACITY, QUICK)
    alone = evaluate(rows, good, CAPACITY, QUICK)
    assert found["unjudged_rivals"] == len(rows) and found["rows"] == alone["rows"]
    assert found["recall_at_capacity"]["value"] == 0.0
    assert found["average_precision"] == alone["average_precision"]


def test_an_evaluation_measures_brands_slices_and_intervals():
    rows, good = judging_rows()
    slices = pd.DataFrame({"seller_type": np.where(np.arange(len(rows)) % 2 == 0, "c2c", None)}, dtype="object")
    found = evaluate(rows, good, CAPACITY, QUICK, slices)
    assert set(found["per_brand"]) == {"acme", "bolt"}
    assert set(found["slices"]["seller_type"]) == {"c2c", "unknown"}
    figure = found["average_precision"]
    assert figure["low"] < figure["value"] < figure["high"]
    assert found == evaluate(rows, good, CAPACITY, QUICK, slices)


def test_precision_at_capacity_stands_beside_the_most_that_the_same_queues_could_hold():
    rows, good = judging_rows()
    room = {"acme": 30, "bolt": 12}
    label = rows["label"].to_numpy("float64")
    found = evaluate(rows, good, room, QUICK)
    chosen = in_queue(rows, good, room)
    by_queue = rows.assign(chosen=chosen).groupby(["snapshot_date", "brand_id"])
    right = sum(min(queue["label"].sum(), queue["chosen"].sum()) for _, queue in by_queue)
    assert found[MOST_PRECISION]["value"] == pytest.approx(right / chosen.sum(), abs=1e-6)
    assert found["precision_at_capacity"]["value"] <= found[MOST_PRECISION]["value"] < 1
    perfect = compare_rankings(rows, {"perfect": label}, room, QUICK)["perfect"]
    assert perfect["precision_at_capacity"]["value"] == pytest.approx(perfect[MOST_PRECISION]["value"], abs=1e-6)
    assert most_precision_at_capacity(rows, label, np.zeros(len(rows), dtype=bool))["value"] is None


def test_a_slice_of_a_few_rows_is_counted_but_not_measured():
    rows, good = judging_rows(count=30)
    rows["platform"] = ["rare"] * 5 + ["market"] * 25
    found = evaluate(rows, good, CAPACITY, QUICK)["slices"]["platform"]["rare"]
    assert set(found) == {"rows", "positives", "queued"}


def test_an_evaluation_without_fakes_says_that_nothing_is_known():
    rows, good = judging_rows()
    found = evaluate(rows.assign(label=pd.array([0] * len(rows), dtype="Int64")), good, CAPACITY, QUICK)
    assert found["average_precision"]["value"] is None and found["recall_at_capacity"]["value"] is None
    assert found["precision_at_capacity"]["value"] == 0.0


def test_plain_columns_stand_beside_the_model():
    rows, good = judging_rows()
    rankings = {"model": good, **column_rankings(rows, "seller_age"), **column_rankings(rows, "no such column")}
    found = compare_rankings(rows, rankings, CAPACITY, QUICK)
    assert list(found) == ["model", "cheapest_first", "newest_seller_first"]
    assert found["model"]["average_precision"]["value"] > found["cheapest_first"]["average_precision"]["value"] + 0.2


def test_a_missing_price_ranks_last_when_the_cheapest_come_first():
    rows, _ = judging_rows(count=3)
    cheapest = column_rankings(rows.assign(price_usd=[5.0, np.nan, 1.0]))["cheapest_first"]
    assert np.argsort(-cheapest).tolist() == [2, 0, 1]


def test_probabilities_that_come_true_have_no_calibration_error():
    probability = np.repeat([0.1, 0.5, 0.9], 1000)
    label = np.concatenate([np.r_[np.ones(k), np.zeros(1000 - k)] for k in (100, 500, 900)])
    assert expected_calibration_error(label, probability) < 0.01
    assert expected_calibration_error(label, 1 - probability) > 0.5
    assert (reliability_table(label, probability)["low"] <= reliability_table(label, probability)["found"]).all()


def test_a_wilson_interval_holds_the_share_and_stays_within_bounds():
    assert wilson_interval(0, 0) == (0.0, 1.0)
    low, high = wilson_interval(0, 20)
    assert low == 0.0 and 0.1 < high < 0.2


def test_the_gate_passes_an_equal_or_better_challenger():
    rows, good = judging_rows()
    noise = np.random.default_rng(9).random(len(rows)) * 0.4
    assert judge_challenger(rows, good, good, CAPACITY, QUICK).passed
    assert judge_challenger(rows, good, noise, CAPACITY, QUICK).passed


def test_the_gate_refuses_a_worse_challenger_and_says_why():
    rows, good = judging_rows()
    noise = np.clip(np.random.default_rng(9).normal(0.25, 0.02, len(rows)), 0, 1)
    verdict = judge_challenger(rows, noise, good, CAPACITY, QUICK)
    assert not verdict.passed
    refused = {found.code for found in verdict.findings if found.refuses}
    assert {"average_precision", "precision_at_capacity"} <= refused
    assert "against" in verdict.findings[0].says


@pytest.mark.parametrize(("fewer", "passes"), [(0, True), (1, True), (2, False)])
def test_one_listing_of_a_queue_does_not_decide_at_the_gate(fewer, passes):
    rows, _ = judging_rows(count=100, groups=100)
    fakes = np.arange(100) < 30
    night = rows["snapshot_date"].min()
    rows = rows.assign(brand_id="acme", snapshot_date=night, label=pd.array(fakes.astype("int64"), dtype="Int64"))
    champion = np.linspace(0.9, 0.1, 100)
    challenger = champion.copy()
    for at in range(fewer):
        challenger[[9 - at, 30 + at]] = champion[[30 + at, 9 - at]]
    verdict = judge_challenger(
        rows, challenger, champion, {"acme": 10}, GateParams(bootstrap_times=60, worse_margin=0.02)
    )
    queue = next(found for found in verdict.findings if found.code == "precision_at_capacity")
    assert queue.refuses is not passes


def test_the_gate_refuses_promises_that_do_not_come_true():
    rows, good = judging_rows()
    verdict = judge_challenger(rows, good**0.1, good, CAPACITY, QUICK)
    assert [found.code for found in verdict.findings if found.refuses] == ["calibration_error"]


def test_the_gate_decides_nothing_on_a_handful_of_rows():
    rows, good = judging_rows(count=20)
    assert [found.code for found in judge_challenger(rows, good, good, CAPACITY, QUICK).findings] == ["too_few_rows"]


def test_a_seller_that_poisoned_verdicts_hide_is_found():
    fakes = pd.DataFrame({GROUP: ["hidden"] * 5 + ["seen"] * 5 + ["lone"]})
    champion = np.full(11, 0.5)
    challenger = np.array([0.01] * 5 + [0.6] * 5 + [0.01])
    found = worst_fallen_groups(fakes, challenger, champion, GateParams())
    assert [finding.says.split(":")[0] for finding in found] == ["hidden"] and found[0].refuses
