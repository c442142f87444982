"""From verdicts to labels: one table of rules, then what a confirmer's word is worth.

The classifier learns one question: would a settled verdict be *counterfeit*? Every other settled verdict answers no.
Grey market goods, unauthorised sellers, lookalikes and compatible parts break other rules, and a queue that mixed
them in would teach that a genuine product sold by the wrong shop is a fake.
"""

import datetime
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from features.contracts import Decisions, Table
from features.contracts.review import BASES, VERDICTS
from features.contracts.table import count, flag, number, text, time
from features.verdicts import settled_verdicts, standing_decisions
from models.confirmers import confirmer_factors
from models.feature_log import LINK_KEY, LISTING_KEY


class LabelParams(BaseModel):
    """How far verdicts are believed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # CONTRACT: a verdict on a listing no queue showed weighs this much, unless its basis always counts. 1 = as others.
    unshown_weight: float = Field(default=1.0, ge=0, le=1)
    # No confirmer may carry more than this share of all weight; chosen so that no one person outvotes the rest.
    max_confirmer_share: float = Field(default=0.5, gt=0, le=1)
    # … but a team of fewer confirmers than this has nobody else to be weighed against.
    cap_from_confirmers: int = Field(default=3, ge=2)
    # A good-faith record falls under 90 % upheld (the public programme's own threshold) …
    least_upheld_share: float = Field(default=0.9, ge=0, le=1)
    # … once this many verdicts of the confirmer were checked by a stronger basis; fewer say little.
    record_from_checked: int = Field(default=10, ge=1)
    # What a verdict weighs whose confirmer lost the good-faith record.
    doubted_weight: float = Field(default=0.25, ge=0, le=1)
    # The record looks back three months (the public programme's own span).
    record_days: int = Field(default=92, ge=1)


@dataclass(frozen=True)
class LabelRule:
    """What one (verdict, basis) teaches: 1 counterfeit, 0 not, None nothing; and how much it weighs."""

    label: int | None
    weight: float


_LABEL_OF_VERDICT: dict[str, int | None] = {
    "counterfeit": 1,
    "lookalike": 0,
    "grey_market": 0,
    "unauthorised": 0,
    "compatible": 0,
    "genuine": 0,
    "unsure": None,
}
# A product in hand is worth two looks at a page; chosen, not measured.
_WEIGHT_OF_BASIS = {"test_purchase": 2.0, "law_enforcement": 2.0}

LABEL_RULES: dict[tuple[str, str], LabelRule] = {
    (verdict, basis): LabelRule(_LABEL_OF_VERDICT[verdict], _WEIGHT_OF_BASIS.get(basis, 1.0))
    for verdict in VERDICTS
    for basis in BASES
}
# CONTRACT: verdicts with these bases count in full whether or not a queue ever showed the listing.
ALWAYS_COUNTS = frozenset({"audit", "test_purchase", "law_enforcement", "complaint", "rights_holder"})


class Labels(Table):
    """One row per settled (platform, listing, brand); rows with `excluded_because` teach nothing."""

    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    brand_id: Any = text("the brand the verdict is about", required=True)
    label: Any = count("1 counterfeit, 0 not, missing when excluded", isin=[0, 1])
    weight: Any = number("how much it counts; 0 when excluded", required=True, ge=0)
    verdict: Any = text("the settled verdict", required=True)
    basis: Any = text("what it rests on", required=True)
    decided_at: Any = time("when", required=True)
    decided_by: Any = text("who, or missing")
    decided_about: Any = time("the night the verdict was about, or missing")
    was_shown: Any = flag("it stood in a queue before the verdict")
    selection_probability: Any = number("of the audit draw that showed it, or missing")
    excluded_because: Any = text("unsure, conflict, no_weight, or missing when it teaches")


def labels_from_decisions(
    decisions: pd.DataFrame, as_of: datetime.date, shown: pd.DataFrame, params: LabelParams
) -> pd.DataFrame:
    """Labels of everything settled before `as_of` 00:00 UTC, sorted by platform, listing, brand.

    `shown` has platform and listing_id of every row any queue ever showed; where it also has snapshot_date, only
    nights before the verdict count, and where it has selected_by and selection_probability, audit draws are noted.
    """
    settled = _with_confirmer(settled_verdicts(decisions, as_of), decisions)
    settled = settled.rename(columns={Decisions.snapshot_date: Labels.decided_about})
    rules = [LABEL_RULES[pair] for pair in zip(settled[Labels.verdict], settled[Labels.basis], strict=True)]
    settled[Labels.label] = pd.array([rule.label for rule in rules], dtype="Int64")
    settled[Labels.was_shown] = _was_shown(settled, shown)
    settled[Labels.selection_probability] = _audit_probability(settled, shown)
    settled[Labels.weight] = [rule.weight for rule in rules] * _shown_factor(settled, params)
    settled[Labels.weight] *= confirmer_factors(settled, decisions, as_of, params)
    return _exclude(Labels.conform(settled), _in_conflict(settled, decisions, as_of))


def _with_confirmer(settled: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    same = [*LINK_KEY, Decisions.verdict, Decisions.basis, Decisions.decided_at]
    events = decisions.sort_values(Decisions.decision_id).drop_duplicates(same, keep="last")
    return settled.merge(events[[*same, Decisions.decided_by]], on=same, how="left", validate="1:1")


def _was_shown(settled: pd.DataFrame, shown: pd.DataFrame) -> pd.Series:
    if Decisions.snapshot_date not in shown.columns:
        known = pd.MultiIndex.from_frame(shown[LISTING_KEY])
        return pd.Series(pd.MultiIndex.from_frame(settled[LISTING_KEY]).isin(known), index=settled.index)
    first = shown.groupby(LISTING_KEY, as_index=False)[Decisions.snapshot_date].min()
    joined = settled[[*LISTING_KEY, Labels.decided_at]].merge(first, on=LISTING_KEY, how="left")
    is_before = joined[Decisions.snapshot_date] <= joined[Labels.decided_at]
    return pd.Series(is_before.to_numpy(dtype=bool), index=settled.index)


def _audit_probability(settled: pd.DataFrame, shown: pd.DataFrame) -> pd.Series:
    missing = pd.Series(float("nan"), index=settled.index)
    if "selected_by" not in shown.columns or Labels.selection_probability not in shown.columns:
        return missing
    drawn = shown[shown["selected_by"] == "audit"]
    smallest = drawn.groupby(LISTING_KEY, as_index=False)[Labels.selection_probability].min()
    joined = settled[[*LISTING_KEY, Labels.basis]].merge(smallest, on=LISTING_KEY, how="left")
    probability = joined[Labels.selection_probability].where(joined[Labels.basis] == "audit")
    return pd.Series(probability.to_numpy(dtype="float64"), index=settled.index)


def _shown_factor(settled: pd.DataFrame, params: LabelParams) -> pd.Series:
    counts_fully = settled[Labels.was_shown] | settled[Labels.basis].isin(ALWAYS_COUNTS)
    return pd.Series(1.0, index=settled.index).where(counts_fully, params.unshown_weight)


def _in_conflict(settled: pd.DataFrame, decisions: pd.DataFrame, as_of: datetime.date) -> pd.Series:
    """Two confirmers said opposite things on the same basis and neither replaced the other: nobody knows."""
    standing = standing_decisions(decisions, as_of)
    standing = standing[standing[Decisions.verdict] != "unsure"]
    said = standing.assign(
        _fake=standing[Decisions.verdict] == "counterfeit", _who=standing[Decisions.decided_by].fillna("")
    )
    groups = said.groupby([*LINK_KEY, Decisions.basis], as_index=False)[["_fake", "_who"]].nunique()
    torn = groups[(groups["_fake"] > 1) & (groups["_who"] > 1)]
    found = settled[[*LINK_KEY, Labels.basis]].merge(torn, on=[*LINK_KEY, Labels.basis], how="left")
    return pd.Series(found["_fake"].notna().to_numpy(), index=settled.index)


def _exclude(labels: pd.DataFrame, in_conflict: pd.Series) -> pd.DataFrame:
    reasons = pd.Series([None] * len(labels), dtype="object")
    reasons[(labels[Labels.weight] <= 0).to_numpy()] = "no_weight"
    reasons[in_conflict.to_numpy()] = "conflict"
    reasons[labels[Labels.label].isna().to_numpy()] = "unsure"
    is_out = reasons.notna()
    labels = labels.assign(**{Labels.excluded_because: reasons})
    labels[Labels.label] = labels[Labels.label].mask(is_out)
    labels[Labels.weight] = labels[Labels.weight].mask(is_out, 0.0)
    return Labels.conform(labels.sort_values(LINK_KEY, kind="stable"))
