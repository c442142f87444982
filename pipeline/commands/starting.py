"""What a newcomer calls: the demo, and the simulator behind it."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands import options
from pipeline.errors import InputError

NotRaw = Annotated[Path | None, typer.Option("--raw", help="Taken, not used: input is written below --out.")]
NotData = Annotated[Path | None, typer.Option("--data", help="Taken, not used: your own data is never touched.")]
NotModels = Annotated[Path | None, typer.Option("--models", help="Taken, not used: your own models are never touched.")]


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.command()(demo)
    app.command()(simulate)


def demo(
    out: Annotated[Path, typer.Option(help="A folder of its own, made anew.")] = Path("demo"),
    workers: options.Workers = None,
    as_json: options.AsJson = False,
    raw: NotRaw = None,
    data: NotData = None,
    models: NotModels = None,
) -> None:
    """A simulated market, a trained model and tonight's report, in a minute and a half."""
    from pipeline.demo import run_demo

    options.refuse_addresses(out=out)
    options.refuse_files(out=out)
    _say_unused("demo", out, raw=raw, data=data, models=models)
    run_demo(out, workers=workers or options.cores(), as_json=as_json)


def simulate(
    out: Annotated[Path, typer.Option(help="DIR/raw and DIR/truth are written here.")],
    nights: Annotated[int, typer.Option(min=1, help="How many nights.")],
    end: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="The last night.")],
    seed: Annotated[int, typer.Option(min=0, help="Another seed is another market.")],
    listings: Annotated[int, typer.Option(min=100, help="Live listings a night, over all platforms.")] = 4000,
    catalogs: Annotated[Path | None, typer.Option(help="Real catalogues to build on (contract form).")] = None,
    photos: Annotated[Path | None, typer.Option(help="A folder of photos to use as product photos.")] = None,
    workers: options.Workers = None,
    as_json: options.AsJson = False,
    raw: NotRaw = None,
    data: NotData = None,
    models: NotModels = None,
) -> None:
    """Write a market with counterfeit gangs and honest sellers who look like them. Nothing in it is real."""
    from pipeline.commands.market_summary import show_market
    from pipeline.simulator import TooEasyMarket
    from pipeline.simulator import simulate as make_market

    options.refuse_addresses(out=out)
    options.refuse_files(out=out)
    _refuse_no_folders(catalogs=catalogs, photos=photos)
    _say_unused("simulate", out, raw=raw, data=data, models=models)
    if (out / "raw").exists():
        raise InputError(f"--out: {out / 'raw'} is there already. Give a folder without one.")
    last = options.night_from(end, "--end")
    try:
        summary = make_market(
            out,
            nights=nights,
            end=last,
            seed=seed,
            listings=listings,
            catalogs=catalogs,
            photos=photos,
            workers=workers or options.cores(),
        )
    except TooEasyMarket as refused:
        raise InputError(str(refused)) from refused
    show_market(summary, as_json=as_json)


def _say_unused(command: str, out: Path, **places: Path | None) -> None:
    """These commands keep to their own folder, whatever the other paths are: what they build must never mix with real data."""
    named = " ".join(f"--{option} {place}" for option, place in places.items() if place is not None)
    if named:
        typer.echo(f"note: {named}: not used; {command} reads and writes below --out {out} only", err=True)


def _refuse_no_folders(**places: Path | None) -> None:
    for option, place in places.items():
        if place is not None and not place.is_dir():
            raise InputError(f"--{option}: {place} is {'a file' if place.exists() else 'not there'}, expected a folder")
