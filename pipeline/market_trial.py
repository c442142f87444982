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


@dataclass(frozen=True)
class Trial:
    """Figures per ranking (see models.evaluation), and what they rest on."""

    rankings: dict[str, dict[str, Any]]
    listings: int
    counterfeits: int
    counterfeits_unlinked: int

    def figure(self, ranking: str, name: str) -> float:
        return float(self.rankings[ranking][name]["value"])


def try_rankings(context: Context, truth: Path) -> Trial:
    """The champion beside the rules and single columns on nights from the training cut to the context's night.

    `truth` is the simulator's truth.jsonl. Judged are the listings of sellers that no training row knows, each at its
    first scoring, all nights pooled, competing for their share of one night's capacity of each brand. A challenger must
    have been trained.
    """
    told = pd.DataFrame([json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()])
    late = _late_rows(context)
    rows = _with_truth(late[~late[GROUP].isin(_trained_groups(context))], told)
    scorer = scorer_of(context)
    values = rows[list(scorer.spec.names)]
    rankings = {"rules": baseline_rules().score(values), **column_rankings(rows, NEWEST_SELLER)}
    if not isinstance(scorer.model, Rules):
        rankings = {"champion": scorer.scores(values), **rankings}
    share = len(rows) / max(1, len(late))
    room = {brand: max(1, round(share * rows_a_night)) for brand, rows_a_night in capacities(context).items()}
    # Pooled as if on one night: most nights bring fewer new listings than a team can read, and would flatter any ranking.
    pooled = rows.assign(**{LogKeys.snapshot_date: start_of(context.night)})
    figures = compare_rankings(pooled, rankings, room, context.params.gate)
    return Trial(figures, len(rows), int(rows[Labels.label].sum()), _unlinked(context, told))


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
    truth = told[[*LISTING_KEY, LogKeys.brand_id, "is_counterfeit"]].rename(columns={LogKeys.brand_id: "true_brand"})
    joined = rows.merge(truth, on=LISTING_KEY, how="left", validate="m:1")
    is_fake = joined["is_counterfeit"].eq(True) & (joined[LogKeys.brand_id] == joined["true_brand"])
    return joined.drop(columns=["is_counterfeit", "true_brand"]).assign(**{Labels.label: is_fake.astype("float64")})


def _unlinked(context: Context, told: pd.DataFrame) -> int:
    """Counterfeits live on the context's night that were linked to no brand, which no brand's queue can hold."""
    log = read(nightly.FEATURES, context.path_of(nightly.FEATURES))
    fakes = told[told["is_counterfeit"]][LISTING_KEY]
    return len(log[log[LogKeys.brand_id].isna()].merge(fakes, on=LISTING_KEY))
