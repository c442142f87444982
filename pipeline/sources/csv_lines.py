"""Records of CSV: every cell is text, the header is line 1, and a stray quote costs its own line.

A quoted cell may span lines. When no reading of the following lines closes it into a row of the header's width,
or when each of those lines is a row of its own, the quote was stray: its line is rejected and reading goes on
with the next line, where a reader that trusts the quote would swallow the rows between.
"""

import hashlib
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.sources.faults import Fault, RecordFault, excerpt
from pipeline.sources.limits import IngestParams
from pipeline.sources.physical_lines import Line, physical_lines
from pipeline.sources.records import Record

# A quote inside an unquoted cell (15" screen) is text; a quoted cell must be followed by a comma or the end.
_CELL = re.compile(r'"([^"]*(?:""[^"]*)*)"(?=,|\Z)|([^",][^,]*|)(?=,|\Z)')
_OPEN_CELL = re.compile(r'"[^"]*(?:""[^"]*)*\Z')
# Two cells a row say too little about what is a row.
_LEAST_WIDTH = 3
# Each try reads the lines gathered so far again; an honest cell closes at the first or second odd quote.
_MOST_CLOSINGS = 8
# What looking ahead in vain may cost a whole file, in bytes read again (a line counts as 200 more): about a second.
# After that only a few lines are looked at, or a file of nothing but open quotes would take 500 times its length.
_PATIENCE_BYTES = 64 << 20
_LINE_COST_BYTES = 200
_LINES_WITHOUT_PATIENCE = 8


class _Open(Exception):
    """The text ends inside a quoted cell."""


def cells_of(text: str) -> list[str]:
    """The cells of one complete row. Raises _Open inside an unclosed quote, RecordFault when a quote is stray."""
    if '"' not in text:
        return text.split(",")
    cells, at = [], 0
    while True:
        found = _CELL.match(text, at)
        if found is None:
            if _OPEN_CELL.match(text, at):
                raise _Open
            raise RecordFault("stray_quote", f'found {excerpt(text[at:])}, expected , after a closing "; double it')
        quoted = found[1]
        cells.append(found[2] if quoted is None else quoted.replace('""', '"'))
        if found.end() == len(text):
            return cells
        at = found.end() + 1


@dataclass
class _Ahead:
    """The lines still to be read, some of them looked at already."""

    lines: Iterator[Line]
    held: deque[Line] = field(default_factory=deque)
    patience_bytes: int = _PATIENCE_BYTES

    def take(self) -> Line | None:
        return self.held.popleft() if self.held else next(self.lines, None)

    def peek(self, place: int) -> Line | None:
        while len(self.held) <= place:
            line = next(self.lines, None)
            if line is None:
                return None
            self.held.append(line)
        return self.held[place]

    def lines_to_try(self, most: int) -> int:
        return most if self.patience_bytes > 0 else min(most, _LINES_WITHOUT_PATIENCE)

    def skip(self, lines: int) -> None:
        for _ in range(lines):
            self.held.popleft()


def csv_records(chunks: Iterable[bytes], params: IngestParams) -> Iterator[Record]:
    """One record for each row; a header that cannot be used is the only record, with its fault."""
    ahead = _Ahead(physical_lines(_with_newlines(chunks), params.longest_line_bytes))
    first = ahead.take()
    if first is None:
        return
    try:
        header = _header(first, params)
    except RecordFault as refused:
        yield _rejected(first, refused.fault)
        return
    salt = hashlib.sha256(first.data)
    while (line := ahead.take()) is not None:
        if line.fault is not None or line.data.strip():
            yield _record(line, ahead, header, salt, params)


