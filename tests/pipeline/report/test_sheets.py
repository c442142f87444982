"""The spreadsheet and the CSV file: nothing runs, numbers stay numbers, photos are there."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from features.contracts import Listings
from pipeline.report.inputs import ReportTables, RunFacts
from pipeline.report.spreadsheet_text import guarded, unguarded
from pipeline.report.workbook import SHEET
from tests.pipeline.report.conftest import facts

FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", '=HYPERLINK("http://evil.example")']


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_in_a_title_is_text_in_both_files(one_row: Callable[..., Path], formula: str) -> None:
    folder = one_row(listing={Listings.title: formula})
    with zipfile.ZipFile(folder / "acme/suspects.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "<hyperlink" not in sheet
    (row,) = csv.DictReader(io.StringIO((folder / "acme/suspects.csv").read_text("utf-8-sig")))
    assert row["title"][0] not in "=+-@\t＝"
    assert row["score"] == "0.93"


@given(st.text())
def test_the_guard_against_formulas_can_be_undone(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(st.text(min_size=1))
def test_no_guarded_text_starts_as_a_formula(text: str) -> None:
    assert guarded(text)[0] not in "=+-@\t\r\n＝＋－＠"


def test_the_workbook_holds_photos_and_opens(
    written: Callable[..., Path], night: tuple[ReportTables, RunFacts]
) -> None:
    path = written(*night) / "acme/suspects.xlsx"
    with zipfile.ZipFile(path) as book:
        assert len([name for name in book.namelist() if name.startswith("xl/media/")]) == 11
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert "<autoFilter" in sheet
    assert "counterfeit,lookalike,grey_market,unauthorised,compatible,genuine,unsure" in sheet
    assert re.search(r'<col min="22" max="26" [^>]*hidden="1"', sheet)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(SHEET).to_python()
    assert len(rows) == 11
    assert rows[1][0] == 1.0
    assert rows[1][5] == 0.93


def test_characters_that_no_workbook_may_hold_do_not_break_it(one_row: Callable[..., Path]) -> None:
    folder = one_row(listing={Listings.title: "a\ufffeb\uffffc\x0bd" + "x" * 50_000})
    (_, row) = CalamineWorkbook.from_path(str(folder / "acme/suspects.xlsx")).get_sheet_by_name(SHEET).to_python()
    assert "⟨U+FFFE⟩" in row[8]


def test_a_score_by_rules_is_not_called_a_chance(
    written: Callable[..., Path], night: tuple[ReportTables, RunFacts]
) -> None:
    def heading(version: str) -> str:
        path = written(night[0], facts(model_version=version)) / "acme/suspects.xlsx"
        return str(CalamineWorkbook.from_path(str(path)).get_sheet_by_name(SHEET).to_python()[0][5])

    assert heading("gbm-2026-11-01-a1b2c3").startswith("Chance of counterfeit")
    assert heading("rules-a1b2c3").startswith("Score by rules")
