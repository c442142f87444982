"""The few shapes a value can have before its column is known, the same for JSON, CSV, Parquet and YAML.

A value is None, a bool, a str, a NumberText, an Unreadable, a list of values or a dictionary of text to values.
"""

import re
from collections.abc import Iterator
from typing import Any

Value = Any
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class NumberText(str):
    """A number as it was written: it becomes a number only where its column is one, so ids stay as given."""

    __slots__ = ()


class Unreadable:
    """A value its format could not give, with why."""

    __slots__ = ("why",)

    def __init__(self, why: str) -> None:
        self.why = why

    def __repr__(self) -> str:
        return f"(unreadable: {self.why})"


def texts_within(value: Value) -> Iterator[str]:
    """Every text inside the value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from texts_within(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_within(inner)


def has_lone_surrogate(value: Value) -> bool:
    """True when some text in the value is not a sequence of characters and cannot be written as UTF-8."""
    return any(LONE_SURROGATE.search(found) for found in texts_within(value))
