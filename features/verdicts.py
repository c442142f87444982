"""What was settled about each listing and brand, as of a day: one table of rules for labels, history and the queue."""

import datetime

import pandas as pd

from features.contracts import Decisions

# When verdicts on one listing and brand disagree, the stronger basis wins, whatever its date; within one strength the
# latest wins, then the greater decision_id. A purchase in hand outweighs a person looking; the rights holder and the
# unselected audit outweigh a notice nobody checked, and that outweighs a glance at a page.
BASIS_STRENGTH = {
    "test_purchase": 3,
    "law_enforcement": 3,
    "audit": 2,
    "rights_holder": 2,
    "complaint": 1,
    "visual": 0,
    "counter_notice": 0,
}
# An upheld counter-notice answers the rights holder, so it must be able to reverse one; it says "genuine". A
# counter-notice with any other verdict was not upheld and proves no more than a look.
UPHELD_COUNTER_NOTICE_STRENGTH = 2
SETTLED_COLUMNS = [
    Decisions.platform,
    Decisions.listing_id,
    Decisions.brand_id,
    Decisions.verdict,
    Decisions.basis,
    Decisions.decided_at,
    Decisions.snapshot_date,
]
_KEY = [Decisions.platform, Decisions.listing_id, Decisions.brand_id]


def start_of(day: datetime.date) -> pd.Timestamp:
    """00:00 UTC of the day: only events strictly before it are known on that day."""
    return pd.Timestamp(day).tz_localize("UTC")


def settled_verdicts(decisions: pd.DataFrame, as_of: datetime.date) -> pd.DataFrame:
    """One row per (platform, listing_id, brand_id) with a settled verdict before `as_of` 00:00 UTC, sorted by that key.

    Takes a Decisions frame; gives SETTLED_COLUMNS in Decisions' types. An `unsure` event settles nothing and a
    superseded one does not count, so an `unsure` that supersedes the only verdict leaves the listing unsettled.
    """
    known = standing_decisions(decisions, as_of)
    known = known[known[Decisions.verdict] != "unsure"]
    order = known.assign(_strength=_strength(known)).sort_values(
        [*_KEY, "_strength", Decisions.decided_at, Decisions.decision_id], kind="stable"
    )
    return order.drop_duplicates(_KEY, keep="last")[SETTLED_COLUMNS].reset_index(drop=True)


def standing_decisions(decisions: pd.DataFrame, as_of: datetime.date) -> pd.DataFrame:
    """The events decided before `as_of` 00:00 UTC that no later known event on the same listing and brand supersedes.

    A supersession that points at another listing or brand, at itself or at a later event is ignored: one confirmer
    must not be able to take back what was decided elsewhere.
    """
    known = decisions[decisions[Decisions.decided_at] < start_of(as_of)]
    replacing = known.loc[known[Decisions.supersedes].notna(), [*_KEY, Decisions.supersedes, Decisions.decided_at]]
    replacing = replacing.rename(columns={Decisions.supersedes: Decisions.decision_id, Decisions.decided_at: "_by"})
    pairs = known.merge(replacing.assign(_replacing_id=known[Decisions.decision_id]), on=[*_KEY, Decisions.decision_id])
    is_later = (pairs["_by"] >= pairs[Decisions.decided_at]) & (pairs["_replacing_id"] != pairs[Decisions.decision_id])
    replaced = pairs.loc[is_later, Decisions.decision_id]
    return known[~known[Decisions.decision_id].isin(replaced)]


def _strength(decisions: pd.DataFrame) -> pd.Series:
    strength = decisions[Decisions.basis].map(BASIS_STRENGTH).astype("int64")
    is_upheld = (decisions[Decisions.basis] == "counter_notice") & (decisions[Decisions.verdict] == "genuine")
    return strength.mask(is_upheld, UPHELD_COUNTER_NOTICE_STRENGTH)
