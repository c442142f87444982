"""A folder of a store, seen through fsspec: listed, read and written by names relative to it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, TouchstoneError, WorldError
from pipeline.remote.addresses import shown, without_secrets

# Extras of this project by protocol; for other stores fsspec names the package.
_EXTRAS = {"s3": "s3", "s3a": "s3"}
_LOCAL = ("file", "local")
# In this order, the first that a store gives; times only where it has no mark of the content.
_CONTENT_MARKS = ("ETag", "etag", "md5Hash", "content_md5", "checksum")
_TIME_MARKS = ("mtime", "LastModified", "last_modified", "updated", "modified", "created")


@dataclass(frozen=True)
class Stored:
    """What a store says of a file: `identity` changes whenever the file is written."""

    size: int
    identity: str


class Store:
    """A folder behind an address. Raises InputError when there is no way to it, WorldError when the store refuses."""

    def __init__(self, option: str, address: str) -> None:
        self.option, self.address, self.shown = option, address, shown(address)
        self.fs, root = _opened(option, address)
        self.root = root.rstrip("/")
        if not self.root:
            raise InputError(f"{option}: found {self.shown}, expected an address with a bucket or folder in it")

    def path(self, name: str) -> str:
        return f"{self.root}/{name}" if name else self.root

    def files(self, below: str = "") -> dict[str, Stored]:
        """Every file below a folder of this one (or the file of that name), by name; none when there is none."""
        with self._told(below, "listed"):
            self.fs.invalidate_cache()
            if self._is_local:
                return self._local_files(below)
            whole = self.path(below)
            try:
                found = self.fs.find(whole, detail=True)
                if list(found) == [whole]:  # one file: asked for alone, some stores tell its time in another form
                    listed = self.fs.ls(whole.rpartition("/")[0], detail=True)
                    found = {info["name"]: info for info in listed if info["name"] == whole}
            except FileNotFoundError:
                return {}
            return {self._name(path): _stored(info) for path, info in found.items() if info["type"] == "file"}

    def names(self, below: str = "", *, kind: str = "directory") -> list[str]:
        """The names directly in a folder, its folders or (`kind="file"`) its files; none when it is not there."""
        with self._told(below, "listed"):
            self.fs.invalidate_cache()
            try:
                found = self.fs.ls(self.path(below), detail=True)
            except (FileNotFoundError, NotADirectoryError):
                return []
            here = [info for info in found if info["type"] == kind and not info.get("islink")]
            # Some stores list a folder as a file of its own.
            return [name for info in here if (name := _last(info["name"])) and name != _last(self.path(below))]

    def get(self, name: str, target: Path) -> None:
        with self._told(name, "read"):
            self.fs.get_file(self.path(name), str(target))

    def put(self, source: Path, name: str) -> None:
        with self._told(name, "written"):
            self._in_a_folder(name, lambda: self.fs.put_file(str(source), self.path(name)))

    def copy(self, name: str, other: str, *, source: Path) -> None:
        """Copies within the store; sends `source`, the same bytes, again where a store cannot."""
        with self._told(other, "written"):
            try:
                self._in_a_folder(other, lambda: self.fs.cp_file(self.path(name), self.path(other)))
            except NotImplementedError:
                self._in_a_folder(other, lambda: self.fs.put_file(str(source), self.path(other)))

    def remove(self, name: str) -> None:
        """Removes a file; one that is gone already is fine."""
        with self._told(name, "removed"):
            try:
                self.fs.rm_file(self.path(name))
            except FileNotFoundError:
                return

    def remove_folder(self, name: str) -> None:
        """Removes a folder without files, and the one it lies in when it is left empty: most stores keep no empty ones."""
        if not self._is_local:
            return
        below = [here for here, _, _ in os.walk(self.path(name), topdown=False)]
        for here in [*below, self.path(name.rpartition("/")[0])]:
            with suppress(OSError):  # not empty: somebody else's files are in it
                os.rmdir(here)

    def read(self, name: str) -> bytes | None:
        """A small file's bytes, or None when it is not there."""
        with self._told(name, "read"):
            self.fs.invalidate_cache()
            try:
                return bytes(self.fs.cat_file(self.path(name)))
            except FileNotFoundError:
                return None

    def write(self, name: str, content: bytes) -> None:
        with self._told(name, "written"):
            self._in_a_folder(name, lambda: self.fs.pipe_file(self.path(name), content))

    def create(self, name: str, content: bytes) -> None:
        """Writes a small file where there is none, in one step where the store can. Raises WorldError when there is one."""
        with self._told(name, "created"):
            if self._is_local:  # fsspec would look first and write then
                os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
                with open(self.path(name), "xb") as file:
                    file.write(content)
                return
            self._in_a_folder(name, lambda: self.fs.pipe_file(self.path(name), content, mode="create"))

    @property
    def _is_local(self) -> bool:
        protocols = (self.fs.protocol,) if isinstance(self.fs.protocol, str) else self.fs.protocol
        return any(name in _LOCAL for name in protocols)

    def _in_a_folder(self, name: str, write: Callable[[], Any]) -> None:
        try:
            write()
        except FileNotFoundError:  # a store with real folders
            self.fs.makedirs(self.path(name).rpartition("/")[0], exist_ok=True)
            write()

    def _local_files(self, below: str) -> dict[str, Stored]:
        """Regular files over no link: fsspec would follow those that lead out of the folder."""
        start = self.path(below)
        if os.path.isfile(start) and not os.path.islink(start):
            return {below: _stored(self.fs.info(start))}
        found = {}
        for folder, _, names in os.walk(start, followlinks=False):
            for path in (os.path.join(folder, name) for name in names):
                if os.path.isfile(path) and not os.path.islink(path):
                    found[os.path.relpath(path, self.root)] = _stored(self.fs.info(path))
        return found

    def _name(self, path: str) -> str:
        # Kept as it came, slashes and dots too: whether it may be a file here is judged by `plain_names`.
        return path.removeprefix(self.root).removeprefix("/") if path.startswith(f"{self.root}/") else path

    @contextmanager
    def _told(self, name: str, done: str) -> Iterator[None]:
        try:
            yield
        except TouchstoneError:
            raise
        except Exception as refused:  # each store has errors of its own: all of them are the outside world's
            said = without_secrets(f"{type(refused).__name__}: {refused}", self.address)
            where = f"{self.shown}/{name}" if name else self.shown
            raise WorldError(
                f"{self.option}: {where} could not be {done}: found {said}, expected the store to answer. "
                "Check the address, its credentials and the network, then run the command again."
            ) from refused


