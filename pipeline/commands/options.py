"""Options that many commands share, and the context they make."""

import os
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import InputError
from pipeline.remote.addresses import address_in, shown

if TYPE_CHECKING:
    from pipeline.stage import Context

Raw = Annotated[
    Path,
    typer.Option("--raw", help="What goes in: catalogs/, snapshots/, decisions/, policy/; a folder or s3://… address."),
]
Data = Annotated[Path, typer.Option("--data", help="What comes out: runs/, feature_log/; a folder or address.")]
Models = Annotated[
    Path, typer.Option("--models", help="Where the champion and its challenger live; a folder or address.")
]
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
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) is None:
            raise ValueError(text)
        return date.fromisoformat(text)
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

    refuse_addresses(raw=raw, data=data, models=models)
    refuse_no_raw(raw)
    refuse_files(data=data, models=models)
    if params is not None and params.is_dir():
        raise InputError(f"--params: {params} is a folder, expected a file such as params.yaml")
    return Context(
        night=night,
        raw=raw,
        data=data,
        models=models,
        params=load_params(params),
        workers=workers or cores(),
        progress=Progress(is_silent=is_silent),
    )


def refuse_addresses(**places: Path) -> None:
    """Raises InputError for an address such as s3://bucket where a command works in a local folder only."""
    for option, place in places.items():
        if (address := address_in(place)) is not None:
            raise InputError(f"--{option}: found {shown(address)}, expected a local folder")


def refuse_no_raw(raw: Path) -> None:
    """Raises InputError when `raw` is not a folder."""
    if not raw.is_dir():
        raise InputError(
            f"--raw: {raw} is {'a file' if raw.exists() else 'not a folder'}. It should hold catalogs/ and snapshots/; "
            "`touchstone simulate --out DIR` makes one to look at."
        )


def refuse_files(**places: Path) -> None:
    """Raises InputError when something that will be written to is there and is no folder."""
    for option, place in places.items():
        if place.exists() and not place.is_dir():
            raise InputError(f"--{option}: {place} is a file, expected a folder, or a path where one can be made")


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
