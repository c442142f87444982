"""Policy over every brand, and verdicts and notices as they were known at a moment."""

import datetime as dt
import json

import pandas as pd
import pytest

from features.contracts import BannedImages, Complaints, Decisions, ExchangeRates, ProhibitedTerms
from pipeline.sources.events import complaint_events, decision_events, read_complaints, read_decisions
from pipeline.sources.photo_names import PhotoRefused
from pipeline.sources.policy import read_policy

BEFORE = dt.datetime(2026, 11, 18, tzinfo=dt.UTC)


@pytest.fixture
def decision():
    def build(decision_id="d1", **fields):
        good = {
            "decision_id": decision_id,
            "platform": "stalls",
            "listing_id": "a",
            "brand_id": "acme",
            "verdict": "counterfeit",
            "basis": "visual",
            "decided_at": "2026-11-17T10:00:00Z",
        }
        return good | fields

    return build


@pytest.fixture
def complaint():
    def build(complaint_id="c1", **fields):
        good = {"complaint_id": complaint_id, "brand_id": "acme", "received_at": "2026-11-17T10:00:00Z"}
        good |= {"platform": "stalls", "listing_ids": ["a"]}
        return {name: value for name, value in (good | fields).items() if value is not None}

    return build


@pytest.fixture
def decided(raw, params):
    """The decisions and rejects of the given events."""

    def read(*events, before=BEFORE):
        raw.write("decisions/2026.jsonl", "\n".join(json.dumps(event) for event in events))
        return read_decisions(raw.root, before, params)

    return read


@pytest.fixture
def complained(raw, params):
    def read(*events, before=BEFORE):
        raw.write("complaints/2026.jsonl", "\n".join(json.dumps(event) for event in events))
        return read_complaints(raw.root, before, params)

    return read


def test_policy_becomes_its_tables(raw, params):
    rates = ["date,currency,usd_per_unit", "2026-01-01,CNY,0.14", "2026-01-01,RMB,0.14", "2026-01-01,EUR,0"]
    raw.write("policy/exchange_rates.csv", "\n".join(rates))
    banned = ['{"path": "bad/one.jpg"}', '{"phash": "00FF00FF00FF00FF", "reason": "r"}', '{"reason": "x"}']
    raw.write("policy/banned_images.jsonl", "\n".join(banned))
    raw.write("policy/bad/one.jpg", b"banned")
    raw.write(
        "policy/prohibited.yaml",
        "- {id: airbags, says: All parts are prohibited, words: [airbag, 气囊], categories: [cars > airbags]}\n"
        "- {id: nothing, says: s}\n- {says: s, words: [x]}\n- words\n",
    )
    policy = read_policy(raw.root, params)
    ExchangeRates.check(policy.exchange_rates)
    ProhibitedTerms.check(policy.prohibited_terms)
    BannedImages.check(policy.banned_images)
    assert policy.exchange_rates.currency.tolist() == ["CNY"]
    assert policy.prohibited_terms.fillna("")[["word", "category"]].values.tolist() == [
        ["airbag", ""],
        ["气囊", ""],
        ["", "cars > airbags"],
    ]
    assert policy.banned_images.phash.tolist()[1] == "00ff00ff00ff00ff"
    assert policy.banned_images.reason.tolist() == ["no reason given", "r"]
    assert policy.rejects[["source_file", "record_no", "reason_code"]].values.tolist() == [
        ["policy/banned_images.jsonl", 3, "image_missing"],
        ["policy/exchange_rates.csv", 3, "currency_unknown"],
        ["policy/exchange_rates.csv", 4, "usd_per_unit_not_positive"],
        ["policy/prohibited.yaml", 2, "rule_refused"],
        ["policy/prohibited.yaml", 3, "rule_refused"],
        ["policy/prohibited.yaml", 4, "rule_unreadable"],
    ]
    assert policy.photos.read("bad/one.jpg") == b"banned"
    with pytest.raises(PhotoRefused):
        policy.photos.read("../sources.yaml")


def test_raw_input_without_policy_or_events_is_empty(raw, params):
    policy = read_policy(raw.root, params)
    assert policy.exchange_rates.empty
    assert policy.rejects.empty
    assert Decisions.check(read_decisions(raw.root, None, params)[0]).empty
    assert Complaints.check(read_complaints(raw.root, BEFORE, params)[0]).empty


def test_a_decision_is_known_only_after_it_was_made(decided, decision):
    times = ["2026-11-17T23:59:59.999999Z", "2026-11-18T00:00:00Z", "2026-11-18T07:00:00+08:00", "2026-11-19T00:00:00Z"]
    events = [decision(str(one), decided_at=moment) for one, moment in enumerate(times)]
    assert decided(*events)[0].decision_id.tolist() == ["0", "2"]
    assert len(decided(*events, before=None)[0]) == 4


def test_what_is_appended_later_changes_nothing_about_an_old_night(decided, decision, raw, params):
    known = [decision("d1"), decision("d2", verdict="fake")]
    before = decided(*known)
    later = {"decided_at": "2026-11-20T00:00:00Z"}
    after = decided(*known, decision("d1", **later), decision("d3", basis="x", **later))
    assert before[0].equals(after[0])
    assert before[1].equals(after[1])
    account = decision_events(raw.root, BEFORE, params).accounts[0]
    assert (account.read, account.kept, account.rejected) == (2, 1, 1)


