"""Five simulated markets of other seeds: the champion beside the rules and two single columns, on the market's truth.

    python benchmarks/markets.py --seeds 101 102 103 104 105 [--nights 21] [--listings 2500] [--details] [--out DIR]

Each market is simulated, its nights logged, a challenger trained as of the last night and promoted if the gate lets it;
then every ranking is judged on nights after the training cut, each listing once at its first scoring, on sellers no
training row knows. Photos are compared by their codes alone unless `--details` asks for local details too: those take
some 20 ms a photo. `--out` keeps the markets; a market that lies there already is not simulated again.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from features.signals.photo_guard import PhotoParams
from models.evaluation import MOST_PRECISION
from pipeline import training
from pipeline.errors import GateError
from pipeline.market_trial import Trial, try_rankings
from pipeline.nightly import log_features
from pipeline.params import Params, SignalParams, TrackingParams
from pipeline.progress import Progress
from pipeline.simulator import simulate
from pipeline.stage import Context

NIGHT = date(2026, 11, 18)
FIGURES = ("precision_at_capacity", "recall_at_capacity", "average_precision")


@dataclass(frozen=True)
class Plan:
    """How large the markets are, how closely their photos are looked at, and with how many workers."""

    nights: int
    listings: int
    details: bool
    workers: int

    def __str__(self) -> str:
        photos = "codes and local details" if self.details else "codes alone"
        return f"{self.nights} nights of {self.listings} listings, photos compared by {photos}"

    def folder_of(self, seed: int) -> str:
        return f"seed-{seed}-{self.nights}x{self.listings}" + ("-details" if self.details else "")


@dataclass(frozen=True)
class Market:
    """A simulated market whose nights are logged and whose last challenger is trained."""

    seed: int
    context: Context
    truth: Path
    gate: str
    seconds: float


def add_plan(parser: argparse.ArgumentParser, *, seeds: list[int], nights: int, listings: int) -> None:
    """The options every benchmark on simulated markets has."""
    parser.add_argument("--seeds", type=int, nargs="+", default=seeds)
    parser.add_argument("--nights", type=int, default=nights)
    parser.add_argument("--listings", type=int, default=listings, help="live listings a night")
    parser.add_argument("--details", action="store_true", help="local details of photos too, some 20 ms a photo")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=None, help="keep the markets here")


def plan_of(asked: argparse.Namespace) -> Plan:
    """The plan of the parsed options."""
    return Plan(asked.nights, asked.listings, asked.details, asked.workers)


@contextmanager
def market(seed: int, plan: Plan, out: Path | None) -> Iterator[Market]:
    """The market of a seed: simulated unless it lies in `out` already, its nights logged, a challenger trained.

    Without `out` it is gone when the block ends.
    """
    with tempfile.TemporaryDirectory(prefix="touchstone-market-") as scratch:
        yield made_market((out or Path(scratch)) / plan.folder_of(seed), seed, plan)


def made_market(folder: Path, seed: int, plan: Plan) -> Market:
    """Simulates what is not there, logs and trains as of the last night, and promotes if the gate lets it."""
    started = time.perf_counter()
    truth = folder / "truth" / "truth.jsonl"
    if not truth.exists():
        simulate(folder, nights=plan.nights, end=NIGHT, seed=seed, listings=plan.listings, workers=plan.workers)
    photos = PhotoParams(details=plan.details)
    context = Context(
        night=NIGHT, raw=folder / "raw", data=folder / "data", models=folder / "models", workers=plan.workers,
        params=Params(tracking=TrackingParams(enabled=False), signals=SignalParams(photos=photos)),
        progress=Progress(is_silent=True),
    )  # fmt: skip
    training.train(context, may_backfill=True)
    try:
        training.promote(context)
        gate = "passed"
    except GateError as refused:
        gate = str(refused)
    log_features(context)
    return Market(seed, context, truth, gate, time.perf_counter() - started)


def main() -> None:
    """Runs the markets one after the other and prints a line for each ranking."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_plan(parser, seeds=[101, 102, 103, 104, 105], nights=21, listings=2500)
    asked = parser.parse_args()
    plan = plan_of(asked)
    print(plan)
    trials = []
    for seed in asked.seeds:
        with market(seed, plan, asked.out) as made:
            trials.append(judged(made))
    print("mean over markets")
    for ranking in trials[0].rankings:
        told = [trial for trial in trials if ranking in trial.rankings]
        means = {name: statistics.mean(trial.figure(ranking, name) for trial in told) for name in FIGURES}
        print(f"  {ranking:<22}" + "".join(f"{name} {value:.3f}   " for name, value in means.items()))


def judged(made: Market) -> Trial:
    """The rankings of one market, printed."""
    trial = try_rankings(made.context, made.truth)
    counted = f"{trial.listings} listings, {trial.counterfeits} counterfeit"
    print(f"seed {made.seed}: {counted}, {made.seconds:.0f} s, gate {made.gate}")
    for ranking, figures in trial.rankings.items():
        told = [
            f"{name} {figures[name]['value']:.3f} ({figures[name]['low']:.3f} to {figures[name]['high']:.3f})"
            for name in FIGURES
        ]
        told.append(f"precision at most {figures[MOST_PRECISION]['value']:.3f}")
        print(f"  {ranking:<22}" + "   ".join(told), flush=True)
    return trial


if __name__ == "__main__":
    main()
