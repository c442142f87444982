"""What is added to the ledgers: every record is accounted for, nothing is lost silently, nothing is rewritten."""

import gzip
import json
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter
import zstandard

from pipeline.errors import InputError
from pipeline.ledgers import append_complaints, append_decisions
from pipeline.report.listing_rows import COLUMNS
from pipeline.report.workbook import SHEET
from pipeline.sources.events import read_complaints, read_decisions
from pipeline.sources.limits import IngestParams


def decision(decision_id="d1", **fields):
    good = {
        "decision_id": decision_id, "platform": "stalls", "listing_id": "a", "brand_id": "acme",
        "verdict": "counterfeit", "basis": "visual", "decided_at": "2026-11-17T10:00:00+00:00",
        "snapshot_date": "2026-11-16",
    }  # fmt: skip
    return {name: value for name, value in (good | fields).items() if value is not None}


def complaint(complaint_id="c1", **fields):
    good = {
        "complaint_id": complaint_id, "brand_id": "acme", "received_at": "2026-11-17T10:00:00+00:00",
        "platform": "stalls", "listing_ids": ["a"], "text": "please remove",
    }  # fmt: skip
    return {name: value for name, value in (good | fields).items() if value is not None}


ANSWER = {"closed_at": "2026-11-18T09:00:00+00:00", "outcome": "upheld"}


def lines(events):
    return "".join(json.dumps(event) + "\n" for event in events).encode()


@pytest.fixture
def raw(tmp_path):
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


@pytest.fixture
def given(tmp_path):
    """Writes events as a file to be given to the ledger, in the form its name says."""

    def write(*events, name="given.jsonl"):
        path = tmp_path / name
        if name.endswith(".parquet"):
            pd.DataFrame(events).to_parquet(path)
        elif ".csv" in name:
            path.write_bytes(pd.DataFrame(events).to_csv(index=False).encode())
        else:
            path.write_bytes(lines(events))
        packers = {".gz": gzip.compress, ".zst": zstandard.compress}
        if path.suffix in packers:
            path.write_bytes(packers[path.suffix](path.read_bytes()))
        return path

    return write


def decided(raw):
    return read_decisions(raw, None, IngestParams())[0]


def complained(raw):
    return read_complaints(raw, None, IngestParams())[0]


def refusal(append, file, raw):
    """What is said of a file that is refused; nothing is written then."""
    before = {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()}
    with pytest.raises(InputError) as refused:
        append(file, raw)
    assert {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()} == before
    return str(refused.value)


@pytest.mark.parametrize(
    "name", ["e.jsonl", "e.jsonl.gz", "e.jsonl.zst", "e.csv", "e.csv.gz", "e.csv.zst", "e.parquet"]
)
def test_a_table_of_verdicts_is_taken_in_every_form_of_the_border(raw, given, name):
    said = append_decisions(given(decision("d1"), decision("d2", listing_id="b"), name=name), raw)
    assert "2 read = 2 added + 0 there already + 0 repeated in the file + 0 refused" in said
    assert decided(raw)["decision_id"].tolist() == ["d1", "d2"]


def test_a_verdict_and_its_correction_come_in_one_file(raw, given):
    correction = decision("d2", verdict="genuine", decided_at="2026-11-17T11:00:00+00:00", supersedes="d1")
    assert "2 added" in append_decisions(given(decision("d1"), correction), raw)
    assert decided(raw)["supersedes"].tolist()[1] == "d1"


def test_nothing_is_made_up_for_a_table(raw, given):
    file = given(
        decision("d1"), decision("d2", basis=None), decision(None, listing_id="c"), decision("d4", decided_at=None)
    )
    said = refusal(append_decisions, file, raw)
    assert "4 read = 1 fine + 3 refused" in said
    for told in ("record 2: basis_missing", "record 3: decision_id_missing", "record 4: decided_at_missing"):
        assert f"given.jsonl {told}" in said


def test_a_record_twice_in_one_file_is_counted_and_another_under_its_id_is_refused(raw, given):
    assert "2 read = 1 added + 0 there already + 1 repeated" in append_decisions(given(decision(), decision()), raw)
    said = refusal(append_decisions, given(decision("d9"), decision("d9", verdict="genuine")), raw)
    assert "given.jsonl record 2: same_key_other_content" in said


def test_a_verdict_that_is_there_is_not_added_again_and_never_rewritten(raw, given):
    append_decisions(given(decision()), raw)
    said = append_decisions(given(decision(), decision("d2", listing_id="b")), raw)
    assert "2 read = 1 added + 1 there already" in said
    assert "nothing added" in append_decisions(given(decision()), raw)
    told = refusal(append_decisions, given(decision("d3"), decision(verdict="genuine")), raw)
    assert "given.jsonl record 2 (decision_id d1): same_key_other_content" in told


