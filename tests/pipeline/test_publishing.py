"""A published night is whole, says so in its manifest, and is replaced in one move."""

import hashlib
import json

import pandas as pd
import pytest
import xlsxwriter

from pipeline.errors import WorldError
from pipeline.publishing import broken_files, manifest_of, publish, refuse_broken, verified


@pytest.fixture
def work(tmp_path):
    folder = tmp_path / "work"
    (folder / "report").mkdir(parents=True)
    pd.DataFrame({"a": [1, 2, 3]}).to_parquet(folder / "scores.parquet")
    (folder / "report" / "index.html").write_text("<p>night</p>")
    return folder


def files_of(work):
    return {"scores.parquet": work / "scores.parquet", "report/index.html": work / "report" / "index.html"}


def test_the_manifest_names_every_file_with_rows_and_hash(tmp_path, work):
    publish(tmp_path / "runs" / "night", files_of(work), {"exit_reason": "done"})
    manifest = json.loads((tmp_path / "runs/night/manifest.json").read_text())["files"]
    assert sorted(manifest) == ["report/index.html", "scores.parquet"]
    assert manifest["scores.parquet"]["rows"] == 3
    assert broken_files(tmp_path / "runs/night") == []


def test_a_second_publication_replaces_the_first_without_leftovers(tmp_path, work):
    live = tmp_path / "runs" / "night"
    publish(live, files_of(work), {})
    publish(live, {"scores.parquet": work / "scores.parquet"}, {})
    assert sorted(path.name for path in live.iterdir()) == ["manifest.json", "run.json", "scores.parquet"]
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["night"]


def test_leftovers_of_a_killed_publication_do_not_matter(tmp_path, work):
    leftover = tmp_path / "runs" / ".night.fresh"
    leftover.mkdir(parents=True)
    (leftover / "half.parquet").write_bytes(b"half")
    publish(tmp_path / "runs" / "night", files_of(work), {})
    assert not (tmp_path / "runs/night/half.parquet").exists()


def test_a_changed_file_is_found(tmp_path, work):
    live = tmp_path / "runs" / "night"
    publish(live, files_of(work), {})
    (live / "report/index.html").unlink()
    (live / "scores.parquet").write_bytes(b"other")
    told = broken_files(live)
    assert [line.split(":")[0] for line in told] == ["report/index.html", "scores.parquet"]
    assert hashlib.sha256(b"other").hexdigest() in told[1]
    with pytest.raises(WorldError, match=r"index.html: found nothing(.|\n)*scores.parquet: found sha256"):
        refuse_broken(live)


def test_a_file_is_read_only_as_it_was_published(tmp_path, work):
    live = tmp_path / "runs" / "2026-11-17"
    publish(live, files_of(work), {})
    expected = json.loads((live / "manifest.json").read_text())["files"]["scores.parquet"]["sha256"]
    assert verified(live, "scores.parquet") == live / "scores.parquet"
    (live / "scores.parquet").unlink()
    (live / "scores.parquet").write_bytes(b"other")
    with pytest.raises(WorldError) as refused:
        verified(live, "scores.parquet")
    for part in (
        str(live / "scores.parquet"),
        expected,
        hashlib.sha256(b"other").hexdigest(),
        "nightly --date 2026-11-17",
    ):
        assert part in str(refused.value)
    with pytest.raises(WorldError, match="does not name it"):
        verified(live, "run.json")
    (live / "manifest.json").write_text("{")
    with pytest.raises(WorldError, match="does not read as a manifest"):
        verified(live, "scores.parquet")


def test_the_manifest_counts_the_rows_of_tables_and_says_null_for_the_rest(tmp_path):
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "a.csv").write_bytes('name,note\nx,"two\nlines"\ny,\n'.encode("utf-8-sig"))
    (folder / "empty.csv").write_text("")
    (folder / "a.html").write_text("<p>")
    with xlsxwriter.Workbook(folder / "a.xlsx") as book:
        sheet = book.add_worksheet("Suspects")
        for at in range(4):
            sheet.write(at, 0, "x")
        book.add_worksheet("About").write(9, 0, "x")
    rows = {name: told["rows"] for name, told in manifest_of(folder)["files"].items()}
    assert rows == {"a.csv": 2, "a.html": None, "a.xlsx": 3, "empty.csv": 0}
