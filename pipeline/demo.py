"""The first run: a simulated market, a trained model, tonight's report, and how good the ranking was."""

import json
import shutil
import time
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import typer

from features.contracts import Suspects
from features.signals.photo_guard import PhotoParams
from models.evaluation import MOST_PRECISION
from pipeline import training
from pipeline.datasets import nightly
from pipeline.datasets.dataset import read
from pipeline.errors import GateError, InputError
from pipeline.market_trial import Trial, try_rankings
from pipeline.nightly import NightSummary, run_night
from pipeline.params import Params, SignalParams, TrackingParams
from pipeline.progress import Progress
from pipeline.simulator import simulate
from pipeline.stage import Context

MARKER = ".touchstone-demo"
NIGHT = date(2026, 11, 18)
NIGHTS = 16
SEED = 11
LISTINGS = 1500
SHOWN = 3


def run_demo(out: Path, *, workers: int, as_json: bool) -> None:
    """Makes the demo in `out`, which must be its own folder. Raises InputError when something else lies there."""
    started = time.perf_counter()
    _make_room(out)
    progress = Progress(is_silent=as_json)
    with progress.step("simulate") as facts:
        market = simulate(out, nights=NIGHTS, end=NIGHT, seed=SEED, listings=LISTINGS, workers=workers)
        facts.append(f"{market.listings_ever:,} listings over {NIGHTS} nights, {market.decisions:,} verdicts")
    context = Context(
        night=NIGHT,
        raw=out / "raw",
        data=out / "data",
        models=out / "models",
        params=_demo_params(),
        workers=workers,
        progress=progress,
    )
    refusal = _learn(context)
    summary = run_night(context)
    trial = try_rankings(context, out / "truth" / "truth.jsonl")
    seconds = time.perf_counter() - started
    if as_json:
        told = {"night": summary.facts, "trial": trial.rankings, "seconds": round(seconds, 1), "refusal": refusal}
        typer.echo(json.dumps(told, ensure_ascii=False, sort_keys=True))
        return
    for line in _lines(context, summary, trial, refusal):
        typer.echo(line)
    typer.echo(f"({seconds:.0f} s)")


def _demo_params() -> Params:
    """The defaults, but for two: the tracker's first start takes longer than the training, and every photo of the
    market is new tonight, so that local details would take most of the demo's time."""
    return Params(tracking=TrackingParams(enabled=False), signals=SignalParams(photos=PhotoParams(details=False)))


def _make_room(out: Path) -> None:
    if out.exists() and any(out.iterdir()):
        if not (out / MARKER).exists():
            raise InputError(f"--out: {out} holds something that is no demo. Give a folder of its own.")
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARKER).touch()


def _learn(context: Context) -> str | None:
    """Trains, judges and promotes; gives the gate's refusal, in which case the rules score the night."""
    training.train(context, may_backfill=True)
    try:
        training.promote(context)
    except GateError as refused:
        return str(refused)
    return None


def _lines(context: Context, summary: NightSummary, trial: Trial, refusal: str | None) -> list[str]:
    suspects = read(nightly.SUSPECTS, context.path_of(nightly.SUSPECTS))
    listings = read(nightly.LISTINGS, context.path_of(nightly.LISTINGS))
    lines = [
        "",
        f"Tonight's report: {summary.folder / 'report' / 'index.html'}",
        "",
        "First suspects (simulated, nothing here is real):",
    ]
    lines += _first_suspects(suspects, listings)
    lines += [
        "",
        f"On later nights and unseen sellers ({trial.listings:,} listings, {trial.counterfeits} counterfeit by the market's truth):",
    ]
    lines.append(f"  {'':<22}{'precision at capacity':>24}{'of at most':>12}{'PR-AUC':>24}")
    lines += [_ranking_line(trial, name) for name in trial.rankings]
    lines.append(
        f"  {trial.counterfeits_unlinked} more counterfeits there were linked to no brand and could not be ranked."
    )
    if refusal:
        lines += ["", f"The gate refused the trained model, so the rules scored the night: {refusal}"]
    lines += [
        "",
        "What to do next:",
        "  look at the report; mark verdicts in a brand's suspects.xlsx and give them back:",
        f"    touchstone decisions add FILE --raw {context.raw}",
        "  run it on your own data, laid out as docs/operating.md says:",
        "    touchstone validate --raw DIR && touchstone nightly --date DATE --raw DIR",
    ]
    return lines


def _first_suspects(suspects: pd.DataFrame, listings: pd.DataFrame) -> list[str]:
    key = [Suspects.platform, Suspects.listing_id]
    scored = suspects[suspects[Suspects.selected_by] != "audit"]
    first = scored.sort_values([Suspects.score, *key], ascending=[False, True, True], kind="stable").head(SHOWN)
    named = first.merge(listings[[*key, "title", "price", "currency"]], on=key, how="left", validate="m:1")
    lines = []
    for row in named.to_dict("records"):
        lines.append(
            f"  {row['score']:.2f}  {row['band']:<9} {row['brand_id']}: {row['title'][:60]}  {row['currency']} {row['price']:,.2f}"
        )
        lines += [f"          {reason['sentence']}" for reason in row["reasons"][:SHOWN]]
    return lines


def _ranking_line(trial: Trial, name: str) -> str:
    told: dict[str, Any] = trial.rankings[name]
    cells = [_interval(told["precision_at_capacity"]), _interval(told["average_precision"])]
    found = told[MOST_PRECISION]["value"]
    most = "unknown" if found is None else f"{found:.2f}"
    return f"  {name.replace('_', ' '):<22}{cells[0]:>24}{most:>12}{cells[1]:>24}"


def _interval(told: dict[str, Any]) -> str:
    if told["value"] is None:
        return "unknown"
    return f"{told['value']:.2f} ({told['low']:.2f} to {told['high']:.2f})"