def _with_newlines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks, with CR turned into LF when the first line of the file ends with a lone CR (an old Mac file)."""
    head = b""
    source = iter(chunks)
    for chunk in source:
        head += chunk
        if b"\n" in head[:-1] or len(head) > 1 << 20:
            break
    ends = re.search(rb"\r(?!\n)|\n", head)
    is_cr = ends is not None and ends[0] == b"\r"
    yield head.replace(b"\r", b"\n") if is_cr else head
    for chunk in source:
        yield chunk.replace(b"\r", b"\n") if is_cr else chunk


def _header(line: Line, params: IngestParams) -> list[str]:
    if line.fault is not None:
        # A break of the file keeps its own name; a header that is merely too long is a header refused.
        is_broken = line.fault.code.startswith("file_")
        raise RecordFault(line.fault.code if is_broken else "header_refused", line.fault.says)
    if len(line.data) > params.longest_header_bytes:
        raise RecordFault("header_refused", f"found over {params.longest_header_bytes} bytes; name the columns briefly")
    try:
        names = [name.strip() for name in cells_of(_text(line.data))]
    except _Open:
        raise RecordFault("header_refused", "found a quote that is not closed in line 1; close it") from None
    except RecordFault as wrong:
        raise RecordFault("header_refused", wrong.fault.says) from wrong
    if len(names) > params.most_columns:
        raise RecordFault("header_refused", f"found {len(names)} columns, expected at most {params.most_columns}")
    if len(names) == 1 and re.search("[;\t|]", names[0]):
        raise RecordFault("header_refused", f"found {excerpt(names[0])}, expected commas between columns; convert it")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RecordFault("header_refused", f"found the column {excerpt(twice[0])} twice; rename one of them")
    return names


def _record(line: Line, ahead: _Ahead, header: list[str], salt: "hashlib._Hash", params: IngestParams) -> Record:
    if line.fault is not None:
        return _rejected(line, line.fault)
    try:
        cells, raw = _row(line, ahead, len(header), params)
        _check_width(cells, len(header))
    except RecordFault as refused:
        return _rejected(line, refused.fault)
    content = salt.copy()
    content.update(b"\n" + raw)
    # An empty cell is a missing value: CSV has no other way to say so.
    fields = {name: cell for name, cell in zip(header, cells, strict=True) if cell}
    return Record(line.number, fields, None, content.digest(), hashlib.sha256(raw).hexdigest())


def _check_width(cells: list[str], width: int) -> None:
    if len(cells) > width:
        says = f"found {len(cells)} cells, expected {width} as in the header; quote a cell that holds a comma"
        raise RecordFault("columns_extra", says)
    if len(cells) < width:
        says = f"found {len(cells)} cells, expected {width} as in the header; fill the row"
        raise RecordFault("columns_missing", says)


def _row(line: Line, ahead: _Ahead, width: int, params: IngestParams) -> tuple[list[str], bytes]:
    try:
        return cells_of(_text(line.data)), line.data
    except _Open:
        return _closed_row(line, ahead, width, params)


def _closed_row(first: Line, ahead: _Ahead, width: int, params: IngestParams) -> tuple[list[str], bytes]:
    """The cells of a row that spans lines; takes those lines. Raises RecordFault, taking none, for a stray quote."""
    parts, size, tries = [first.data], len(first.data), 0
    for place in range(ahead.lines_to_try(params.most_lines_a_csv_record) - 1):
        line = ahead.peek(place)
        if line is None or line.fault is not None or size + len(line.data) >= params.longest_line_bytes:
            break
        parts.append(line.data)
        size += len(line.data) + 1
        if line.data.count(b'"') % 2 == 0:
            continue
        cells, tries = _closed(b"\n".join(parts)), tries + 1
        if cells is None and tries < _MOST_CLOSINGS:
            continue
        if not cells or _are_rows_of_their_own(parts, width, fits=len(cells) == width):
            break
        ahead.skip(place + 1)
        return cells, b"\n".join(parts)
    ahead.patience_bytes -= size * (tries + 1) + len(parts) * _LINE_COST_BYTES
    raise RecordFault("stray_quote", 'found a quote that no later line closes into a full row; write "" for a quote')


def _closed(data: bytes) -> list[str] | None:
    """The cells when the text is a whole row, [] when it can never be one, None when it is still open."""
    try:
        return cells_of(_text(data))
    except _Open:
        return None
    except RecordFault:
        return []


def _are_rows_of_their_own(lines: list[bytes], width: int, *, fits: bool) -> bool:
    """True when the lines between two quotes look like rows by their number of commas: the quotes were stray."""
    if width < _LEAST_WIDTH:
        return not fits
    *before, last = [line.count(b",") == width - 1 for line in lines]
    # A line with more quotes has cells of its own quoted, as a proper writer does it.
    first, *middle = [alike and line.count(b'"') < 2 for alike, line in zip(before, lines, strict=False)]
    if fits:
        return all(middle) and last and (first or bool(middle))
    return any(middle) or (first and last)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as wrong:
        says = f"found the byte 0x{data[wrong.start]:02x} at {wrong.start}, expected UTF-8; convert the file to UTF-8"
        raise RecordFault("invalid_utf8", says) from wrong


def _rejected(line: Line, fault: Fault) -> Record:
    return Record(line.number, {}, fault, sha256=line.sha256 or hashlib.sha256(line.data).hexdigest())
