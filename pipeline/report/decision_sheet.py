"""Verdicts coming back from the report: the filled spreadsheet, or the files that the page saves."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.report.decision_records import records_from
from pipeline.report.sheet_guard import DecisionSheetError, rows_of_workbook
from pipeline.report.sheet_text import rows_of_csv, rows_of_jsonl

MOST_BYTES = 32 * 1024 * 1024  # a queue of 500 rows with photos is 6 MB
_READERS = {".xlsx": rows_of_workbook, ".csv": rows_of_csv, ".jsonl": rows_of_jsonl}


def read_decision_sheet(path: Path, *, decided_at: datetime | None = None) -> list[dict[str, Any]]:
    """The verdicts of a file as records of the Decisions contract, times as ISO 8601 text, in order of the file.

    Rows without a verdict are left out. A spreadsheet does not say when a verdict was made: `decided_at` is taken,
    else the moment the workbook says it was saved, else the file's own time. The decision_id is a hash of what the
    record says, so that a file given twice adds nothing. Basis is "visual" unless the row names another.

    Raises DecisionSheetError (an InputError) with every problem of the file and its row.
    """
    path = Path(path)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise DecisionSheetError(path, [f"found a {path.suffix or 'nameless'} file, expected .xlsx, .csv or .jsonl"])
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
