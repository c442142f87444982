"""Any number of workers gives the same answer, and groups are never cut."""

import pandas as pd
import pytest

from pipeline.engine.local import LocalEngine


def double(table):
    return table[["value"]] * 2


def group_sizes(table):
    return table.groupby("seller", dropna=False)[["value"]].transform("count")


@pytest.fixture
def table():
    sellers = [None if row % 7 == 0 else f"s{row % 5}" for row in range(40)]
    return pd.DataFrame({"seller": sellers, "value": range(40)}, index=range(100, 140)).sample(frac=1, random_state=1)


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_do_not_change_the_answer(table, workers):
    engine = LocalEngine(workers, rows_worth_a_worker=5)
    pd.testing.assert_frame_equal(engine.map_rows(double, table), double(table))
    pd.testing.assert_frame_equal(engine.map_groups(group_sizes, table, ["seller"]), group_sizes(table))


def test_little_work_starts_no_worker(table):
    # A lambda cannot be sent to another process, so this would fail if one were started.
    assert len(LocalEngine(8).map_rows(lambda part: part, table)) == len(table)
