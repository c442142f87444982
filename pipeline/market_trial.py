"""How rankings do on a simulated market, where the truth is known: later nights, unseen sellers, each listing once.

A real market never tells this much. The evaluation of a challenger sees verdicts only; this sees every listing.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from models.evaluation import column_rankings, compare_rankings
from models.feature_log import LISTING_KEY, LogKeys
from models.labels import Labels
from models.rule_terms import baseline_rules
from models.splits import room_for_held_out, unjudged_rivals
from pipeline.datasets import nightly, past_nights
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

    `truth` is the simulator's truth.jsonl. Judged are sellers that no training ever sees, competing for their share of
    each brand's capacity. The feature log must hold the nights.
    """
    told = pd.DataFrame([json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()])
    rows = _held_out_rows(context, told)
    scorer = scorer_of(context)
    values = rows[list(scorer.spec.names)]
    rankings = {
        "champion": scorer.scores(values),
        "rules": baseline_rules().score(values),
        **column_rankings(rows, NEWEST_SELLER),
    }
    room = room_for_held_out(capacities(context), context.params.splits)
    figures = compare_rankings(rows, rankings, room, context.params.gate)
    is_fake = rows[Labels.label] == 1
    return Trial(figures, len(rows), int(is_fake.sum()), _unlinked(context, told))


def _held_out_rows(context: Context, told: pd.DataFrame) -> pd.DataFrame:
    """Every held-out listing and brand at its first scoring from the cut on, labelled by the truth."""
    logs = past_nights.feature_logs(context.data, context.night + timedelta(days=1))
    rows = unjudged_rivals(logs, Labels.empty(), context.night, context.params.splits)
    truth = told[[*LISTING_KEY, LogKeys.brand_id, "is_counterfeit"]].rename(columns={LogKeys.brand_id: "true_brand"})
    joined = rows.merge(truth, on=LISTING_KEY, how="left", validate="m:1")
    is_fake = joined["is_counterfeit"].eq(True) & (joined[LogKeys.brand_id] == joined["true_brand"])
    return joined.drop(columns=["is_counterfeit", "true_brand"]).assign(**{Labels.label: is_fake.astype("float64")})


def _unlinked(context: Context, told: pd.DataFrame) -> int:
    """Counterfeits live on the context's night that were linked to no brand, which no brand's queue can hold."""
    log = read(nightly.FEATURES, context.path_of(nightly.FEATURES))
    fakes = told[told["is_counterfeit"]][LISTING_KEY]
    return len(log[log[LogKeys.brand_id].isna()].merge(fakes, on=LISTING_KEY))
