"""What installations give each other about known fakes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import options

fakes = typer.Typer(
    help="Hashes of known fakes' photos: given to others, taken from them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.add_typer(fakes, name="fakes")


@fakes.command("export")
def export_fakes(
    file: Annotated[Path, typer.Argument(help="A new file, .jsonl or .csv.")],
    night: options.Night,
    provenance: Annotated[str, typer.Option("--provenance", help="Who vouches for these verdicts.")],
    raw: options.Raw = options.RAW,
    data: options.Data = options.DATA,
    models: options.Models = options.MODELS,
) -> None:
    """Write the hashes of photos of listings settled as counterfeit before a night. No listing data is in the file."""
    from pipeline import fake_exchange

    day = options.night_from(night)
    typer.echo(fake_exchange.export_fakes(file, night=day, raw=raw, data=data, provenance=provenance))


@fakes.command("import")
def import_fakes(
    file: Annotated[Path, typer.Argument(help="Hashes that `fakes export` wrote, .jsonl or .csv.")],
    raw: options.Raw = options.RAW,
    data: options.Data = options.DATA,
    models: options.Models = options.MODELS,
) -> None:
    """Add the hashes of a file to raw/policy, from tonight on. Hashes already there are not added twice."""
    from pipeline import fake_exchange

    typer.echo(fake_exchange.import_fakes(file, raw, received_at=datetime.now(UTC)))
