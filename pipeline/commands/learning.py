"""What data scientists call: train, evaluate, promote."""

from typing import Annotated

import typer

from pipeline.commands import options

AsOf = Annotated[
    str, typer.Option("--as-of", metavar="YYYY-MM-DD", help="Know only what was known before this day, 00:00 UTC.")
]


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.command()(train)
    app.command()(evaluate)
    app.command()(promote)


def train(
    as_of: AsOf,
    raw: options.Raw = options.RAW,
    data: options.Data = options.DATA,
    models: options.Models = options.MODELS,
    params: options.ParamsFile = None,
    workers: options.Workers = None,
    backfill: Annotated[
        bool, typer.Option("--backfill", help="Rebuild nights the feature log lacks or holds stale.")
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Train a challenger on the verdicts known on a day, judge it on later nights and unseen sellers."""
    from pipeline import training
    from pipeline.commands.summary import show_evaluation

    day = options.night_from(as_of, "--as-of")
    context = options.context_from(
        day, raw=raw, data=data, models=models, params=params, workers=workers, is_silent=as_json
    )
    show_evaluation(training.train(context, may_backfill=backfill), as_json=as_json)


def evaluate(
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day (default: the challenger's).")
    ] = None,
    raw: options.Raw = options.RAW,
    data: options.Data = options.DATA,
    models: options.Models = options.MODELS,
    params: options.ParamsFile = None,
    as_json: options.AsJson = False,
) -> None:
    """Judge the challenger again on the last nights before a day, beside the champion and the rules."""
    from pipeline import training
    from pipeline.commands.summary import show_evaluation

    day = options.night_from(as_of, "--as-of") if as_of else training.day_of_challenger(data)
    context = options.context_from(day, raw=raw, data=data, models=models, params=params, workers=1, is_silent=as_json)
    show_evaluation(training.evaluate(context), as_json=as_json)


def promote(
    raw: options.Raw = options.RAW,
    data: options.Data = options.DATA,
    models: options.Models = options.MODELS,
    params: options.ParamsFile = None,
    previous: Annotated[bool, typer.Option("--previous", help="Bring the previous champion back.")] = False,
) -> None:
    """Make the challenger champion if the gate lets it; exit 4 and MODELS unchanged if not."""
    from pipeline import training

    if previous:
        typer.echo(training.bring_back(models, data))
        return
    day = training.day_of_challenger(data)
    context = options.context_from(day, raw=raw, data=data, models=models, params=params, workers=1)
    typer.echo(training.promote(context))
