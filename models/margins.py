"""The log-odds of a row before calibration: where the rules stand, and what the trees learned beyond them.

The trees are grown from the rules' log-odds (LightGBM's initial score). With few labels the sum is little more than the
rules, calibrated; with many the trees outweigh them. Either way a model never has to learn anew, from some dozens of
verdicts, what the rules know already.
"""

from typing import Any

import numpy as np
import pandas as pd

from models.rule_terms import baseline_rules

# Bounds the memory of one predict call: 200,000 rows x 100 features are 160 MB.
ROWS_AT_ONCE = 200_000


def starting_margins(values: pd.DataFrame) -> np.ndarray:
    """Where the trees start: the rules' log-odds per row."""
    return baseline_rules().margins(values)


def full_margins(booster: Any, values: pd.DataFrame) -> np.ndarray:
    """Rules and trees together, in chunks that bound memory. `values` are the model's columns in order."""
    parts = [_margins(booster, values.iloc[at : at + ROWS_AT_ONCE]) for at in range(0, len(values), ROWS_AT_ONCE)]
    return np.concatenate(parts) if parts else np.zeros(0)


def _margins(booster: Any, values: pd.DataFrame) -> np.ndarray:
    grown = np.asarray(booster.predict(values, raw_score=True, validate_features=True))
    return starting_margins(values) + grown
