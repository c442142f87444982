"""What each confirmer's word is worth: a good-faith record, and a cap on any one person's share."""

import datetime
from typing import TYPE_CHECKING

import pandas as pd

from features.contracts import Decisions
from features.verdicts import BASIS_STRENGTH, UPHELD_COUNTER_NOTICE_STRENGTH, start_of
from models.feature_log import LINK_KEY

if TYPE_CHECKING:
    from models.labels import LabelParams

_WEIGHT = "weight"


def confirmer_factors(
    settled: pd.DataFrame, decisions: pd.DataFrame, as_of: datetime.date, params: "LabelParams"
) -> pd.Series:
    """A factor per settled row, in its index: less than 1 where the confirmer is doubted or would outweigh the rest.

    `settled` has the settled verdict, decided_by and weight. A missing confirmer is one confirmer called "".
    """
    who = settled[Decisions.decided_by].astype("object").fillna("")
    records = confirmer_records(settled, decisions, as_of, params)
    doubted = records.index[records["is_doubted"]]
    factor = pd.Series(1.0, index=settled.index).mask(who.isin(doubted), params.doubted_weight)
    return factor * _share_factor(settled[_WEIGHT] * factor, who, params)


def confirmer_records(
    settled: pd.DataFrame, decisions: pd.DataFrame, as_of: datetime.date, params: "LabelParams"
) -> pd.DataFrame:
    """One row per confirmer: `checked` (verdicts a stronger basis settled later), `upheld` (of those), `is_doubted`."""
    events = decisions[decisions[Decisions.decided_at] < start_of(as_of)]
    events = events[events[Decisions.decided_at] >= start_of(as_of) - pd.Timedelta(days=params.record_days)]
    settled_as = settled[[*LINK_KEY, Decisions.verdict, Decisions.basis]]
    pairs = events.merge(settled_as, on=LINK_KEY, suffixes=("", "_settled"))
    pairs = pairs[pairs[Decisions.verdict] != "unsure"]
    settled_strength = _strength(pairs["basis_settled"], pairs["verdict_settled"])
    is_checked = settled_strength > _strength(pairs[Decisions.basis], pairs[Decisions.verdict])
    is_upheld = (pairs[Decisions.verdict] == "counterfeit") == (pairs["verdict_settled"] == "counterfeit")
    counted = pd.DataFrame({"checked": is_checked, "upheld": is_checked & is_upheld}).astype("int64")
    record = counted.groupby(pairs[Decisions.decided_by].astype("object").fillna("")).sum()
    share = record["upheld"] / record["checked"].clip(lower=1)
    is_doubted = (record["checked"] >= params.record_from_checked) & (share < params.least_upheld_share)
    return record.assign(is_doubted=is_doubted)


def _strength(basis: pd.Series, verdict: pd.Series) -> pd.Series:
    is_upheld_notice = (basis == "counter_notice") & (verdict == "genuine")
    return basis.map(BASIS_STRENGTH).astype("int64").mask(is_upheld_notice, UPHELD_COUNTER_NOTICE_STRENGTH)


def _share_factor(weight: pd.Series, who: pd.Series, params: "LabelParams") -> pd.Series:
    total = weight.groupby(who).sum().sort_index()
    if len(total) < params.cap_from_confirmers:
        return pd.Series(1.0, index=weight.index)
    # Capping the largest changes the total, so the cap is on the weight of all others:
    # share <= s means w <= rest * s / (1 - s).
    rest = total.sum() - total
    share = params.max_confirmer_share
    allowed = total if share >= 1 else rest * share / (1 - share)
    factor = (allowed / total.where(total > 0)).clip(upper=1.0).fillna(1.0)
    return who.map(factor).astype("float64")
