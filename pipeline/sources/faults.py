"""What can be wrong with what was read, and the account of it: faults, rejects, file accounts."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import pandas as pd

from features.contracts import Rejects

LONGEST_EXCERPT = 60


class Fault(NamedTuple):
    """A short code for counting, and a sentence: found, expected, do."""

    code: str
    says: str


class RecordFault(Exception):
    """One record cannot be used; it costs that record and nothing else."""

    def __init__(self, code: str, says: str) -> None:
        super().__init__(code, says)
        self.fault = Fault(code, says)


class BadValue(RecordFault):
    """One value cannot be used; the code is the part after the column's name."""


class FileBroken(RecordFault):
    """The rest of a file cannot be read; what came before it stays."""


@dataclass(frozen=True)
class Reject:
    """One row of Rejects."""

    kind: str
    source_file: str
    record_no: int | None
    reason_code: str
    detail: str
    platform: str | None = None
    listing_id: str | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class FileAccount:
    """The records of one file: `read == kept + rejected + repeated`, always; `flagged` counts remarks on kept ones."""

    source_file: str
    read: int
    kept: int
    rejected: int
    repeated: int
    flagged: int = 0


def rejects_table(rejects: Iterable[Reject]) -> pd.DataFrame:
    """A Rejects table, ordered by file, record and reason so that the order of reading cannot show."""
    rows = sorted(rejects, key=lambda one: (one.source_file, one.record_no or 0, one.reason_code, one.detail))
    return Rejects.conform(pd.DataFrame([asdict(one) for one in rows]))


def excerpt(value: Any) -> str:
    """The value as it can be shown in a sentence: short, on one line, invisible characters escaped."""
    text = value if isinstance(value, str) else str(value)
    cut = text if len(text) <= LONGEST_EXCERPT else text[:LONGEST_EXCERPT] + "…"
    return repr(cut)
