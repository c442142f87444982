"""Costly results kept by content: one sqlite file a signal, shared by any number of processes.

A cache may be wrong in any way without harm: every entry carries a checksum over its key and value, a broken entry
is taken for absent, and a broken file is started anew. Both are counted, so that a dying disk shows.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock

_CHECKSUM_BYTES = 8
# Below the 999 variables that every sqlite allows.
_KEYS_AT_ONCE = 900
_WAIT_FOR_WRITER_S = 60.0
_IO_SHORT_READ = 522
_BROKEN_FILE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, _IO_SHORT_READ}
_TABLE = "CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, value BLOB NOT NULL)"


class SignalCache:
    """Bytes by content hash for one signal. `signal_id` names what is stored: another id is another cache.

    Keys are sha256 digests (32 bytes). `dropped_entries` and `dropped_files` count what was found broken.
    """

    def __init__(self, folder: Path, signal_id: str) -> None:
        # The hash keeps two ids apart that look alike as file names.
        plain = "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in signal_id)[:60]
        short = hashlib.sha256(signal_id.encode()).hexdigest()[:12]
        self.path = Path(folder) / f"{plain}-{short}.sqlite"
        self.dropped_entries = 0
        self.dropped_files = 0
        self._open_connection: sqlite3.Connection | None = None

    def get_many(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Key → value of those that are stored whole."""
        wanted = sorted(set(keys))
        found: dict[bytes, bytes] = {}
        for some in _slices(wanted):
            question = f"SELECT key, value FROM entries WHERE key IN ({','.join('?' * len(some))})"
            found.update(self._sound(self._ask(question, some)))
        return found

    def put_many(self, values: Mapping[bytes, bytes]) -> None:
        """Stores the values, over older ones, in one transaction."""
        rows = [(key, _checksum(key, value) + value) for key, value in sorted(values.items())]
        with self._kept_open() as connection, connection:
            connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?)", rows)

    def forget(self, keys: Iterable[bytes]) -> None:
        """Removes entries and overwrites their bytes in the file: what must be forgotten is gone."""
        with self._kept_open() as connection:
            with connection:
                connection.executemany("DELETE FROM entries WHERE key = ?", [(key,) for key in sorted(set(keys))])
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        if self._open_connection is not None:
            self._open_connection.close()
            self._open_connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _sound(self, rows: Sequence[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
        for key, stored in rows:
            value = stored[_CHECKSUM_BYTES:]
            if stored[:_CHECKSUM_BYTES] == _checksum(key, value):
                yield key, value
            else:
                self.dropped_entries += 1

    def _ask(self, question: str, values: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
        with self._kept_open() as connection:
            return connection.execute(question, values).fetchall()
        return []

    @contextmanager
    def _kept_open(self) -> Iterator[sqlite3.Connection]:
        """The connection; when the file proves broken it is started anew and the work in hand counts as done."""
        try:
            yield self._connection()
        except sqlite3.DatabaseError as error:
            if not _is_broken_file(error):
                raise
            self._start_anew()

    def _connection(self) -> sqlite3.Connection:
        if self._open_connection is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._open_connection = _connect(self.path)
            except sqlite3.DatabaseError as error:
                if not _is_broken_file(error):
                    raise
                self._start_anew()
                self._open_connection = _connect(self.path)
        return self._open_connection

    def _start_anew(self) -> None:
        self.close()
        self.dropped_files += 1
        with FileLock(f"{self.path}.lock"):
            if _is_readable(self.path):
                return  # another process was quicker
            # The log goes first: beside a new file it would be replayed into it.
            for part in ("-wal", "-shm", ""):
                Path(f"{self.path}{part}").unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT_FOR_WRITER_S)
    try:
        connection.execute("PRAGMA journal_mode = WAL").fetchall()
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(_TABLE)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _is_readable(path: Path) -> bool:
    try:
        connection = _connect(path)
    except sqlite3.DatabaseError:
        return False
    try:
        return connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()


def _is_broken_file(error: sqlite3.DatabaseError) -> bool:
    # A locked file or a full disk is not a broken one: those are raised.
    code = getattr(error, "sqlite_errorcode", None)
    return code in _BROKEN_FILE or (code is not None and code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))


def _checksum(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(key + value, digest_size=_CHECKSUM_BYTES).digest()


def _slices(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for first in range(0, len(keys), _KEYS_AT_ONCE):
        yield keys[first : first + _KEYS_AT_ONCE]
