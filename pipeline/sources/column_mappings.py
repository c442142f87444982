"""`sources.yaml`: how a platform's own dump names and writes what the border calls by its names.

    platforms:
      stalls:                                  # the folder under snapshots/
        listings:
          columns:                             # a column of the border: where it comes from
            title: item_name                   # another column
            seller_id: shop.id                 # a name inside an object: shop: {id: ...}
            price: {from: cents, scale: 0.01}  # a number, times 0.01
            currency: {constant: USD}          # the same in every record
            images: {from: pictures, split: ";"}              # one text, cut into a list
            listed_at: {from: created, epoch: milliseconds}   # or seconds, since 1970 in UTC
            condition: {from: state, values: {BRAND NEW: new, PRE-OWNED: used}}
        sellers:
          columns: {name: shop_title}

A column that is not mentioned is taken by its own name. A mapping never hides a value: what it cannot change (a scale
for a text) goes on as it is and is judged like any other value.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from features.contracts import Listings, Sellers
from pipeline.sources.faults import BadValue, RecordFault, excerpt
from pipeline.sources.guarded_yaml import read_yaml
from pipeline.sources.limits import IngestParams
from pipeline.sources.number_readers import as_decimal
from pipeline.sources.plain_values import NumberText, Value
from pipeline.sources.time_readers import EPOCH

FILE_NAME = "sources.yaml"
TABLES = {
    "listings": [name for name in Listings.columns() if name != Listings.platform],
    "sellers": [name for name in Sellers.columns() if name != Sellers.platform],
}
EPOCHS = {"seconds": 1_000_000, "milliseconds": 1_000, "microseconds": 1}
_KEYS = ("from", "constant", "scale", "split", "epoch", "values")


@dataclass(frozen=True)
class ColumnSource:
    """Where one column comes from and what is done to its value on the way."""

    name: str | None = None
    constant: Value = None
    scale: Decimal | None = None
    split: str | None = None
    epoch: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    def value_in(self, fields: Mapping[str, Value]) -> Value:
        """The column's value in a record."""
        if self.name is None:
            return self.constant
        value = _find(fields, self.name)
        if isinstance(value, str):
            value = self.values.get(value.strip(), value)
            if self.split is not None:
                return [part.strip() for part in value.split(self.split) if part.strip()]
        return self._in_units(value) if self.scale is not None or self.epoch is not None else value

    def _in_units(self, value: Value) -> Value:
        try:
            number = as_decimal(value)
            if self.scale is not None:
                return NumberText(f"{number * self.scale:f}")
            return (EPOCH + dt.timedelta(microseconds=int(number * EPOCHS[self.epoch or "seconds"]))).isoformat()
        except (BadValue, OverflowError):
            return value


@dataclass(frozen=True)
class ColumnMapping:
    """The columns of one table of one platform that come from elsewhere."""

    columns: Mapping[str, ColumnSource]

    @cached_property
    def _replaced(self) -> set[str]:
        names = [source.name for source in self.columns.values() if source.name is not None]
        return {*self.columns, *names, *(name.split(".")[0] for name in names)}

    def renamed(self, fields: Mapping[str, Value]) -> dict[str, Value]:
        """The record under the names of the border; columns that were a source are not unknown ones."""
        kept = {name: value for name, value in fields.items() if name not in self._replaced}
        found = {column: source.value_in(fields) for column, source in self.columns.items()}
        return kept | {column: value for column, value in found.items() if value is not None}


@dataclass(frozen=True)
class SourceMappings:
    """All mappings of `sources.yaml`; `problems` by platform, under "" those that leave no platform readable."""

    mappings: Mapping[tuple[str, str], ColumnMapping] = field(default_factory=dict)
    problems: Mapping[str, list[str]] = field(default_factory=dict)

    def of(self, platform: str, table: str) -> ColumnMapping | None:
        """The mapping of one table, or None when its columns go by their own names."""
        return self.mappings.get((platform, table))

    def problems_of(self, platform: str) -> list[str]:
        """Why this platform's dump cannot be read; empty when it can."""
        return [*self.problems.get("", []), *self.problems.get(platform, [])]


