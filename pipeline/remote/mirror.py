"""A local folder that holds what a command needs of a store's folder, and what the command did to it."""

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, WorldError
from pipeline.remote.mirror_index import HALF_FETCHED, KEPT_HERE, MirrorIndex, held, stays_where_it_is
from pipeline.remote.plain_names import fault_of, without_clashes
from pipeline.remote.store import Store, Stored

# Stores answer in tens of milliseconds whatever the size: small files wait for the answer, not for the wire.
TRANSFERS_AT_ONCE = 16


@dataclass
class Changes:
    """What a command did: files whose bytes differ from the store's, by name, and names that are gone."""

    written: dict[str, Path] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.written or self.gone)


class Mirror:
    """The folder `folder` of this machine stands for a store's. It holds what the last command needed, nothing else.

    `stored` is what the store listed when it was brought in; `left_out` says why names of the store are not taken.
    `takes_all`: hidden files and all others are somebody's input; else they are what a run left half done.
    """

    def __init__(self, store: Store, folder: Path, index: MirrorIndex, *, takes_all: bool = False) -> None:
        self.store, self.folder, self.index, self.takes_all = store, folder, index, takes_all
        self.stored: dict[str, Stored] = {}
        self.left_out: dict[str, str] = {}
        self.fetched: list[str] = []
        self._before: set[str] = set()

    def bring_in(self, parts: Sequence[str], wanted: Callable[[str], bool], folders: Iterable[str] = ()) -> None:
        """Makes the mirror hold the wanted files of the given parts of the store, as they are there now.

        Files that are not wanted leave their folders behind, empty, as `folders` are: what is there can be seen.
        Raises WorldError when the store breaks off; what had arrived by then is whole and not fetched again.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.stored = self.listed(parts)
        needed = {name: stored for name, stored in self.stored.items() if wanted(name)}
        for name, path in self.held().items():
            if name not in needed:
                path.unlink()
        shown = {*folders, *(parent for name in (*self.stored, *folders) for parent in _parents(name))}
        _remove_empty(self.folder, shown)
        try:
            self._fetch(needed)
        finally:
            self._before = set(self.held())
            self.index.keep(self._before)
        for name in shown:
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def bring_more(self, name: str) -> None:
        """Brings in one more file of the store, or all of one more folder."""
        if fault_of(name) is not None:
            return
        found = self.listed([name])
        self._fetch(found)
        self.stored |= found
        self._before |= set(found)
        self.index.keep(set(self.held()))

    def listed(self, parts: Sequence[str]) -> dict[str, Stored]:
        """What the store holds of the given parts and may lie here, by name."""
        found: dict[str, Stored] = {}
        for files in at_once(self.store.files, parts):
            found |= files
        # A name that ends in a slash is a store's way to show a folder.
        found = {name: stored for name, stored in found.items() if not name.endswith("/") and self._travels(name)}
        self.left_out |= {name: fault for name in found if (fault := fault_of(name)) is not None}
        plain = sorted(name for name in found if fault_of(name) is None)
        taken = without_clashes(plain)
        self.left_out |= dict.fromkeys(set(plain).difference(taken), "a folder of the same name")
        return {name: found[name] for name in taken}

    def held(self) -> dict[str, Path]:
        """The files that lie here and stand for the store's, by name."""
        return held(self.folder, takes_all=self.takes_all)

    def changes(self) -> Changes:
        """What differs from the store as it was brought in."""
        here = self.held()
        touched = {name: path for name, path in here.items() if not self.index.is_untouched(name, path)}
        written = {
            name: path
            for name, path in touched.items()
            if name not in self.stored or not self.index.holds_the_same(name, path)
        }
        # A folder that was here, and is not any more, took with it what was never fetched.
        missing = [name for name in self.stored if name not in here]
        gone = [name for name in missing if name in self._before or not (self.folder / name).parent.is_dir()]
        return Changes(written, sorted(gone))

    def note_given_back(self, changes: Changes) -> None:
        """The store now holds what lies here."""
        self.stored = self.listed([""] if not changes.written else sorted({_top(name) for name in changes.written}))
        for name, path in changes.written.items():
            if name in self.stored and self.stored[name].size == path.stat().st_size:
                self.index.note(name, self.stored[name], path)
        self.index.keep(set(self.held()))

    def _travels(self, name: str) -> bool:
        return self.takes_all or fault_of(name) is not None or not stays_where_it_is(name)

    def _fetch(self, needed: dict[str, Stored]) -> None:
        lacking = [name for name, stored in needed.items() if not self.index.is_fresh(name, stored, self.folder / name)]
        at_once(lambda name: self._fetch_one(name, needed[name]), sorted(lacking))

    def _fetch_one(self, name: str, stored: Stored) -> None:
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=HALF_FETCHED, dir=target.parent)
        os.close(handle)
        try:
            self.store.get(name, Path(temporary))
            found = os.path.getsize(temporary)
            if found != stored.size:
                raise WorldError(
                    f"{self.store.option}: {self.store.shown}/{name}: found {found} bytes, expected the {stored.size} that "
                    "were listed: it was changed meanwhile or cut off. Run the command again."
                )
            os.chmod(temporary, 0o644)
            os.replace(temporary, target)
        finally:
            Path(temporary).unlink(missing_ok=True)
        self.index.note(name, stored, target)
        self.fetched.append(name)


def refuse_nothing(mirror: Mirror, expected: str) -> None:
    """Raises InputError when the store holds nothing at the address."""
    if not mirror.stored and not any(mirror.folder.iterdir()):
        store = mirror.store
        raise InputError(f"{store.option}: {store.shown}: found nothing there, expected {expected}. Check the address.")


def at_once(do: Callable[[Any], Any], jobs: Sequence[Any]) -> list[Any]:
    """Does all jobs, some at once, and gives their answers in order; the first failure ends the rest and is raised."""
    if not jobs:
        return []
    with ThreadPoolExecutor(min(TRANSFERS_AT_ONCE, len(jobs))) as pool:
        futures = [pool.submit(do, job) for job in jobs]
        done, rest = wait(futures, return_when=FIRST_EXCEPTION)
        for future in rest:
            future.cancel()
        failed = [future for future in futures if future in done and future.exception() is not None]
        return [future.result() for future in (failed or futures)]


def _top(name: str) -> str:
    return name.partition("/")[0]


def _parents(name: str) -> list[str]:
    return [name[:place] for place, letter in enumerate(name) if letter == "/"]


def _remove_empty(folder: Path, kept: set[str]) -> None:
    """Removes folders that hold nothing and stand for nothing in the store, and half-fetched files of a killed run."""
    for here, _, names in os.walk(folder, topdown=False):
        below = os.path.relpath(here, folder)
        for name in names:
            if name.startswith(HALF_FETCHED):
                Path(here, name).unlink()
        if below == "." or below.split("/")[0] in KEPT_HERE or below in kept:
            continue
        if not os.listdir(here):
            os.rmdir(here)
