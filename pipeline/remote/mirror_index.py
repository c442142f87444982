"""What is known of the files of a mirror: which version of the store's file each is, and what it held then."""

import json
import os
from pathlib import Path
from typing import NamedTuple

from pipeline.datasets.dataset import sha256_of, write_bytes
from pipeline.remote.plain_names import is_hidden
from pipeline.remote.store import Stored

# Folders of DATA that never travel: the cache is worth only what it costs to fill it, locks are this machine's.
KEPT_HERE = ("cache", "locks")
HALF_FETCHED = ".fetching."


class Known(NamedTuple):
    """A file that was the same here and in the store: as the store had it, and as it lay here."""

    identity: str
    size: int
    mtime_ns: int
    sha256: str


class MirrorIndex:
    """`Known` by name, kept in a file. One that is broken or lost only costs fetching again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, Known] = {}
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            self._known = {name: _known(*known) for name, known in told.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            self._known = {}

    def note(self, name: str, stored: Stored, path: Path) -> None:
        """The file at `path` is the store's file, now."""
        state = path.stat()
        self._known[name] = Known(stored.identity, state.st_size, state.st_mtime_ns, sha256_of(path))

    def is_fresh(self, name: str, stored: Stored, path: Path) -> bool:
        """True when the file at `path` is still what the store has."""
        known = self._known.get(name)
        return known is not None and known.identity == stored.identity and self.is_untouched(name, path)

    def is_untouched(self, name: str, path: Path) -> bool:
        """True when the file at `path` was not written since it was noted."""
        known = self._known.get(name)
        if known is None or not path.is_file():
            return False
        state = path.stat()
        return (known.size, known.mtime_ns) == (state.st_size, state.st_mtime_ns)

    def holds_the_same(self, name: str, path: Path) -> bool:
        """True when the file at `path` has the bytes that were noted, whenever it was written."""
        known = self._known.get(name)
        return known is not None and known.size == path.stat().st_size and known.sha256 == sha256_of(path)

    def keep(self, names: set[str]) -> None:
        """Forgets all other names and writes the index."""
        self._known = {name: known for name, known in sorted(self._known.items()) if name in names}
        write_bytes(self._path, json.dumps(self._known, ensure_ascii=False).encode())


def _known(identity: str, size: int, mtime_ns: int, sha256: str) -> Known:
    return Known(str(identity), int(size), int(mtime_ns), str(sha256))


def held(folder: Path, *, takes_all: bool = False) -> dict[str, Path]:
    """Every file that lies in a mirror, by name, but links, what is half fetched and what stays on this machine."""
    found = {}
    for here, _, names in os.walk(folder):
        for path in (Path(here, name) for name in names if not name.startswith(HALF_FETCHED)):
            name = path.relative_to(folder).as_posix()
            if not path.is_symlink() and (takes_all or not stays_where_it_is(name)):
                found[name] = path
    return found


def stays_where_it_is(name: str) -> bool:
    """True for files of DATA and MODELS that never travel: caches, locks, and what is hidden because it is half done."""
    return name.partition("/")[0] in KEPT_HERE or is_hidden(name)
