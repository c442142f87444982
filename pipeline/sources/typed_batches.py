"""A batch of records as typed columns: what is wrong with each row, and what was noticed about it."""

from collections import defaultdict
from dataclasses import dataclass, field

from pipeline.sources.column_mappings import ColumnMapping
from pipeline.sources.faults import Fault
from pipeline.sources.records import Record
from pipeline.sources.remarks import unreadable
from pipeline.sources.table_shapes import Columns, TableShape

PLATFORM = "platform"


@dataclass
class TypedBatch:
    """Typed columns of whole records, with the faults that cost a row and the remarks that do not."""

    records: list[Record]
    columns: Columns
    faults: dict[int, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    flags: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    dropped: list[tuple[int, Fault]] = field(default_factory=list)
    unknown_columns: set[str] = field(default_factory=set)


def typed_batch(
    records: list[Record], shape: TableShape, constants: dict[str, str], mapping: ColumnMapping | None
) -> TypedBatch:
    """The records (none with a fault of its own) read by the shape; `constants` are columns every row shares."""
    fields = [record.fields for record in records]
    if mapping is not None:
        fields = [mapping.renamed(one) for one in fields]
    batch = TypedBatch(records, {name: [value] * len(records) for name, value in constants.items()})
    inputs = {column: shape.inputs.get(column, column) for column in shape.readers}
    batch.unknown_columns = set().union(*fields) - set(inputs.values())
    for column, read in shape.readers.items():
        reading = read([one.get(inputs[column]) for one in fields])
        batch.columns[column] = reading.values
        for row, flag in reading.notes:
            batch.flags[row].add(flag)
        for row, fault in reading.faults.items():
            _blame(batch, shape, column, row, fault)
        if column in shape.required and (None in reading.values):
            _miss(batch, column, set(reading.faults))
    if shape.also is not None:
        for row in range(len(records)):
            if (found := shape.also(batch.columns, row)) is not None:
                batch.faults[row].append(found)
    return batch


def _blame(batch: TypedBatch, shape: TableShape, column: str, row: int, fault: Fault) -> None:
    named = Fault(f"{column}_{fault.code}", f"{column}: {fault.says}")
    if column in shape.required:
        batch.faults[row].append(named)
    else:
        batch.dropped.append((row, named))
        batch.flags[row].add(unreadable(column))


def _miss(batch: TypedBatch, column: str, faulty: set[int]) -> None:
    for row, value in enumerate(batch.columns[column]):
        if value is None and row not in faulty:
            says = f"{column}: found nothing, expected a value in every record; fill it or, in a snapshot, map it in sources.yaml"
            batch.faults[row].append(Fault(f"{column}_missing", says))
