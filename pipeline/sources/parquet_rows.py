"""Records of Parquet, one row group at a time; a row that cannot be read costs that row.

Photos may stand in the file itself: where `images` is a column of bytes or of lists of bytes, the record names them
`<file name>/<row>/<place>` and `embedded_photos` reads them by that name; the bytes never enter the table.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.sources.faults import Fault, RecordFault, excerpt
from pipeline.sources.limits import IngestParams
from pipeline.sources.plain_values import NumberText, Unreadable, Value, has_lone_surrogate
from pipeline.sources.records import Record

ROWS_A_BATCH = 512
# Photos of 16 rows at 20 MB each still fit in memory.
ROWS_A_BATCH_WITH_PHOTOS = 16
_LARGEST_FOOTER_BYTES = 64 << 20
_IMAGES = "images"


def open_parquet(file: BinaryIO, params: IngestParams) -> pq.ParquetFile:
    """The opened file. Raises RecordFault (file_broken, header_refused) when its footer cannot be used."""
    try:
        opened = pq.ParquetFile(
            file, thrift_string_size_limit=_LARGEST_FOOTER_BYTES, page_checksum_verification=True, pre_buffer=False
        )
        names = opened.schema_arrow.names
    except (pa.ArrowException, OSError, ValueError) as broken:
        raise RecordFault("file_broken", f"not readable as Parquet ({excerpt(broken)}); write it again") from broken
    if len(names) > params.most_columns:
        raise RecordFault("header_refused", f"found {len(names)} columns, expected at most {params.most_columns}")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RecordFault("header_refused", f"found the column {excerpt(twice[0])} twice; rename one of them")
    if any(_depth(column.type) > params.deepest_nesting for column in opened.schema_arrow):
        raise RecordFault("header_refused", f"found over {params.deepest_nesting} levels of nesting; flatten them")
    return opened


def holds_photos(schema: pa.Schema) -> bool:
    """True when `images` is a column of bytes or of lists of bytes."""
    if _IMAGES not in schema.names:
        return False
    kind = schema.field(_IMAGES).type
    return _is_bytes(kind) or (_is_list(kind) and _is_bytes(kind.value_type))


def parquet_records(file: BinaryIO, name: str, params: IngestParams) -> Iterator[Record]:
    """One record for each row, numbered from 1; a row group that breaks gives one record with the fault."""
    try:
        opened = open_parquet(file, params)
    except RecordFault as refused:
        yield Record(1, {}, refused.fault)
        return
    photos = name if holds_photos(opened.schema_arrow) else None
    start = 0
    for group in range(opened.num_row_groups):
        yield from _group_records(opened, group, start=start, photos=photos, params=params)
        start += opened.metadata.row_group(group).num_rows


def _group_records(
    opened: pq.ParquetFile, group: int, *, start: int, photos: str | None, params: IngestParams
) -> Iterator[Record]:
    row = start
    rows = ROWS_A_BATCH_WITH_PHOTOS if photos else ROWS_A_BATCH
    try:
        for batch in opened.iter_batches(batch_size=rows, row_groups=[group], use_threads=False):
            for fields in _batch_rows(batch):
                row += 1
                yield _record(row, fields, photos, params)
    except (pa.ArrowException, OSError, ValueError) as broken:
        where = f"row group {group + 1} from row {row + 1} on"
        says = f"{where} cannot be read ({excerpt(broken)}); what came before was kept; write the file again"
        yield Record(row + 1, {}, Fault("file_truncated", says))


def _batch_rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    columns = [_cells(column) for column in batch.columns]
    for cells in zip(*columns, strict=True):
        yield {name: cell for name, cell in zip(batch.schema.names, cells, strict=True) if cell is not None}


def _cells(column: pa.Array) -> list[Any]:
    try:
        return column.to_pylist(maps_as_pydicts="strict")
    except (pa.ArrowException, ValueError, OverflowError, KeyError, TypeError):
        return [_cell(scalar) for scalar in column]


def _cell(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py(maps_as_pydicts="strict")
    except UnicodeDecodeError as wrong:
        return wrong
    except (pa.ArrowException, ValueError, OverflowError, KeyError, TypeError) as wrong:
        return Unreadable(str(wrong))


def _record(row: int, cells: dict[str, Any], photos: str | None, params: IngestParams) -> Record:
    digest = hashlib.sha256()
    try:
        if photos and _IMAGES in cells:
            cells[_IMAGES] = _photo_names(cells[_IMAGES], f"{photos}/{row}", digest)
        fields = {name: _plain(cell) for name, cell in cells.items()}
        text = json.dumps(fields, ensure_ascii=False, default=repr, sort_keys=True)
        _check_text(fields, text, params)
    except RecordFault as refused:
        return Record(row, {}, refused.fault, sha256=hashlib.sha256(repr(cells).encode("utf-8", "replace")).hexdigest())
    digest.update(text.encode("utf-8"))
    return Record(row, fields, None, digest.digest())


def _photo_names(cell: Any, prefix: str, digest: "hashlib._Hash") -> list[str]:
    photos = cell if isinstance(cell, list) else [cell]
    for photo in photos:
        digest.update(hashlib.sha256(photo or b"").digest())
    return [f"{prefix}/{place}" for place in range(len(photos))]


def _check_text(fields: dict[str, Value], text: str, params: IngestParams) -> None:
    if len(text) > params.longest_line_bytes:
        raise RecordFault("line_too_long", f"found a row over {params.longest_line_bytes} characters; shorten it")
    if has_lone_surrogate(fields):
        raise RecordFault("lone_surrogate", "found half a surrogate pair, expected whole characters; fix the text")


def _plain(cell: Any) -> Value:
    """The cell as a plain value: numbers as their shortest text, times as ISO 8601, bytes as their text."""
    if cell is None or isinstance(cell, bool | str | Unreadable):
        return cell
    if isinstance(cell, UnicodeDecodeError):
        raise RecordFault("invalid_utf8", "found text that is not UTF-8; write the column again") from cell
    if isinstance(cell, bytes):
        return _decoded(cell)
    if isinstance(cell, float):
        # NaN is how many writers of Parquet say "missing".
        return None if cell != cell else NumberText(repr(cell))
    if isinstance(cell, dt.date | dt.datetime):
        return cell.isoformat()
    if isinstance(cell, list | tuple):
        return [_plain(inner) for inner in cell]
    if isinstance(cell, dict):
        return {str(key): _plain(inner) for key, inner in cell.items()}
    return NumberText(str(cell))


def _decoded(cell: bytes) -> str | Unreadable:
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        # A column of bytes promised no text: it may be a thumbnail nobody reads, which costs nobody a record.
        return Unreadable(f"bytes that are no text, sha256 {hashlib.sha256(cell).hexdigest()}")


def _depth(kind: pa.DataType) -> int:
    inner = [kind.field(place).type for place in range(kind.num_fields)]
    return 1 + max(map(_depth, inner), default=0)


def _is_list(kind: pa.DataType) -> bool:
    return pa.types.is_list(kind) or pa.types.is_large_list(kind)


def _is_bytes(kind: pa.DataType) -> bool:
    return pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
