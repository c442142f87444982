"""Folds for choosing rounds and for held-out margins: earlier nights judge later ones, sellers never on both sides."""

import hashlib
from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.feature_log import LogKeys
from models.labels import Labels
from models.splits import GROUP


def time_ordered_folds(rows: pd.DataFrame, folds: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Positions to fit on and to judge on: block k is judged by what was known before it, without its sellers.

    Where the labels cover too few nights to order, whole seller groups are dealt to the folds instead. A fold whose
    fitting or judging part lacks a class is left out.
    """
    label = rows[Labels.label].to_numpy()
    pairs = _by_time(rows, folds) if rows[LogKeys.snapshot_date].nunique() > 2 * folds else _by_group(rows, folds)
    for fit, judge in pairs:
        if all(len(np.unique(label[part])) == 2 for part in (fit, judge)):
            yield fit, judge


def _by_time(rows: pd.DataFrame, folds: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    night = rows[LogKeys.snapshot_date].rank(method="dense").to_numpy()
    edges = np.unique(np.quantile(night, np.linspace(0, 1, folds + 2)[1:-1], method="lower"))
    group = rows[GROUP].to_numpy()
    for low, high in zip(edges, [*edges[1:], np.inf], strict=True):
        is_judged = (night > low) & (night <= high)
        is_fitted = (night <= low) & ~np.isin(group, np.unique(group[is_judged]))
        yield np.flatnonzero(is_fitted), np.flatnonzero(is_judged)


def _by_group(rows: pd.DataFrame, folds: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    names = pd.Series(rows[GROUP].unique())
    dealt = {name: int(hashlib.sha256(f"fold {name}".encode()).hexdigest()[:8], 16) % folds for name in names}
    fold = rows[GROUP].map(dealt).to_numpy()
    for at in range(folds):
        yield np.flatnonzero(fold != at), np.flatnonzero(fold == at)
