"""What schedulers call: a night, several nights, one stage of a night, a past night again."""

from typing import Annotated, Any

import typer

from pipeline.commands import options
from pipeline.errors import GateError, InputError


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.command()(nightly)
    app.command()(backfill)
    app.command("run")(run_one_stage)
    app.command()(replay)
    app.command()(validate)


def nightly(
    date: options.Night,
    raw: options.Raw = options.RAW,
    data: options.Data = options.DATA,
    models: options.Models = options.MODELS,
    params: options.ParamsFile = None,
    workers: options.Workers = None,
    engine: Annotated[str, typer.Option(help="Where the work is done; only `local` so far.")] = "local",
    as_json: options.AsJson = False,
) -> None:
    """Run one night: read, compare, score, rank and report. Running it again gives the same bytes."""
    from pipeline import nightly as work
    from pipeline.commands.summary import show_night

    if engine != "local":
        raise InputError(f"--engine: found {engine!r}, expected local")
    night = options.night_from(date)
    context = options.context_from(
        night, raw=raw, data=data, models=models, params=params, workers=workers, is_silent=as_json
    )
    summary = work.run_night(context)
    show_night(summary, as_json=as_json)
    if summary.exit_code:
        raise typer.Exit(summary.exit_code)


def backfill(
    first: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="First night.")],
    last: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="Last night.")],
    raw: options.Raw = options.RAW,
    data: options.Data = options.DATA,
    models: options.Models = options.MODELS,
    params: options.ParamsFile = None,
    workers: options.Workers = None,
    as_json: options.AsJson = False,
) -> None:
    """Run every night from one date to another, oldest first, each knowing only what was known then."""
    from pipeline import nightly as work
    from pipeline.commands.summary import show_night

    first_night, last_night = options.night_from(first, "--from"), options.night_from(last, "--to")
    if last_night < first_night:
        raise InputError(f"--to: found {last}, expected {first} or later")
    worst = 0
    for night in work.nights_between(first_night, last_night):
        context = options.context_from(
            night, raw=raw, data=data, models=models, params=params, workers=workers, is_silent=as_json
        )
        summary = work.run_night(context)
        show_night(summary, as_json=as_json)
        worst = max(worst, summary.exit_code)
    if worst:
        raise typer.Exit(worst)


def run_one_stage(
    stage: Annotated[str, typer.Argument(help="The stage; `touchstone describe stages` lists them.")],
    date: options.Night,
    raw: options.Raw = options.RAW,
    data: options.Data = options.DATA,
    models: options.Models = options.MODELS,
    params: options.ParamsFile = None,
    workers: options.Workers = None,
) -> None:
    """Run one stage of a night on what the stages before it left in DATA/work."""
    from pipeline.graph import stage_named
    from pipeline.night_lock import hold
    from pipeline.runner import run_stage

    chosen = stage_named(stage)
    night = options.night_from(date)
    context = options.context_from(night, raw=raw, data=data, models=models, params=params, workers=workers)
    with hold(data, context.night_text if chosen.is_dated else "training"):
        run_stage(chosen, context)


def replay(
    date: options.Night,
    raw: options.Raw = options.RAW,
    data: options.Data = options.DATA,
    models: options.Models = options.MODELS,
    params: options.ParamsFile = None,
    workers: options.Workers = None,
) -> None:
    """Build a past night again in a scratch folder and compare it, byte for byte, with what was published."""
    from pipeline.replaying import differences

    night = options.night_from(date)
    context = options.context_from(night, raw=raw, data=data, models=models, params=params, workers=workers)
    found = differences(context)
    if found:
        raise GateError(f"replay of {date}: {len(found)} files differ:\n  " + "\n  ".join(found[:10]))
    typer.echo(f"replay of {date}: every file is the same, byte for byte")


def validate(
    date: Annotated[
        str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="The night; all nights when absent.")
    ] = None,
    raw: options.Raw = options.RAW,
    data: options.Data = options.DATA,
    models: options.Models = options.MODELS,
    params: options.ParamsFile = None,
    as_json: options.AsJson = False,
) -> None:
    """Check raw input and catalogues without a run: every problem at once, nothing written."""
    from pipeline.commands.summary import show_validation
    from pipeline.sources.validation import validate_input

    night = options.night_from(date) if date else None
    context: Any = options.context_from(night, raw=raw, data=data, models=models, params=params, workers=1)  # type: ignore[arg-type]
    blocks = context.params
    found = validate_input(context.raw, night, blocks.ingest, ranking=blocks.ranking)
    has_faults = show_validation(found, as_json=as_json)
    if has_faults:
        raise typer.Exit(InputError.exit_code)
