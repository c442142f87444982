"""Retention: what DATA keeps of old nights, listings and sellers named in them included, is deleted on request."""

import re
import shutil
from datetime import date
from pathlib import Path

from features.signals.photo_text import TEXT_SIGNAL
from pipeline.errors import InputError

_DATED = {
    "runs": re.compile(r"^(\d{4}-\d{2}-\d{2})$"),
    "work": re.compile(r"^(\d{4}-\d{2}-\d{2})$"),
    "sightings": re.compile(r"^(\d{4}-\d{2}-\d{2})\.parquet$"),
    "feature_log": re.compile(r"^snapshot_date=(\d{4}-\d{2}-\d{2})\.parquet$"),
}


def forget_before(data: Path, day: date) -> str:
    """Deletes every dated folder and file under DATA of nights before `day`, and says how many.

    Caches of hashes of photos and of numbers computed from titles are not dated and stay. What was read in photos may
    be somebody's telephone number, so that cache goes whole. The training set drawn from forgotten nights goes with them.
    """
    if not data.is_dir():
        raise InputError(f"--data: {data} is not a folder")
    gone = 0
    for kind, pattern in _DATED.items():
        for path in sorted((data / kind).glob("*")):
            found = pattern.match(path.name)
            if found and date.fromisoformat(found[1]) < day:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                gone += 1
    for path in sorted((data / "cache").glob(f"{TEXT_SIGNAL}-*")):
        path.unlink()
    if gone:
        shutil.rmtree(data / "training", ignore_errors=True)
    return f"forgotten: {gone} dated folders and files of nights before {day}, and the training set if drawn from them"
