"""Publishing a night: a folder is filled beside the live one, its manifest is written last, then the two are exchanged."""

import csv
import json
import os
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.datasets.dataset import json_bytes, sha256_of, write_bytes
from pipeline.errors import WorldError

MANIFEST = "manifest.json"
RUN_FACTS = "run.json"
MOST_FILES_NAMED = 10


def publish(live: Path, files: dict[str, Path], run_facts: dict[str, Any]) -> None:
    """Makes `live` hold exactly the given files (name in the folder → where it lies now), run.json and the manifest.

    A reader sees the old night or the new one, never a mixture: the manifest goes in last and the folder is renamed
    into place. Files are linked, not copied, where the file system can.
    """
    fresh = live.with_name(f".{live.name}.fresh")
    stale = live.with_name(f".{live.name}.stale")
    if stale.exists() and not live.exists():  # killed between the two renames: the last good night comes back
        os.rename(stale, live)
    for leftover in (fresh, stale):  # of a run that was killed
        shutil.rmtree(leftover, ignore_errors=True)
    for name, source in sorted(files.items()):
        _place(source, fresh / name)
    write_bytes(fresh / RUN_FACTS, json_bytes(run_facts))
    write_bytes(fresh / MANIFEST, json_bytes(manifest_of(fresh)))
    if live.exists():
        os.rename(live, stale)
    os.rename(fresh, live)
    shutil.rmtree(stale, ignore_errors=True)


def _place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)


def manifest_of(folder: Path) -> dict[str, Any]:
    """Every file of the folder but run.json and the manifest itself, with bytes, sha256 and rows; rows are null for no table."""
    listed = {}
    for path in sorted(found for found in folder.rglob("*") if found.is_file()):
        name = path.relative_to(folder).as_posix()
        if name not in (MANIFEST, RUN_FACTS):
            listed[name] = {"bytes": path.stat().st_size, "sha256": sha256_of(path), "rows": rows_of(path)}
    return {"files": listed}


def rows_of(path: Path) -> int | None:
    """The records in a file the night wrote, headings not counted; None for what is no table."""
    if path.suffix == ".parquet":
        return int(pq.read_metadata(path).num_rows)
    if path.suffix == ".csv":
        with open(path, encoding="utf-8-sig", newline="") as handle:
            return max(0, sum(1 for _ in csv.reader(handle)) - 1)
    if path.suffix == ".xlsx":
        import python_calamine

        sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        return max(0, int(sheet.height) - 1)
    return None


def is_published(folder: Path) -> bool:
    """Whether the folder holds a whole night: the manifest is written last."""
    return (folder / MANIFEST).is_file()


def verified(folder: Path, name: str, *, path: Path | None = None) -> Path:
    """The file `name` of a published night (or another link to it at `path`), once it is what the manifest says.

    A file is hashed once a process. Raises WorldError when it is missing, unnamed or changed.
    """
    path = path or folder / name
    told = _manifest(folder).get(name)
    if told is None:
        raise WorldError(
            f"{path}: {folder / MANIFEST} does not name it, so it is no part of the night.\n{_advice(folder)}"
        )
    if (problem := _difference(path, told["sha256"])) is not None:
        raise WorldError(f"{path}: {problem}.\n{_advice(folder)}")
    return path


def refuse_broken(folder: Path) -> None:
    """Raises WorldError naming every file of a published night that is not what its manifest says."""
    if broken := broken_files(folder):
        shown = (
            broken[:MOST_FILES_NAMED]
            + ([f"(+{len(broken) - MOST_FILES_NAMED} more)"][: len(broken) > MOST_FILES_NAMED])
        )
        raise WorldError("\n  ".join([f"{folder}: not as it was published:", *shown]) + f"\n{_advice(folder)}")


def broken_files(folder: Path) -> list[str]:
    """One line for each file of a published night that is missing or differs from its manifest; empty when all is well."""
    found = {name: _difference(folder / name, told["sha256"]) for name, told in _manifest(folder).items()}
    return [f"{name}: {problem}" for name, problem in found.items() if problem is not None]


def _difference(path: Path, expected: str) -> str | None:
    if not path.is_file():
        return "found nothing, the manifest names it"
    state = path.stat()
    found = _sha256_once(path.resolve(), (state.st_ino, state.st_size, state.st_mtime_ns))
    return None if found == expected else f"found sha256 {found}, the manifest says {expected}: it was changed since"


@cache
def _sha256_once(path: Path, _state: tuple[int, int, int]) -> str:
    return sha256_of(path)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        return {name: {"sha256": str(told["sha256"])} for name, told in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as broken:
        raise WorldError(
            f"{path}: does not read as a manifest ({type(broken).__name__}).\n{_advice(folder)}"
        ) from broken


def _advice(folder: Path) -> str:
    return f"Put the file back as it was, or publish the night again: touchstone nightly --date {folder.name}"
