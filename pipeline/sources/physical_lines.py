"""Physical lines of a byte stream, numbered from 1, none of them held beyond its limit."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.sources.faults import Fault, FileBroken

BOM = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """One physical line without its line end. With a fault, `data` is not to be used; `sha256` is of all its bytes."""

    number: int
    data: bytes
    fault: Fault | None = None
    sha256: str | None = None


def physical_lines(chunks: Iterable[bytes], longest_bytes: int) -> Iterator[Line]:
    """The lines of the chunks, each ended by LF or CR LF; a byte order mark before the first is dropped.

    A line over `longest_bytes` comes with the fault `line_too_long` and its hash; a stream that breaks ends
    with one line that carries the fault of the break.
    """
    number, held, lost = 1, b"", None
    try:
        for chunk in chunks:
            *whole, tail = chunk.split(b"\n")
            for piece in whole:
                yield _line(number, held + piece, lost, longest_bytes)
                number, held, lost = number + 1, b"", None
            held += tail
            if len(held) > longest_bytes + 1:
                lost = lost or hashlib.sha256()
                lost.update(held)
                held = b""
    except FileBroken as broken:
        yield Line(number, b"", broken.fault, hashlib.sha256(held).hexdigest())
        return
    if held or lost:
        yield _line(number, held, lost, longest_bytes)


def _line(number: int, data: bytes, lost: "hashlib._Hash | None", longest_bytes: int) -> Line:
    if lost is not None:
        lost.update(data)
        return Line(number, b"", _too_long(longest_bytes), lost.hexdigest())
    if data.endswith(b"\r"):
        data = data[:-1]
    if number == 1 and data.startswith(BOM):
        data = data[len(BOM) :]
    if len(data) > longest_bytes:
        return Line(number, b"", _too_long(longest_bytes), hashlib.sha256(data).hexdigest())
    return Line(number, data)


def _too_long(longest_bytes: int) -> Fault:
    return Fault("line_too_long", f"found a line over {longest_bytes} bytes, expected one record a line; shorten it")
