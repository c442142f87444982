"""The queue as a CSV file: no text in it runs as a formula, numbers stay numbers."""

import csv
import io

from pipeline.report.listing_rows import COLUMNS, PHOTOS, PlainRow
from pipeline.report.spreadsheet_text import cell, guarded


def suspects_csv(rows: list[PlainRow]) -> bytes:
    """The file's bytes: UTF-8 with a mark for spreadsheet programs, one row per suspect, keys last.

    Fill `verdict` and `note`, and the file can be given back.
    """
    names = [column.name for column in COLUMNS if column.name not in PHOTOS]
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in names])
    return out.getvalue().encode("utf-8-sig", errors="replace")


def _cell(value: str | float | None) -> str | float:
    if value is None:
        return ""
    return guarded(cell(value)) if isinstance(value, str) else value
