"""A filled workbook as rows, read in a process that is killed when it takes too long or too much memory."""

import re
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from pipeline.errors import InputError
from pipeline.report.decision_records import RowsOfFile
from pipeline.report.listing_rows import COLUMNS
from pipeline.report.sheet_cells import WorkbookError, limit_memory, read_cells
from pipeline.report.workbook import SHEET

SECONDS = 60.0  # a queue of 500 rows with photos takes one
MOST_PROBLEMS_SAID = 10
_SAVED = re.compile(r"<dcterms:modified[^>]*>([^<]{10,40})</dcterms:modified>")
_CREATED = re.compile(r"<dcterms:created[^>]*>([^<]{10,40})</dcterms:created>")
_NAMES = {column.heading: column.name for column in COLUMNS}


class DecisionSheetError(InputError):
    """A file of verdicts is refused as a whole; `problems` holds every one found, the message the first ten."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        self.problems = problems
        said = problems[:MOST_PROBLEMS_SAID]
        more = [f"(+{len(problems) - len(said)} more)"] if len(problems) > len(said) else []
        super().__init__("\n".join([f"{path.name}: nothing was taken.", *said, *more]))


def rows_of_workbook(path: Path) -> RowsOfFile:
    """The rows of the sheet `Suspects`, by column name. Raises DecisionSheetError for an unsafe or broken workbook."""
    cells, properties = _read_in_a_process(path)
    if not cells:
        raise DecisionSheetError(path, [f"the sheet {SHEET} is empty"])
    names = [_NAMES.get(str(head), str(head)) for head in cells[0]]
    rows = [(at, dict(zip(names, row, strict=False))) for at, row in enumerate(cells[1:], start=2)]
    return RowsOfFile(names, rows, _saved_at(properties))


def _read_in_a_process(path: Path) -> tuple[list[list[object]], str]:
    from pebble import ProcessExpired, ProcessPool

    with ProcessPool(max_workers=1, initializer=limit_memory, context=get_context("spawn")) as pool:
        future = pool.schedule(read_cells, args=(str(path), SHEET), timeout=SECONDS)
        try:
            return future.result()
        except WorkbookError as unsafe:
            raise DecisionSheetError(path, [f"{unsafe}; give the workbook as the report made it"]) from None
        except TimeoutError:
            raise DecisionSheetError(path, [f"reading took longer than {SECONDS:.0f} seconds"]) from None
        except (BrokenProcessPool, ProcessExpired, MemoryError):
            raise DecisionSheetError(
                path, ["reading ended early: it needed more memory than a sheet can need"]
            ) from None


def _saved_at(properties: str) -> datetime | None:
    """When a spreadsheet program saved it; None for one that nobody saved since the report made it."""
    saved, created = _SAVED.search(properties), _CREATED.search(properties)
    if saved is None or (created is not None and created.group(1) == saved.group(1)):
        return None
    try:
        moment = datetime.fromisoformat(saved.group(1).strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
