"""A CSV or JSON Lines file of verdicts as rows."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from pipeline.report.decision_records import RowsOfFile
from pipeline.report.sheet_guard import DecisionSheetError
from pipeline.report.spreadsheet_text import unguarded

MOST_LINE_CHARACTERS = 1_048_576
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


def rows_of_jsonl(path: Path) -> RowsOfFile:
    """The records of a JSON Lines file. Raises DecisionSheetError naming every line that is no JSON object."""
    rows: list[tuple[int, dict[str, Any]]] = []
    problems: list[str] = []
    for at, line in enumerate(_text_of(path).split("\n"), start=1):
        if not line.strip():
            continue
        found = _object(line)
        if found is None:
            problems.append(f"row {at}: expected one JSON object without repeated keys")
        else:
            rows.append((at, found))
    _refuse(path, problems, len(rows))
    names = sorted({name for _, row in rows for name in row})
    return RowsOfFile(names, rows, None)


def _object(line: str) -> dict[str, Any] | None:
    if len(line) > MOST_LINE_CHARACTERS:
        return None
    try:
        found = json.loads(line, object_pairs_hook=_without_repeats, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


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
