"""Typed columns to a contract table, in the types of the contract, without a detour over guessing."""

from typing import Any

import numpy as np
import pandas as pd

from features.contracts.table import TEXT, TIME, Table

_NO_TIME = np.iinfo(np.int64).min


def frame_of(table: type[Table], columns: dict[str, list[Any]], rows: int) -> pd.DataFrame:
    """The table of `rows` rows: text, floats, ints, microseconds, lists and dictionaries, None where missing."""
    index = pd.RangeIndex(rows)
    built = {name: _BUILDERS[kind](columns.get(name) or [None] * rows) for name, kind in table.kinds().items()}
    return pd.DataFrame({name: pd.Series(values, index=index) for name, values in built.items()}, index=index)


def _texts(values: list[Any]) -> Any:
    return pd.array(values, dtype=TEXT)


def _numbers(values: list[Any]) -> Any:
    return np.array([np.nan if value is None else value for value in values], dtype="float64")


def _counts(values: list[Any]) -> Any:
    missing = np.array([value is None for value in values], dtype=bool)
    return pd.arrays.IntegerArray(np.array([value or 0 for value in values], dtype="int64"), missing)


def _times(values: list[Any]) -> Any:
    whole = np.array([_NO_TIME if value is None else value for value in values], dtype="int64")
    return pd.DatetimeIndex(whole.view("datetime64[us]")).tz_localize("UTC").astype(TIME)


def _lists(values: list[Any]) -> Any:
    return _objects([[] if value is None else value for value in values])


def _mappings(values: list[Any]) -> Any:
    return _objects([{} if value is None else value for value in values])


def _objects(values: list[Any]) -> np.ndarray:
    # Filled one by one: numpy would make a matrix of lists that happen to be of equal length.
    filled = np.empty(len(values), dtype="object")
    for place, value in enumerate(values):
        filled[place] = value
    return filled


_BUILDERS = {
    "text": _texts,
    "number": _numbers,
    "count": _counts,
    "time": _times,
    "texts": _lists,
    "mapping": _mappings,
}
