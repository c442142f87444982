"""What a table on the border looks like: its columns with their readers, which are required, what is its key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from features.contracts.table import Table
from pipeline.sources.column_readers import Reader
from pipeline.sources.faults import Fault

Columns = dict[str, list[Any]]


@dataclass(frozen=True)
class TableShape:
    """How records become rows of `table`.

    `required` columns cost the record when missing or unusable, the others only their value; `also` may find a fault
    that takes several columns. `key` finds duplicates; with `newest` the latest time in that column is kept, else the
    first record. `kind` is the kind of its rejects, `id_column` the column they name the record by. `inputs` gives
    the name a column has in the input where that is another. Columns with a reader that the table has not are kept
    aside.
    """

    table: type[Table]
    readers: Mapping[str, Reader]
    required: tuple[str, ...]
    key: tuple[str, ...]
    newest: str | None = None
    kind: str = "record"
    id_column: str | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    also: Callable[[Columns, int], Fault | None] | None = None
