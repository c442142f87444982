"""What settled verdicts taught of wording: a linear reading of title vectors, carried in the model, not in a family.

Words that no lexicon holds yet, and the same claim in another language, lie close to titles settled counterfeit. The
reading is fitted only on what training may know; for the rows it was fitted on, each seller group's score comes from a
reading that never saw that group, so that the trees learn how far to trust it on sellers nobody has met.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from features.families.measures import Above
from features.family import Feature, Sentence
from features.signals.title_vectors import TextVectors
from models.calibration import sigmoid
from models.errors import ModelRefused
from models.feature_log import LogKeys
from models.labels import Labels
from models.splits import GROUP

# The column beside the candidate's own that holds the nearest settled title, for the sentence.
NEAREST = "nearest_settled_title"
# A reason is read, not studied.
_LONGEST_SHOWN = 80
# Rounded so that a library's last bit changes no file and no score.
_DECIMALS = 6
_MOST_STEPS = 25


def _nearest_told(row: Mapping[str, Any]) -> str:
    return str(row.get(NEAREST) or "")


FEATURE = Feature(
    name="resembles_settled_fakes",
    meaning="how far the title's vector leans to those of listings settled counterfeit: log-odds above the middle title",
    missing_when="never; the column is there only in a model trained with learned_claims.enabled",
    raises=Sentence(
        code="resembles_settled_fakes",
        en="The wording resembles listings settled counterfeit, most of all “{value}”.",
        zh="用语与已判定为假货的商品相似，最接近的是“{value}”。",
        unit="ratio",
        # About one title in twenty stood higher on two simulated markets.
        speaks_when=Above(0.9),
        words=_nearest_told,
    ),
    monotone=1,
)


class LearnedClaimsParams(BaseModel):
    """Wording learned from verdicts, out of title vectors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Off: it helps where sellers use words that the lexicon lacks, and was not shown to help on ordinary markets.
    enabled: bool = False
    # Pull of the weights towards zero; title vectors have length 1. Of 1, 3 and 10 the first read unseen sellers best
    # on two simulated markets.
    l2: float = Field(default=1.0, gt=0)
    # Parts of the sellers: each is read by what the others taught.
    folds: int = Field(default=5, ge=2)
    # Titles of settled fakes kept in the model, so that a reason can name the nearest.
    most_titles: int = Field(default=500, ge=1)


@dataclass(frozen=True)
class LearnedClaims:
    """The reading: a weight per number of a title vector of the model's encoder, and settled titles to name."""

    weights: tuple[float, ...]
    bias: float
    titles: tuple[str, ...]

    def scores(self, vectors: np.ndarray) -> np.ndarray:
        """Log-odds above the middle title per title vector, (n, dim) → (n,). Raises ModelRefused for vectors of another length."""
        if vectors.shape[1] != len(self.weights):
            raise ModelRefused(
                f"learned_claims.json: {len(self.weights)} weights, title vectors have {vectors.shape[1]} numbers; train again."
            )
        return _read(vectors, np.array([*self.weights, self.bias]))

    def nearest(self, vectors: np.ndarray, settled: np.ndarray) -> list[str]:
        """Per title vector the nearest of `titles`, whose vectors are `settled` in their order; "" with none."""
        if not len(settled):
            return [""] * len(vectors)
        at = np.round(vectors @ settled.T, _DECIMALS).argmax(axis=1)
        return [_shown(self.titles[one]) for one in at]

    def as_json(self) -> dict[str, Any]:
        return {"weights": list(self.weights), "bias": self.bias, "titles": list(self.titles)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "LearnedClaims":
        """The reading kept by `as_json`. Raises ModelRefused when something is missing, or no finite number."""
        try:
            numbers = tuple(map(float, [*kept["weights"], kept["bias"]]))
            found = cls(numbers[:-1], numbers[-1], tuple(map(str, kept["titles"])))
        except (KeyError, TypeError, ValueError) as broken:
            raise ModelRefused(f"learned_claims.json: {broken!r} is missing or wrong; train again.") from broken
        if not found.weights or not np.isfinite(numbers).all():
            raise ModelRefused("learned_claims.json: no weights, or infinite ones; train again.")
        return found


@dataclass(frozen=True)
class TaughtClaims:
    """The reading of all rows, and the honest scores of the rows it was fitted on."""

    claims: LearnedClaims
    judged: np.ndarray
    unjudged: np.ndarray


def learn_claims(
    judged: pd.DataFrame,
    unjudged: pd.DataFrame,
    titles: TextVectors,
    params: LearnedClaimsParams,
    unjudged_weight: float,
) -> TaughtClaims:
    """A reading of judged rows, and of unjudged ones as weak negatives; both have title and seller_group.

    `titles` must hold every title. The scores of both are those of readings that never saw the row's seller group.
    """
    vectors = titles.of([*judged[LogKeys.title], *unjudged[LogKeys.title]]).astype("float64")
    label = np.concatenate([judged[Labels.label].to_numpy("float64"), np.zeros(len(unjudged))])
    weight = np.concatenate([judged[Labels.weight].to_numpy("float64"), np.full(len(unjudged), unjudged_weight)])
    fold = _folds(pd.concat([judged[GROUP], unjudged[GROUP]]), params.folds)
    score = np.zeros(len(label))
    fitted = _fitted(vectors, label, weight, params.l2)
    for part in range(params.folds):
        others = fold != part
        # Starting from the reading of all rows saves steps; where they end does not hang on where they start.
        without = _fitted(vectors[others], label[others], weight[others], params.l2, start=fitted)
        score[~others] = _read(vectors[~others], without)
    fakes = sorted(set(judged.loc[judged[Labels.label] == 1, LogKeys.title]))[: params.most_titles]
    claims = LearnedClaims(tuple(fitted[:-1].tolist()), float(fitted[-1]), tuple(fakes))
    return TaughtClaims(claims, score[: len(judged)], score[len(judged) :])


def _folds(groups: pd.Series, folds: int) -> np.ndarray:
    dealt = {
        name: int(hashlib.sha256(f"claims {name}".encode()).hexdigest()[:8], 16) % folds for name in groups.unique()
    }
    return groups.map(dealt).to_numpy()


def _read(vectors: np.ndarray, fitted: np.ndarray) -> np.ndarray:
    return np.round(vectors.astype("float64") @ fitted[:-1] + fitted[-1], _DECIMALS)


def _fitted(
    vectors: np.ndarray, label: np.ndarray, weight: np.ndarray, l2: float, *, start: np.ndarray | None = None
) -> np.ndarray:
    """Weights of a ridge logistic regression, by Newton steps, and the bias that gives the middle title 0; rounded.

    The regression's own bias is the share of counterfeits, which differs from part to part of the sellers and would
    tell the parts apart instead of the titles.
    """
    values = np.column_stack([vectors, np.ones(len(vectors))])
    pull = np.append(np.full(vectors.shape[1], l2), 1e-6)
    fitted = np.zeros(values.shape[1]) if start is None else start.copy()
    for _ in range(_MOST_STEPS):
        share = sigmoid(values @ fitted)
        curvature = (values * (weight * share * (1 - share))[:, None]).T @ values + np.diag(pull)
        step = np.linalg.solve(curvature, values.T @ (weight * (share - label)) + pull * fitted)
        fitted = fitted - step
        if np.abs(step).max() < 10.0**-_DECIMALS:
            break
    fitted[-1] = -np.median(vectors @ fitted[:-1])
    return np.round(fitted, _DECIMALS)


def _shown(title: str) -> str:
    return title if len(title) <= _LONGEST_SHOWN else title[: _LONGEST_SHOWN - 1].rstrip() + "…"
