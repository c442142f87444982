"""Opens a workbook inside a process that may be killed. It imports nothing of the project, so that it starts fast."""

import zipfile
from typing import Any

MOST_PARTS = 4000
MOST_UNPACKED_BYTES = 192 * 1024 * 1024  # all parts together
MOST_PART_BYTES = 48 * 1024 * 1024
MOST_RATIO = 200  # a queue's own sheets unpack 10 to 40 times; bombs 1000 times
SMALL_PART_BYTES = 1024 * 1024  # below it a ratio says nothing
MOST_ROWS = 20_000
MEMORY_BYTES = 1024 * 1024 * 1024
_STEP_BYTES = 1024 * 1024


class WorkbookError(Exception):
    """The file is not opened; the message says why."""


def limit_memory() -> None:
    """Caps the process's own memory, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def read_cells(path: str, sheet: str) -> tuple[list[list[Any]], str]:
    """All rows of the sheet as plain values, and the workbook's own properties (docProps/core.xml).

    Raises WorkbookError for what is no safe workbook or has no such sheet.
    """
    properties = _checked(path)
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        if sheet not in book.sheet_names:
            raise WorkbookError(f"found the sheets {', '.join(book.sheet_names)[:200]}, expected one named {sheet}")
        held = book.get_sheet_by_name(sheet)
        if held.total_height > MOST_ROWS:
            raise WorkbookError(f"found {held.total_height:,} rows, expected at most {MOST_ROWS:,}")
        return [[_plain(cell) for cell in row] for row in held.to_python()], properties
    except (python_calamine.CalamineError, OSError, ValueError) as broken:
        raise WorkbookError(f"it cannot be read as a workbook ({type(broken).__name__})") from None


def _plain(cell: Any) -> Any:
    return cell if isinstance(cell, (str, int, float, bool)) else str(cell)


def _checked(path: str) -> str:
    """The properties part, after every part was unpacked once under limits: declared sizes may lie."""
    properties = ""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or len({part.filename for part in parts}) != len(parts):
                raise WorkbookError(f"found {len(parts):,} parts or a name twice")
            left = MOST_UNPACKED_BYTES
            for part in parts:
                left -= _unpacked_bytes(archive, part, min(left, MOST_PART_BYTES))
            if "docProps/core.xml" in archive.namelist():
                with archive.open("docProps/core.xml") as core:
                    properties = core.read(20_000).decode("utf-8", "replace")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as broken:
        raise WorkbookError(f"it cannot be unpacked ({type(broken).__name__})") from None
    return properties


def _unpacked_bytes(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """How much a part unpacks to."""
    total = 0
    with archive.open(part) as stream:
        while step := stream.read(_STEP_BYTES):
            total += len(step)
            is_bomb = total > SMALL_PART_BYTES and total > MOST_RATIO * max(1, part.compress_size)
            if total > most or is_bomb:
                raise WorkbookError(f"part {part.filename[:80]} unpacks to more than a sheet can need")
    return total
