"""Opening files that others laid down: regular files only, no link followed, nothing outside its folder."""

import errno
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: opening a FIFO without a writer would wait for ever.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class FileRefused(Exception):
    """A file that is not opened; `code` is missing, link, not_regular, outside or unreadable."""

    def __init__(self, code: str, says: str) -> None:
        super().__init__(says)
        self.code = code
        self.says = says


def open_regular(folder: Path, parts: Sequence[str]) -> BinaryIO:
    """The regular file `parts` below `folder`, open for reading.

    `folder` itself may be reached over links (an operator's choice); below it none is followed.
    Raises FileRefused.
    """
    if not parts or any(part in ("", ".", "..") or "/" in part or "\0" in part for part in parts):
        raise FileRefused("outside", f"found {'/'.join(parts)!r}, expected a path below its folder")
    try:
        return _open_below(folder, parts)
    except OSError as failed:
        raise _refusal(failed, "/".join(parts)) from failed


def _open_below(folder: Path, parts: Sequence[str]) -> BinaryIO:
    here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts[:-1]:
            below = os.open(part, _FOLDER, dir_fd=here)
            os.close(here)
            here = below
        found = os.open(parts[-1], _FILE, dir_fd=here)
    finally:
        os.close(here)
    if not stat.S_ISREG(os.fstat(found).st_mode):
        os.close(found)
        raise FileRefused("not_regular", f"{'/'.join(parts)!r} is a folder, pipe or device, expected a regular file")
    return os.fdopen(found, "rb")


def _refusal(failed: OSError, name: str) -> FileRefused:
    if failed.errno in (errno.ENOENT, errno.ENAMETOOLONG):
        return FileRefused("missing", f"{name!r} is not there")
    if failed.errno in (errno.ELOOP, errno.EMLINK):
        return FileRefused("link", f"{name!r} is a symbolic link, which is never followed; lay down the file itself")
    if failed.errno == errno.ENOTDIR:
        # O_DIRECTORY with O_NOFOLLOW says ENOTDIR for a link to a folder too.
        return FileRefused("link", f"{name!r} leads over a link or through a file, expected folders and a regular file")
    if failed.errno == errno.ENXIO:
        return FileRefused("not_regular", f"{name!r} is a socket or pipe, expected a regular file")
    return FileRefused("unreadable", f"{name!r} cannot be read ({failed.strerror}); check its permissions")


def folders_in(folder: Path) -> list[str]:
    """The names of the folders in `folder`, sorted; hidden ones and unreadable names are left out; none when absent."""
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries if _is_plain(entry.name) and entry.is_dir())


def names_in(folder: Path) -> list[str]:
    """The names of everything in `folder` that is not hidden, sorted; none when it is absent."""
    return sorted(name for name in os.listdir(folder) if not name.startswith(".")) if folder.is_dir() else []


def _is_plain(name: str) -> bool:
    return not name.startswith(".") and name.isprintable()
