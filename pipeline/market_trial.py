"""How rankings do on a simulated market, where the truth is known: later nights, unseen sellers, each listing once.

A real market never tells this much. The evaluation of a challenger sees verdicts only; this sees every listing.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from features.verdicts import start_of
from models.evaluation import column_rankings, compare_rankings
from models.feature_log import LINK_KEY, LISTING_KEY, ROW_ORDER, LogKeys
from models.labels import Labels
from models.rule_terms import baseline_rules
from models.rules import Rules
from models.splits import GROUP, cut_of, seller_groups, time_and_seller_split
from pipeline.datasets import nightly, past_nights, training
from pipeline.datasets.dataset import read
from pipeline.learning_inputs import NEWEST_SELLER, capacities
from pipeline.stage import Context
from pipeline.stages.score_listings import scorer_of

NETWORK = "seller_network"


@dataclass(frozen=True)
class Trial:
    """Figures per ranking (see models.evaluation), and what they rest on."""

    rankings: dict[str, dict[str, Any]]
    listings: int
    counterfeits: int
    counterfeits_unlinked: int

    def figure(self, ranking: str, name: str) -> float:
        return float(self.rankings[ranking][name]["value"])


@dataclass(frozen=True)
class TrialRows:
    """What rankings are tried on: the rows, with feature columns, `label`, `seller_group` and `seller_network`, and
    each brand's room in the one queue they compete for. A network is a gang of the market, or a lone seller."""

    rows: pd.DataFrame
    room: dict[str, int]


def trial_rows(context: Context, truth: Path) -> TrialRows:
    """Listings of nights from the training cut to the context's night, of sellers that no training row knows.

    `truth` is the simulator's truth.jsonl. Each listing counts at its first scoring, and all nights are pooled as if on
    one: most nights bring fewer new listings than a team can read, and would flatter any ranking. A brand's room is
    these sellers' share of one night's capacity. A challenger must have been trained.
    """
    late = _late_rows(context)
    rows = _with_truth(late[~late[GROUP].isin(_trained_groups(context))], told_truth(truth))
    share = len(rows) / max(1, len(late))
    room = {brand: max(1, round(share * rows_a_night)) for brand, rows_a_night in capacities(context).items()}
    return TrialRows(rows.assign(**{LogKeys.snapshot_date: start_of(context.night)}), room)


def try_rankings(context: Context, truth: Path) -> Trial:
    """The champion beside the rules and single columns, judged on `trial_rows`."""
    tried = trial_rows(context, truth)
    rows = tried.rows
    scorer = scorer_of(context)
    values = rows[list(scorer.spec.names)]
    rankings = {"rules": baseline_rules().score(values), **column_rankings(rows, NEWEST_SELLER)}
    if not isinstance(scorer.model, Rules):
        rankings = {"champion": scorer.scores(rows), **rankings}
    figures = compare_rankings(rows, rankings, tried.room, context.params.gate)
    return Trial(figures, len(rows), int(rows[Labels.label].sum()), _unlinked(context, told_truth(truth)))


def told_truth(truth: Path) -> pd.DataFrame:
    """The simulator's truth.jsonl as a frame, one row per offer that was ever on sale."""
    return pd.DataFrame([json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()])


def _late_rows(context: Context) -> pd.DataFrame:
    """Every linked listing and brand at its first scoring from the cut on, with its seller group."""
    cut = start_of(cut_of(context.night, context.params.splits))
    logs = past_nights.feature_logs(context.data, context.night + timedelta(days=1))
    rows = pd.concat([log[log[LogKeys.brand_id].notna() & (log[LogKeys.snapshot_date] >= cut)] for log in logs])
    first = rows.sort_values(ROW_ORDER, kind="stable").drop_duplicates(LINK_KEY, keep="first")
    return first.assign(**{GROUP: seller_groups(first)})


def _trained_groups(context: Context) -> set[str]:
    sightings = read(training.TRAINING_SET, context.path_of(training.TRAINING_SET))
    split = time_and_seller_split(sightings, context.night, context.params.splits)
    return set(split.train[GROUP])


def _with_truth(rows: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    truth = told[[*LISTING_KEY, LogKeys.brand_id, "is_counterfeit", "gang_id"]]
    joined = rows.merge(
        truth.rename(columns={LogKeys.brand_id: "true_brand"}), on=LISTING_KEY, how="left", validate="m:1"
    )
    is_fake = joined["is_counterfeit"].eq(True) & (joined[LogKeys.brand_id] == joined["true_brand"])
    gang = "gang " + joined["gang_id"].astype("object")
    known: dict[str, pd.Series] = {
        Labels.label: is_fake.astype("float64"),
        NETWORK: gang.where(joined["gang_id"].notna(), joined[GROUP]),
    }
    return joined.drop(columns=["is_counterfeit", "true_brand", "gang_id"]).assign(**known)


def _unlinked(context: Context, told: pd.DataFrame) -> int:
    """Counterfeits live on the context's night that were linked to no brand, which no brand's queue can hold."""
    log = read(nightly.FEATURES, context.path_of(nightly.FEATURES))
    fakes = told[told["is_counterfeit"]][LISTING_KEY]
    return len(log[log[LogKeys.brand_id].isna()].merge(fakes, on=LISTING_KEY))
