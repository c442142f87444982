"""What `simulate` prints: the market in figures, and what separates its classes most."""

import json
from dataclasses import asdict

import typer

from pipeline.simulator import LIMIT, Separation, SimulationSummary

SHOWN = 8


def show_market(summary: SimulationSummary, *, as_json: bool) -> None:
    """Prints what was simulated and where it lies; every measured separation only as JSON."""
    if as_json:
        typer.echo(json.dumps(asdict(summary), default=str, ensure_ascii=False, sort_keys=True))
        return
    for line in market_lines(summary):
        typer.echo(line)


def market_lines(summary: SimulationSummary) -> list[str]:
    """The market in a few lines; the columns that tell fakes from genuine best come first."""
    lines = [
        f"A market of {summary.nights} nights: {summary.listings_ever:,} listings ever,"
        f" {summary.live_each_night[-1]:,} live on the last night",
        f"  counterfeit: {summary.counterfeits_ever:,} listings ever, {summary.counterfeit_share:.1%} of live offers",
        f"  {summary.decisions:,} verdicts and {summary.complaints:,} complaints came back",
    ]
    if summary.separation:
        lines.append(f"What single columns tell (AUC, at most {LIMIT}; {len(summary.separation)} measured):")
    else:
        lines.append("Too few counterfeit gangs to measure what single columns tell: take more listings.")
    lines += [_separation_line(found) for found in summary.separation[:SHOWN]]
    return [
        *lines,
        f"raw input: {summary.out / 'raw'}",
        f"truth: {summary.out / 'truth'} (what a night never sees)",
    ]


def _separation_line(found: Separation) -> str:
    where = "" if found.scope == "all" else f" on {found.scope}"
    return f"  {found.auc:.2f}  {found.column}, {found.statistic.replace('_', ' ')}{where}"
