"""Options that many commands share, and the context they make."""

import os
import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.stage import Context

Raw = Annotated[Path, typer.Option("--raw", help="What goes in: catalogs/, snapshots/, decisions/, policy/.")]
Data = Annotated[Path, typer.Option("--data", help="What comes out: runs/, feature_log/, cache/.")]
Models = Annotated[Path, typer.Option("--models", help="Where the champion and its challenger live.")]
ParamsFile = Annotated[
    Path | None, typer.Option("--params", help="params.yaml (default: the one here, else built in).")
]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help="Processes to use (default: one a core).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as JSON and nothing else.")]
Night = Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help="The night.")]

RAW = Path("data/raw")
DATA = Path("data")
MODELS = Path("models/artifacts")


def night_from(text: str, option: str = "--date") -> date:
    """The date a caller wrote. Raises InputError for anything but YYYY-MM-DD."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as wrong:
        raise InputError(f"{option}: found {text!r}, expected a date like 2026-11-18") from wrong


def context_from(
    night: date,
    *,
    raw: Path,
    data: Path,
    models: Path,
    params: Path | None,
    workers: int | None,
    is_silent: bool = False,
) -> "Context":
    """The context of one night. Raises InputError when raw is not a folder or params.yaml is wrong."""
    from pipeline.params import load_params
    from pipeline.progress import Progress
    from pipeline.stage import Context

    for option, place in (("--raw", raw), ("--data", data), ("--models", models)):
        if re.match(r"[a-z0-9+]+:/", str(place)):
            raise InputError(
                f"{option}: found {place}, expected a local folder; addresses such as s3:// are not read yet"
            )
    if not raw.is_dir():
        raise InputError(
            f"--raw: {raw} is not a folder. It should hold catalogs/ and snapshots/; "
            "`touchstone simulate --out DIR` makes one to look at."
        )
    return Context(
        night=night,
        raw=raw,
        data=data,
        models=models,
        params=load_params(params),
        workers=workers or cores(),
        progress=Progress(is_silent=is_silent),
    )


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
