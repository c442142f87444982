"""From the rows of a file to verdict events: checked, named by what they say, all problems at once."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from features.contracts import Decisions
from features.contracts.review import BASES, VERDICTS

DEFAULT_BASIS = "visual"
LONGEST_NOTE = 4000
_REQUIRED = (Decisions.platform, Decisions.listing_id, Decisions.brand_id)


@dataclass(frozen=True)
class RowsOfFile:
    """What a file holds: its column names, its rows with their numbers, and when it was saved, if it says so."""

    names: list[str]
    rows: list[tuple[int, dict[str, Any]]]
    saved_at: datetime | None


def records_from(found: RowsOfFile, decided_at: datetime) -> tuple[list[tuple[int, dict[str, Any]]], list[str]]:
    """The verdicts as (row, Decisions record) in order of the file, and every problem with its row."""
    absent = [name for name in (*_REQUIRED, Decisions.verdict) if name not in found.names]
    if absent and found.names:
        return [], [f"the columns {', '.join(absent)} are absent: give back the file as the report made it"]
    records: list[tuple[int, dict[str, Any]]] = []
    said: dict[tuple[str, ...], tuple[int, str]] = {}
    problems: list[str] = []
    for at, row in found.rows:
        if _is_open(row):
            continue
        wrong = _problems(row)
        problems += [f"row {at}: {problem}" for problem in wrong]
        if wrong:
            continue
        record = _record(row, decided_at)
        problems += _contradictions(at, record, said)
        records.append((at, record))
    return records, problems


def decision_id(record: Mapping[str, Any]) -> str:
    """The name of a verdict event: a hash of what it says. The page's script names its records by the same rule."""
    said = [record[name] for name in _NAMED_BY]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return "d-" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


_NAMED_BY = (
    Decisions.platform, Decisions.listing_id, Decisions.brand_id, Decisions.verdict, Decisions.basis,
    Decisions.decided_at, Decisions.decided_by, Decisions.note, Decisions.snapshot_date,
)  # fmt: skip


def _text(row: Mapping[str, Any], name: str) -> str | None:
    """A cell's text, or None for an empty one."""
    value = row.get(name)
    return (str(value).strip() if not isinstance(value, str) else value.strip()) or None if value is not None else None


def _verdict(row: Mapping[str, Any]) -> str | None:
    text = _text(row, Decisions.verdict)
    return text.lower().replace(" ", "_") if text else None


def _is_open(row: Mapping[str, Any]) -> bool:
    return _verdict(row) is None and _text(row, Decisions.note) is None


def _problems(row: Mapping[str, Any]) -> list[str]:
    verdict, basis, note = _verdict(row), _text(row, Decisions.basis), _text(row, Decisions.note) or ""
    found = [problem for name in _REQUIRED if (problem := _key_problem(row, name))]
    if verdict is None:
        found.append("found a note without a decision; choose one, unsure if you cannot tell")
    elif verdict not in VERDICTS:
        found.append(f"found the decision {verdict[:40]!r}, expected one of {', '.join(VERDICTS)}")
    if basis is not None and basis not in BASES:
        found.append(f"found the basis {basis[:40]!r}, expected one of {', '.join(BASES)}")
    if len(note) > LONGEST_NOTE:
        found.append(f"found a note of {len(note):,} characters, expected at most {LONGEST_NOTE:,}")
    return found + _time_problems(row)


def _key_problem(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is None or value == "":
        return f"{name} is empty; give back the hidden columns as they were"
    if not isinstance(value, str):
        return f"{name} became the number {value}; give back the hidden columns as they were"
    return None


def _time_problems(row: Mapping[str, Any]) -> list[str]:
    found = []
    night, moment = _text(row, Decisions.snapshot_date), _text(row, Decisions.decided_at)
    if night is not None and _day(night) is None:
        found.append(f"found the night {night[:40]!r}, expected a date such as 2026-11-18")
    if moment is not None and _moment(moment) is None:
        found.append(f"found the time {moment[:40]!r}, expected one such as 2026-11-18T09:30:00+00:00")
    return found


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text[:10]).isoformat() if len(text) in (10, 19) else None
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    """A time without an offset is read as UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _record(row: Mapping[str, Any], decided_at: datetime) -> dict[str, Any]:
    own_time, night = _text(row, Decisions.decided_at), _text(row, Decisions.snapshot_date)
    record: dict[str, Any] = {
        **{name: row[name] for name in _REQUIRED},
        Decisions.verdict: _verdict(row),
        Decisions.basis: _text(row, Decisions.basis) or DEFAULT_BASIS,
        Decisions.decided_at: own_time or decided_at.astimezone(UTC).isoformat(),
        Decisions.decided_by: _text(row, Decisions.decided_by),
        Decisions.reason_codes: _codes(row.get(Decisions.reason_codes)),
        Decisions.note: _text(row, Decisions.note),
        Decisions.snapshot_date: _day(night) if night else None,
        Decisions.supersedes: _text(row, Decisions.supersedes),
    }
    record[Decisions.decision_id] = _text(row, Decisions.decision_id) or decision_id(record)
    return {name: record[name] for name in Decisions.columns()}


def _codes(value: Any) -> list[str]:
    """Reason codes as a list: from JSON, from a JSON array in a cell, or from text parted by `|`."""
    if isinstance(value, list):
        return [str(code) for code in value]
    text = (value or "").strip() if isinstance(value, str) else ""
    if text.startswith("["):
        try:
            return [str(code) for code in json.loads(text)]
        except ValueError:
            return [text]
    return [code.strip() for code in text.split("|") if code.strip()]


def _contradictions(at: int, record: Mapping[str, Any], said: dict[tuple[str, ...], tuple[int, str]]) -> list[str]:
    """One listing has one verdict in one sheet, else nobody could say which one holds; a correction names the other."""
    if record[Decisions.supersedes] is not None:
        return []
    key = tuple(record[name] for name in _REQUIRED)
    first_at, first = said.setdefault(key, (at, record[Decisions.verdict]))
    if first == record[Decisions.verdict]:
        return []
    return [f"row {at}: {record[Decisions.verdict]} for a listing that row {first_at} calls {first}"]