def test_unknown_columns_are_named_once(raw, given):
    said = append_decisions(given(decision("d1", colour="red"), decision("d2", colour="blue", mood="x")), raw)
    assert said.count("colour, mood") == 1


def test_a_night_is_written_as_a_date(raw, given):
    append_decisions(given(decision()), raw)
    (file,) = (raw / "decisions").iterdir()
    assert json.loads(file.read_text())["snapshot_date"] == "2026-11-16"


@pytest.mark.parametrize("line", ['{"a":1,"a":2}', "[1]", "[" * 50_000, '{"a":NaN}', "nonsense"])
def test_a_broken_line_is_named(raw, tmp_path, line):
    path = tmp_path / "d.jsonl"
    path.write_text("\n" + line, encoding="utf-8")
    assert "d.jsonl record 2" in refusal(append_decisions, path, raw)


def test_a_guarded_cell_of_the_pages_own_csv_comes_back_as_it_was(raw, given):
    append_decisions(given(decision("d1", listing_id="'-77", note="'=logo"), name="saved.csv"), raw)
    assert decided(raw)[["listing_id", "note"]].to_numpy().tolist() == [["-77", "=logo"]]


def filled_sheet(folder: Path, rows):
    path = folder / "suspects.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(SHEET)
        for at, column in enumerate(COLUMNS):
            sheet.write(0, at, column.heading)
            for number, row in enumerate(rows, start=1):
                sheet.write(number, at, row.get(column.name))
    return path


KEY = {"platform": "stalls", "listing_id": "a", "brand_id": "acme", "snapshot_date": "2026-11-16", "basis": "audit"}


def test_a_review_sheet_gets_ids_from_what_it_says_and_is_added_once(raw, tmp_path):
    rows = [{**KEY, "verdict": "genuine"}, {**KEY, "listing_id": "open"}, {**KEY, "verdict": "genuine"}]
    sheet = filled_sheet(tmp_path, rows)
    assert "2 read = 1 added + 0 there already + 1 repeated in the file" in append_decisions(sheet, raw)
    assert "2 read = 0 added + 1 there already" in append_decisions(sheet, raw)
    assert decided(raw)["basis"].tolist() == ["audit"]


def test_what_the_reader_refuses_of_a_sheet_is_named_by_its_row(raw, tmp_path):
    rows = [{**KEY, "verdict": "genuine"}, {**KEY, "listing_id": "b" * 300, "verdict": "genuine"}]
    assert "suspects.xlsx record 3: listing_id_too_long" in refusal(append_decisions, filled_sheet(tmp_path, rows), raw)


@pytest.mark.parametrize("append", [append_decisions, append_complaints])
def test_what_is_no_file_of_records_is_refused(append, raw, tmp_path):
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "word.txt").write_text("x")
    assert "empty file" in refusal(append, tmp_path / "empty.jsonl", raw)
    assert "found a folder" in refusal(append, tmp_path / "folder.csv", raw)
    assert "found nothing" in refusal(append, tmp_path / "absent.csv", raw)
    assert "expected .jsonl or .csv" in refusal(append, tmp_path / "word.txt", raw)
    with pytest.raises(InputError, match="--raw"):
        append(tmp_path / "word.txt", tmp_path / "no folder")


@pytest.mark.parametrize("closing", [complaint(**ANSWER), complaint(text=None, **ANSWER)], ids=["whole", "short"])
def test_a_complaint_is_closed_by_one_more_record(raw, given, closing):
    append_complaints(given(complaint()), raw)
    assert "1 read = 1 added" in append_complaints(given(closing), raw)
    assert complained(raw)[["outcome", "text"]].to_numpy().tolist() == [["upheld", "please remove"]]
    for again in (closing, complaint()):
        assert "1 read = 0 added + 1 there already" in append_complaints(given(again), raw)


def test_a_complaint_and_its_answer_come_in_one_file(raw, given):
    said = append_complaints(given(complaint(**ANSWER), complaint()), raw)
    assert "2 read = 1 added + 0 there already + 0 repeated in the file + 1 answers joined to their notice" in said
    assert complained(raw)["outcome"].tolist() == ["upheld"]


@pytest.mark.parametrize("told", [{"listing_ids": ["b"]}, {"brand_id": "other"}, {"text": "another"}])
def test_an_answer_may_not_change_the_notice(raw, given, told):
    append_complaints(given(complaint()), raw)
    assert "(complaint_id c1): same_key_other_content" in refusal(
        append_complaints, given(complaint(**ANSWER, **told)), raw
    )


def test_a_closed_complaint_is_not_closed_again_otherwise(raw, given):
    append_complaints(given(complaint(**ANSWER)), raw)
    other = complaint(**(ANSWER | {"outcome": "rejected"}))
    assert "same_key_other_content" in refusal(append_complaints, given(other), raw)
