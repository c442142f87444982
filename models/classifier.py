"""The gradient-boosted classifier: small-data settings, the same bytes every time, a calibrated probability."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from models.calibration import Calibration, CalibrationParams, fit_calibration, stand_in_weight
from models.errors import ModelError, NotEnoughLabels
from models.feature_log import ROW_ORDER
from models.feature_spec import FeatureSpec, matrix
from models.folds import time_ordered_folds
from models.labels import Labels
from models.learned_claims import LearnedClaims
from models.margins import full_margins, starting_margins
from models.splits import GROUP


class ClassifierParams(BaseModel):
    """How the trees are grown. Settings for hundreds to some ten thousand labels."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Few leaves: on two simulated markets of 600 verdicts 7 gave PR-AUC .568, 15 gave .556 (docs/experiments.md).
    leaves: int = Field(default=7, ge=2)
    # A customary slow step; the rounds are chosen to fit it.
    learning_rate: float = Field(default=0.05, gt=0, le=1)
    # Stops a run whose judging rows go on getting better by chance.
    most_rounds: int = Field(default=400, ge=1)
    # Trees grow from the rules' log-odds, so that few rounds are no harm.
    least_rounds: int = Field(default=5, ge=1)
    # Stop when this many rounds brought nothing on later nights and other sellers.
    patience_rounds: int = Field(default=30, ge=1)
    # Parts of the labels, in time, that judge the rounds; each needs some dozens of labels.
    folds: int = Field(default=4, ge=2)
    # A leaf holds at least this many rows; with fewer than 50 times as many labels, n/50 (never under 5).
    least_rows_in_leaf: int = Field(default=20, ge=1)
    # Pull of leaf values towards zero: some rows' worth of doubt in every leaf.
    l2: float = Field(default=20.0, ge=0)
    # Share of columns a tree may use, so that one loud column does not speak for all.
    feature_share: float = Field(default=0.4, gt=0, le=1)
    # Fakes are 10 to 40 % of reviewed rows: no need to weigh them up, and calibration would have to undo it.
    positive_weight: float = Field(default=1.0, gt=0)
    # Listings nobody judged stand in as weak negatives, so that the trees see what an ordinary listing looks like;
    # a fifth of a verdict each, because some are fakes nobody found. 0 leaves them out.
    unjudged_weight: float = Field(default=0.2, ge=0, le=1)
    # No seller group may carry more than this share of all weight: a big seller is not the market.
    most_group_share: float = Field(default=0.1, gt=0, le=1)
    # Under these there is nothing to learn that the rules do not know.
    least_positives: int = Field(default=20, ge=2)
    # … of either kind.
    least_negatives: int = Field(default=20, ge=2)
    # An audit row stands for at most this many listings, or one lucky draw would steer the curve.
    most_audit_weight: float = Field(default=50.0, ge=1)
    # Any number; it is fixed so that the same labels give the same model.
    seed: int = 20261118
    # Pinned: three thread counts gave three models on 200,000 rows (measured); one trains these sizes in seconds.
    threads: int = Field(default=1, ge=1)
    # How margins become probabilities.
    calibration: CalibrationParams = CalibrationParams()


@dataclass(frozen=True)
class TrainedClassifier:
    """The model as text, its calibration, and how it came about. `held_out` has margin, label and weight per row; `claims`, where
    there are any, give the last of its columns."""

    model_text: str
    calibration: Calibration
    rounds: int
    held_out: pd.DataFrame
    facts: dict[str, Any]
    claims: LearnedClaims | None = None


def train_classifier(
    rows: pd.DataFrame, unjudged: pd.DataFrame, spec: FeatureSpec, params: ClassifierParams
) -> TrainedClassifier:
    """A classifier of labelled rows (with seller_group) and of listings nobody judged (may be empty).

    Rows may come in any order; the model's bytes do not depend on it. Raises NotEnoughLabels, or ModelError for
    labels other than 0 and 1, infinite features or other columns than the spec's.
    """
    rows = _in_order(rows)
    _refuse_unfit(rows, params)
    unjudged = _in_order(unjudged)
    # One half teaches, the other half calibrates: nothing calibrates on what it was taught.
    teaching, calibrating = unjudged.iloc[::2], unjudged.iloc[1::2]
    weight = _weights(rows, params)
    chosen, held_out = _held_out_margins(rows, weight, teaching, calibrating, spec=spec, params=params)
    rounds = int(np.clip(np.median(chosen), params.least_rounds, params.most_rounds)) if chosen else params.least_rounds
    booster = _fit(rows, weight, teaching, spec=spec, params=params, rounds=rounds)
    curve = _calibrated(held_out, params)
    facts = {"rows": len(rows), "positives": int(rows[Labels.label].sum()), "rounds": rounds, "folds": len(chosen)}
    return TrainedClassifier(booster.model_to_string(), curve, rounds, held_out, {**facts, "unjudged": len(unjudged)})


