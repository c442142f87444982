"""Appending to the ledgers of verdicts and notices: checked whole, added once, never changed afterwards."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from features.contracts import Complaints, Decisions, Rejects, Table
from pipeline.datasets.dataset import write_bytes
from pipeline.errors import InputError
from pipeline.report.decision_sheet import read_decision_sheet
from pipeline.sources.events import read_complaints, read_decisions
from pipeline.sources.limits import IngestParams

MOST_PROBLEMS_SHOWN = 10
Reader = Callable[[Path, None, IngestParams], tuple[pd.DataFrame, pd.DataFrame]]


def append_decisions(file: Path, raw: Path) -> str:
    """Adds the verdicts of a filled sheet or an exported file to raw/decisions; says how many were new.

    Raises InputError, with nothing written, when any event breaks the contract.
    """
    _must_exist(file, raw)
    events = read_decision_sheet(file)
    lines = "".join(json.dumps(event, ensure_ascii=False, sort_keys=True) + "\n" for event in events)
    with tempfile.TemporaryDirectory() as scratch:
        checked = Path(scratch) / "decisions" / "given.jsonl"
        write_bytes(checked, lines.encode())
        return _append("decisions", Decisions, Decisions.decision_id, read_decisions, given=Path(scratch), raw=raw)


def append_complaints(file: Path, raw: Path) -> str:
    """Adds the notices of a .jsonl, .csv or .parquet file to raw/complaints; says how many were new.

    Raises InputError, with nothing written, when any notice breaks the contract.
    """
    _must_exist(file, raw)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "complaints"
        folder.mkdir()
        shutil.copyfile(file, folder / f"given{''.join(file.suffixes)}")
        return _append("complaints", Complaints, Complaints.complaint_id, read_complaints, given=Path(scratch), raw=raw)


def _append(kind: str, contract: type[Table], key: str, reader: Reader, *, given: Path, raw: Path) -> str:
    params = IngestParams()
    events, rejects = reader(given, None, params)
    if len(rejects):
        raise InputError(f"{kind}: nothing was added.\n" + "\n".join(_problems(rejects)))
    there, _ = reader(raw, None, params)
    new = events[~events[key].isin(there[key])]
    _refuse_rewriting(kind, contract, key, events=events, there=there)
    if not len(new):
        return f"{kind}: {len(events)} read, all there already; nothing added"
    content = "".join(_lines(contract, new)).encode()
    path = raw / kind / f"added-{hashlib.sha256(content).hexdigest()[:16]}.jsonl"
    write_bytes(path, content)
    return f"{kind}: {len(events)} read, {len(new)} added in {path}"


def _refuse_rewriting(kind: str, contract: type[Table], key: str, *, events: pd.DataFrame, there: pd.DataFrame) -> None:
    """A ledger is append-only: an id that is there already must say the same again. Raises InputError."""
    lines = dict(zip(there[key], _lines(contract, there), strict=True))
    told = zip(events[key], _lines(contract, events), strict=True)
    other = [str(name) for name, line in told if name in lines and lines[name] != line]
    if other:
        raise InputError(
            f"{kind}: nothing was added. {', '.join(other[:MOST_PROBLEMS_SHOWN])}: there already with other content; "
            "give a change its own id (for a verdict, with `supersedes`)."
        )


def _lines(contract: type[Table], events: pd.DataFrame) -> Iterable[str]:
    for event in events.to_dict("records"):
        told = {name: _plain(event[name]) for name in contract.columns()}
        yield (
            json.dumps({name: value for name, value in told.items() if value not in (None, [])}, ensure_ascii=False)
            + "\n"
        )


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return value
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return None if pd.isna(value) else value


def _problems(rejects: pd.DataFrame) -> list[str]:
    shown = rejects.head(MOST_PROBLEMS_SHOWN)
    lines = [
        f"  record {number}: {detail}"
        for number, detail in zip(shown[Rejects.record_no], shown[Rejects.detail], strict=True)
    ]
    more = len(rejects) - len(shown)
    return lines + ([f"  (+{more} more)"] if more else [])


def _must_exist(file: Path, raw: Path) -> None:
    if not file.is_file():
        raise InputError(f"{file}: is not a file")
    if not raw.is_dir():
        raise InputError(f"--raw: {raw} is not a folder")
