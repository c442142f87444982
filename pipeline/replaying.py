"""The time machine: a past night built again beside what was published, and compared byte for byte."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.datasets import nightly
from pipeline.errors import InputError
from pipeline.nightly import run_night
from pipeline.publishing import MANIFEST, refuse_broken
from pipeline.stage import Context


def differences(context: Context) -> list[str]:
    """One line for each file that differs from the published night; empty when all bytes are the same.

    Raises InputError when the night was never published, WorldError when it is not there any more as it was.
    """
    live = context.path_of(nightly.RUN) / MANIFEST
    if not live.exists():
        raise InputError(
            f"replay: found no {live}, so that night was not published; expected a published night. "
            f"Run it first: touchstone nightly --date {context.night_text}"
        )
    refuse_broken(live.parent)
    with tempfile.TemporaryDirectory(prefix="touchstone-replay-") as scratch:
        data = Path(scratch)
        _show_the_past(context, data)
        fresh = run_night(replace(context, data=data)).folder / MANIFEST
        return _compare(_files(live), _files(fresh))


def _show_the_past(context: Context, data: Path) -> None:
    """Links what the night could read when it ran: the caches, and the nights before it."""
    (context.data / "cache").mkdir(parents=True, exist_ok=True)
    (data / "cache").symlink_to((context.data / "cache").resolve())
    for kind in ("work", "runs", "feature_log", "sightings"):
        (data / kind).mkdir()
        for path in sorted((context.data / kind).glob("*")):
            night = path.stem.removeprefix("snapshot_date=")
            if night < context.night_text and not path.name.startswith("."):
                (data / kind / path.name).symlink_to(path.resolve())


def _files(manifest: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8"))["files"]
    return found


def _compare(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    lines = [f"{name}: no longer written" for name in before.keys() - now.keys()]
    lines += [f"{name}: was not published" for name in now.keys() - before.keys()]
    both = before.keys() & now.keys()
    lines += [f"{name}: content differs" for name in both if before[name]["sha256"] != now[name]["sha256"]]
    return sorted(lines)
