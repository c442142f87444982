"""What a table is: columns with a kind, a meaning and bounds, checked by pandera and stored by Arrow."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa

# One text type on every pandas this project supports, whatever its own default string type is.
TEXT = pd.StringDtype("pyarrow", na_value=np.nan)
TIME = pd.DatetimeTZDtype("us", "UTC")
MOST_FAILURES_SHOWN = 10


@dataclass(frozen=True)
class Kind:
    """How values of one kind are held in pandas and stored in Arrow."""

    in_pandas: Any
    in_arrow: pa.DataType


KINDS = {
    "text": Kind(TEXT, pa.string()),
    "number": Kind(np.dtype("float64"), pa.float64()),
    "count": Kind(pd.Int64Dtype(), pa.int64()),
    "flag": Kind(np.dtype("bool"), pa.bool_()),
    "time": Kind(TIME, pa.timestamp("us", tz="UTC")),
    "hash": Kind(np.dtype("uint64"), pa.uint64()),
    "texts": Kind(np.dtype("object"), pa.list_(pa.string())),
    "bytes": Kind(np.dtype("object"), pa.binary()),
    "hashes": Kind(np.dtype("object"), pa.list_(pa.uint64())),
    "mapping": Kind(np.dtype("object"), pa.map_(pa.string(), pa.string())),
    "record": Kind(np.dtype("object"), pa.struct([])),
}


class ContractError(ValueError):
    """A table breaks its contract; the message says what, where, found, expected, do."""


def _field(kind: str, says: str, rules: dict[str, Any]) -> Any:
    required = rules.pop("required", False)
    arrow = rules.pop("arrow", None)
    return pandera.Field(nullable=not required, metadata={"kind": kind, "says": says, "arrow": arrow}, **rules)


def text(says: str = "", **rules: Any) -> Any:
    """A text column; `required=True` when never missing, `isin=[…]` for a closed list."""
    return _field("text", says, rules)


def number(says: str = "", **rules: Any) -> Any:
    """A float column; `ge=`, `le=`, `gt=` bound it."""
    return _field("number", says, rules)


def count(says: str = "", **rules: Any) -> Any:
    """A nullable whole-number column."""
    return _field("count", says, rules)


def flag(says: str = "") -> Any:
    """A true/false column, never missing."""
    return _field("flag", says, {"required": True})


def time(says: str = "", **rules: Any) -> Any:
    """A UTC time column, microseconds."""
    return _field("time", says, rules)


def hash64(says: str = "") -> Any:
    """A 64-bit unsigned column, never missing."""
    return _field("hash", says, {"required": True})


def texts(says: str = "") -> Any:
    """A column of lists of text, never missing: nothing is an empty list."""
    return _field("texts", says, {"required": True})


def hashes(says: str = "") -> Any:
    """A column of lists of 64-bit unsigned numbers, never missing."""
    return _field("hashes", says, {"required": True})


def packed(says: str = "") -> Any:
    """A column of bytes, never missing: nothing is empty bytes."""
    return _field("bytes", says, {"required": True})


def mapping(says: str = "") -> Any:
    """A column of text-to-text dictionaries, never missing."""
    return _field("mapping", says, {"required": True})


def records(arrow: pa.DataType, says: str = "") -> Any:
    """A column of lists of structures of the given Arrow type, never missing."""
    return _field("texts", says, {"required": True, "arrow": arrow})


def record(arrow: pa.DataType, says: str = "") -> Any:
    """A column of one structure (a dictionary) of the given Arrow type, or missing."""
    return _field("record", says, {"arrow": arrow})


class Table(pandera.DataFrameModel):
    """One row per thing named by the subclass. Strict: these columns, in this order, and no others.

    `Listings.price` is the column's name; `Listings.conform(frame)` gives the frame in contract types.
    """

    class Config:
        strict = True
        ordered = True

    @classmethod
    @cache
    def kinds(cls) -> dict[str, str]:
        """Column name → kind (a key of KINDS), in order."""
        return {name: found.metadata["kind"] for name, found in cls.to_schema().columns.items()}

    @classmethod
    @cache
    def columns(cls) -> list[str]:
        """The column names, in order."""
        return list(cls.kinds())

    @classmethod
    @cache
    def meanings(cls) -> dict[str, str]:
        """Column name → what it says, for the data dictionary."""
        return {name: found.metadata["says"] for name, found in cls.to_schema().columns.items()}

    @classmethod
    @cache
    def arrow_schema(cls) -> pa.Schema:
        """The Arrow schema the table is stored with."""
        fields = []
        for name, found in cls.to_schema().columns.items():
            stored = found.metadata["arrow"] or KINDS[found.metadata["kind"]].in_arrow
            fields.append(pa.field(name, stored, nullable=found.nullable))
        return pa.schema(fields)

    @classmethod
    def empty(cls, *_: Any) -> Any:
        """No rows, every column, right types."""
        return cls.conform(pd.DataFrame())

    @classmethod
    def conform(cls, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with exactly this table's columns, in order and in type; absent ones are missing.

        Columns the contract does not name are dropped; call `check` to have them refused instead.
        """
        built = {name: _as_kind(frame, name, kind) for name, kind in cls.kinds().items()}
        return pd.DataFrame(built, index=pd.RangeIndex(len(frame)))

    @classmethod
    def check(cls, frame: pd.DataFrame) -> pd.DataFrame:
        """The same frame, when it keeps the contract.

        Raises ContractError naming at most ten broken columns with what was found.
        """
        try:
            cls.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as broken:
            raise ContractError(_explain(cls.__name__, broken)) from broken
        return frame


