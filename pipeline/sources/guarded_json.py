"""JSON text to plain values, with the checks done before or while parsing that the standard parser leaves out."""

import json
import re
from typing import Any, NoReturn

from pipeline.sources.faults import RecordFault, excerpt
from pipeline.sources.plain_values import NumberText, Value, has_lone_surrogate

_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
# A lone surrogate can only come from an escape: UTF-8 itself cannot carry one.
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")


def parse_json(data: bytes, deepest: int) -> Value:
    """The plain value written in `data`, numbers as their text.

    Raises RecordFault: invalid_utf8, too_deep, invalid_json, duplicate_key, constant_refused, lone_surrogate.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        says = f"found the byte 0x{data[wrong.start]:02x} at {wrong.start}, expected UTF-8; convert the file to UTF-8"
        raise RecordFault("invalid_utf8", says) from wrong
    _check_depth(data, deepest)
    try:
        value = _DECODER.decode(text)
    except ValueError as wrong:
        raise RecordFault("invalid_json", f"{_where(wrong)}, expected one JSON value; write one a line") from wrong
    if _SURROGATE_ESCAPE.search(data) and has_lone_surrogate(value):
        raise RecordFault("lone_surrogate", "found half a surrogate pair, expected whole characters; fix the escape")
    return value


def nesting_depth(data: bytes, enough: int) -> int:
    """How deep brackets nest outside of strings; counting stops just above `enough`."""
    depth = most = 0
    for byte in _STRINGS.sub(b"", data).translate(None, delete=_ALL_BUT_BRACKETS):
        depth += 1 if byte in b"[{" else -1
        most = max(most, depth)
        if most > enough:
            break
    return most


def _check_depth(data: bytes, deepest: int) -> None:
    # Fewer brackets than levels allowed is the common case and needs no walk.
    if data.count(b"[") + data.count(b"{") > deepest and nesting_depth(data, deepest) > deepest:
        raise RecordFault("too_deep", f"found more than {deepest} levels of nesting; flatten the record")


def _where(wrong: ValueError) -> str:
    if isinstance(wrong, json.JSONDecodeError):
        return f"{wrong.msg} at character {wrong.pos + 1}"
    return str(wrong)


def _object(pairs: list[tuple[str, Value]]) -> dict[str, Value]:
    built = dict(pairs)
    if len(built) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise RecordFault("duplicate_key", f"found the key {excerpt(twice)} twice, expected each key once; drop one")
    return built


def _refuse_constant(name: str) -> NoReturn:
    raise RecordFault("constant_refused", f"found {name}, which is not JSON; write null for an unknown number")


def _decoder() -> json.JSONDecoder:
    hooks: dict[str, Any] = {"parse_float": NumberText, "parse_int": NumberText, "parse_constant": _refuse_constant}
    # strict=False lets raw control characters through: they are removed later and flagged, the listing stays.
    return json.JSONDecoder(object_pairs_hook=_object, strict=False, **hooks)


_DECODER = _decoder()
