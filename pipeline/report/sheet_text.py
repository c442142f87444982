"""A filled CSV file of the report as rows."""

import csv
import io
from pathlib import Path
from typing import Any

from pipeline.report.decision_records import RowsOfFile
from pipeline.report.sheet_guard import DecisionSheetError
from pipeline.report.spreadsheet_text import unguarded

MOST_ROWS = 100_000


def rows_of_csv(path: Path) -> RowsOfFile:
    """The rows of a CSV file by column name, formula guards undone. Raises DecisionSheetError for a broken file."""
    reader = csv.reader(io.StringIO(_text_of(path), newline=""), strict=True)
    rows: list[tuple[int, dict[str, Any]]] = []
    problems: list[str] = []
    try:
        names = next(reader, [])
        for row in reader:
            if not row:
                continue
            if len(row) != len(names):
                problems.append(f"row {reader.line_num}: found {len(row)} cells, expected {len(names)}")
            rows.append((reader.line_num, {name: unguarded(cell) for name, cell in zip(names, row, strict=False)}))
    except csv.Error as broken:
        problems.append(f"row {reader.line_num}: {broken}")
    _refuse(path, problems, len(rows))
    return RowsOfFile(names, rows, None)


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise DecisionSheetError(path, [f"byte {broken.start:,} is not UTF-8; save the file as UTF-8"]) from None


def _refuse(path: Path, problems: list[str], rows: int) -> None:
    if rows > MOST_ROWS:
        problems = [*problems, f"found {rows:,} rows, expected at most {MOST_ROWS:,}"]
    if problems:
        raise DecisionSheetError(path, problems)
