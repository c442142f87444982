"""`_SUCCESS`: how many listings a snapshot says it has, so that half a dump is never taken for a quiet night."""

from pathlib import Path

from pipeline.sources.faults import RecordFault, excerpt
from pipeline.sources.guarded_json import parse_json
from pipeline.sources.regular_files import FileRefused, open_regular

FILE_NAME = "_SUCCESS"
_LARGEST_BYTES = 65_536
_DEEPEST = 8
_COUNT = "listings"


def promised_listings(folder: Path) -> int | None:
    """The number of listing records promised, or None without the file. Raises RecordFault when it is malformed."""
    try:
        with open_regular(folder, (FILE_NAME,)) as file:
            data = file.read(_LARGEST_BYTES)
    except FileRefused as refused:
        if refused.code == "missing":
            return None
        raise RecordFault("success_malformed", f"{FILE_NAME}: {refused.says}") from refused
    return _count(data)


def _count(data: bytes) -> int:
    expected = f'expected JSON such as {{"{_COUNT}": 1200}}; have the dump write it last, or leave it out'
    if not data.strip():
        # Some cluster engines leave an empty file of this name: no count to hold the dump to.
        raise RecordFault("success_malformed", f"{FILE_NAME}: found an empty file, {expected}")
    try:
        found = parse_json(data.strip(), _DEEPEST)
    except RecordFault as wrong:
        raise RecordFault("success_malformed", f"{FILE_NAME}: {wrong.fault.says}; {expected}") from wrong
    number = found.get(_COUNT) if isinstance(found, dict) else None
    if not isinstance(number, str) or not number.isascii() or not number.isdigit() or len(number) > 15:
        raise RecordFault("success_malformed", f"{FILE_NAME}: found {excerpt(found)}, {expected}")
    return int(number)
