"""An answered notice: the record that closes it joins the record that opened it, whichever was read first.

The ledger is append-only, so a notice is closed by one more record of its id that says the same of brand, target and
time of receipt and adds `closed_at` (and `outcome`). Anything else under an id that is taken is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from features.contracts import Complaints
from pipeline.sources.faults import Fault

ADDED_BY_CLOSING = (Complaints.closed_at, Complaints.outcome)
# What a closing must repeat; the rest it may leave out.
_SAME_NOTICE = (Complaints.brand_id, Complaints.received_at, Complaints.platform)
_TARGETS = (Complaints.listing_ids, Complaints.listing_urls)
NoticeFields = Mapping[str, Any]
"""A row of Complaints as a dictionary."""


@dataclass
class Joined:
    """One row a notice; `refused` is row → why, `unknown` are rows whose answer came at or after the moment."""

    notices: pd.DataFrame
    refused: dict[int, Fault] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)


def join_closings(records: pd.DataFrame, before: pd.Timestamp | None) -> Joined:
    """Complaints with each closing joined to its notice. `records` (Complaints, rows 0 to n-1) may hold an id twice."""
    joined = Joined(records)
    again = records[Complaints.complaint_id].duplicated(keep=False)
    if not again.any():
        return joined
    # The open record first, then the earliest answer: so a later answer can never change what an earlier night knew.
    order = records[again].sort_values(
        [Complaints.complaint_id, Complaints.closed_at], na_position="first", kind="stable"
    )
    answers = {}
    for _, rows in order.groupby(Complaints.complaint_id, sort=False):
        notice, *later = rows.to_dict("index").items()
        answers[notice[0]] = _closed(notice[1], later, before, joined)
    joined.notices = _with_answers(records, answers, order.index.difference(list(answers)))
    return joined


def _closed(
    notice: NoticeFields, later: list[tuple[Any, NoticeFields]], before: pd.Timestamp | None, joined: Joined
) -> NoticeFields:
    """The notice with the first answer known at the moment; what is no answer is noted in `joined`."""
    for row, told in later:
        if before is not None and told[Complaints.closed_at] >= before:
            joined.unknown.append(row)
        elif (fault := closing_fault(notice, told)) is not None:
            joined.refused[row] = fault
        else:
            notice = {**notice, **{name: told[name] for name in ADDED_BY_CLOSING}}
    return notice


def _with_answers(records: pd.DataFrame, answers: dict[Any, NoticeFields], gone: pd.Index) -> pd.DataFrame:
    notices = records.copy()
    for row, notice in answers.items():
        for name in ADDED_BY_CLOSING:
            notices.loc[row, name] = notice[name]
    return Complaints.conform(notices.drop(index=gone))


def closing_fault(notice: NoticeFields, told: NoticeFields) -> Fault | None:
    """Why the record `told` does not close the open `notice` of the same id; None when it does."""
    if pd.isna(told[Complaints.closed_at]):
        return _other("its content differs and it has no closed_at")
    if pd.notna(notice[Complaints.closed_at]):
        return _other(f"the notice was closed at {notice[Complaints.closed_at].isoformat()} already")
    differing = [name for name in Complaints.columns() if name not in ADDED_BY_CLOSING and _differs(name, notice, told)]
    return _other(f"{', '.join(differing)} differ from the notice") if differing else None


def _other(why: str) -> Fault:
    says = f"found the complaint_id of another record, and {why}; a later record may only add closed_at and outcome"
    return Fault("same_key_other_content", f"{says}; give another notice an id of its own")


def _differs(name: str, notice: NoticeFields, told: NoticeFields) -> bool:
    if name in _TARGETS:
        return set(told[name]) != set(notice[name])
    if pd.isna(told[name]):
        return name in _SAME_NOTICE and pd.notna(notice[name])
    return bool(pd.isna(notice[name]) or told[name] != notice[name])
