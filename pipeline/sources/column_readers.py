"""One column of a batch of records: from plain values to typed ones, with faults and remarks by row.

A reader never raises for bad data. A value it cannot use is None with a fault; whether that costs the record or
only the value is decided by the table's shape.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pipeline.sources.clean_text import clean_line, clean_long_text, is_clean, plain_line_ends
from pipeline.sources.faults import BadValue, Fault, RecordFault, excerpt
from pipeline.sources.guarded_json import parse_json
from pipeline.sources.plain_values import Value
from pipeline.sources.remarks import LIST_CUT, TEXT_CLEANED, TEXT_CUT

# Lists and objects inside a CSV cell nest like a record less one level; this is the border's own figure.
DEEPEST_CELL = 31
LONGEST_ATTRIBUTE_NAME = 200


class Noted(NamedTuple):
    """A value that was read with remarks about it."""

    value: Any
    flags: tuple[str, ...]


@dataclass
class Reading:
    """A column's values, the faults of those that are None for it, and remarks as (row, flag)."""

    values: list[Any]
    faults: dict[int, Fault] = field(default_factory=dict)
    notes: list[tuple[int, str]] = field(default_factory=list)


Reader = Callable[[list[Value]], Reading]


def each(values: list[Value], read: Callable[[Value], Any]) -> Reading:
    """Every value through `read`, which may raise BadValue or give Noted; equal texts are read once."""
    reading = Reading([None] * len(values))
    known: dict[Hashable, Any] = {None: None}
    for row, value in enumerate(values):
        # Only text is remembered: a dictionary cannot be a key, and True is not the number 1.
        is_text = isinstance(value, str) or value is None
        done = known.get(value, known) if is_text else known
        if done is known:
            done = _read_one(value, read)
            if is_text and len(known) < 10_000:
                known[value] = done
        if type(done) is Noted:
            reading.notes.extend((row, flag) for flag in done.flags)
            done = done.value
        if type(done) is Fault:
            reading.faults[row] = done
        else:
            reading.values[row] = done
    return reading


def _read_one(value: Value, read: Callable[[Value], Any]) -> Any:
    if isinstance(value, str) and not value.strip():
        return None
    try:
        return read(value)
    except BadValue as bad:
        return bad.fault


def reader(read: Callable[[Value], Any]) -> Reader:
    """The reader of a column whose values are read one by one."""
    return lambda values: Reading(values) if values.count(None) == len(values) else each(values, read)


def noted(value: Any, **flags: bool) -> Any:
    """The value, with the flags that are true."""
    raised = tuple(flag for flag, is_raised in flags.items() if is_raised)
    return Noted(value, raised) if raised else value


def line_reader(longest: int) -> Reader:
    """Text on one line, cut at `longest` characters."""

    def read(value: Value) -> Any:
        text = _as_text(value)
        cleaned = clean_line(text)
        is_cut = len(cleaned) > longest
        return noted(cleaned[:longest] or None, **{TEXT_CLEANED: cleaned != text, TEXT_CUT: is_cut})

    return lambda values: Reading(values) if _are_fine(values, longest) else each(values, read)


def long_text_reader(longest: int) -> Reader:
    """Text that keeps its lines, cut at `longest` characters."""

    def read(value: Value) -> Any:
        text = plain_line_ends(_as_text(value))
        cleaned = clean_long_text(text)
        is_cut = len(cleaned) > longest
        return noted(cleaned[:longest] or None, **{TEXT_CLEANED: cleaned != text, TEXT_CUT: is_cut})

    return lambda values: Reading(values) if _are_fine(values, longest) else each(values, read)


def id_reader(longest: int) -> Reader:
    """Ids as given. A longer one is a fault: cut, it could become another's."""

    def read(value: Value) -> Any:
        text = _as_text(value)
        cleaned = clean_line(text)
        if len(cleaned) > longest:
            raise BadValue("too_long", f"found {len(cleaned)} characters, expected at most {longest}; use a shorter id")
        return noted(cleaned or None, **{TEXT_CLEANED: cleaned != text})

    return lambda values: Reading(values) if _are_fine(values, longest) else each(values, read)


