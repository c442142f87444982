"""What tells how Touchstone is made: features, stages, tables, params, and the files generated from them."""

from enum import StrEnum
from typing import Annotated

import typer

from pipeline.commands import options
from pipeline.errors import InputError


class Topic(StrEnum):
    """What can be described."""

    FEATURES = "features"
    STAGES = "stages"
    TABLES = "tables"
    PARAMS = "params"
    DOCS = "docs"


def add_to(app: typer.Typer) -> None:
    """Adds this command to the command line."""
    app.command()(describe)


def describe(
    topic: Annotated[
        Topic, typer.Argument(help="features, stages, tables or params; docs writes the generated files.")
    ],
    raw: options.Raw = options.RAW,
    data: options.Data = options.DATA,
    models: options.Models = options.MODELS,
    check: Annotated[bool, typer.Option("--check", help="With docs: only say which files are stale (exit 2).")] = False,
) -> None:
    """Print what the program knows of itself; `docs` writes docs/features.md, data/README.md and dvc.yaml."""
    from pipeline import generated

    if topic is not Topic.DOCS:
        typer.echo(generated.render(topic.value))
        return
    stale = generated.stale_files() if check else generated.write_files()
    for path in stale:
        typer.echo(f"{'stale' if check else 'written'}: {path}")
    if check and stale:
        raise InputError("generated files are stale. Run `touchstone describe docs` and commit them.")
