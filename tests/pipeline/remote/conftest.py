"""Stores to mirror: fsspec's own in memory, and ones that break off, list hostile names, or tell what was done to them."""

import itertools
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem
from fsspec.registry import register_implementation

from pipeline.remote.mirror import Mirror
from pipeline.remote.mirror_index import MirrorIndex
from pipeline.remote.store import Store

_numbers = itertools.count()


class TellingStore(MemoryFileSystem):
    """A store in memory that keeps what was done to it and refuses what `breaks` says."""

    protocol = "telling"
    done: list[tuple[str, str]] = []
    breaks = staticmethod(lambda kind, path: False)
    extra_names: list[str] = []

    def _do(self, kind, path):
        path = path.partition("://")[2] or path
        if type(self).breaks(kind, path):
            raise ConnectionError(f"cut off at {path}")
        type(self).done.append((kind, path))

    def get_file(self, rpath, lpath, **kwargs):
        self._do("get", rpath)
        return super().get_file(rpath, lpath, **kwargs)

    def put_file(self, lpath, rpath, **kwargs):
        self._do("put", rpath)
        return super().put_file(lpath, rpath, **kwargs)

    def cp_file(self, path1, path2, **kwargs):
        self._do("copy", path2)
        return super().cp_file(path1, path2, **kwargs)

    def rm_file(self, path):
        self._do("remove", path)
        return super().rm_file(path)

    def find(self, path, **kwargs):
        found = super().find(path, **kwargs)
        return found | {f"{path}/{name}": {"size": 4, "type": "file", "name": name} for name in type(self).extra_names}


register_implementation("telling", TellingStore, clobber=True)


@pytest.fixture
def telling():
    """The class of `telling://` stores, as new."""
    TellingStore.done, TellingStore.extra_names = [], []
    TellingStore.breaks = staticmethod(lambda kind, path: False)
    yield TellingStore
    TellingStore.breaks = staticmethod(lambda kind, path: False)


@pytest.fixture
def store(telling) -> Store:
    """An empty store of its own."""
    return new_store()


@pytest.fixture
def mirror(store, tmp_path) -> Mirror:
    return mirror_of(store, tmp_path / "slot")


def new_store() -> Store:
    return Store("--data", f"telling://bucket{next(_numbers)}/data")


def mirror_of(store: Store, slot: Path) -> Mirror:
    """The mirror as a new process finds it."""
    slot.mkdir(exist_ok=True)
    return Mirror(store, slot / "files", MirrorIndex(slot / "index.json"))


def fill(store: Store, files: dict[str, str]) -> None:
    for name, content in files.items():
        store.write(name, content.encode())


def content_of(store: Store) -> dict[str, str]:
    return {name: (store.read(name) or b"").decode() for name in store.files()}


def content_in(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def lay_down(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
