"""What a dataset is, and how one is read and written without ever being seen half-written."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from features.contracts import Table
from pipeline.errors import WorldError

ROOTS = ("data", "models")


@dataclass(frozen=True)
class Dataset:
    """One named thing on disk. `path` is relative to its root and may hold `{night}`.

    `contract` is the table's model; without one the suffix tells how it is kept: .json, .parquet (a frame with its own
    columns), or no suffix for a folder that its stage fills by itself.
    """

    name: str
    path: str
    contract: type[Table] | None = None
    root: str = "data"
    # Rows of a row group, where later nights look for a few rows only; None: as many as the writer takes.
    rows_in_group: int | None = None

    def at(self, root: Path, night: str) -> Path:
        """Where it lies under the given root for one night."""
        return root / self.path.format(night=night)


def read(dataset: Dataset, path: Path) -> Any:
    """The dataset's value. Raises WorldError when it is not there or does not read."""
    if not path.exists():
        raise WorldError(
            f"{dataset.name}: {path} is not there. Run the stage that writes it (touchstone describe stages)."
        )
    with reading(dataset, path):
        if dataset.contract is not None:
            return read_table(path, dataset.contract)
        if path.suffix == ".parquet":
            return _read_marked(path)
        if path.suffix == ".json":
            return json.loads(path.read_text(encoding="utf-8"))
    return path


@contextmanager
def reading(dataset: Dataset, path: Path) -> Iterator[None]:
    """A file that is torn or no longer what it was becomes a WorldError that names it and says what to do."""
    try:
        yield
    except (OSError, ValueError, pa.ArrowException) as broken:
        raise WorldError(
            f"{dataset.name}: {path} does not read ({broken}). Delete it and run the night again."
        ) from broken


def write(dataset: Dataset, path: Path, value: Any) -> None:
    """Writes the value whole or not at all: temporary name, fsync, rename. A table must have been checked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if dataset.contract is not None:
        write_table(path, value, schema=dataset.contract.arrow_schema(), rows_in_group=dataset.rows_in_group)
    elif path.suffix == ".parquet":
        write_table(path, value, marks=value.attrs)
    elif path.suffix == ".json":
        write_bytes(path, json_bytes(value))


def read_table(path: Path, contract: type[Table]) -> pd.DataFrame:
    """A stored table in its contract's types."""
    stored = pq.read_table(path, page_checksum_verification=True)
    return contract.conform(stored.to_pandas(maps_as_pydicts="lossy"))


def _read_marked(path: Path) -> pd.DataFrame:
    stored = pq.read_table(path, page_checksum_verification=True)
    frame = stored.to_pandas()
    marks = stored.schema.metadata or {}
    frame.attrs = {
        name.decode(): value.decode() for name, value in marks.items() if name not in (b"pandas", b"ARROW:schema")
    }
    return frame


def write_table(
    path: Path,
    frame: pd.DataFrame,
    *,
    schema: pa.Schema | None = None,
    marks: dict[Any, str] | None = None,
    rows_in_group: int | None = None,
) -> None:
    """Writes a frame as Parquet: zstd, page checksums, nothing in the file that changes from run to run.

    `marks` (name → text) go into the file's metadata and come back as the frame's attrs.
    """
    table = pa.Table.from_pandas(_maps_as_items(frame, schema), schema=schema, preserve_index=False)
    with _replacing(path) as temporary:
        pq.write_table(
            table.replace_schema_metadata(marks or None),
            temporary,
            compression="zstd",
            write_page_checksum=True,
            row_group_size=rows_in_group,
        )


def _maps_as_items(frame: pd.DataFrame, schema: pa.Schema | None) -> pd.DataFrame:
    if schema is None:
        return frame
    # Arrow takes a map as a list of pairs, not as a dictionary.
    maps = [field.name for field in schema if pa.types.is_map(field.type)]
    as_items = {name: [list(value.items()) for value in frame[name]] for name in maps}
    return frame.assign(
        **{name: pd.Series(items, index=frame.index, dtype="object") for name, items in as_items.items()}
    )


def write_bytes(path: Path, content: bytes) -> None:
    """Writes a small file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _replacing(path) as temporary:
        Path(temporary).write_bytes(content)


def json_bytes(value: Any) -> bytes:
    """The value as indented JSON with sorted keys."""
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def sha256_of(path: Path) -> str:
    """The file's sha256 in hex."""
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


class _replacing:  # noqa: N801 - reads as a statement: `with _replacing(path) as temporary`
    """Gives a temporary name beside `path`, and renames it over `path` when the block ends well."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> str:
        handle, self.temporary = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)
        os.close(handle)
        return self.temporary

    def __exit__(self, kind: Any, value: Any, trace: Any) -> None:
        if kind is not None:
            Path(self.temporary).unlink(missing_ok=True)
            return
        with open(self.temporary, "rb") as handle:
            os.fsync(handle.fileno())
        os.chmod(self.temporary, 0o644)
        os.replace(self.temporary, self.path)
