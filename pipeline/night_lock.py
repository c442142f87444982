"""One run a night at a time: the second run is told who holds the night, and stops."""

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import WorldError


@contextmanager
def hold(data: Path, name: str) -> Iterator[None]:
    """Holds the lock `name` under DATA/locks while the block runs.

    The operating system frees it when the holder dies, so a killed run never blocks the next.
    Raises WorldError (exit 3) naming the holder when it is taken.
    """
    folder = data / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    holder = folder / f"{name}.holder.json"
    lock = FileLock(folder / f"{name}.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as taken:
        raise WorldError(
            f"{name}: another run holds the lock ({_who(holder)}). Wait for it to end, or stop it; a dead run frees its lock."
        ) from taken
    try:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        holder.write_text(json.dumps({"pid": os.getpid(), "host": platform.node(), "since": since}), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _who(holder: Path) -> str:
    try:
        told = json.loads(holder.read_text(encoding="utf-8"))
        return f"process {told['pid']} on {told['host']} since {told['since']}"
    except (OSError, ValueError, KeyError):
        return "it has just started"
