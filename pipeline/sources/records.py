"""One record of a table file, before anything is known of its columns."""

from dataclasses import dataclass

from pipeline.sources.faults import Fault
from pipeline.sources.plain_values import Value


@dataclass(slots=True)
class Record:
    """The fields of one record, or the fault that costs it.

    `number` is the physical line where it starts, or its row; `content` is equal for equal records of one table;
    `sha256` is of its raw bytes.
    """

    number: int
    fields: dict[str, Value]
    fault: Fault | None = None
    content: bytes = b""
    sha256: str | None = None
