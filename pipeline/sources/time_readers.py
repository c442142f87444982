"""Times from ISO 8601 text to whole microseconds since 1970 in UTC, with a remark where no offset was written."""

import datetime as dt
import re
from typing import Any

from pipeline.sources.column_readers import Reader, noted, reader
from pipeline.sources.faults import BadValue, excerpt
from pipeline.sources.plain_values import Value
from pipeline.sources.remarks import TIME_WITHOUT_OFFSET

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
# What ISO 8601 allows beyond this (weeks, ordinal days, 20261118) is more often an id than a time.
_TIME = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<clock>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(?P<offset>[Zz]|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)
_EARLIEST = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)
_LATEST = dt.datetime(2200, 1, 1, tzinfo=dt.UTC)


def microseconds(moment: dt.datetime) -> int:
    """Whole microseconds from 1970-01-01 UTC to the moment, which must carry an offset."""
    return (moment - EPOCH) // _MICROSECOND


def midnight(day: dt.date) -> dt.datetime:
    """The first moment of the day in UTC."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def time_reader(earliest: dt.datetime = _EARLIEST, latest: dt.datetime = _LATEST) -> Reader:
    """Times within the bounds. Without an offset they are read as UTC, with a remark."""

    def read(value: Value) -> Any:
        moment, has_offset = _moment(value)
        if not earliest <= moment <= latest:
            window = f"{earliest:%Y-%m-%d} to {latest:%Y-%m-%d}"
            says = f"found {excerpt(value)}, expected a time from {window}; check the clock"
            raise BadValue("out_of_range", says)
        return noted(microseconds(moment), **{TIME_WITHOUT_OFFSET: not has_offset})

    return reader(read)


def day_reader() -> Reader:
    """Days (or times) whose missing offset means nothing; they begin at 00:00 UTC."""

    def read(value: Value) -> int:
        moment, _ = _moment(value)
        if not _EARLIEST <= moment <= _LATEST:
            raise BadValue("out_of_range", f"found {excerpt(value)}, expected a day from 1900 to 2199")
        return microseconds(moment)

    return reader(read)


def _moment(value: Value) -> tuple[dt.datetime, bool]:
    found = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        says = f"found {excerpt(value)}, expected ISO 8601 such as 2026-11-18T09:30:00+08:00; or map an epoch"
        raise BadValue("unreadable", says)
    clock, offset = found["clock"] or "00:00", found["offset"] or "Z"
    try:
        moment = dt.datetime.fromisoformat(f"{found['day']}T{clock}{offset.upper()}")
        return moment.astimezone(dt.UTC), found["offset"] is not None
    except (ValueError, OverflowError) as wrong:
        raise BadValue("unreadable", f"found {excerpt(value)}, which is no moment ({wrong})") from wrong
