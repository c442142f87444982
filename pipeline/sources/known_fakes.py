"""Hashes of known fakes that others gave: `policy/known_fakes*`, as they were known at a moment."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from features.contracts import KnownFakeHashes
from features.contracts.review import BASES
from features.signals.fake_hashes import ALGORITHM, HASH_DIGITS, VERSION
from pipeline.sources.column_readers import choice_reader, id_reader, line_reader, reader
from pipeline.sources.faults import BadValue, Fault, FileAccount, Reject, excerpt
from pipeline.sources.limits import IngestParams
from pipeline.sources.number_readers import count_reader, number_reader
from pipeline.sources.plain_values import Value
from pipeline.sources.table_files import TableFile, table_files
from pipeline.sources.table_reader import read_table
from pipeline.sources.table_shapes import Columns, TableShape
from pipeline.sources.time_readers import day_reader, microseconds, time_reader

PLACE = "policy"
STEM = "known_fakes"
# A hash of this code is whole and well said, but made by another algorithm: kept aside, never compared.
OTHER_ALGORITHM = "algorithm_other"
# 2,048 bits: longer than any image hash in use.
_LONGEST_HASH_DIGITS = 512


@dataclass(frozen=True)
class KnownFakesReading:
    """KnownFakeHashes of this algorithm and version, what could not be used, and the account of each file."""

    known: pd.DataFrame
    rejects: list[Reject]
    accounts: list[FileAccount]
    remarks: list[str]


def read_known_fakes(raw: Path, before: dt.datetime | None, params: IngestParams) -> KnownFakesReading:
    """The hashes under `raw/policy` that were received, and decided, strictly before the moment (all without one)."""
    return known_fakes_in(table_files(raw, PLACE, STEM), before, params)


def known_fakes_in(parts: Sequence[TableFile], before: dt.datetime | None, params: IngestParams) -> KnownFakesReading:
    """The hashes of the given files, as of the moment."""
    known = None if before is None else (KnownFakeHashes.received_at, microseconds(before))
    reading = read_table(parts, _shape(params), params, before=known)
    frame = reading.frame
    if before is not None:
        frame = frame[frame[KnownFakeHashes.decided_on] < pd.Timestamp(before)].reset_index(drop=True)
    return KnownFakesReading(frame, reading.rejects, reading.accounts, reading.remarks)


def _shape(params: IngestParams) -> TableShape:
    readers = {
        KnownFakeHashes.algorithm: id_reader(params.longest_id),
        KnownFakeHashes.version: id_reader(params.longest_id),
        KnownFakeHashes.hash: reader(_hexadecimal),
        KnownFakeHashes.quality: number_reader(0, 1),
        KnownFakeHashes.brand_id: id_reader(params.longest_id),
        KnownFakeHashes.basis: choice_reader(BASES),
        KnownFakeHashes.decided_on: day_reader(),
        KnownFakeHashes.provenance: line_reader(params.longest_title),
        KnownFakeHashes.distance_bits: count_reader(),
        KnownFakeHashes.received_at: time_reader(),
    }
    names = (KnownFakeHashes.algorithm, KnownFakeHashes.version, KnownFakeHashes.hash, KnownFakeHashes.brand_id)
    return TableShape(
        table=KnownFakeHashes,
        readers=readers,
        required=tuple(readers)[:8],
        key=(*names, KnownFakeHashes.provenance),
        kind="catalog",
        also=_is_comparable,
    )


def _hexadecimal(value: Value) -> str:
    text = value.strip().lower() if isinstance(value, str) else ""
    if not re.fullmatch(f"[0-9a-f]{{1,{_LONGEST_HASH_DIGITS}}}", text):
        raise BadValue("unreadable", f"found {excerpt(value)}, expected hexadecimal digits")
    return text


def _is_comparable(columns: Columns, row: int) -> Fault | None:
    algorithm, version = columns[KnownFakeHashes.algorithm][row], columns[KnownFakeHashes.version][row]
    if (algorithm, version) != (ALGORITHM, VERSION):
        found = f"found {excerpt(algorithm)} version {excerpt(version)}, expected {ALGORITHM} version {VERSION}"
        return Fault(OTHER_ALGORITHM, f"{found}; hashes of different algorithms cannot be compared")
    digits = columns[KnownFakeHashes.hash][row] or ""
    if len(digits) != HASH_DIGITS:
        return Fault("hash_unreadable", f"found {len(digits)} digits, expected {HASH_DIGITS}; write the whole hash")
    return None
