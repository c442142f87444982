"""One run a night at a time, over all machines: a small file in the store that its holder renews.

A store frees no lock when its holder dies, as an operating system does. So a holder says each minute that it is alive;
one that was silent for ten minutes, or whose place on this very machine is free again, counts as dead.
"""

import json
import os
import platform
import secrets
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from pipeline.errors import WorldError
from pipeline.remote.store import Store

LOCKS = "locks"
_RENEWED_EVERY_S = 60.0
# Ten signs of life missed; clocks of two machines may differ by minutes.
_SILENT_TOO_LONG = timedelta(minutes=10)


class Lease:
    """The lock `name` in a store, for this process.

    `place` names this process's place in this machine's cache, and `is_free` says whether a place is held by nobody.
    """

    def __init__(self, store: Store, name: str, place: str, is_free: Callable[[str], bool]) -> None:
        self._store, self._name, self._place, self._is_free = store, name, place, is_free
        self._file = f"{LOCKS}/{name}.lease.json"
        self._token = secrets.token_hex(16)
        self._since = _now()
        self._writing = threading.Lock()  # a file that is being renewed must not look lost

    def take(self) -> None:
        """Raises WorldError naming the holder when the lock is taken by a run that is alive."""
        holder = self._holder()
        if holder is not None:
            if not self._is_dead(holder):
                raise self._taken(holder)
            self._store.remove(self._file)
        self._create()

    def renew(self) -> None:
        """Says that the holder is alive."""
        with self._writing:
            if self._is_held():
                self._store.write(self._file, self._told())

    def release(self) -> None:
        """Frees the lock, unless another run has taken it meanwhile."""
        if self._is_held():
            self._store.remove(self._file)

    def check(self) -> None:
        """Raises WorldError when the lock is no longer ours: this process was silent too long, and another took it."""
        with self._writing:
            is_held = self._is_held()
        if not is_held:
            raise WorldError(
                f"{self._name}: {self._store.shown}/{self._file} is no longer ours, another run holds the night "
                f"({_who(self._holder())}); nothing was given back. Run the command again when it has ended."
            )

    def _create(self) -> None:
        try:
            self._store.create(self._file, self._told())
        except WorldError:
            holder = self._holder()
            if holder is None:
                raise  # the store took no file at all
            if holder.get("token") != self._token:
                raise self._taken(holder) from None
        # Where a store cannot create in one step, two may believe they did: the last to write is who is read.
        if not self._is_held():
            raise self._taken(self._holder() or {})

    def _is_held(self) -> bool:
        return (self._holder() or {}).get("token") == self._token

    def _holder(self) -> dict[str, Any] | None:
        content = self._store.read(self._file)
        if content is None:
            return None
        try:
            told = json.loads(content)
        except ValueError:
            told = None
        return told if isinstance(told, dict) else {}

    def _is_dead(self, holder: dict[str, Any]) -> bool:
        place = str(holder.get("place", ""))
        if place == self._place or self._is_free(place):
            return True
        try:
            return _now() - datetime.fromisoformat(str(holder.get("alive_at"))) > _SILENT_TOO_LONG
        except (ValueError, TypeError):
            return False  # not ours to judge: a person removes it

    def _taken(self, holder: dict[str, Any]) -> WorldError:
        return WorldError(
            f"{self._name}: another run holds the lock ({_who(holder)}). Wait for it to end, or stop it; the lock of a dead "
            f"run is free after {_SILENT_TOO_LONG.seconds // 60} minutes, or when {self._store.shown}/{self._file} is removed."
        )

    def _told(self) -> bytes:
        told = {"token": self._token, "pid": os.getpid(), "host": platform.node(), "place": self._place}
        times = {"since": self._since.isoformat(timespec="seconds"), "alive_at": _now().isoformat(timespec="seconds")}
        return json.dumps(told | times).encode()


@contextmanager
def leases(
    store: Store, names: Sequence[str], place: str, is_free: Callable[[str], bool]
) -> Iterator[Callable[[], None]]:
    """Holds every lock while the block runs, and gives what raises WorldError when one of them was lost.

    Raises WorldError naming the holder when one is taken; then none is held.
    """
    held: list[Lease] = []
    is_over = threading.Event()
    renewing = threading.Thread(target=_renew_until, args=(is_over, held), name="leases", daemon=True)
    try:
        for name in names:
            one = Lease(store, name, place, is_free)
            one.take()
            held.append(one)
        renewing.start()
        yield lambda: _check_all(held)
    finally:
        is_over.set()
        if renewing.ident is not None:
            renewing.join()
        _release_all(held)


def _check_all(held: Sequence[Lease]) -> None:
    for one in held:
        one.check()


def _release_all(held: Sequence[Lease]) -> None:
    is_failing = sys.exc_info()[0] is not None
    for one in held:
        try:
            one.release()
        except WorldError:
            # What went wrong first is what is told; this lock is free in ten minutes.
            if not is_failing:
                raise


def _renew_until(is_over: threading.Event, held: Sequence[Lease]) -> None:
    while not is_over.wait(_RENEWED_EVERY_S):
        for one in held:
            try:
                one.renew()
            except WorldError:
                continue  # a store that is away for a minute; `check` asks again before anything is given back


def _now() -> datetime:
    return datetime.now(UTC)


def _who(holder: dict[str, Any] | None) -> str:
    if not holder or "since" not in holder:
        return "it does not say who"
    return f"process {holder.get('pid')} on {holder.get('host')} since {holder['since']}"
