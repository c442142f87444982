"""Publishing a night: a folder is filled beside the live one, its manifest is written last, then the two are exchanged."""

import os
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.datasets.dataset import json_bytes, sha256_of, write_bytes

MANIFEST = "manifest.json"
RUN_FACTS = "run.json"


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
    """Every file of the folder but run.json and the manifest itself, with bytes, sha256 and rows where it is a table."""
    listed = {}
    for path in sorted(found for found in folder.rglob("*") if found.is_file()):
        name = path.relative_to(folder).as_posix()
        if name in (MANIFEST, RUN_FACTS):
            continue
        listed[name] = {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
        if path.suffix == ".parquet":
            listed[name]["rows"] = pq.read_metadata(path).num_rows
    return {"files": listed}


def broken_files(folder: Path) -> list[str]:
    """One line for each file of a published night that is missing or differs from its manifest; empty when all is well."""
    import json

    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    broken = []
    for name, told in manifest["files"].items():
        path = folder / name
        if not path.is_file():
            broken.append(f"{name}: missing")
        elif sha256_of(path) != told["sha256"]:
            broken.append(f"{name}: content differs from the manifest")
    return broken
