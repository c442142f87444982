"""What is settled about a listing: the strongest standing verdict that was known before the day."""

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from features.contracts import Decisions
from features.verdicts import SETTLED_COLUMNS, settled_verdicts, standing_decisions

DAY = dt.date(2026, 11, 18)


def decisions(*events: dict[str, Any]) -> pd.DataFrame:
    """Decisions d0, d1, …: one listing and brand, one a day from 1 November, visual and genuine unless said."""
    usual = {"platform": "market", "listing_id": "L", "brand_id": "acme", "verdict": "genuine", "basis": "visual"}
    rows = [
        {"decision_id": f"d{at}", "decided_at": pd.Timestamp(2026, 11, 1 + at, tz="UTC"), **usual, **event}
        for at, event in enumerate(events)
    ]
    return Decisions.conform(pd.DataFrame(rows))


def settled(*events: dict[str, Any]) -> list[str]:
    return settled_verdicts(decisions(*events), DAY)[Decisions.verdict].tolist()


def test_the_latest_of_equally_strong_verdicts_counts() -> None:
    assert settled({"verdict": "counterfeit"}, {"verdict": "genuine"}) == ["genuine"]


def test_unsure_settles_nothing_and_unsettles_nothing() -> None:
    assert settled({"verdict": "unsure"}) == []
    assert settled({"verdict": "counterfeit"}, {"verdict": "unsure"}) == ["counterfeit"]


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        ("test_purchase", "audit"),
        ("law_enforcement", "rights_holder"),
        ("audit", "complaint"),
        ("rights_holder", "complaint"),
        ("complaint", "visual"),
    ],
)
def test_a_stronger_basis_stands_against_a_later_weaker_one(stronger: str, weaker: str) -> None:
    assert settled({"verdict": "counterfeit", "basis": stronger}, {"basis": weaker}) == ["counterfeit"]


def test_an_upheld_counter_notice_reverses_the_rights_holder_but_no_test_purchase() -> None:
    upheld = {"basis": "counter_notice", "verdict": "genuine"}
    assert settled({"verdict": "counterfeit", "basis": "rights_holder"}, upheld) == ["genuine"]
    assert settled({"verdict": "counterfeit", "basis": "test_purchase"}, upheld) == ["counterfeit"]


def test_a_counter_notice_that_was_not_upheld_proves_no_more_than_a_look() -> None:
    refused = {"basis": "counter_notice", "verdict": "counterfeit"}
    assert settled({"basis": "complaint"}, refused) == ["genuine"]


def test_a_superseded_verdict_does_not_count() -> None:
    gold = {"verdict": "counterfeit", "basis": "test_purchase"}
    assert settled(gold, {"verdict": "unsure", "supersedes": "d0"}) == []
    assert settled(gold, {"supersedes": "d0"}, {"verdict": "lookalike", "supersedes": "d1"}) == ["lookalike"]


def test_a_supersession_reaches_no_other_listing_nor_brand_nor_itself() -> None:
    gold = {"verdict": "counterfeit", "basis": "test_purchase"}
    for elsewhere in ({"brand_id": "zenith"}, {"listing_id": "other"}, {"platform": "mall"}):
        assert "counterfeit" in settled(gold, {**elsewhere, "supersedes": "d0"})
    assert settled({**gold, "supersedes": "d0"}) == ["counterfeit"]


def test_an_earlier_event_cannot_supersede_a_later_one() -> None:
    assert settled({"supersedes": "d1"}, {"verdict": "counterfeit"}) == ["counterfeit"]


def test_only_events_before_the_day_are_known() -> None:
    midnight = pd.Timestamp("2026-11-18", tz="UTC")
    event = {"verdict": "counterfeit"}
    assert settled({**event, "decided_at": midnight - pd.Timedelta(seconds=1)}) == ["counterfeit"]
    assert settled({**event, "decided_at": midnight}) == []
    assert settled(event, {"supersedes": "d0", "decided_at": midnight}) == ["counterfeit"]


def test_each_listing_and_brand_has_one_row_whatever_the_order_of_events() -> None:
    events = decisions({"verdict": "counterfeit"}, {}, {"brand_id": "zenith"}, {"listing_id": "K", "basis": "audit"})
    found = settled_verdicts(events, DAY)
    assert list(found.columns) == SETTLED_COLUMNS
    assert found[[Decisions.listing_id, Decisions.brand_id]].to_numpy().tolist() == [
        ["K", "acme"],
        ["L", "acme"],
        ["L", "zenith"],
    ]
    pd.testing.assert_frame_equal(found, settled_verdicts(events.iloc[::-1], DAY))


def test_no_decisions_settle_nothing() -> None:
    assert settled_verdicts(Decisions.empty(), DAY).empty
    assert standing_decisions(Decisions.empty(), DAY).empty