def test_an_event_with_the_same_content_is_repeated_and_other_content_is_rejected(decided, decision, raw, params):
    kept, rejects = decided(decision(), decision(), decision(verdict="genuine", decided_at="2026-11-17T11:00:00Z"))
    assert kept.verdict.tolist() == ["counterfeit"]
    assert rejects[["record_no", "platform", "listing_id", "reason_code"]].values.tolist() == [
        [3, "stalls", "a", "same_key_other_content"]
    ]
    account = decision_events(raw.root, BEFORE, params).accounts[0]
    assert (account.read, account.kept, account.rejected, account.repeated) == (3, 1, 1, 1)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"verdict": "fake"}, "verdict_unknown"),
        ({"basis": "hunch"}, "basis_unknown"),
        ({"decided_at": "today"}, "decided_at_unreadable"),
        ({"decided_at": None}, "decided_at_missing"),
        ({"listing_id": None}, "listing_id_missing"),
        ({"brand_id": ""}, "brand_id_missing"),
    ],
)
def test_a_decision_that_says_too_little_is_rejected(decided, decision, fields, reason):
    kept, rejects = decided(decision("d1", **fields), decision("d2"))
    assert kept.decision_id.tolist() == ["d2"]
    assert rejects.reason_code.tolist() == [reason]


def test_a_decision_keeps_what_it_says(decided, decision):
    kept, _ = decided(decision(reason_codes=["logo"], note="line\nline", snapshot_date="2026-11-16", supersedes="d0"))
    Decisions.check(kept)
    row = kept.iloc[0]
    assert (row.reason_codes, row.note, row.supersedes) == (["logo"], "line\nline", "d0")
    assert row.snapshot_date == pd.Timestamp("2026-11-16", tz="UTC")


def test_a_complaint_names_listings_by_id_or_by_address(complained, complaint):
    kept, rejects = complained(
        complaint("by id"),
        complaint("by address", platform=None, listing_ids=None, listing_urls=["https://x/1"]),
        complaint("ids without a platform", platform=None),
        complaint("nothing", platform=None, listing_ids=None),
    )
    Complaints.check(kept)
    assert kept.complaint_id.tolist() == ["by id", "by address"]
    assert rejects.reason_code.tolist() == ["listings_missing", "listings_missing"]


def test_a_complaint_with_an_unknown_right_or_outcome_is_kept_without_it(complained, complaint):
    kept, rejects = complained(complaint(right="goodwill", outcome="pending", text="请删除"))
    assert rejects.empty
    assert kept[["right", "outcome"]].isna().all(axis=None)
    assert kept.text.tolist() == ["请删除"]


def test_an_answer_that_came_later_is_not_known_yet(complained, complaint, raw, params):
    closed = {"outcome": "upheld", "closed_at": "2026-11-18T00:00:00Z"}
    kept, _ = complained(complaint("c1", **closed), complaint("c2", **(closed | {"closed_at": "2026-11-17T12:00:00Z"})))
    assert kept.outcome.isna().tolist() == [True, False]
    assert kept.closed_at.isna().tolist() == [True, False]
    assert complaint_events(raw.root, None, params).events.outcome.tolist() == ["upheld", "upheld"]


CLOSING = {"outcome": "upheld", "closed_at": "2026-11-17T20:00:00Z"}


@pytest.mark.parametrize("order", [1, -1], ids=["opened first", "closed first"])
def test_a_later_record_closes_its_notice_whatever_the_order_of_the_files(complained, complaint, raw, params, order):
    records = [complaint(text="please remove", right="trademark"), complaint(**CLOSING)]
    kept, rejects = complained(*records[::order])
    assert rejects.empty
    (row,) = Complaints.check(kept).to_dict("records")
    assert (row["outcome"], row["text"], row["right"]) == ("upheld", "please remove", "trademark")
    assert row["closed_at"] == pd.Timestamp("2026-11-17T20:00:00Z")
    account = complaint_events(raw.root, BEFORE, params).accounts[0]
    assert (account.read, account.kept, account.rejected, account.repeated) == (2, 2, 0, 0)


def test_a_closing_of_a_later_day_changes_nothing_about_an_old_night(complained, complaint, raw, params):
    notice = complaint(text="please remove")
    before = complained(notice)
    accounts = complaint_events(raw.root, BEFORE, params).accounts
    after = complained(notice, complaint(outcome="upheld", closed_at="2026-11-18T00:00:00Z"))
    assert before[0].equals(after[0])
    assert before[1].equals(after[1])
    assert complaint_events(raw.root, BEFORE, params).accounts == accounts
    assert complaint_events(raw.root, None, params).events.outcome.tolist() == ["upheld"]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"brand_id": "other"}, "brand_id differ"),
        ({"listing_ids": ["a", "b"]}, "listing_ids differ"),
        ({"platform": "bazaar"}, "platform differ"),
        ({"received_at": "2026-11-17T11:00:00Z"}, "received_at differ"),
        ({"text": "another story"}, "text differ"),
    ],
)
def test_a_closing_may_change_nothing_else(complained, complaint, raw, params, told, says):
    kept, rejects = complained(complaint(text="please remove"), complaint(**CLOSING, **told))
    assert kept.closed_at.isna().tolist() == [True]
    assert rejects[["record_no", "reason_code"]].values.tolist() == [[2, "same_key_other_content"]]
    assert says in rejects.detail[0]
    account = complaint_events(raw.root, BEFORE, params).accounts[0]
    assert (account.read, account.kept, account.rejected, account.repeated) == (2, 1, 1, 0)


def test_a_notice_is_closed_once_and_the_first_answer_stays(complained, complaint):
    second = {"outcome": "rejected", "closed_at": "2026-11-17T21:00:00Z"}
    kept, rejects = complained(complaint(**second), complaint(), complaint(**CLOSING), complaint(**CLOSING))
    assert kept.outcome.tolist() == ["upheld"]
    assert rejects.record_no.tolist() == [1]
    assert "closed at 2026-11-17T20:00:00+00:00 already" in rejects.detail[0]
