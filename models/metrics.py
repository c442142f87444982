"""Figures of a ranking and of its probabilities, in plain numpy: the same numbers on every version and thread count."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.feature_log import LINK_KEY, LogKeys

# More bins than rows can fill say nothing: each holds at least this many rows.
LEAST_ROWS_IN_A_BIN = 20
MOST_BINS = 10


def average_precision(labels: np.ndarray, scores: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Area under the precision-recall curve (as sklearn's average_precision_score); NaN without a positive.

    Rows with equal scores are taken together, so their order cannot flatter.
    """
    weights = np.ones(len(labels)) if weights is None else weights
    order = np.argsort(-scores, kind="stable")
    ends = _last_of_ties(scores[order])
    hits = np.cumsum((labels * weights)[order])[ends]
    taken = np.cumsum(weights[order])[ends]
    if not len(hits) or hits[-1] == 0:
        return float("nan")
    gained = np.diff(hits, prepend=0.0)
    precision = np.divide(hits, taken, out=np.zeros_like(hits, dtype="float64"), where=taken > 0)
    return float(np.sum(gained * precision) / hits[-1])


def precision_recall_curve(labels: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Recall and precision at every distinct score, highest score first."""
    order = np.argsort(-scores, kind="stable")
    ends = _last_of_ties(scores[order])
    hits = np.cumsum(labels[order])[ends]
    return hits / max(hits[-1], 1), hits / (ends + 1)


def auc(labels: np.ndarray, scores: np.ndarray) -> float:
    """Probability that a random positive stands above a random negative, ties counting half; NaN with one class."""
    ranks = pd.Series(scores).rank().to_numpy()
    positives = labels > 0
    n_positive, n_negative = int(positives.sum()), int((~positives).sum())
    if not n_positive or not n_negative:
        return float("nan")
    return float((ranks[positives].sum() - n_positive * (n_positive + 1) / 2) / (n_positive * n_negative))


def in_queue(rows: pd.DataFrame, scores: np.ndarray, capacity: dict[str, int]) -> np.ndarray:
    """Whether each row stands among the first `capacity[brand]` of its brand and night; ties by listing.

    Rows nobody judged take places too when they are among `rows`.
    """
    order = rows[[LogKeys.snapshot_date, *LINK_KEY]].assign(_score=-scores, _at=np.arange(len(rows)))
    order = order.sort_values(["_score", LogKeys.platform, LogKeys.listing_id], kind="stable")
    place = order.groupby([LogKeys.snapshot_date, LogKeys.brand_id], sort=False).cumcount()
    room = order[LogKeys.brand_id].map(capacity).astype("float64").fillna(0)
    chosen = np.zeros(len(rows), dtype=bool)
    chosen[order["_at"].to_numpy()] = (place < room).to_numpy()
    return chosen


def brier(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Mean squared error of the probabilities; NaN without rows."""
    return float(np.mean((probabilities - labels) ** 2)) if len(labels) else float("nan")


def expected_calibration_error(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Mean distance between promised and found share over equally filled bins; NaN without rows."""
    if not len(labels):
        return float("nan")
    # A bin's rows x |mean promised - mean found| is the size of the sum of differences.
    return float(np.abs(np.bincount(_bins(labels, probabilities), probabilities - labels)).sum() / len(labels))


def reliability_table(labels: np.ndarray, probabilities: np.ndarray) -> pd.DataFrame:
    """One row per bin, lowest first: promised and found share, a 95 % Wilson interval, rows.

    Equal probabilities share a bin, so the order of rows cannot matter.
    """
    place = _bins(labels, probabilities)
    parts = [place == number for number in np.unique(place)]
    return pd.DataFrame([_bin_row(labels[part], probabilities[part]) for part in parts])


def _bins(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    bins = int(np.clip(len(labels) // LEAST_ROWS_IN_A_BIN, 1, MOST_BINS))
    return ((pd.Series(probabilities).rank().to_numpy() - 0.5) * bins // max(len(labels), 1)).astype(int)


def wilson_interval(hits: float, rows: int) -> tuple[float, float]:
    """A 95 % interval for a share of hits among rows; (0, 1) without rows."""
    if not rows:
        return 0.0, 1.0
    z = 1.959964
    share = hits / rows
    middle = (share + z * z / (2 * rows)) / (1 + z * z / rows)
    half = z / (1 + z * z / rows) * np.sqrt(share * (1 - share) / rows + z * z / (4 * rows * rows))
    return float(max(0.0, middle - half)), float(min(1.0, middle + half))


@dataclass(frozen=True)
class Interval:
    """A figure with the middle 95 % of its bootstrap values."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, float | None]:
        """For JSON, where what cannot be computed is null."""
        return {name: (None if np.isnan(found) else round(found, 6)) for name, found in vars(self).items()}


def group_weights(groups: pd.Series, *, times: int, seed: int) -> np.ndarray:
    """How often each row counts in each of `times` resamplings of whole seller groups: shape (times, rows)."""
    codes, names = pd.factorize(groups, sort=True)
    n = len(names)
    draws = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=times) if n else np.zeros((times, 0))
    return draws[:, codes].astype("float64")


def middle_95(values: np.ndarray, value: float) -> Interval:
    """The figure with the 2.5 % and 97.5 % quantiles of its resampled values."""
    known = values[~np.isnan(values)]
    if not len(known):
        return Interval(value, float("nan"), float("nan"))
    low, high = np.quantile(known, [0.025, 0.975])
    return Interval(value, float(low), float(high))


def _last_of_ties(ordered: np.ndarray) -> np.ndarray:
    if not len(ordered):
        return np.zeros(0, dtype=int)
    return np.append(np.flatnonzero(np.diff(ordered) != 0), len(ordered) - 1)


def _bin_row(labels: np.ndarray, probabilities: np.ndarray) -> dict[str, float]:
    low, high = wilson_interval(float(labels.sum()), len(labels))
    found = float(labels.mean())
    return {"promised": float(probabilities.mean()), "found": found, "low": low, "high": high, "rows": len(labels)}
