"""The rules baseline: a weighted sum anyone can read, for nights without a champion and as the bar to clear."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from models.calibration import sigmoid


@dataclass(frozen=True)
class RuleTerm:
    """Adds `weight` x (0 at `from_value`, 1 at `to_value`, straight between) to the log-odds; nothing when missing.

    `evidence` is the kind of proof: terms of one kind together add at most that kind's cap.
    """

    feature: str
    evidence: str
    from_value: float
    to_value: float
    weight: float

    def contribution(self, values: pd.Series) -> np.ndarray:
        """What the term adds for each value."""
        share = (values.to_numpy("float64") - self.from_value) / (self.to_value - self.from_value)
        return np.nan_to_num(np.clip(share, 0.0, 1.0), nan=0.0) * self.weight


@dataclass(frozen=True)
class Rules:
    """Terms, the log-odds of a listing of which nothing speaks, and the cap of each kind of evidence."""

    terms: tuple[RuleTerm, ...]
    bias: float
    caps: tuple[tuple[str, float], ...]

    @cached_property
    def model_version(self) -> str:
        """`rules-` and eight hex digits of what the rules say."""
        said = {"terms": [vars(term) for term in self.terms], "bias": self.bias, "caps": self.caps}
        return "rules-" + hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:8]

    def score(self, features: pd.DataFrame) -> np.ndarray:
        """A probability per row; features the rules name that are absent count as missing."""
        return sigmoid(self.margins(features))

    def margins(self, features: pd.DataFrame) -> np.ndarray:
        """The log-odds per row; a classifier starts from these."""
        return self.bias + self.contributions(features).to_numpy("float64").sum(axis=1)

    def contributions(self, features: pd.DataFrame) -> pd.DataFrame:
        """What each named feature adds to each row's log-odds, after the caps; same index, one column a feature."""
        raw = self._raw(features)
        caps = dict(self.caps)
        parts = {}
        for evidence in sorted({term.evidence for term in self.terms}):
            names = [name for name in raw.columns if self._evidence_of()[name] == evidence]
            raising = raw[names].clip(lower=0.0)
            total = raising.sum(axis=1)
            factor = (caps[evidence] / total.where(total > 0)).clip(upper=1.0).fillna(1.0)
            parts.update({name: raising[name] * factor + raw[name].clip(upper=0.0) for name in names})
        return pd.DataFrame(parts, index=features.index)[list(raw.columns)]

    def feature_names(self) -> list[str]:
        """The features named, in order, each once."""
        return list(dict.fromkeys(term.feature for term in self.terms))

    def _evidence_of(self) -> dict[str, str]:
        return {term.feature: term.evidence for term in self.terms}

    def _raw(self, features: pd.DataFrame) -> pd.DataFrame:
        total = {name: np.zeros(len(features)) for name in self.feature_names()}
        for term in self.terms:
            if term.feature in features.columns:
                total[term.feature] = total[term.feature] + term.contribution(features[term.feature])
        return pd.DataFrame(total, index=features.index)


def rules_of(terms: Sequence[RuleTerm], bias: float, caps: dict[str, float]) -> Rules:
    """Rules that hold together. Raises ValueError for a kind of evidence without a cap or a feature under two kinds."""
    kinds = {term.feature: term.evidence for term in terms}
    torn = sorted({term.feature for term in terms if kinds[term.feature] != term.evidence})
    uncapped = sorted({term.evidence for term in terms} - set(caps))
    if torn or uncapped:
        raise ValueError(f"rules: features under two kinds of evidence {torn}, kinds without a cap {uncapped}.")
    return Rules(tuple(terms), bias, tuple(sorted(caps.items())))
