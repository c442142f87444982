"""What tells how Touchstone is made (features, stages, tables, params, generated files) and what capacity brings."""

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
    CAPACITY = "capacity"
    SLANG = "slang"
    DOCS = "docs"


def add_to(app: typer.Typer) -> None:
    """Adds this command to the command line."""
    app.command()(describe)


def describe(
    topic: Annotated[
        Topic,
        typer.Argument(
            help="features, stages, tables or params; capacity: what each brand's queue should bring; "
            "slang: phrases that rise among settled fakes (with --date); docs writes the generated files."
        ),
    ],
    raw: options.Raw = options.RAW,
    data: options.Data = options.DATA,
    models: options.Models = options.MODELS,
    date: Annotated[
        str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="With slang: known before it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="With slang: print the proposals as JSON.")] = False,
    check: Annotated[bool, typer.Option("--check", help="With docs: only say which files are stale (exit 2).")] = False,
) -> None:
    """Print what the program knows of itself or of its queues; `docs` writes docs/features.md, data/README.md, dvc.yaml."""
    options.refuse_addresses(raw=raw, data=data, models=models)
    if topic is Topic.CAPACITY:
        from pipeline.capacity_outlook import lines

        options.refuse_no_raw(raw)
        typer.echo("\n".join(lines(raw, data, models)))
        return
    if topic is Topic.SLANG:
        from pipeline.commands.slang import describe_slang

        describe_slang(date, raw=raw, data=data, models=models, as_json=as_json)
        return
    from pipeline import generated

    if topic is not Topic.DOCS:
        typer.echo(generated.render(topic.value))
        return
    stale = generated.stale_files() if check else generated.write_files()
    for path in stale:
        typer.echo(f"{'stale' if check else 'written'}: {path}")
    if check and stale:
        raise InputError("generated files are stale. Run `touchstone describe docs` and commit them.")
