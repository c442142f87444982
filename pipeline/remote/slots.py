"""Where mirrors lie on this machine: a place of its own for each process that works on an address at the same time."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import WorldError
from pipeline.remote.addresses import shown

CACHE_VARIABLE = "TOUCHSTONE_CACHE"
# Processes on one address at one time; each has a copy of its own, as one must not clear away what another reads.
_MOST_SLOTS = 64
_PLACE = re.compile(r"([0-9a-f]{16}):([A-Za-z0-9._-]+)/(\d{1,3})")


@dataclass(frozen=True)
class Slot:
    """A place that this process holds: `files` mirrors the address, `index` tells what is known of them.

    `shared` is one folder for all places of the address; `name` tells this place from all others of all machines.
    """

    folder: Path
    shared: Path
    name: str

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def index(self) -> Path:
        return self.folder / "index.json"


def cache_folder() -> Path:
    """$TOUCHSTONE_CACHE, else `touchstone` in the user's cache folder."""
    given = os.environ.get(CACHE_VARIABLE)
    if given:
        return Path(given).absolute()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "touchstone"


@contextmanager
def slot_for(option: str, address: str) -> Iterator[Slot]:
    """The first free place of the address, held while the block runs. Raises WorldError when none can be had."""
    folder = cache_folder() / _key(option, address)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock, number = _first_free(folder)
        (folder / str(number)).mkdir(exist_ok=True)
        name = f"{_machine(cache_folder())}:{folder.name}/{number}"
    except OSError as refused:
        raise WorldError(
            f"{option}: {folder} cannot be written ({refused.strerror}), expected a folder for what {shown(address)} holds. "
            f"Make room, or name another in ${CACHE_VARIABLE}."
        ) from refused
    try:
        yield Slot(folder / str(number), folder / "shared", name)
    finally:
        lock.release()


def is_free(place: str) -> bool:
    """True when a place of this machine is held by no process; of other machines nothing is known, so False."""
    found = _PLACE.fullmatch(place)
    if found is None or found[1] != _machine(cache_folder()):
        return False
    path = cache_folder() / found[2] / f"{found[3]}.lock"
    if not path.is_file():
        return True
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        return False
    lock.release()
    return True


def _first_free(folder: Path) -> tuple[FileLock, int]:
    for number in range(_MOST_SLOTS):
        lock = FileLock(folder / f"{number}.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            continue
        return lock, number
    raise WorldError(f"{folder}: {_MOST_SLOTS} processes work on this address already. Wait for one to end.")


def _key(option: str, address: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9]+", "-", shown(address)).strip("-")[:60]
    return f"{plain}-{hashlib.sha256(f'{option} {shown(address)}'.encode()).hexdigest()[:12]}"


def _machine(cache: Path) -> str:
    """A name for this cache folder, made on first use: two processes with the same name see the same locks."""
    path = cache / "name"
    try:
        with open(path, "x", encoding="ascii") as file:
            file.write(secrets.token_hex(8))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
