"""A whole table from its part files: typed, duplicates settled, every record accounted for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline.sources.clean_text import clean_line
from pipeline.sources.column_mappings import ColumnMapping
from pipeline.sources.duplicates import KeyBook, Outcome
from pipeline.sources.faults import LONGEST_EXCERPT, Fault, FileAccount, Reject
from pipeline.sources.frames import frame_of
from pipeline.sources.limits import IngestParams
from pipeline.sources.records import Record
from pipeline.sources.table_files import FILE_FAULTS, TableFile, records_of
from pipeline.sources.table_shapes import Columns, TableShape
from pipeline.sources.typed_batches import PLATFORM, TypedBatch, typed_batch

ROWS_A_BATCH = 4_000
# Enough for a page of advice; the counts are in the accounts.
MOST_REMARKS = 100
# Names of columns come from records, which anyone may fill: a report of them must stay short.
MOST_UNKNOWN_COLUMNS = 100


@dataclass(frozen=True)
class TableReading:
    """A contract table with its rejects and accounts; `flags` are (row of the frame, flag), `remarks` sentences.

    `aside` holds the columns that are not the table's, `places` where each row came from, both row for row.
    `broken_files` counts the file faults among the rejects: each stands for an unknown number of records.
    """

    frame: pd.DataFrame
    flags: list[tuple[int, str]]
    rejects: list[Reject]
    accounts: list[FileAccount]
    unknown_columns: list[str]
    remarks: list[str]
    aside: Columns = field(default_factory=dict)
    broken_files: int = 0
    places: "list[Place]" = field(default_factory=list)


class Place(NamedTuple):
    """Where a kept row came from: the number of its part file, its record there, the sha256 of its bytes."""

    part: int
    number: int
    sha256: bytes


@dataclass
class _Counts:
    read: int = 0
    rejected: int = 0
    repeated: int = 0
    flagged: int = 0


@dataclass
class _Gathering:
    """What has been read so far."""

    parts: Sequence[TableFile]
    shape: TableShape
    before: tuple[str, int] | None
    columns: Columns = field(default_factory=dict)
    aside: Columns = field(default_factory=dict)
    frames: list[pd.DataFrame] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    names: list[tuple[str | None, str | None]] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)
    book: KeyBook = field(default_factory=KeyBook)
    flags: list[tuple[int, str]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    counts: list[_Counts] = field(default_factory=list)
    unknown_columns: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)
    broken_files: int = 0

    def reject(
        self, part: int, number: int, fault: Fault, *, sha256: str | None, named: tuple[str | None, str | None]
    ) -> None:
        self.counts[part].rejected += 1
        self.broken_files += fault.code in FILE_FAULTS
        place = (self.shape.kind, self.parts[part].source_file, number)
        self.rejects.append(Reject(*place, *fault, platform=named[0], listing_id=named[1], sha256=sha256))


def read_table(
    parts: Sequence[TableFile],
    shape: TableShape,
    params: IngestParams,
    *,
    mapping: ColumnMapping | None = None,
    before: tuple[str, int] | None = None,
) -> TableReading:
    """The table in `parts`, in their order. With `before` = (time column, microseconds) later records do not exist."""
    gathering = _Gathering(parts, shape, before)
    for number, part in enumerate(parts):
        gathering.counts.append(_Counts())
        for records in _batches(records_of(part, params)):
            _take_batch(gathering, number, records, mapping)
    _flush(gathering)
    return _reading(gathering)


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    while batch := list(islice(records, ROWS_A_BATCH)):
        yield batch


def _take_batch(gathering: _Gathering, part: int, records: list[Record], mapping: ColumnMapping | None) -> None:
    constants = gathering.parts[part].constants
    gathering.counts[part].read += len(records)
    for record in records:
        if record.fault is not None:
            named = (constants.get(PLATFORM), None)
            gathering.reject(part, record.number, record.fault, sha256=record.sha256, named=named)
    whole = [record for record in records if record.fault is None]
    batch = typed_batch(whole, gathering.shape, constants, mapping)
    if len(gathering.unknown_columns) < MOST_UNKNOWN_COLUMNS:
        gathering.unknown_columns |= {clean_line(name)[:LONGEST_EXCERPT] for name in batch.unknown_columns}
    _remark(gathering, part, batch)
    kept = [row for row in range(len(whole)) if _take_row(gathering, part, batch, row)]
    for name, values in batch.columns.items():
        joined = gathering.columns.setdefault(name, [])
        joined.extend(values if len(kept) == len(values) else [values[row] for row in kept])
    if len(gathering.places) - sum(map(len, gathering.frames)) > 5 * ROWS_A_BATCH:
        _flush(gathering)


def _remark(gathering: _Gathering, part: int, batch: TypedBatch) -> None:
    free = max(0, MOST_REMARKS - len(gathering.remarks))
    source_file = gathering.parts[part].source_file
    for row, fault in batch.dropped[:free]:
        if row not in batch.faults:
            where = f"{source_file} record {batch.records[row].number}"
            gathering.remarks.append(f"{where}: {fault.says} (the record is kept without it)")


def _take_row(gathering: _Gathering, part: int, batch: TypedBatch, row: int) -> bool:
    """True when the row joins the table, for now at least: a newer record of its key may still replace it."""
    shape, columns, record = gathering.shape, batch.columns, batch.records[row]
    if _is_later(gathering, columns, row):
        gathering.counts[part].read -= 1
        return False
    named = _named(shape, columns, row)
    sha256 = record.sha256 or record.content.hex()
    if row in batch.faults:
        faults = batch.faults[row]
        fault = Fault(faults[0].code, "; ".join(found.says for found in faults))
        gathering.reject(part, record.number, fault, sha256=sha256, named=named)
        return False
    key = tuple(columns[name][row] for name in shape.key)
    time = columns[shape.newest][row] if shape.newest else None
    place = len(gathering.places)
    outcome, holder = gathering.book.enter(key, place, record.content, time)
    if outcome is Outcome.REPEATED:
        gathering.counts[part].repeated += 1
        return False
    if outcome is Outcome.OLDER:
        gathering.reject(part, record.number, _other_content(gathering, holder), sha256=sha256, named=named)
        return False
    if outcome is Outcome.REPLACES:
        _replace(gathering, holder, part, record.number)
    gathering.places.append(Place(part, record.number, bytes.fromhex(sha256)))
    gathering.names.append(named)
    gathering.flags.extend((place, flag) for flag in sorted(batch.flags.get(row, ())))
    return True


def _is_later(gathering: _Gathering, columns: Columns, row: int) -> bool:
    if gathering.before is None:
        return False
    column, moment = gathering.before
    time = columns[column][row]
    return time is not None and time >= moment


def _named(shape: TableShape, columns: Columns, row: int) -> tuple[str | None, str | None]:
    platform = columns[PLATFORM][row] if PLATFORM in columns else None
    return platform, columns[shape.id_column][row] if shape.id_column else None


def _replace(gathering: _Gathering, holder: int, part: int, number: int) -> None:
    gathering.lost.add(holder)
    old = gathering.places[holder]
    winner = f"{gathering.parts[part].source_file} record {number}"
    fault, sha256 = _older(gathering, winner), old.sha256.hex()
    gathering.reject(old.part, old.number, fault, sha256=sha256, named=gathering.names[holder])


def _other_content(gathering: _Gathering, holder: int) -> Fault:
    kept = gathering.places[holder]
    return _older(gathering, f"{gathering.parts[kept.part].source_file} record {kept.number}")


def _older(gathering: _Gathering, winner: str) -> Fault:
    rule = f"the newest {gathering.shape.newest}" if gathering.shape.newest else "the first"
    key = ", ".join(gathering.shape.key)
    says = f"found other content for the same {key}; {rule} is kept ({winner}); deliver each key once"
    return Fault("same_key_other_content", says)


def _flush(gathering: _Gathering) -> None:
    rows = len(gathering.places) - sum(map(len, gathering.frames))
    gathering.frames.append(frame_of(gathering.shape.table, gathering.columns, rows))
    for name in gathering.columns.keys() - set(gathering.shape.table.columns()):
        gathering.aside.setdefault(name, []).extend(gathering.columns[name])
    gathering.columns = {}


def _reading(gathering: _Gathering) -> TableReading:
    frames = gathering.frames
    frame = frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True)
    is_kept = np.ones(len(frame), dtype=bool)
    is_kept[sorted(gathering.lost)] = False
    place_of = np.cumsum(is_kept) - 1
    flags = [(int(place_of[row]), flag) for row, flag in gathering.flags if is_kept[row]]
    for row in {row for row, _ in gathering.flags if is_kept[row]}:
        gathering.counts[gathering.places[row].part].flagged += 1
    return TableReading(
        frame=frame if is_kept.all() else frame[is_kept].reset_index(drop=True),
        flags=flags,
        rejects=gathering.rejects,
        accounts=[_account(part, counts) for part, counts in zip(gathering.parts, gathering.counts, strict=True)],
        unknown_columns=sorted(gathering.unknown_columns)[:MOST_UNKNOWN_COLUMNS],
        remarks=gathering.remarks,
        aside={name: [values[row] for row in np.flatnonzero(is_kept)] for name, values in gathering.aside.items()},
        broken_files=gathering.broken_files,
        places=[gathering.places[row] for row in np.flatnonzero(is_kept)],
    )


def _account(part: TableFile, counts: _Counts) -> FileAccount:
    kept = counts.read - counts.rejected - counts.repeated
    return FileAccount(part.source_file, counts.read, kept, counts.rejected, counts.repeated, counts.flagged)
