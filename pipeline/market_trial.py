"""How rankings do on a simulated market, where the truth is known: later nights, unseen sellers, each listing once.

A real market never tells this much. The evaluation of a challenger sees verdicts only; this sees every listing.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from features.verdicts import start_of
from models.evaluation import column_rankings, compare_rankings
from models.feature_log import LINK_KEY, LISTING_KEY, ROW_ORDER, LogKeys
from models.labels import Labels
from models.rule_terms import baseline_rules
from models.splits import GROUP, seller_groups
from models.training import split_of
from pipeline.datasets import past_nights, training
from pipeline.datasets.dataset import read
from pipeline.learning_inputs import capacities, training_inputs
from pipeline.stage import Context
from pipeline.stages.evaluate_classifier import NEWEST_SELLER
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
    """The champion beside the rules and single columns, as of the context's night, that night included.

    `truth` is the simulator's truth.jsonl. The feature log must hold the nights, and a challenger must have been trained.
    """
    told = pd.DataFrame([json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()])
    rows, unlinked = _first_scorings(context, told)
    scorer = scorer_of(context)
    values = rows[list(scorer.spec.names)]
    rankings = {
        "champion": scorer.scores(values),
        "rules": baseline_rules().score(values),
        **column_rankings(rows, NEWEST_SELLER),
    }
    figures = compare_rankings(rows, rankings, capacities(context), context.params.gate)
    return Trial(figures, len(rows), int(rows[Labels.label].sum()), unlinked)


def _first_scorings(context: Context, told: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Rows at their first scoring on nights after the training cut, sellers unseen, labelled by the truth."""
    split = split_of(_inputs(context), context.params.splits)
    logs = list(past_nights.feature_logs(context.data, context.night + timedelta(days=1)))
    rows = pd.concat(logs, ignore_index=True).sort_values(ROW_ORDER, kind="stable")
    first = rows.drop_duplicates(LINK_KEY, keep="first")
    late = first[first[LogKeys.snapshot_date] >= start_of(split.cut)]
    late = late.assign(**{GROUP: seller_groups(late)})
    unseen = late[~late[GROUP].isin(set(split.train[GROUP]))]
    truth = told[[*LISTING_KEY, "brand_id", "is_counterfeit"]].rename(columns={"brand_id": "true_brand"})
    joined = unseen.merge(truth, on=LISTING_KEY, how="left", validate="m:1")
    is_fake = joined["is_counterfeit"].fillna(False).to_numpy(dtype=bool)
    unlinked = joined[is_fake & joined[LogKeys.brand_id].isna().to_numpy()]
    is_right_brand = (joined[LogKeys.brand_id] == joined["true_brand"]).fillna(False).to_numpy(dtype=bool)
    joined[Labels.label] = np.where(is_fake & is_right_brand, 1.0, 0.0)
    linked = joined[joined[LogKeys.brand_id].notna()].reset_index(drop=True)
    return linked, len(unlinked.drop_duplicates(LISTING_KEY))


def _inputs(context: Context) -> Any:
    return training_inputs(
        context,
        read(training.TRAINING_SET, context.path_of(training.TRAINING_SET)),
        read(training.UNJUDGED, context.path_of(training.UNJUDGED)),
    )