def lightgbm_settings(rows: int, spec: FeatureSpec, params: ClassifierParams) -> dict[str, Any]:
    """LightGBM's own settings for this many labelled rows."""
    return {
        "objective": "binary",
        "num_leaves": params.leaves,
        "learning_rate": params.learning_rate,
        "min_data_in_leaf": int(np.clip(rows // 50, 5, max(5, params.least_rows_in_leaf))),
        "min_sum_hessian_in_leaf": 1e-2,
        "lambda_l2": params.l2,
        "feature_fraction": params.feature_share,
        "monotone_constraints": list(spec.monotone),
        "monotone_constraints_method": "basic",
        "seed": params.seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": params.threads,
        "verbosity": -1,
    }


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(ROW_ORDER, kind="stable", ignore_index=True) if len(rows) else rows


def _refuse_unfit(rows: pd.DataFrame, params: ClassifierParams) -> None:
    if not rows[Labels.label].isin([0, 1]).all():
        raise ModelError("labels: every training row needs 0 or 1; build them with labels_from_decisions.")
    positives = int(rows[Labels.label].sum())
    negatives = len(rows) - positives
    if positives < params.least_positives or negatives < params.least_negatives:
        raise NotEnoughLabels(
            f"training: {positives} counterfeit and {negatives} other verdicts, at least {params.least_positives} and "
            f"{params.least_negatives} wanted. The rules go on scoring; review more and train again."
        )


def _weights(rows: pd.DataFrame, params: ClassifierParams) -> np.ndarray:
    weight = rows[Labels.weight].astype("float64")
    weight = weight.where(rows[Labels.label] == 0, weight * params.positive_weight)
    of_group = weight.groupby(rows[GROUP]).transform("sum")
    allowed = params.most_group_share * weight.sum()
    return (weight * (allowed / of_group.where(of_group > 0)).clip(upper=1.0).fillna(1.0)).to_numpy()


def _fit(
    rows: pd.DataFrame,
    weight: np.ndarray,
    teaching: pd.DataFrame,
    *,
    spec: FeatureSpec,
    params: ClassifierParams,
    rounds: int,
    judge: tuple[pd.DataFrame, np.ndarray] | None = None,
) -> Any:
    import lightgbm

    names = list(spec.names)
    is_used = params.unjudged_weight > 0 and len(teaching) > 0
    parts = [rows[names], teaching[names]] if is_used else [rows[names]]
    values = matrix(pd.concat(parts, ignore_index=True), spec)
    label = np.concatenate([rows[Labels.label].to_numpy("float64"), np.zeros(len(values) - len(rows))])
    weights = np.concatenate([weight, np.full(len(values) - len(rows), params.unjudged_weight)])
    train = lightgbm.Dataset(values, label=label, weight=weights, init_score=starting_margins(values))
    extra: dict[str, Any] = {}
    if judge is not None:
        judged = judge[0][names]
        seen = lightgbm.Dataset(
            judged,
            label=judge[0][Labels.label].to_numpy("float64"),
            weight=judge[1],
            init_score=starting_margins(judged),
            reference=train,
        )
        extra = {"valid_sets": [seen], "callbacks": [lightgbm.early_stopping(params.patience_rounds, verbose=False)]}
    return lightgbm.train(lightgbm_settings(len(rows), spec, params), train, num_boost_round=rounds, **extra)


def _held_out_margins(
    rows: pd.DataFrame,
    weight: np.ndarray,
    teaching: pd.DataFrame,
    calibrating: pd.DataFrame,
    *,
    spec: FeatureSpec,
    params: ClassifierParams,
) -> tuple[list[int], pd.DataFrame]:
    chosen: list[int] = []
    parts: list[pd.DataFrame] = []
    names = list(spec.names)
    for fit, judge in time_ordered_folds(rows, params.folds):
        judged = rows.iloc[judge]
        booster = _fit(
            rows.iloc[fit],
            weight[fit],
            teaching,
            spec=spec,
            params=params,
            rounds=params.most_rounds,
            judge=(judged, weight[judge]),
        )
        chosen.append(booster.best_iteration)
        margin = full_margins(booster, judged[names])
        known = judged[[Labels.label, Labels.basis, Labels.selection_probability]].assign(
            margin=margin, weight=weight[judge]
        )
        parts.append(known.assign(is_judged=True))
        if len(calibrating):
            aside = full_margins(booster, calibrating[names])
            # Every fold shows the same stand-ins: together they count once.
            parts.append(pd.DataFrame({"margin": aside, "weight": 1.0 / params.folds, "is_judged": False}))
    empty = pd.DataFrame(
        columns=[Labels.label, Labels.basis, Labels.selection_probability, "margin", "weight", "is_judged"]
    )
    return chosen, pd.concat(parts, ignore_index=True) if parts else empty


def _calibrated(held_out: pd.DataFrame, params: ClassifierParams) -> Calibration:
    calibration = params.calibration
    is_judged = held_out["is_judged"].astype(bool)
    judged = held_out[is_judged]
    if judged[Labels.label].nunique() < 2:
        return Calibration("platt", rests_on="too few held-out labels: margins as they are")
    is_audit = (judged[Labels.basis] == "audit") & judged[Labels.selection_probability].notna()
    if is_audit.sum() >= calibration.audit_from_rows:
        return _with_audit(judged, is_audit, params)
    aside = held_out[~is_judged]
    margin = np.concatenate([judged["margin"], aside["margin"]])
    label = np.concatenate(
        [judged[Labels.label].astype("float64"), np.full(len(aside), calibration.assumed_unseen_share)]
    )
    stand_ins = stand_in_weight(float(judged["weight"].sum()), aside["weight"].to_numpy("float64"))
    weight = np.concatenate([judged["weight"], stand_ins])
    rests_on = "labels and an assumed share of unseen fakes" if len(aside) else "labels alone"
    return fit_calibration(margin, label, weight, calibration, rests_on)


def _with_audit(judged: pd.DataFrame, is_audit: pd.Series, params: ClassifierParams) -> Calibration:
    weight = judged["weight"].to_numpy("float64").copy()
    stands_for = (1.0 / judged.loc[is_audit, Labels.selection_probability]).clip(upper=params.most_audit_weight)
    chosen = is_audit.to_numpy()
    weight[chosen] = stand_in_weight(float(weight[~chosen].sum()), weight[chosen] * stands_for.to_numpy())
    label = judged[Labels.label].to_numpy("float64")
    return fit_calibration(
        judged["margin"].to_numpy("float64"), label, weight, params.calibration, "labels and the audit slice"
    )
