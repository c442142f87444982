"""What each feature family is worth: how good the ranking is when the classifier is trained without it.

    python benchmarks/ablation.py --seeds 201 202 203 [--nights 14] [--listings 1500] [--repeats 3] [--details] [--out DIR]

Each market is simulated and its nights are logged once; then the classifier is trained again without the columns of
each family in turn, and judged by the market's truth on later nights and sellers no training row knows. Without its
columns a family's rules say nothing either. Every training is repeated with other draws of columns; `no family, other
draws` trains with all families under still other draws, and tells what chance alone moves. Intervals are the middle
95 % of paired resamplings of whole seller networks within each market, the mean over markets; what another market
would give, the column of single markets tells better. What linking knows (a photo that names a brand, for one) stays
known, and what the simulator never makes (experts' rules) shows no loss.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.markets import Market, add_plan, market, plan_of
from features.registry import FAMILIES
from models.artifact import score
from models.evaluation import resampled_figures
from models.feature_log import LINK_KEY
from models.feature_spec import FeatureSpec
from models.labels import Labels
from models.metrics import Interval, group_weights, in_queue, middle_95
from models.rule_terms import baseline_rules
from models.training import RetrainingParams, TrainingInputs, artifact_of, train_challenger
from pipeline.datasets import training
from pipeline.datasets.dataset import read
from pipeline.learning_inputs import retraining_params, training_inputs
from pipeline.market_trial import NETWORK, TrialRows, trial_rows

ALL, CHANCE = "no family", "no family, other draws"
AVERAGE, CAPACITY = "average_precision", "precision_at_capacity"
RULES = "rules_average_precision"
RESAMPLINGS = 1000

# variant → figure → its value on the rows as they are, then on each resampling
Resampled = dict[str, dict[str, np.ndarray]]


@dataclass(frozen=True)
class Ablation:
    """One market ready to be trained on: the inputs, the params, and the rows every training is judged on."""

    inputs: TrainingInputs
    params: RetrainingParams
    tried: TrialRows
    repeats: int
    resamplings: int = RESAMPLINGS

    def without(self, dropped: Iterable[str], draws: int = 0) -> dict[str, np.ndarray]:
        """Figures of classifier and rules without these columns, the mean over the repeats, resampled."""
        spec = spec_without(self.inputs.spec, dropped)
        values = self.tried.rows[list(spec.names)]
        found = [self._figures(self._scores(spec, draws + at)) for at in range(self.repeats)]
        figures = {name: np.mean([one[name] for one in found], axis=0) for name in (AVERAGE, CAPACITY)}
        return figures | {RULES: self._figures(baseline_rules().score(values))[AVERAGE]}

    def _scores(self, spec: FeatureSpec, draw: int) -> np.ndarray:
        classifier = self.params.classifier
        params = replace(self.params, classifier=classifier.model_copy(update={"seed": classifier.seed + draw}))
        trained = train_challenger(replace(self.inputs, spec=spec), params)
        return score(artifact_of(trained, spec), self.tried.rows[list(spec.names)], spec)

    def _figures(self, scores: np.ndarray) -> dict[str, np.ndarray]:
        rows = self.tried.rows
        weights = group_weights(rows[NETWORK], times=self.resamplings, seed=self.params.gate.bootstrap_seed)
        chosen = in_queue(rows, scores, self.tried.room)
        return resampled_figures(rows[Labels.label].to_numpy("float64"), scores, chosen, weights)


def spec_without(spec: FeatureSpec, dropped: Iterable[str]) -> FeatureSpec:
    """The spec of a model that never had these columns."""
    gone = set(dropped)
    kept = [(name, way) for name, way in zip(spec.names, spec.monotone, strict=True) if name not in gone]
    return replace(spec, names=tuple(name for name, _ in kept), monotone=tuple(way for _, way in kept))


def ablated(one: Ablation, families: Mapping[str, tuple[str, ...]], say: Callable[[str], None]) -> Resampled:
    """The figures with all families, with all under other draws of columns, and without each family in turn."""
    found = {ALL: one.without(()), CHANCE: one.without((), draws=1000)}
    for name, columns in families.items():
        found[name] = one.without(columns)
        say(f"  {name:<24}{found[name][AVERAGE][0]:.3f}")
    return found


def families_of_registry() -> dict[str, tuple[str, ...]]:
    """Family → its columns."""
    return {family.name: tuple(family.feature_names()) for family in FAMILIES}


def of_market(made: Market, repeats: int) -> Ablation:
    """A made market as an ablation wants it."""
    context = made.context
    tables = [
        read(dataset, context.path_of(dataset))
        for dataset in (training.TRAINING_SET, training.UNJUDGED, training.RIVALS)
    ]
    inputs = training_inputs(context, *tables)
    return Ablation(inputs, retraining_params(context), trial_rows(context, made.truth), repeats)


def loss(markets: list[Resampled], without: str, figure: str) -> Interval:
    """How much of the figure is lost without the family, the mean over markets; negative when it was in the way."""
    lost = np.mean([found[ALL][figure] - found[without][figure] for found in markets], axis=0)
    return middle_95(lost[1:], float(lost[0]))


def table(markets: list[Resampled], columns: Mapping[str, int]) -> pd.DataFrame:
    """One row a family, the greatest loss of PR-AUC first."""
    rows = [
        {
            "without": name,
            "columns": columns.get(name, 0),
            "PR-AUC": f"{np.mean([found[name][AVERAGE][0] for found in markets]):.3f}",
            "loss of PR-AUC": told(loss(markets, name, AVERAGE)),
            "in each market": " ".join(f"{found[ALL][AVERAGE][0] - found[name][AVERAGE][0]:+.3f}" for found in markets),
            "loss of precision at capacity": told(loss(markets, name, CAPACITY)),
            "rules alone: loss of PR-AUC": told(loss(markets, name, RULES)),
            "_lost": loss(markets, name, AVERAGE).value,
        }
        for name in markets[0]
        if name != ALL
    ]
    return pd.DataFrame(rows).sort_values("_lost", ascending=False, ignore_index=True).drop(columns="_lost")


def told(interval: Interval) -> str:
    return f"{interval.value:+.3f} ({interval.low:+.3f} to {interval.high:+.3f})"


def as_markdown(frame: pd.DataFrame) -> str:
    """The frame as a table that a page of documentation takes as it is."""
    lines = [list(frame.columns), ["---"] * len(frame.columns), *frame.astype(str).to_numpy().tolist()]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def main() -> None:
    """Runs the markets one after the other and prints the table of losses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_plan(parser, seeds=[201, 202, 203], nights=14, listings=1500)
    parser.add_argument("--repeats", type=int, default=3, help="trainings with other draws of columns")
    asked = parser.parse_args()
    plan, families, markets = plan_of(asked), families_of_registry(), []
    print(plan)
    for seed in asked.seeds:
        with market(seed, plan, asked.out) as made:
            one = of_market(made, asked.repeats)
            rows = one.tried.rows
            fakes, networks = int(rows[Labels.label].sum()), rows[NETWORK].nunique()
            counted = f"{len(rows)} listings of {networks} networks, {fakes} counterfeit"
            verdicts = len(one.inputs.sightings.drop_duplicates(LINK_KEY))
            print(f"seed {seed}: {counted}, {verdicts} verdicts, gate {made.gate}", flush=True)
            markets.append(ablated(one, families, lambda line: print(line, flush=True)))
    for name, figure in (("PR-AUC", AVERAGE), ("precision at capacity", CAPACITY), ("rules alone, PR-AUC", RULES)):
        values = np.mean([found[ALL][figure] for found in markets], axis=0)
        print(f"all families, {name}: {told(middle_95(values[1:], float(values[0])))}")
    print(as_markdown(table(markets, {name: len(columns) for name, columns in families.items()})))


if __name__ == "__main__":
    main()