def _as_kind(frame: pd.DataFrame, name: str, kind: str) -> Any:
    wanted = KINDS[kind].in_pandas
    if name in frame.columns:
        values = frame[name].reset_index(drop=True)
        if values.dtype == wanted and kind not in ("texts", "hashes", "mapping", "record"):
            return values
    else:
        values = pd.Series([None] * len(frame), dtype="object")
    if kind in ("texts", "hashes"):
        return pd.Series([_as_list(value) for value in values], dtype="object")
    if kind == "bytes":
        return pd.Series([value if isinstance(value, bytes) else b"" for value in values], dtype="object")
    if kind == "mapping":
        return pd.Series([_as_dict(value) for value in values], dtype="object")
    if kind == "record":
        return values.where(values.notna(), None)
    if kind == "time":
        return pd.to_datetime(values, utc=True).astype(TIME)
    if kind == "flag":
        return values.map(lambda value: bool(value) and value == value).astype(bool)
    if kind == "number":
        return pd.to_numeric(values).astype("float64")
    if kind == "text" and pd.api.types.infer_dtype(values, skipna=True) in ("string", "empty"):
        return values.astype(TEXT)
    if kind == "text":
        # Through object and str, so that ids given as numbers stay as given.
        return values.astype("object").where(values.notna(), None).map(_as_text).astype(TEXT)
    return values.astype(wanted)


def _as_text(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else str(value)


def _as_list(value: Any) -> Any:
    if value is None or (isinstance(value, float) and value != value):
        return []
    return list(value)


def _as_dict(value: Any) -> dict[str, str]:
    if value is None or (isinstance(value, float) and value != value):
        return {}
    return dict(value)


def _explain(table: str, broken: pandera.errors.SchemaErrors) -> str:
    seen = []
    for found in broken.failure_cases.to_dict("records"):
        row = f" row {found['index']}" if found.get("index") is not None else ""
        line = f"{table}.{found['column']}{row}: found {found['failure_case']!r}, expected {found['check']}"
        seen.append(line)
    shown = seen[:MOST_FAILURES_SHOWN]
    more = f"\n(+{len(seen) - len(shown)} more)" if len(seen) > len(shown) else ""
    return "\n".join(shown) + more