def _opened(option: str, address: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs

    protocol = address.partition("://")[0]
    if "::" in protocol:
        raise InputError(f"{option}: found {shown(address)}, expected one protocol, as in s3://bucket/folder")
    try:
        # auto_mkdir: local folders are made as stores make them, by writing into them.
        fs, root = url_to_fs(address, **({"auto_mkdir": True} if protocol in _LOCAL else {}))
    except ImportError as missing:
        extra = f': pip install "touchstone[{_EXTRAS[protocol]}]"' if protocol in _EXTRAS else f" ({missing})"
        raise InputError(
            f"{option}: {shown(address)} needs a package that is not installed{extra}; then run the command again"
        ) from missing
    except ValueError as unknown:
        said = without_secrets(str(unknown), address)
        raise InputError(
            f"{option}: found {shown(address)} ({said}), expected a local folder or an address that fsspec knows"
        ) from unknown
    except Exception as refused:  # some stores are called while they are opened
        said = without_secrets(f"{type(refused).__name__}: {refused}", address)
        raise WorldError(
            f"{option}: {shown(address)} could not be opened: found {said}. Check address and network."
        ) from refused
    return fs, str(root)


def _stored(info: dict[str, Any]) -> Stored:
    size = int(info.get("size") or 0)
    marks = [str(info[name]).strip('"') for name in _CONTENT_MARKS if info.get(name)][:1]
    marks = marks or [str(info[name]) for name in _TIME_MARKS if info.get(name) is not None][:1]
    return Stored(size, " ".join([str(size), *marks]))


def _last(path: str) -> str:
    return str(path).rstrip("/").rpartition("/")[2]
