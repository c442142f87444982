"""Append-only events: verdicts of reviewers and notices of rights holders, as they were known at a moment.

An event at or after the moment does not exist yet: it is in no table, no reject and no account, so that an old night
reads the same however the files grew since. A record whose time cannot be read is rejected on every night.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from features.contracts import Complaints, Decisions
from features.contracts.review import BASES, RIGHTS, VERDICTS
from pipeline.sources.closings import Joined, join_closings
from pipeline.sources.column_readers import choice_reader, id_reader, line_reader, long_text_reader, texts_reader
from pipeline.sources.faults import Fault, FileAccount, Reject, rejects_table
from pipeline.sources.limits import IngestParams
from pipeline.sources.table_files import TableFile, table_files
from pipeline.sources.table_reader import TableReading, read_table
from pipeline.sources.table_shapes import Columns, TableShape
from pipeline.sources.time_readers import day_reader, microseconds, time_reader

DECISIONS = "decisions"
COMPLAINTS = "complaints"
OUTCOMES = ["upheld", "rejected", "withdrawn"]


@dataclass(frozen=True)
class EventReading:
    """The events known at the moment, what could not be used, and the account of each file.

    `records` is event id → the number of its (last) record in its file, for saying where. A notice and the record that closes it are two kept records and one event.
    """

    events: pd.DataFrame
    rejects: pd.DataFrame
    accounts: list[FileAccount]
    remarks: list[str]
    unknown_columns: list[str]
    records: dict[str, int]


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
    return decisions_in(table_files(raw, DECISIONS, ""), before, params)


def complaint_events(raw: Path, before: dt.datetime | None, params: IngestParams) -> EventReading:
    """What `read_complaints` gives, with the accounts; an answer at or after the moment is not known yet either."""
    return complaints_in(table_files(raw, COMPLAINTS, ""), before, params)


def decisions_in(parts: Sequence[TableFile], before: dt.datetime | None, params: IngestParams) -> EventReading:
    """The verdict events of the given files, as of the moment."""
    known = None if before is None else (Decisions.decided_at, microseconds(before))
    reading = read_table(parts, decisions_shape(params), params, before=known)
    return _events(reading, reading.frame, reading.rejects, reading.accounts)


def complaints_in(parts: Sequence[TableFile], before: dt.datetime | None, params: IngestParams) -> EventReading:
    """The notices of the given files, as of the moment, each with its answer if that was known."""
    known = None if before is None else (Complaints.received_at, microseconds(before))
    reading = read_table(parts, complaints_shape(params), params, before=known)
    moment = None if before is None else pd.Timestamp(before)
    joined = join_closings(reading.frame, moment)
    rejects = [*reading.rejects, *(_refused(parts, reading, row, fault) for row, fault in joined.refused.items())]
    return _events(reading, _without_later(joined.notices, moment), rejects, _accounts(reading, joined))


def _events(
    reading: TableReading, events: pd.DataFrame, rejects: list[Reject], accounts: list[FileAccount]
) -> EventReading:
    ids = reading.frame.iloc[:, 0]  # both contracts begin with the event's id
    records = {name: place.number for name, place in zip(ids, reading.places, strict=True)}
    return EventReading(events, rejects_table(rejects), accounts, reading.remarks, reading.unknown_columns, records)


def _without_later(notices: pd.DataFrame, moment: pd.Timestamp | None) -> pd.DataFrame:
    if moment is None:
        return notices
    is_later = notices[Complaints.closed_at] >= moment
    notices = notices.copy()
    notices.loc[is_later, Complaints.outcome] = None
    notices.loc[is_later, Complaints.closed_at] = pd.NaT
    return Complaints.conform(notices)


def _refused(parts: Sequence[TableFile], reading: TableReading, row: int, fault: Fault) -> Reject:
    place = reading.places[row]
    source_file = parts[place.part].source_file
    return Reject("record", source_file, place.number, *fault, sha256=place.sha256.hex())


def _accounts(reading: TableReading, joined: Joined) -> list[FileAccount]:
    """The accounts after joining: what it refused is rejected, an answer that is not known yet was not read."""
    refused = Counter(reading.places[row].part for row in joined.refused)
    unknown = Counter(reading.places[row].part for row in joined.unknown)
    return [
        replace(
            account,
            read=account.read - unknown[part],
            kept=account.kept - refused[part] - unknown[part],
            rejected=account.rejected + refused[part],
        )
        for part, account in enumerate(reading.accounts)
    ]


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
        # An answer comes as a second record of the id; see closings.
        key=(Complaints.complaint_id, Complaints.closed_at),
        also=_names_a_listing,
    )


def _names_a_listing(columns: Columns, row: int) -> Fault | None:
    if columns[Complaints.listing_urls][row]:
        return None
    if columns[Complaints.listing_ids][row] and columns[Complaints.platform][row]:
        return None
    return Fault("listings_missing", "found no listing, expected listing_urls, or platform with listing_ids; name one")
