"""Five simulated markets of other seeds: the champion beside the rules and two single columns, on the market's truth.

    python benchmarks/markets.py --seeds 101 102 103 104 105 [--nights 21] [--listings 2500] [--out DIR]

Each market is simulated, its nights logged, a challenger trained as of the last night and promoted if the gate lets it;
then every ranking is judged on nights after the training cut, each listing once at its first scoring, on sellers no
training row knows.
"""

import argparse
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

from pipeline import training
from pipeline.errors import GateError
from pipeline.market_trial import Trial, try_rankings
from pipeline.nightly import log_features
from pipeline.params import Params, TrackingParams
from pipeline.progress import Progress
from pipeline.simulator import simulate
from pipeline.stage import Context

FIGURES = ("precision_at_capacity", "recall_at_capacity", "average_precision")


def main() -> None:
    """Runs the markets one after the other and prints a line for each ranking."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102, 103, 104, 105])
    parser.add_argument("--nights", type=int, default=21)
    parser.add_argument("--listings", type=int, default=2500)
    parser.add_argument("--out", type=Path, default=None, help="keep the markets here")
    asked = parser.parse_args()
    trials = []
    for seed in asked.seeds:
        with tempfile.TemporaryDirectory(prefix="touchstone-market-") as scratch:
            folder = (asked.out or Path(scratch)) / f"seed-{seed}"
            trials.append(one_market(folder, seed, asked.nights, asked.listings))
    print("mean over markets")
    for ranking in trials[0].rankings:
        told = [trial for trial in trials if ranking in trial.rankings]
        means = {name: statistics.mean(trial.figure(ranking, name) for trial in told) for name in FIGURES}
        print(f"  {ranking:<22}" + "".join(f"{name} {value:.3f}   " for name, value in means.items()))


def one_market(folder: Path, seed: int, nights: int, listings: int) -> Trial:
    """Simulates, trains and judges one market, and prints what came out."""
    started = time.perf_counter()
    night = date(2026, 11, 18)
    simulate(folder, nights=nights, end=night, seed=seed, listings=listings)
    context = Context(
        night=night, raw=folder / "raw", data=folder / "data", models=folder / "models", params=Params(tracking=TrackingParams(enabled=False)), workers=2,
        progress=Progress(is_silent=True),
    )  # fmt: skip
    training.train(context, may_backfill=True)
    try:
        training.promote(context)
        gate = "passed"
    except GateError as refused:
        gate = str(refused)
    log_features(context)
    trial = try_rankings(context, folder / "truth" / "truth.jsonl")
    print(
        f"seed {seed}: {trial.listings} listings, {trial.counterfeits} counterfeit, {time.perf_counter() - started:.0f} s, gate {gate}"
    )
    for ranking, figures in trial.rankings.items():
        told = [
            f"{name} {figures[name]['value']:.3f} ({figures[name]['low']:.3f} to {figures[name]['high']:.3f})"
            for name in FIGURES
        ]
        print(f"  {ranking:<22}" + "   ".join(told), flush=True)
    return trial


if __name__ == "__main__":
    main()
