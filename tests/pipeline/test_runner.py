"""Stages are run with what they declared and write what they promised, all or nothing."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from features.contracts import ContractError, Listings
from pipeline.datasets.dataset import Dataset
from pipeline.progress import Progress
from pipeline.runner import run_stage, run_stages
from pipeline.stage import Context, Stage

ONE = Dataset("one", "work/{night}/one.json")
TWO = Dataset("two", "work/{night}/two.json")
TABLE = Dataset("table", "work/{night}/table.parquet", Listings)


@pytest.fixture
def context(tmp_path):
    return Context(
        night=date(2026, 11, 18), raw=tmp_path / "raw", data=tmp_path / "data", models=tmp_path / "models",
        params=SimpleNamespace(), progress=Progress(is_silent=True),
    )  # fmt: skip


def make(name, run, reads=(), writes=()):
    return Stage(name=name, says=name, run=run, reads=reads, writes=writes)


def test_stages_hand_each_other_their_tables(context):
    first = make("first", lambda context: {"one": 20}, writes=(ONE,))
    second = make("second", lambda context, *, one: {"two": one + 1}, reads=(ONE,), writes=(TWO,))
    run_stages([first, second], context)
    assert context.path_of(TWO).read_text() == "21\n"


def test_a_stage_run_alone_reads_what_lies_on_disk(context):
    run_stage(make("first", lambda context: {"one": [1, 2]}, writes=(ONE,)), context)
    run_stage(make("second", lambda context, *, one: {"two": sum(one)}, reads=(ONE,), writes=(TWO,)), context)
    assert context.path_of(TWO).read_text() == "3\n"


def test_nothing_is_written_when_one_table_breaks_its_contract(context):
    broken = pd.DataFrame({"price": [-1.0]})
    stage = make("bad", lambda context: {"one": 1, "table": broken}, writes=(ONE, TABLE))
    with pytest.raises(ContractError):
        run_stage(stage, context)
    assert not context.path_of(ONE).exists()


def test_a_stage_must_write_what_it_declared(context):
    with pytest.raises(ContractError, match=r"wrote \['two'\], declared \['one'\]"):
        run_stage(make("bad", lambda context: {"two": 1}, writes=(ONE,)), context)
