"""Append-only events: verdicts of reviewers and notices of rights holders, as they were known at a moment.

An event at or after the moment does not exist yet: it is in no table, no reject and no account, so that an old night
reads the same however the files grew since. A record whose time cannot be read is rejected on every night.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from features.contracts import Complaints, Decisions
from features.contracts.review import BASES, RIGHTS, VERDICTS
from pipeline.sources.column_readers import choice_reader, id_reader, line_reader, long_text_reader, texts_reader
from pipeline.sources.faults import Fault, FileAccount, rejects_table
from pipeline.sources.limits import IngestParams
from pipeline.sources.table_files import table_files
from pipeline.sources.table_reader import read_table
from pipeline.sources.table_shapes import Columns, TableShape
from pipeline.sources.time_readers import day_reader, microseconds, time_reader

DECISIONS = "decisions"
COMPLAINTS = "complaints"
OUTCOMES = ["upheld", "rejected", "withdrawn"]


@dataclass(frozen=True)
class EventReading:
    """The events known at the moment, what could not be used, and the account of each file."""

    events: pd.DataFrame
    rejects: pd.DataFrame
    accounts: list[FileAccount]
    remarks: list[str]


def read_decisions(raw: Path, before: dt.datetime | None, params: IngestParams) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Decisions with `decided_at` strictly before the moment (all without one), and the rejects."""
    reading = decision_events(raw, before, params)
    return reading.events, reading.rejects


def read_complaints(raw: Path, before: dt.datetime | None, params: IngestParams) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Complaints with `received_at` strictly before the moment (all without one), and the rejects."""
    reading = complaint_events(raw, before, params)
    return reading.events, reading.rejects


def decision_events(raw: Path, before: dt.datetime | None, params: IngestParams) -> EventReading:
    """What `read_decisions` gives, with the accounts."""
    return _read(raw, DECISIONS, decisions_shape(params), (Decisions.decided_at, before), params)


def complaint_events(raw: Path, before: dt.datetime | None, params: IngestParams) -> EventReading:
    """What `read_complaints` gives, with the accounts; an answer at or after the moment is not known yet either."""
    reading = _read(raw, COMPLAINTS, complaints_shape(params), (Complaints.received_at, before), params)
    if before is None:
        return reading
    events = reading.events.copy()
    is_later = events[Complaints.closed_at] >= pd.Timestamp(before)
    events.loc[is_later, Complaints.outcome] = None
    events.loc[is_later, Complaints.closed_at] = pd.NaT
    return EventReading(Complaints.conform(events), reading.rejects, reading.accounts, reading.remarks)


def _read(
    raw: Path, place: str, shape: TableShape, time: tuple[str, dt.datetime | None], params: IngestParams
) -> EventReading:
    column, before = time
    known = None if before is None else (column, microseconds(before))
    reading = read_table(table_files(raw, place, ""), shape, params, before=known)
    return EventReading(reading.frame, rejects_table(reading.rejects), reading.accounts, reading.remarks)


def decisions_shape(params: IngestParams) -> TableShape:
    """Verdict events."""
    some_id = id_reader(params.longest_id)
    readers = {
        Decisions.decision_id: some_id,
        Decisions.platform: some_id,
        Decisions.listing_id: some_id,
        Decisions.brand_id: some_id,
        Decisions.verdict: choice_reader(VERDICTS),
        Decisions.basis: choice_reader(BASES),
        Decisions.decided_at: time_reader(),
        Decisions.decided_by: line_reader(params.longest_title),
        Decisions.reason_codes: texts_reader(params.longest_title, params.most_list_items),
        Decisions.note: long_text_reader(params.longest_text),
        Decisions.snapshot_date: day_reader(),
        Decisions.supersedes: some_id,
    }
    return TableShape(
        table=Decisions,
        readers=readers,
        required=tuple(readers)[:7],
        key=(Decisions.decision_id,),
        id_column=Decisions.listing_id,
    )


def complaints_shape(params: IngestParams) -> TableShape:
    """Notices of rights holders, in any language."""
    some_id, line = id_reader(params.longest_id), line_reader(params.longest_title)
    readers = {
        Complaints.complaint_id: some_id,
        Complaints.brand_id: some_id,
        Complaints.received_at: time_reader(),
        Complaints.platform: some_id,
        Complaints.listing_ids: texts_reader(params.longest_id, params.most_list_items),
        Complaints.listing_urls: texts_reader(params.longest_title, params.most_list_items),
        Complaints.right: choice_reader(RIGHTS),
        Complaints.right_number: line,
        Complaints.language: line,
        Complaints.complainant: line,
        Complaints.closed_at: time_reader(),
        Complaints.outcome: choice_reader(OUTCOMES),
        Complaints.text: long_text_reader(params.longest_text),
    }
    return TableShape(
        table=Complaints,
        readers=readers,
        required=tuple(readers)[:3],
        key=(Complaints.complaint_id,),
        also=_names_a_listing,
    )


def _names_a_listing(columns: Columns, row: int) -> Fault | None:
    if columns[Complaints.listing_urls][row]:
        return None
    if columns[Complaints.listing_ids][row] and columns[Complaints.platform][row]:
        return None
    return Fault("listings_missing", "found no listing, expected listing_urls, or platform with listing_ids; name one")
