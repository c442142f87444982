"""Appending to the ledgers of verdicts and notices: checked whole, added once, never changed afterwards."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from features.contracts import Complaints, Decisions, Rejects, Table
from features.contracts.table import TEXT
from pipeline.datasets.dataset import write_bytes
from pipeline.errors import InputError
from pipeline.report.decision_sheet import is_review_sheet, numbered_decisions
from pipeline.report.spreadsheet_text import unguarded
from pipeline.sources.closings import closing_fault
from pipeline.sources.events import COMPLAINTS, DECISIONS, EventReading, complaints_in, decisions_in
from pipeline.sources.faults import Fault, FileAccount
from pipeline.sources.limits import IngestParams
from pipeline.sources.table_files import TableFile, table_files

MOST_PROBLEMS_SHOWN = 10
Event = Mapping[Any, Any]
"""A row of the ledger's contract."""
Reader = Callable[[Sequence[TableFile], None, IngestParams], EventReading]


@dataclass(frozen=True)
class Ledger:
    """One append-only folder under raw: its contract, the column that names an event, and its reader.

    `read_given` reads a file that is to be added. `standing` gives, for an event whose id is there already, a fault, or
    whether it says nothing new (True) or adds to what is there (False).
    """

    place: str
    contract: type[Table]
    key: str
    read: Reader
    read_given: Reader
    standing: Callable[[Event, Event], Fault | bool]


@dataclass(frozen=True)
class _Given:
    """What a file holds: its events, those the ledger has not, and the lines about all that is refused."""

    reading: EventReading
    new: pd.DataFrame
    refused: list[str]
    refused_in_ledger: int

    @property
    def counts(self) -> dict[str, int]:
        account = _total(self.reading.accounts)
        refused = len(self.refused)
        there = len(self.reading.events) - len(self.new) - (refused - account.rejected)
        counts = {"added": len(self.new), "there already": there, "repeated in the file": account.repeated}
        joined = account.kept - len(self.reading.events)
        return counts | ({"answers joined to their notice": joined} if joined else {}) | {"refused": refused}


def append_decisions(file: Path, raw: Path) -> str:
    """Adds the verdicts of a filled sheet, or of a table of events, to raw/decisions; says what became of each record.

    A table that carries `decision_id` (.jsonl, .csv, .parquet, the first two also .gz or .zst) is read exactly as the
    files of raw/decisions are. A review sheet of the report (.xlsx, or .csv without `decision_id`) gets ids from what
    its rows say. Raises InputError, with nothing written, when any record breaks the contract.
    """
    _must_exist(file, raw)
    if not is_review_sheet(file):
        return _append(_DECISIONS, _part_of(file), raw)
    with tempfile.TemporaryDirectory() as scratch:
        return _append(_DECISIONS, _sheet_as_table(file, Path(scratch)), raw)


def append_complaints(file: Path, raw: Path) -> str:
    """Adds the notices of a table, and the answers that close earlier ones, to raw/complaints; says what became of each.

    Raises InputError, with nothing written, when any notice breaks the contract.
    """
    _must_exist(file, raw)
    return _append(_COMPLAINTS, _part_of(file), raw)


def _append(ledger: Ledger, part: TableFile, raw: Path) -> str:
    given = _against_the_ledger(ledger, part, raw)
    if given.refused:
        shown = given.refused[:MOST_PROBLEMS_SHOWN]
        more = [f"  (+{len(given.refused) - len(shown)} more)"] if len(given.refused) > len(shown) else []
        raise InputError("\n".join([f"{ledger.place}: nothing was added; {_sum(given)}", *shown, *more]))
    return "\n".join([f"{ledger.place}: {_sum(given)}", *_written(ledger, given, raw), *_notes(ledger, given)])


def _written(ledger: Ledger, given: _Given, raw: Path) -> list[str]:
    if not len(given.new):
        return ["  nothing added"]
    content = "".join(_line(ledger, event) for event in given.new.to_dict("records")).encode()
    path = raw / ledger.place / f"added-{hashlib.sha256(content).hexdigest()[:16]}.jsonl"
    write_bytes(path, content)
    return [f"  written to {path}"]


def _notes(ledger: Ledger, given: _Given) -> list[str]:
    """What was noticed about a file that was taken."""
    unknown = given.reading.unknown_columns
    notes = [f"unknown columns, not taken: {', '.join(unknown)}"] if unknown else []
    notes += given.reading.remarks[:MOST_PROBLEMS_SHOWN]
    if given.refused_in_ledger:
        notes.append(
            f"{given.refused_in_ledger} records that lie in {ledger.place}/ are refused; see touchstone validate"
        )
    return [f"  note: {note}" for note in notes]