def read_mappings(raw: Path, params: IngestParams) -> SourceMappings:
    """The mappings in `raw/sources.yaml`, or none without it; every problem in it at once."""
    try:
        found = read_yaml(raw, (FILE_NAME,), params)
    except RecordFault as broken:
        return SourceMappings() if broken.fault.code == "file_missing" else _unreadable(broken.fault.says)
    if not isinstance(found, dict) or set(found) != {"platforms"} or not isinstance(found["platforms"], dict):
        return _unreadable("expected `platforms:` with one entry a platform, and nothing else")
    mappings: dict[tuple[str, str], ColumnMapping] = {}
    problems: dict[str, list[str]] = {}
    for platform, tables in found["platforms"].items():
        problems[platform] = []
        for table, columns in _tables(platform, tables, problems[platform]).items():
            where = f"{FILE_NAME}: platforms.{platform}.{table}.columns"
            mappings[platform, table] = _mapping(where, table, columns, problems[platform])
    return SourceMappings(mappings, {platform: said for platform, said in problems.items() if said})


def _unreadable(says: str) -> SourceMappings:
    return SourceMappings({}, {"": [f"{FILE_NAME}: {says}"]})


def _tables(platform: str, tables: Value, problems: list[str]) -> dict[str, dict[str, Value]]:
    where = f"{FILE_NAME}: platforms.{platform}"
    if not isinstance(tables, dict):
        problems.append(f"{where}: found {excerpt(tables)}, expected listings: and sellers:")
        return {}
    fine: dict[str, dict[str, Value]] = {}
    for table, block in tables.items():
        if table not in TABLES:
            problems.append(f"{where}.{table}: unknown table, expected {' or '.join(TABLES)}")
        elif not isinstance(block, dict) or set(block) != {"columns"} or not isinstance(block["columns"], dict):
            problems.append(f"{where}.{table}: expected `columns:` with one entry a column, and nothing else")
        else:
            fine[table] = block["columns"]
    return fine


def _mapping(where: str, table: str, columns: dict[str, Value], problems: list[str]) -> ColumnMapping:
    built = {}
    for column, entry in columns.items():
        said = [f"{where}.{column}: {problem}" for problem in _problems_of(table, column, entry)]
        problems.extend(said)
        if not said:
            built[column] = _source(entry)
    return ColumnMapping(built)


def _problems_of(table: str, column: str, entry: Value) -> list[str]:
    found = []
    if column not in TABLES[table]:
        found.append(f"unknown column, expected one of {', '.join(TABLES[table])}")
    if isinstance(entry, str) and entry:
        return found
    if not isinstance(entry, dict):
        return [*found, f"found {excerpt(entry)}, expected a column's name or {{from: name, ...}}"]
    found += [f"unknown key {excerpt(key)}, expected {', '.join(_KEYS)}" for key in entry if key not in _KEYS]
    if ("from" in entry) == ("constant" in entry):
        found.append("expected either from: or constant:")
    if "constant" in entry and len(entry) > 1:
        found.append("a constant takes no other key")
    return found + [says for key, says in _EXPECTED.items() if key in entry and not _is_fine(key, entry[key])]


_EXPECTED = {
    "from": "from: expected the name of a column",
    "constant": "constant: expected one text or number",
    "scale": "scale: expected a number above 0, such as 0.01",
    "split": "split: expected the text between two items",
    "epoch": f"epoch: expected {', '.join(EPOCHS)}",
    "values": "values: expected words of the dump, each with a word of the border",
}


def _is_fine(key: str, value: Value) -> bool:
    if key == "scale":
        is_plain = isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value) is not None
        return is_plain and Decimal(value) > 0
    if key == "epoch":
        return value in EPOCHS
    if key == "values":
        return isinstance(value, dict) and all(isinstance(word, str) for word in value.values())
    return isinstance(value, str) and value != ""


def _source(entry: Value) -> ColumnSource:
    if isinstance(entry, str):
        return ColumnSource(name=entry)
    scale = entry.get("scale")
    return ColumnSource(
        name=entry.get("from"),
        constant=entry.get("constant"),
        scale=None if scale is None else Decimal(scale),
        split=entry.get("split"),
        epoch=entry.get("epoch"),
        values=entry.get("values") or {},
    )


def _find(fields: Mapping[str, Value], name: str) -> Value:
    """The value under the name, or, with dots, inside the objects it leads through."""
    if name in fields or "." not in name:
        return fields.get(name)
    first, rest = name.split(".", 1)
    inner = fields.get(first)
    return _find(inner, rest) if isinstance(inner, dict) else None
