"""From the classifier's margin to a probability people can plan with, kept as plain JSON.

Reviewed listings are not a random sample: queues and complaints chose them. Labels of rows that were chosen by score
stand for themselves; audit rows were drawn at random with a logged probability, so each stands for 1/probability
listings. Where there are too few audit rows, a sample of listings nobody judged stands in for them with the assumed
share of fakes as a soft label (a prior correction). Either way the stand-ins together weigh at most as much as the
reviewed rows, so the crowd of ordinary listings cannot drown the few that were looked at.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from models.errors import ModelRefused, NotEnoughLabels

# Probabilities are promised within these bounds: nothing is certain from a page.
LEAST, MOST = 1e-5, 1 - 1e-5
_STEPS = 60


class CalibrationParams(BaseModel):
    """Which curve, and what stands for the listings nobody looked at."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Isotonic curves overfit below about a thousand rows (common experience; Niculescu-Mizil and Caruana 2005).
    isotonic_from_labels: int = Field(default=1500, ge=100)
    # … of which this many must be fakes.
    isotonic_from_positives: int = Field(default=300, ge=20)
    # Pull of the slope towards 1 and the shift towards 0, in rows: margins are already log-odds, and few labels should
    # not bend them far.
    slope_prior_rows: float = Field(default=10.0, ge=0)
    # From this many audit rows on, they replace the assumed share below.
    audit_from_rows: int = Field(default=100, ge=1)
    # Share of fakes assumed among listings nobody judged; a guess (public estimates for online goods are 1 to 5 %,
    # and the worst of a night have been looked at already).
    assumed_unseen_share: float = Field(default=0.01, gt=0, lt=0.5)


@dataclass(frozen=True)
class Calibration:
    """A monotone curve from margin (log-odds) to probability: `platt` (slope, shift) or `isotonic` (knots)."""

    kind: str
    slope: float = 1.0
    shift: float = 0.0
    knots_margin: tuple[float, ...] = ()
    knots_probability: tuple[float, ...] = ()
    rests_on: str = "nothing"

    def probability(self, margins: np.ndarray) -> np.ndarray:
        """Calibrated probabilities, LEAST to MOST; the order of margins is kept, ties included."""
        if self.kind == "platt":
            found = sigmoid(self.slope * margins + self.shift)
        else:
            # A trace of the margin keeps the order inside the flat parts of the curve.
            stepped = np.interp(margins, self.knots_margin, self.knots_probability)
            found = 0.999 * stepped + 0.001 * sigmoid(margins)
        return LEAST + (MOST - LEAST) * found

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "slope": self.slope,
            "shift": self.shift,
            "knots_margin": list(self.knots_margin),
            "knots_probability": list(self.knots_probability),
            "rests_on": self.rests_on,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Calibration":
        """The curve kept by `as_json`. Raises ModelRefused when it is not one that rises."""
        try:
            knots = (tuple(map(float, kept["knots_margin"])), tuple(map(float, kept["knots_probability"])))
            found = cls(str(kept["kind"]), float(kept["slope"]), float(kept["shift"]), *knots, str(kept["rests_on"]))
        except (KeyError, TypeError, ValueError) as broken:
            raise ModelRefused(f"calibration.json: {broken!r} is missing or no number; train again.") from broken
        _refuse_unsound(found)
        return found


def fit_calibration(
    margins: np.ndarray, labels: np.ndarray, weights: np.ndarray, params: CalibrationParams, rests_on: str = "labels"
) -> Calibration:
    """The curve for margins of rows the classifier did not train on. Labels may be soft (0 to 1).

    Raises NotEnoughLabels without both a positive and a negative.
    """
    is_hard = (labels == 0) | (labels == 1)
    positives = int((labels[is_hard] == 1).sum())
    if positives == 0 or labels.min(initial=1.0) >= 1:
        raise NotEnoughLabels("calibration: needs at least one counterfeit and one other verdict among held-out rows.")
    if is_hard.sum() >= params.isotonic_from_labels and positives >= params.isotonic_from_positives:
        return _isotonic(margins, labels, weights, rests_on)
    return _platt(margins, labels, weights, params.slope_prior_rows, rests_on)


def stand_in_weight(reviewed_weight: float, stand_ins: np.ndarray) -> np.ndarray:
    """The stand-ins' weights, scaled down together when they outweigh the reviewed rows."""
    total = float(stand_ins.sum())
    return stand_ins if total <= reviewed_weight else stand_ins * (reviewed_weight / total)


def sigmoid(margins: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-margin)), without overflow."""
    return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(margins, dtype="float64")))


def logit(probabilities: np.ndarray) -> np.ndarray:
    """The log-odds of probabilities, bounded."""
    kept = np.clip(probabilities, 1e-9, 1 - 1e-9)
    return np.log(kept) - np.log1p(-kept)


def _platt(
    margins: np.ndarray, labels: np.ndarray, weights: np.ndarray, prior_rows: float, rests_on: str
) -> Calibration:
    slope, shift = 1.0, 0.0
    design = np.column_stack([margins, np.ones(len(margins))])
    pull = np.diag([prior_rows, prior_rows / 10])
    for _ in range(_STEPS):
        found = sigmoid(design @ np.array([slope, shift]))
        gradient = design.T @ (weights * (found - labels)) + pull @ np.array([slope - 1.0, shift])
        curvature = (design * (weights * found * (1 - found))[:, None]).T @ design + pull + np.eye(2) * 1e-9
        step = np.clip(np.linalg.solve(curvature, gradient), -1.0, 1.0)
        slope, shift = slope - step[0], shift - step[1]
        if np.abs(step).max() < 1e-10:
            break
    # A falling curve would turn the ranking round; a model that bad is the gate's business, not the curve's.
    return Calibration("platt", float(max(slope, 0.05)), float(shift), rests_on=rests_on)


def _isotonic(margins: np.ndarray, labels: np.ndarray, weights: np.ndarray, rests_on: str) -> Calibration:
    order = np.argsort(margins, kind="stable")
    blocks: list[list[float]] = []  # weighted margin, weighted label, weight
    for margin, label, weight in zip(margins[order], labels[order], weights[order], strict=True):
        blocks.append([margin * weight, label * weight, weight])
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][2] >= blocks[-1][1] * blocks[-2][2]:
            last = blocks.pop()
            blocks[-1] = [one + other for one, other in zip(blocks[-1], last, strict=True)]
    kept = np.array([block for block in blocks if block[2] > 0])
    return Calibration("isotonic", 1.0, 0.0, tuple(kept[:, 0] / kept[:, 2]), tuple(kept[:, 1] / kept[:, 2]), rests_on)


def _refuse_unsound(found: Calibration) -> None:
    numbers = np.array([found.slope, found.shift, *found.knots_margin, *found.knots_probability])
    is_paired = len(found.knots_margin) == len(found.knots_probability)
    rises = is_paired and bool(
        (np.diff(found.knots_probability) >= 0).all() and (np.diff(found.knots_margin) >= 0).all()
    )
    has_knots = found.kind == "platt" or (found.kind == "isotonic" and len(found.knots_margin) > 0)
    if not (np.isfinite(numbers).all() and rises and has_knots and found.slope > 0):
        raise ModelRefused("calibration.json: the curve does not rise or holds no finite number; train again.")
