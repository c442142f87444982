"""Verdicts coming back: a filled sheet, the page's own files, and files that attack."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter

from features.contracts import Decisions
from pipeline.report.decision_sheet import read_decision_sheet
from pipeline.report.inputs import ReportTables, RunFacts
from pipeline.report.listing_rows import COLUMNS
from pipeline.report.sheet_guard import DecisionSheetError
from pipeline.report.workbook import SHEET

MORNING = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
KEY = {
    "platform": "bazaar",
    "listing_id": "00123",
    "brand_id": "acme",
    "snapshot_date": "2026-11-18",
    "basis": "visual",
}


def filled_sheet(folder: Path, rows: list[dict[str, Any]], saved: datetime | None = None) -> Path:
    """A workbook as a spreadsheet program saves it: the report's headings, whatever cells a person left."""
    path = folder / "filled.xlsx"
    with xlsxwriter.Workbook(path) as book:
        if saved:
            book.set_properties({"created": saved})
        sheet = book.add_worksheet(SHEET)
        for at, column in enumerate(COLUMNS):
            sheet.write(0, at, column.heading)
            for number, row in enumerate(rows, start=1):
                sheet.write(number, at, row.get(column.name))
    return path


def test_a_filled_sheet_gives_decisions(tmp_path: Path) -> None:
    rows = [
        {**KEY, "verdict": "counterfeit", "note": "wrong logo", "rank": 1},
        {**KEY, "listing_id": "b", "rank": 2},
        {**KEY, "listing_id": "c", "verdict": "Grey market", "basis": "audit"},
    ]
    first, second = read_decision_sheet(filled_sheet(tmp_path, rows), decided_at=MORNING)
    assert first["listing_id"] == "00123"
    assert (first["verdict"], first["note"], first["basis"]) == ("counterfeit", "wrong logo", "visual")
    assert first["decided_at"] == "2026-11-18T09:30:00+00:00"
    assert (second["verdict"], second["basis"]) == ("grey_market", "audit")
    Decisions.check(Decisions.conform(pd.DataFrame([first, second])))


def test_the_reports_own_files_are_readable_and_still_open(
    written: Callable[..., Path], night: tuple[ReportTables, RunFacts]
) -> None:
    folder = written(*night)
    assert read_decision_sheet(folder / "acme/suspects.xlsx") == []
    assert read_decision_sheet(folder / "acme/suspects.csv") == []


def test_the_same_file_gives_the_same_ids(tmp_path: Path) -> None:
    path = filled_sheet(tmp_path, [{**KEY, "verdict": "unsure"}])
    assert read_decision_sheet(path) == read_decision_sheet(path)


def test_every_problem_is_named_with_its_row(tmp_path: Path) -> None:
    rows = [
        {**KEY, "verdict": "fake"},
        {**KEY, "listing_id": 123, "verdict": "genuine"},
        {**KEY, "note": "hm"},
        {**KEY, "listing_id": "d", "verdict": "genuine"},
        {**KEY, "listing_id": "d", "verdict": "counterfeit"},
        {**KEY, "listing_id": "e", "verdict": "genuine", "snapshot_date": "soon", "basis": "gut"},
    ]
    with pytest.raises(DecisionSheetError) as refused:
        read_decision_sheet(filled_sheet(tmp_path, rows))
    told = [problem.split(":")[0] for problem in refused.value.problems]
    assert told == ["row 2", "row 3", "row 4", "row 7", "row 7", "row 6"] or sorted(told) == [
        "row 2", "row 3", "row 4", "row 6", "row 7", "row 7",
    ]  # fmt: skip
    assert refused.value.exit_code == 2


def test_guarded_ids_come_back_from_csv_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("platform,listing_id,brand_id,verdict\nbazaar,'-77,acme,genuine\n", encoding="utf-8-sig")
    (found,) = read_decision_sheet(path, decided_at=MORNING)
    assert found["listing_id"] == "-77"


def bomb(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(bomb({"xl/worksheets/sheet1.xml": b"<a>" + b"0" * 60_000_000}))
    assert path.stat().st_size < 100_000
    with pytest.raises(DecisionSheetError, match="unpacks to more"):
        read_decision_sheet(path)


def test_a_sheet_that_claims_a_cell_in_its_last_corner_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "corner.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")
    with pytest.raises(DecisionSheetError, match="rows, expected|more memory"):
        read_decision_sheet(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip"], ids=["empty", "cut", "other"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(DecisionSheetError, match="cannot be unpacked"):
        read_decision_sheet(path)


def test_a_link_or_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("x", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    for name in ("link.csv", "absent.csv", "d.xls"):
        with pytest.raises(DecisionSheetError):
            read_decision_sheet(tmp_path / name)
