"""What can go wrong, sorted by who must act. Messages say what, where, found, expected, do."""

import re
from collections.abc import Mapping
from typing import Any


class TouchstoneError(Exception):
    """Something a person can act on; the command ends with `exit_code` and the message, without a traceback."""

    exit_code = 1


class InputError(TouchstoneError):
    """The input or the call is at fault."""

    exit_code = 2


class WorldError(TouchstoneError):
    """The outside world is at fault: disk, store, server, or another run that holds the lock."""

    exit_code = 3


class GateError(TouchstoneError):
    """A gate said no: a promotion was refused, or a night was withheld."""

    exit_code = 4


_CHOICES = re.compile(r"\^\(([\w|]+)\)\$")


def expected_by(fault: Mapping[str, Any]) -> str:
    """What a refused value should have been, of one of pydantic's errors: "expected less than or equal to 1"."""
    kind, bounds = fault["type"], fault.get("ctx", {})
    if kind == "missing":
        return "expected a value"
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return "expected keys, each with its value"
    if kind == "too_short":
        return f"expected at least {bounds['min_length']}"
    if kind == "string_pattern_mismatch" and (choices := _CHOICES.fullmatch(bounds["pattern"])):
        return f"expected one of {choices[1].replace('|', ', ')}"
    said = str(fault["msg"]).removeprefix("Value error, ")
    return said.replace("Input should be ", "expected ", 1)
