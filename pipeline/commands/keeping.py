"""What goes into the ledgers, and what is forgotten."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import options

decisions = typer.Typer(help="The ledger of verdicts.", no_args_is_help=True, rich_markup_mode=None)
complaints = typer.Typer(help="The ledger of notices from rights holders.", no_args_is_help=True, rich_markup_mode=None)

_TABLE = ".jsonl or .csv (plain, .gz or .zst) or .parquet"
Verdicts = Annotated[
    Path, typer.Argument(help=f"A filled suspects.xlsx or .csv, or a table with decision_id: {_TABLE}.")
]
Notices = Annotated[Path, typer.Argument(help=f"A table of notices and of answers that close them: {_TABLE}.")]


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.add_typer(decisions, name="decisions")
    app.add_typer(complaints, name="complaints")
    app.command()(forget)


@decisions.command("add")
def add_decisions(
    file: Verdicts,
    raw: options.Raw = options.RAW,
    data: options.Data = options.DATA,
    models: options.Models = options.MODELS,
) -> None:
    """Append the verdicts of a file to raw/decisions. Verdicts already there are not added twice."""
    from pipeline.ledgers import append_decisions

    options.refuse_addresses(raw=raw, data=data, models=models)
    typer.echo(append_decisions(file, raw))


@complaints.command("add")
def add_complaints(
    file: Notices,
    raw: options.Raw = options.RAW,
    data: options.Data = options.DATA,
    models: options.Models = options.MODELS,
) -> None:
    """Append the notices of a file, and answers that close earlier ones, to raw/complaints; none is added twice."""
    from pipeline.ledgers import append_complaints

    options.refuse_addresses(raw=raw, data=data, models=models)
    typer.echo(append_complaints(file, raw))


def forget(
    before: Annotated[
        str, typer.Option("--before", metavar="YYYY-MM-DD", help="Nights before this day are forgotten.")
    ],
    raw: options.Raw = options.RAW,
    data: options.Data = options.DATA,
    models: options.Models = options.MODELS,
) -> None:
    """Delete what DATA keeps of nights before a day: reports, tables and feature log. What lies in raw is yours."""
    from pipeline.retention import forget_before

    options.refuse_addresses(raw=raw, data=data, models=models)
    typer.echo(forget_before(data, options.night_from(before, "--before")))
