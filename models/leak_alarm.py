"""Columns that know the answer: found before training; a planted one proves every time that the alarm still rings."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from models.errors import LeakFound
from models.findings import Finding
from models.gate_params import GateParams
from models.labels import Labels
from models.metrics import auc

CANARY = "canary_from_the_future"


def alarm_single_features(rows: pd.DataFrame, names: Sequence[str], params: GateParams) -> list[Finding]:
    """A refusing finding per column that alone, by its value or by being missing, tells the labels apart too well."""
    label = rows[Labels.label].to_numpy("float64")
    if label.sum() < params.leak_from_positives or (1 - label).sum() < params.leak_from_positives:
        return []
    findings = []
    for name in names:
        found = max(_by_value(rows[name], label, params), _telling(label, rows[name].isna().to_numpy("float64")))
        if found > params.leak_auc:
            says = f"{name}: AUC {found:.3f} alone, at most {params.leak_auc} allowed; does it know of the verdict?"
            findings.append(Finding("leak", says, refuses=True))
    return findings


def refuse_leaks(rows: pd.DataFrame, names: Sequence[str], params: GateParams) -> None:
    """Raises LeakFound for a column that knows the answer, or when a planted one would pass unseen."""
    findings = alarm_single_features(rows, names, params)
    if findings:
        raise LeakFound("leak alarm: " + " ".join(found.says for found in findings[:10]))
    is_judgeable = min(rows[Labels.label].sum(), (1 - rows[Labels.label]).sum()) >= params.leak_from_positives
    if is_judgeable and not alarm_single_features(with_canary(rows), [CANARY], params):
        raise LeakFound("leak alarm: a planted future column was not noticed; the alarm itself is broken.")


def with_canary(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with a column made from the later verdict, slightly blurred, as a real leak would be."""
    blur = np.linspace(0.0, 0.4, len(rows))
    return rows.assign(**{CANARY: rows[Labels.label].to_numpy("float64") + blur})


def _by_value(values: pd.Series, label: np.ndarray, params: GateParams) -> float:
    known = values.notna().to_numpy()
    if min(label[known].sum(), (1 - label[known]).sum()) < params.leak_from_positives:
        return 0.0
    return _telling(label[known], values.to_numpy("float64")[known])


def _telling(label: np.ndarray, values: np.ndarray) -> float:
    found = auc(label, values)
    return max(found, 1 - found)
