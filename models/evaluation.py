"""How good a ranking is within what a team can review, on later nights and unseen sellers, with honest intervals.

Every figure is *among judged rows*: a listing in a queue that nobody has judged yet takes its place there (rows without
a label, see `splits.unjudged_rivals`), but is neither right nor wrong.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from models.feature_log import LogKeys
from models.gate_params import GateParams
from models.labels import Labels
from models.metrics import (
    Interval,
    average_precision,
    brier,
    expected_calibration_error,
    group_weights,
    in_queue,
    middle_95,
    reliability_table,
)
from models.splits import GROUP

Figures = dict[str, Any]
MOST_PRECISION = "most_precision_at_capacity"


def evaluate(
    rows: pd.DataFrame,
    scores: np.ndarray,
    capacity: Mapping[str, int],
    params: GateParams,
    slices: pd.DataFrame | None = None,
) -> Figures:
    """Figures of one ranking, ready for JSON: ranking and calibration with intervals, per brand, per slice.

    `rows` are judging rows with seller_group and label (missing: a rival nobody judged); `scores` probabilities;
    `slices` has one text column per way of cutting (platform is always cut), in the rows' order.
    """
    chosen = in_queue(rows, scores, dict(capacity))
    is_judged = rows[Labels.label].notna().to_numpy()
    rivals = int((~is_judged).sum())
    rows, scores, chosen = rows[is_judged], scores[is_judged], chosen[is_judged]
    label = rows[Labels.label].to_numpy("float64")
    weights = group_weights(rows[GROUP], times=params.bootstrap_times, seed=params.bootstrap_seed)
    figures: Figures = {
        name: found.as_dict() for name, found in ranking_intervals(label, scores, chosen, weights).items()
    }
    figures[MOST_PRECISION] = most_precision_at_capacity(rows, label, chosen)
    figures |= {name: found.as_dict() for name, found in calibration_intervals(label, scores, weights).items()}
    cuts = pd.DataFrame({"platform": rows[LogKeys.platform].to_numpy()})
    if slices is not None:
        cuts = pd.concat([cuts, slices[is_judged].reset_index(drop=True)], axis=1)
    return {
        "rows": len(rows),
        "positives": int(label.sum()),
        "unjudged_rivals": rivals,
        "seller_groups": int(rows[GROUP].nunique()),
        **figures,
        "reliability": reliability_table(label, scores).round(6).to_dict("records"),
        "per_brand": _cut(rows[LogKeys.brand_id].to_numpy(), label, scores, chosen, params.least_slice_rows),
        "slices": {
            name: _cut(cuts[name].to_numpy(), label, scores, chosen, params.least_slice_rows) for name in cuts.columns
        },
    }


def compare_rankings(
    rows: pd.DataFrame, rankings: Mapping[str, np.ndarray], capacity: Mapping[str, int], params: GateParams
) -> dict[str, Figures]:
    """Ranking name → its figures on the same rows, so that a model stands beside the rules and plain columns."""
    is_judged = rows[Labels.label].notna().to_numpy()
    label = rows.loc[is_judged, Labels.label].to_numpy("float64")
    weights = group_weights(rows.loc[is_judged, GROUP], times=params.bootstrap_times, seed=params.bootstrap_seed)
    compared: dict[str, Figures] = {}
    for name, scores in rankings.items():
        chosen = in_queue(rows, scores, dict(capacity))[is_judged]
        found = ranking_intervals(label, scores[is_judged], chosen, weights)
        most = most_precision_at_capacity(rows[is_judged], label, chosen)
        compared[name] = {key: interval.as_dict() for key, interval in found.items()} | {MOST_PRECISION: most}
    return compared


def column_rankings(rows: pd.DataFrame, newest_seller_column: str | None = None) -> dict[str, np.ndarray]:
    """Rankings that need no model: cheapest first and, when its age column is named and there, newest seller first."""
    rankings = {"cheapest_first": _last_when_missing(-rows[LogKeys.price_usd])}
    if newest_seller_column is not None and newest_seller_column in rows.columns:
        rankings["newest_seller_first"] = _last_when_missing(-rows[newest_seller_column])
    return rankings


def ranking_intervals(
    label: np.ndarray, scores: np.ndarray, chosen: np.ndarray, weights: np.ndarray
) -> dict[str, Interval]:
    """PR-AUC, and precision and recall of the rows chosen for the queues, each with its interval."""
    return {
        name: middle_95(values[1:], values[0])
        for name, values in resampled_figures(label, scores, chosen, weights).items()
    }


def resampled_figures(
    label: np.ndarray, scores: np.ndarray, chosen: np.ndarray, weights: np.ndarray
) -> dict[str, np.ndarray]:
    """Figure name → its value on the rows as they are, then on each resampling."""
    weights = np.vstack([np.ones(len(label)), weights])
    hits = weights @ (label * chosen)
    return {
        "average_precision": np.array([average_precision(label, scores, weight) for weight in weights]),
        "precision_at_capacity": _ratio(hits, weights @ chosen.astype("float64")),
        "recall_at_capacity": _ratio(hits, weights @ label),
    }


def most_precision_at_capacity(rows: pd.DataFrame, label: np.ndarray, chosen: np.ndarray) -> dict[str, float | None]:
    """The precision that putting every positive first would reach in the same queues, as a figure without an interval.

    A queue longer than a brand has positives cannot be all right, however good the ranking.
    """
    counted = pd.DataFrame({"positives": label, "queued": chosen}).groupby(
        [rows[LogKeys.snapshot_date].to_numpy(), rows[LogKeys.brand_id].to_numpy()]
    )
    queues = counted.sum()
    queued = queues["queued"].sum()
    most = float(queues.min(axis=1).sum() / queued) if queued else float("nan")
    return Interval(most, float("nan"), float("nan")).as_dict()


def calibration_intervals(label: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> dict[str, Interval]:
    """Brier score and calibration error with intervals."""
    errors, distances = [], []
    for weight in weights:
        drawn = np.repeat(np.arange(len(label)), weight.astype(int))
        errors.append(brier(label[drawn], scores[drawn]))
        distances.append(expected_calibration_error(label[drawn], scores[drawn]))
    return {
        "brier": middle_95(np.array(errors), brier(label, scores)),
        "calibration_error": middle_95(np.array(distances), expected_calibration_error(label, scores)),
    }


def _cut(
    key: np.ndarray, label: np.ndarray, scores: np.ndarray, chosen: np.ndarray, least_rows: int
) -> dict[str, Figures]:
    names = pd.Series(key).astype("object").fillna("unknown").to_numpy()
    return {
        str(name): _slice_figures(label[names == name], scores[names == name], chosen[names == name], least_rows)
        for name in sorted(set(names))
    }


def _slice_figures(label: np.ndarray, scores: np.ndarray, chosen: np.ndarray, least_rows: int) -> Figures:
    counted = {"rows": len(label), "positives": int(label.sum()), "queued": int(chosen.sum())}
    if len(label) < least_rows:
        return counted
    found = resampled_figures(label, scores, chosen, np.zeros((0, len(label))))
    return counted | {
        name: None if np.isnan(values[0]) else round(float(values[0]), 6) for name, values in found.items()
    }


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)


def _last_when_missing(values: pd.Series) -> np.ndarray:
    return np.nan_to_num(values.to_numpy("float64"), nan=-np.inf, neginf=-1e300)