def _are_fine(values: list[Value], longest: int) -> bool:
    """True when every value is None or plain text that needs no care: the common case, looked at all at once."""
    texts = [value for value in values if value is not None]
    if not all(type(text) is str for text in texts):
        return False
    if not is_clean("".join(texts)) or max(map(len, texts), default=0) > longest:
        return False
    return all(map(str.strip, texts))


def _as_text(value: Value) -> str:
    if isinstance(value, str):
        return str(value)
    raise BadValue("unreadable", f"found {excerpt(value)}, expected text")


def texts_reader(longest: int, most: int) -> Reader:
    """A list of one-line texts; in one text it is a JSON array or separated by |."""

    def read(value: Value) -> Any:
        given = [item for item in _as_items(value) if item is not None]
        written = [str(item) for item in given if isinstance(item, str)]
        texts = [clean_line(text) for text in written]
        kept = [text[:longest] for text in texts if text.strip()]
        is_cleaned = texts != written
        is_short = len(kept) > most or len(texts) < len(given)
        is_cut = any(len(text) > longest for text in texts)
        return noted(kept[:most], **{TEXT_CLEANED: is_cleaned, TEXT_CUT: is_cut, LIST_CUT: is_short})

    return reader(read)


def _as_items(value: Value) -> list[Value]:
    if isinstance(value, list):
        return value
    text = _as_text(value).strip()
    if not text.startswith("["):
        return [part.strip() for part in text.split("|")]
    found = _in_cell(text)
    if not isinstance(found, list):
        raise BadValue("unreadable", f"found {excerpt(text)}, expected a JSON array")
    return found


def mapping_reader(longest: int, most: int) -> Reader:
    """A dictionary of text to text; in one text it is a JSON object. Numbers stay as written."""

    def read(value: Value) -> Any:
        given = value if isinstance(value, dict) else _in_cell(_as_text(value))
        if not isinstance(given, dict):
            raise BadValue("unreadable", f"found {excerpt(value)}, expected an object of names and values")
        written = {str(name): _as_entry(inner) for name, inner in given.items() if inner is not None}
        cleaned = {clean_line(name): clean_line(text) for name, text in list(written.items())[:most]}
        named = {name[:LONGEST_ATTRIBUTE_NAME]: text[:longest] for name, text in cleaned.items()}
        kept = {name: text for name, text in named.items() if name and text.strip()}
        is_cleaned = any(not is_clean(name + text) for name, text in written.items())
        is_cut = any(len(text) > longest for text in written.values())
        return noted(kept, **{TEXT_CLEANED: is_cleaned, TEXT_CUT: is_cut, LIST_CUT: len(written) > most})

    return reader(read)


def _as_entry(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " | ".join(_as_entry(inner) for inner in value if inner is not None)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_as_entry(inner)}" for name, inner in value.items() if inner is not None)
    return str(value)


def _in_cell(text: str) -> Value:
    try:
        return parse_json(text.encode("utf-8"), DEEPEST_CELL)
    except RecordFault as wrong:
        raise BadValue("unreadable", f"{wrong.fault.says} (in the cell)") from wrong


def choice_reader(choices: list[str], otherwise: str | None = None) -> Reader:
    """One of `choices`, in any case; another word is a fault, or with `otherwise` becomes that with a remark."""

    def read(value: Value) -> Any:
        word = _as_text(value).strip().lower()
        if word in choices:
            return word
        raise BadValue(
            "unknown",
            f"found {excerpt(value)}, expected one of {' | '.join(choices)}; write it so, or, in a snapshot, map it in sources.yaml",
        )

    def read_columns(values: list[Value]) -> Reading:
        reading = reader(read)(values)
        for row in reading.faults:
            reading.values[row] = otherwise
        return reading

    return read_columns
