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
        return self.bias + _row_sums(self._capped(features))

    def contributions(self, features: pd.DataFrame) -> pd.DataFrame:
        """What each named feature adds to each row's log-odds, after the caps; same index, one column a feature."""
        return pd.DataFrame(self._capped(features), index=features.index, columns=self.feature_names())

    def feature_names(self) -> list[str]:
        """The features named, in order, each once."""
        return list(dict.fromkeys(term.feature for term in self.terms))

    @cached_property
    def _places(self) -> list[tuple[float, list[int]]]:
        """For each kind of evidence its cap and which of the features are of it."""
        kinds, names = {term.feature: term.evidence for term in self.terms}, self.feature_names()
        caps = dict(self.caps)
        return [
            (caps[kind], [at for at, name in enumerate(names) if kinds[name] == kind])
            for kind in sorted(set(kinds.values()))
        ]

    def _capped(self, features: pd.DataFrame) -> np.ndarray:
        """Contributions, one column a feature. As an array: training asks for them dozens of times."""
        raw = self._raw(features)
        raising = np.maximum(raw, 0.0)
        for cap, places in self._places:
            total = _row_sums(raising[:, places])
            raising[:, places] *= np.divide(cap, total, out=np.ones(len(total)), where=total > cap)[:, None]
        return raising + np.minimum(raw, 0.0)

    def _raw(self, features: pd.DataFrame) -> np.ndarray:
        places = {name: at for at, name in enumerate(self.feature_names())}
        raw = np.zeros((len(features), len(places)))
        for term in self.terms:
            if term.feature in features.columns:
                raw[:, places[term.feature]] += term.contribution(features[term.feature])
        return raw


def _row_sums(values: np.ndarray) -> np.ndarray:
    """Column by column: numpy's own sum of a row may add in another order when the row stands alone."""
    total = np.zeros(len(values))
    for column in values.T:
        total += column
    return total


def rules_of(terms: Sequence[RuleTerm], bias: float, caps: dict[str, float]) -> Rules:
    """Rules that hold together. Raises ValueError for a kind of evidence without a cap or a feature under two kinds."""
    kinds = {term.feature: term.evidence for term in terms}
    torn = sorted({term.feature for term in terms if kinds[term.feature] != term.evidence})
    uncapped = sorted({term.evidence for term in terms} - set(caps))
    if torn or uncapped:
        raise ValueError(f"rules: features under two kinds of evidence {torn}, kinds without a cap {uncapped}.")
    return Rules(tuple(terms), bias, tuple(sorted(caps.items())))
