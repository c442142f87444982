"""The files of a table and their records, whatever the format: several part files are one table."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.sources.byte_streams import plain_chunks
from pipeline.sources.csv_lines import csv_records
from pipeline.sources.faults import Fault
from pipeline.sources.json_lines import json_records
from pipeline.sources.limits import IngestParams
from pipeline.sources.parquet_rows import parquet_records
from pipeline.sources.records import Record
from pipeline.sources.regular_files import FileRefused, names_in, open_regular

_FORMAT = re.compile(r"\.(?:(?P<text>jsonl|csv)(?:\.(?P<compression>gz|zst))?|(?P<parquet>parquet))\Z")
# Faults of a whole file: the record they are counted on stands for an unknown number.
FILE_FAULTS = frozenset({
    "file_truncated", "file_broken", "file_expands_too_much", "file_refused", "format_unknown", "header_refused",
})  # fmt: skip


@dataclass(frozen=True)
class TableFile:
    """One part file: `source_file` relative to raw, `folder` and `name` to open it, `constants` every row shares."""

    source_file: str
    folder: Path
    name: str
    constants: dict[str, str] = field(default_factory=dict)


def table_files(raw: Path, place: str, stem: str, constants: dict[str, str] | None = None) -> list[TableFile]:
    """The part files `<raw>/<place>/<stem>*`, sorted by name. An empty stem takes every file there."""
    names = [name for name in names_in(raw / place) if name.startswith(stem) and "." in name]
    return [TableFile(f"{place}/{_shown(name)}", raw / place, name, constants or {}) for name in names]


def _shown(name: str) -> str:
    return name if name.isprintable() else name.encode("ascii", "backslashreplace").decode("ascii")


def records_of(part: TableFile, params: IngestParams) -> Iterator[Record]:
    """The records of the file; one with a fault of FILE_FAULTS when it, or the rest of it, cannot be read."""
    form = _FORMAT.search(part.name)
    if form is None:
        says = "expected .jsonl or .csv (plain, .gz or .zst) or .parquet; convert the file or move it away"
        yield Record(1, {}, Fault("format_unknown", f"found {part.name!r}, {says}"))
        return
    try:
        file = open_regular(part.folder, (part.name,))
    except FileRefused as refused:
        yield Record(1, {}, Fault("file_refused", refused.says))
        return
    with file:
        if form["parquet"]:
            yield from parquet_records(file, part.name, params)
        else:
            read = json_records if form["text"] == "jsonl" else csv_records
            yield from read(plain_chunks(file, form["compression"] or "", params.most_expansion), params)