def _against_the_ledger(ledger: Ledger, part: TableFile, raw: Path) -> _Given:
    params = IngestParams()
    reading = ledger.read_given([part], None, params)
    there = ledger.read(table_files(raw, ledger.place, ""), None, params)
    known = {event[ledger.key]: event for event in there.events.to_dict("records")}
    refused = [_sentence(reject) for reject in reading.rejects.to_dict("records")]
    is_new = []
    for event in reading.events.to_dict("records"):
        held = known.get(event[ledger.key])
        standing = False if held is None else ledger.standing(held, event)
        is_new.append(standing is False)
        if isinstance(standing, Fault):
            name = event[ledger.key]
            where = f"{part.source_file} record {reading.records[name]} ({ledger.key} {name})"
            refused.append(f"  {where}: {standing.code}: {standing.says}")
    new = reading.events[pd.Series(is_new, index=reading.events.index, dtype=bool)]
    return _Given(reading, new, refused, len(there.rejects))


def _sum(given: _Given) -> str:
    read = _total(given.reading.accounts).read
    counts = given.counts
    if given.refused:
        fine = read - counts["refused"]
        return f"{read} read = {fine} fine + {counts['refused']} refused. Mend these and give the whole file again:"
    return f"{read} read = " + " + ".join(f"{count} {name}" for name, count in counts.items())


def _total(accounts: list[FileAccount]) -> FileAccount:
    columns = ("read", "kept", "rejected", "repeated", "flagged")
    return FileAccount("", *(sum(getattr(account, name) for account in accounts) for name in columns))


def _says_the_same(held: Event, told: Event) -> Fault | bool:
    """A verdict is never rewritten."""
    if _said(Decisions, held) == _said(Decisions, told):
        return True
    says = "found other content under an id that is there already; give a change its own id, with `supersedes`"
    return Fault("same_key_other_content", says)


def _adds_an_answer(held: Event, told: Event) -> Fault | bool:
    """A notice may be closed, once, and nothing else about it may change."""
    was, is_said = _said(Complaints, held), _said(Complaints, told)
    if is_said == was or is_said.items() <= was.items() and Complaints.closed_at in is_said:
        return True
    closing = {Complaints.closed_at, Complaints.outcome}
    if is_said == {name: value for name, value in was.items() if name not in closing}:
        return True  # the notice as it was before its answer
    return closing_fault(held, told) or False


def _said(contract: type[Table], event: Event) -> dict[str, Any]:
    told = {name: _plain(name, event[name]) for name in contract.columns()}
    return {name: value for name, value in told.items() if value not in (None, [])}


def _line(ledger: Ledger, event: Event) -> str:
    return json.dumps(_said(ledger.contract, event), ensure_ascii=False) + "\n"


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return value
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        is_day = name == Decisions.snapshot_date and value == value.normalize()
        return value.date().isoformat() if is_day else value.isoformat()
    return value


def _sentence(reject: Event) -> str:
    number = reject[Rejects.record_no]
    where: str = "" if pd.isna(number) else f" record {number}"
    return f"  {reject[Rejects.source_file]}{where}: {reject[Rejects.reason_code]}: {reject[Rejects.detail]}"


def _sheet_as_table(file: Path, scratch: Path) -> TableFile:
    """The sheet's verdicts as JSON Lines that go through the ledger's own reader; each stands on the line of its row."""
    lines: dict[int, str] = {at: json.dumps(record) for at, record in numbered_decisions(file)}
    text = "".join(lines.get(at, "") + "\n" for at in range(1, max(lines, default=0) + 1))
    write_bytes(scratch / "sheet.jsonl", text.encode())
    return TableFile(file.name, scratch, "sheet.jsonl")


def _decisions_in(parts: Sequence[TableFile], before: None, params: IngestParams) -> EventReading:
    """As the ledger's files are read, but a CSV file saved by the report's page has quotes before what looks like a formula."""
    reading = decisions_in(parts, before, params)
    if not any(part.name.endswith(".csv") for part in parts):
        return reading
    texts = [name for name, kind in Decisions.kinds().items() if kind == "text"]
    events = reading.events.assign(
        **{name: reading.events[name].map(unguarded, na_action="ignore").astype(TEXT) for name in texts}
    )
    records = {unguarded(name): number for name, number in reading.records.items()}
    return replace(reading, events=events, records=records)


def _part_of(file: Path) -> TableFile:
    return TableFile(file.name, file.parent, file.name)


def _must_exist(file: Path, raw: Path) -> None:
    if not file.is_file():
        found = "a folder" if file.is_dir() else "nothing"
        raise InputError(f"{file}: found {found} there, expected a file; give the path of one file")
    if file.stat().st_size == 0:
        raise InputError(f"{file}: found an empty file, expected one record a line or row; export it again")
    if not raw.is_dir():
        raise InputError(f"--raw: {raw} is not a folder. It should hold catalogs/ and snapshots/; give the one you use")


_DECISIONS = Ledger(DECISIONS, Decisions, Decisions.decision_id, decisions_in, _decisions_in, _says_the_same)
_COMPLAINTS = Ledger(COMPLAINTS, Complaints, Complaints.complaint_id, complaints_in, complaints_in, _adds_an_answer)
