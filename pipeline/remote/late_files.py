"""What of a mirrored folder is brought in only when it is asked for: the snapshots of nights other than tonight's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# Mirrored folder → what brings one of its files or folders. A process runs one command, so this is empty or the
# command's own; folders that lie here are never in it.
_BRINGERS: dict[Path, Callable[[str], None]] = {}


def bring(path: Path) -> None:
    """Makes sure that a file, or all of a folder, is here when it lies in a mirrored folder; else does nothing.

    Raises WorldError when the store does not answer. What the store has not is not there afterwards either.
    """
    for folder, bringer in _BRINGERS.items():
        if path.is_relative_to(folder):
            bringer(path.relative_to(folder).as_posix())


@contextmanager
def brought_by(folder: Path, bringer: Callable[[str], None]) -> Iterator[None]:
    """While the block runs, what is asked for below `folder` is brought by `bringer`."""
    _BRINGERS[folder] = bringer
    try:
        yield
    finally:
        del _BRINGERS[folder]
