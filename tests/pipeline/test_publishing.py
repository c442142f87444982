"""A published night is whole, says so in its manifest, and is replaced in one move."""

import json

import pandas as pd
import pytest

from pipeline.publishing import broken_files, publish


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
    assert broken_files(live) == ["report/index.html: missing", "scores.parquet: content differs from the manifest"]
