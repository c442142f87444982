"""Photos that stand as bytes in a column of Parquet, read by the names `parquet_rows` gave them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.sources.faults import RecordFault, excerpt
from pipeline.sources.limits import IngestParams
from pipeline.sources.parquet_rows import ROWS_A_BATCH_WITH_PHOTOS, holds_photos, open_parquet
from pipeline.sources.photo_names import IMAGES, PhotoRefused
from pipeline.sources.regular_files import FileRefused, open_regular


class EmbeddedPhotos:
    """The photos of one Parquet file. Reading in row order is cheap; going back starts the row group again."""

    def __init__(self, folder: Path, name: str, params: IngestParams) -> None:
        self._folder, self.name, self._params = folder, name, params
        self._file: BinaryIO | None = None
        self._opened: pq.ParquetFile | None = None
        self._batches: Iterator[pa.RecordBatch] = iter(())
        self._group, self._start, self._cells = -1, 0, pa.array([])

    def read(self, parts: tuple[str, ...]) -> bytes:
        """The bytes at (row, place), both as text, the row counted from 1. Raises PhotoRefused."""
        if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts):
            raise PhotoRefused("image_missing", f"{'/'.join(parts)!r} is no row and place in {self.name}")
        row, place = int(parts[0]) - 1, int(parts[1])
        try:
            cell = self._cell(row)
        except (RecordFault, FileRefused, pa.ArrowException, OSError, ValueError) as broken:
            says = f"row {row + 1} of {self.name} cannot be read ({excerpt(broken)}); write the file again"
            raise PhotoRefused("image_archive_broken", says) from broken
        photos = cell if isinstance(cell, list) else [cell]
        if place >= len(photos) or photos[place] is None:
            raise PhotoRefused("image_missing", f"row {row + 1} of {self.name} holds no photo {place}")
        if len(photos[place]) > self._params.largest_photo_bytes:
            raise PhotoRefused("image_too_large", f"photo {place} of row {row + 1} of {self.name} is too large")
        return photos[place]

    def _cell(self, row: int) -> Any:
        opened = self._open()
        group, first = _group_of(opened.metadata, row)
        if group is None:
            return None
        if group != self._group or row < self._start:
            rows = ROWS_A_BATCH_WITH_PHOTOS
            self._batches = opened.iter_batches(rows, row_groups=[group], columns=[IMAGES], use_threads=False)
            self._group, self._start, self._cells = group, first, pa.array([])
        while row >= self._start + len(self._cells):
            self._start += len(self._cells)
            batch = next(self._batches, None)
            if batch is None:
                return None
            self._cells = batch.column(0)
        return self._cells[row - self._start].as_py()

    def _open(self) -> pq.ParquetFile:
        if self._opened is None:
            self._file = open_regular(self._folder, (self.name,))
            self._opened = open_parquet(self._file, self._params)
            if not holds_photos(self._opened.schema_arrow):
                raise RecordFault("no_photos", "its images are names, not bytes")
        return self._opened


def _group_of(metadata: pq.FileMetaData, row: int) -> tuple[int | None, int]:
    first = 0
    if row < 0:
        return None, 0
    for group in range(metadata.num_row_groups):
        rows = metadata.row_group(group).num_rows
        if row < first + rows:
            return group, first
        first += rows
    return None, 0
