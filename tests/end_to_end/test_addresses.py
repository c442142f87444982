"""A night whose folders are addresses: the same files as a local run, and only what changed travels."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from tests.end_to_end.conftest import WITHOUT_DETAILS

FIRST = "2026-11-16"
PLACES = ("raw", "data", "models")


class Stores:
    """A raw folder, data and models behind addresses, and the command line over them."""

    def __init__(self, folder):
        self.folder = folder

    def __getattr__(self, name):
        return self.folder / name

    def run(self, *words, params=True):
        given = [f"--{place}=file://{self.folder / place}" for place in PLACES]
        return CliRunner().invoke(app, [*words, *given, *(["--params", f"file://{WITHOUT_DETAILS}"] if params else [])])

    def nightly(self, night=FIRST):
        return self.run("nightly", "--date", night, "--workers", "1")


@pytest.fixture
def stores(market, tmp_path, monkeypatch):
    monkeypatch.setenv("TOUCHSTONE_CACHE", str(tmp_path / "cache"))
    (tmp_path / "store").mkdir()
    shutil.copytree(market / "raw", tmp_path / "store" / "raw")
    return Stores(tmp_path / "store")


def files_in(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def facts_of(folder):
    """What a run says of itself, but how long it took."""
    return {name: told for name, told in json.loads((folder / "run.json").read_text()).items() if name != "seconds"}


def test_a_night_at_addresses_is_the_local_night_and_a_second_one_moves_nothing(stores, ran):
    first = stores.nightly()
    assert first.exit_code == 0, first.output
    assert f"--raw file://{stores.raw}:" in first.stderr and "files given back" in first.stderr
    night, local = stores.data / "runs" / FIRST, ran.data / "runs" / FIRST
    here, there = files_in(local), files_in(night)
    assert {name for name in here if here[name] != there.get(name)} <= {"run.json"}
    assert set(here) == set(there)
    assert facts_of(night) == facts_of(local)
    kept = {"feature_log", "sightings", "work", "runs"}
    assert {path.name for path in stores.data.iterdir()} - {"locks"} == kept
    assert list((stores.data / "locks").glob("*")) == []
    stamps = {path: path.stat().st_mtime_ns for path in stores.folder.rglob("*") if path.is_file()}
    again = stores.nightly()
    assert again.exit_code == 0, again.output
    changed = {path for path in stamps if path.stat().st_mtime_ns != stamps[path]}
    assert changed <= {night / "run.json"}  # its seconds
    assert "--raw" in again.stderr and f"--raw file://{stores.raw}: 0 files fetched" in again.stderr


def test_a_night_that_is_not_there_is_told_by_its_address(stores):
    told = stores.nightly("2027-01-01")
    assert told.exception.exit_code == 2
    assert f"file://{stores.raw}/snapshots/*/2027-01-01: found no snapshot" in str(told.exception)
    assert "nights that exist: 2026-11-16, 2026-11-17, 2026-11-18" in str(told.exception)
    assert not (stores.data / "runs").exists()


def test_verdicts_are_added_to_a_ledger_at_an_address_from_a_file_at_an_address(stores):
    ledger = next(stores.raw.glob("decisions/*.jsonl"))
    verdict = json.loads(ledger.read_text().splitlines()[0]) | {"decision_id": "mine"}
    (stores.folder / "mine.jsonl").write_text(json.dumps(verdict))
    before = files_in(stores.raw)
    added = stores.run("decisions", "add", f"file://{stores.folder}/mine.jsonl", params=False)
    assert added.exit_code == 0, added.output
    new = {name: content for name, content in files_in(stores.raw).items() if name not in before}
    assert [name.partition("-")[0] for name in new] == ["decisions/added"]
    assert json.loads(next(iter(new.values())))["decision_id"] == "mine"
    again = stores.run("decisions", "add", f"file://{stores.folder}/mine.jsonl", params=False)
    assert "1 there already" in again.output
    assert len(files_in(stores.raw)) == len(before) + 1


def test_validate_reads_the_nights_it_is_asked_for_and_gives_nothing_back(stores):
    before = files_in(stores.folder)
    one = stores.run("validate", "--date", FIRST)
    assert one.exit_code == 0, one.output
    cache = {path.parent.name for path in (stores.folder.parent / "cache").rglob("snapshots/*/*/listings*")}
    assert cache == {FIRST}
    assert files_in(stores.folder) == before


def test_an_address_without_raw_input_or_of_an_unknown_kind_is_refused_before_anything_is_done(stores):
    told = CliRunner().invoke(app, ["nightly", "--date", FIRST, "--raw", f"file://{stores.folder}/nothing"])
    assert "--raw: file://" in str(told.exception) and "found nothing there" in str(told.exception)
    told = CliRunner().invoke(app, ["nightly", "--date", FIRST, "--raw", "nosuch://anna:s3cret@host/raw"])
    assert told.exception.exit_code == 2
    assert "nosuch://host/raw" in str(told.exception) and "s3cret" not in str(told.exception)
