"""What every command takes, and how a call at fault is answered."""

import json
from pathlib import Path

import pytest
import typer
from typer.main import get_command
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.commands import addresses, options
from pipeline.errors import InputError


def leaves(command, name="touchstone"):
    inner = getattr(command, "commands", None)
    if inner is None:
        return [(name, command)]
    return [leaf for said, one in inner.items() for leaf in leaves(one, f"{name} {said}")]


@pytest.mark.parametrize(("name", "command"), leaves(get_command(app)))
def test_every_command_takes_raw_data_and_models(name, command):
    taken = {option for one in command.params for option in one.opts}
    assert {"--raw", "--data", "--models"} <= taken


@pytest.mark.parametrize("text", ["2026-3-9", "tomorrow", "20260309", "2026-02-30", "2026-03-09T00:00", "२०२६-03-09"])
def test_a_night_is_written_in_one_way(text):
    with pytest.raises(InputError, match="expected a date like 2026-11-18"):
        options.night_from(text)


def run(*words):
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert isinstance(result.exception, InputError), result.output
    return str(result.exception)


def test_places_that_are_of_the_wrong_kind_are_refused_before_anything_is_done(tmp_path):
    raw, file = tmp_path / "raw", tmp_path / "file"
    raw.mkdir()
    file.touch()
    night = ("nightly", "--date", "2026-03-10", "--raw", raw)
    assert f"--raw: {file} is a file" in run(*night[:3], "--raw", file)
    assert f"--data: {file} is a file" in run(*night, "--data", file)
    assert f"--models: {file} is a file" in run(*night, "--models", file)
    assert f"--params: {raw} is a folder" in run(*night, "--params", raw)
    assert f"--out: {file} is a file" in run("demo", "--out", file)
    assert list(raw.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("nightly", "--date", "2026-03-10"), ("describe", "capacity"), ("decisions", "add", "x.csv"),
        ("complaints", "add", "x.csv"), ("forget", "--before", "2026-03-10"), ("validate",),
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_every_command_takes_addresses_and_names_one_it_cannot_open_as_it_was_given(words):
    assert "--raw: found nosuch://bucket/raw " in run(*words, "--raw", "nosuch://bucket/raw")


def test_the_demo_is_made_here_only():
    assert "--out: found s3://bucket/demo, expected a local folder" in run("demo", "--out", "s3://bucket/demo")


def test_an_option_that_knows_no_addresses_makes_no_local_folder_of_one():
    one = typer.Typer()

    @one.command()
    def odd(there: Path) -> None:
        pytest.fail(f"called with {there}")

    addresses.take_addresses(one)
    told = CliRunner().invoke(one, ["s3://bucket/x"]).exception
    assert isinstance(told, InputError) and "--there: found s3://bucket/x, expected a local folder" in str(told)


def test_the_simulator_says_that_it_uses_no_other_folder(tmp_path):
    words = ["simulate", "--out", tmp_path / "m", "--nights", 1, "--end", "2026-03-10", "--seed", 1, "--listings", 100]
    result = CliRunner().invoke(app, [*map(str, words), "--raw", str(tmp_path / "mine"), "--json"])
    assert result.exit_code == 0, result.output
    assert f"--raw {tmp_path / 'mine'}: not used" in result.stderr
    assert json.loads(result.stdout)
    assert not (tmp_path / "mine").exists()
    assert Path(tmp_path / "m" / "raw").is_dir()


def test_a_night_that_was_never_published_cannot_be_replayed(tmp_path):
    (tmp_path / "raw").mkdir()
    told = run("replay", "--date", "2026-03-10", "--raw", tmp_path / "raw", "--data", tmp_path)
    assert "nightly --date 2026-03-10" in told
