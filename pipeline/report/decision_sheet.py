"""Verdicts coming back from the report: the filled spreadsheet, or the filled CSV file."""

import csv
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from features.contracts import Decisions
from pipeline.report.decision_records import records_from
from pipeline.report.sheet_guard import DecisionSheetError, rows_of_workbook
from pipeline.report.sheet_text import rows_of_csv

MOST_BYTES = 32 * 1024 * 1024  # a queue of 500 rows with photos is 6 MB
MOST_HEADER_CHARACTERS = 65_536
_READERS = {".xlsx": rows_of_workbook, ".csv": rows_of_csv}


def is_review_sheet(path: Path) -> bool:
    """Whether the file is a sheet of the report, whose rows have no ids, rather than a table of verdict events."""
    suffix = path.suffix.lower()
    return suffix == ".xlsx" or (suffix == ".csv" and Decisions.decision_id not in _header(path))


def _header(path: Path) -> list[str]:
    with open(path, encoding="utf-8-sig", errors="replace", newline="") as handle:
        return next(csv.reader([handle.readline(MOST_HEADER_CHARACTERS)]), [])


def read_decision_sheet(path: Path, *, decided_at: datetime | None = None) -> list[dict[str, Any]]:
    """The verdicts of a sheet as records of the Decisions contract, times as ISO 8601 text, in order of the file.

    Rows without a verdict are left out. A spreadsheet does not say when a verdict was made: `decided_at` is taken,
    else the moment the workbook says it was saved, else the file's own time. The decision_id is a hash of what the
    record says, so that a file given twice adds nothing. Basis is "visual" unless the row names another.

    Raises DecisionSheetError (an InputError) with every problem of the file and its row.
    """
    return [record for _, record in numbered_decisions(path, decided_at=decided_at)]


def numbered_decisions(path: Path, *, decided_at: datetime | None = None) -> list[tuple[int, dict[str, Any]]]:
    """As `read_decision_sheet`, each record with the number of its row."""
    path = Path(path)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise DecisionSheetError(path, [f"found a {path.suffix or 'nameless'} file, expected .xlsx or .csv"])
    _check_file(path)
    found = reader(path)
    records, problems = records_from(found, decided_at or found.saved_at or _time_of(path))
    if problems:
        raise DecisionSheetError(path, problems)
    return records


def _check_file(path: Path) -> None:
    if not path.is_file() or path.is_symlink():
        raise DecisionSheetError(path, ["expected a regular file; give the file itself"])
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise DecisionSheetError(path, [f"found {size:,} bytes, expected at most {MOST_BYTES:,}"])


def _time_of(path: Path) -> datetime:
    return datetime.fromtimestamp(int(os.stat(path).st_mtime), UTC)
