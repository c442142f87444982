"""From a training set to a challenger folder, and from a challenger to a verdict: the two walks of retraining."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from features.signals.title_vectors import TextVectors
from models.artifact import Artifact, inputs_of, score, values_of, write_artifact
from models.classifier import ClassifierParams, TrainedClassifier, train_classifier
from models.errors import NotEnoughLabels
from models.evaluation import Figures, column_rankings, compare_rankings, evaluate
from models.feature_log import KEY_COLUMNS, LISTING_KEY, ROW_ORDER, LogKeys
from models.feature_spec import FeatureSpec
from models.findings import GateVerdict, verdict_of
from models.gate import judge_challenger, worst_fallen_groups
from models.gate_params import GateParams
from models.labels import Labels
from models.leak_alarm import refuse_leaks
from models.learned_claims import FEATURE, LearnedClaimsParams, learn_claims
from models.metrics import average_precision
from models.model_card import model_card
from models.rules import Rules
from models.splits import (
    GROUP,
    Split,
    SplitParams,
    is_held_out,
    random_split,
    room_for_held_out,
    seller_groups,
    time_and_seller_split,
)
from models.training_set import rows_at_verdict


@dataclass(frozen=True)
class TrainingInputs:
    """What retraining as of a day starts from.

    `sightings` come from `training_set.collect_sightings`; `unjudged` from `training_set.unlabelled_rows` of a night
    before the cut; `rivals` from `splits.unjudged_rivals` (None: only judged rows compete for the queue). `titles` hold
    the vector of every row's title; without them nothing is learned of wording.
    """

    sightings: pd.DataFrame
    unjudged: pd.DataFrame
    spec: FeatureSpec
    as_of: datetime.date
    networks: pd.DataFrame | None = None
    rivals: pd.DataFrame | None = None
    titles: TextVectors | None = None


@dataclass(frozen=True)
class RetrainingParams:
    """The params blocks that retraining reads."""

    splits: SplitParams
    classifier: ClassifierParams
    gate: GateParams
    claims: LearnedClaimsParams = LearnedClaimsParams()


def split_of(inputs: TrainingInputs, params: SplitParams) -> Split:
    """The time and seller split of the inputs."""
    return time_and_seller_split(inputs.sightings, inputs.as_of, params, inputs.networks)


def judging_rows(inputs: TrainingInputs, params: SplitParams) -> pd.DataFrame:
    """The judged rows of later nights and unseen sellers, and rivals nobody judged (label missing), in ROW_ORDER."""
    test = split_of(inputs, params).test
    if inputs.rivals is None or not len(inputs.rivals):
        return test
    columns = [*KEY_COLUMNS, *inputs.spec.names, GROUP, Labels.label]
    rows = pd.concat([test, inputs.rivals[columns]], ignore_index=True)
    return rows.sort_values(ROW_ORDER, kind="stable", ignore_index=True)


def train_challenger(inputs: TrainingInputs, params: RetrainingParams) -> TrainedClassifier:
    """A classifier of what was known before the cut, without held-out sellers.

    The model that is judged is the model that is promoted: it is not fitted again on the judging rows. Raises
    LeakFound and NotEnoughLabels.
    """
    split = split_of(inputs, params.splits)
    groups = seller_groups(inputs.unjudged, inputs.networks)
    is_early = inputs.unjudged[LogKeys.snapshot_date] < pd.Timestamp(split.cut, tz="UTC")
    unjudged = inputs.unjudged.assign(**{GROUP: groups})[is_early & ~is_held_out(groups, params.splits)]
    try:
        return _trained(split.train, unjudged, inputs, params, is_alarmed=True)
    except NotEnoughLabels as few:
        raise NotEnoughLabels(f"{few}{_kept_to_judge(inputs, split)}") from few


def _kept_to_judge(inputs: TrainingInputs, split: Split) -> str:
    """How many verdicts did not teach because a model must not be judged on what it was taught."""
    known, taught = (len(rows[LISTING_KEY].drop_duplicates()) for rows in (inputs.sightings, split.train))
    if known == taught:
        return ""
    return f" {known - taught} further verdicts are kept to judge it: on or after {split.cut}, or of held-out sellers."


def _trained(
    rows: pd.DataFrame, unjudged: pd.DataFrame, inputs: TrainingInputs, params: RetrainingParams, *, is_alarmed: bool
) -> TrainedClassifier:
    """The classifier of these rows, with what their wording teaches where it is asked for."""
    claims, spec = None, inputs.spec
    if params.claims.enabled and inputs.titles is not None:
        taught = learn_claims(rows, unjudged, inputs.titles, params.claims, params.classifier.unjudged_weight)
        claims, spec = taught.claims, inputs_of(spec, taught.claims)
        rows = rows.assign(**{FEATURE.name: taught.judged})
        unjudged = unjudged.assign(**{FEATURE.name: taught.unjudged})
    if is_alarmed:
        refuse_leaks(rows, spec.names, params.gate)
    return replace(train_classifier(rows, unjudged, spec, params.classifier), claims=claims)


def artifact_of(trained: TrainedClassifier, spec: FeatureSpec) -> Artifact:
    """The trained model as it would load, without a folder: for its figures, which travel in the folder."""
    import lightgbm

    booster = lightgbm.Booster(model_str=trained.model_text)
    return Artifact(booster, spec, trained.calibration, {}, "unwritten", trained.claims)


def write_challenger(
    folder: Path,
    trained: TrainedClassifier,
    inputs: TrainingInputs,
    cut: datetime.date,
    figures: Figures | None = None,
) -> str:
    """Writes the challenger's folder with its card and, when it was judged before, its figures; gives its digest."""
    metrics = {"facts": training_facts(trained, inputs, cut), **(figures or {})}
    return write_artifact(
        folder,
        model_text=trained.model_text,
        spec=inputs.spec,
        calibration=trained.calibration,
        metrics=metrics,
        card=model_card(metrics["facts"], metrics),
        claims=trained.claims,
    )


def training_facts(trained: TrainedClassifier, inputs: TrainingInputs, cut: datetime.date) -> dict[str, Any]:
    """What the card and the metrics say of the training."""
    dates = {"as_of": inputs.as_of.isoformat(), "cut": cut.isoformat()}
    return {**trained.facts, **dates, "rests_on": trained.calibration.rests_on}


def evaluate_challenger(
    inputs: TrainingInputs,
    challenger: Artifact,
    rules: Rules,
    capacity: Mapping[str, int],
    params: RetrainingParams,
    *,
    slices: pd.DataFrame | None = None,
    newest_seller_column: str | None = None,
) -> Figures:
    """Figures of the challenger on later nights and unseen sellers, beside rules, columns and the random split.

    `slices` has platform, listing_id and a text column per way of cutting (sector, seller_type …).
    """
    rows, capacity = judging_rows(inputs, params.splits), room_for_held_out(capacity, params.splits)
    values = rows[list(inputs.spec.names)]
    scores = _scores(challenger, rows, inputs)
    rankings = {"challenger": scores, "rules": rules.score(values), **column_rankings(rows, newest_seller_column)}
    return {
        "challenger": evaluate(rows, scores, capacity, params.gate, _slices_of(rows, slices)),
        "rankings": compare_rankings(rows, rankings, capacity, params.gate),
        "random_split_average_precision": random_split_figure(inputs, params),
    }


def _slices_of(rows: pd.DataFrame, slices: pd.DataFrame | None) -> pd.DataFrame | None:
    if slices is None:
        return None
    return (
        rows[LISTING_KEY]
        .merge(slices.drop_duplicates(LISTING_KEY), on=LISTING_KEY, how="left")
        .drop(columns=LISTING_KEY)
    )


def random_split_figure(inputs: TrainingInputs, params: RetrainingParams) -> float | None:
    """PR-AUC of the same recipe under the random split: the figure that flatters, for comparison only."""
    split = random_split(inputs.sightings, inputs.as_of, params.splits)
    try:
        unjudged = inputs.unjudged.assign(**{GROUP: seller_groups(inputs.unjudged)})
        trained = _trained(split.train, unjudged, inputs, params, is_alarmed=False)
    except NotEnoughLabels:
        return None
    scores = _scores(artifact_of(trained, inputs.spec), split.test, inputs)
    found = average_precision(split.test[Labels.label].to_numpy("float64"), scores)
    return None if np.isnan(found) else round(found, 6)


def gate_challenger(
    inputs: TrainingInputs,
    challenger: Artifact,
    champion: Artifact | Rules,
    capacity: Mapping[str, int],
    params: RetrainingParams,
) -> GateVerdict:
    """The gate's verdict against the champion, or against the rules for a first challenger."""
    rows, capacity = judging_rows(inputs, params.splits), room_for_held_out(capacity, params.splits)
    ours, theirs = (_scores(model, rows, inputs) for model in (challenger, champion))
    judged = judge_challenger(rows, ours, theirs, capacity, params.gate)
    fakes = rows_at_verdict(inputs.sightings[inputs.sightings[Labels.label] == 1])
    fakes = fakes.assign(**{GROUP: seller_groups(fakes, inputs.networks)})
    # Of a seller it has met, a model must know the settled fakes; of one it has not, the figures above judge it.
    fakes = fakes[~is_held_out(fakes[GROUP], params.splits)]
    fallen = worst_fallen_groups(
        fakes, _scores(challenger, fakes, inputs), _scores(champion, fakes, inputs), params.gate
    )
    return verdict_of([*judged.findings, *fallen], judged.figures)


def _scores(model: Artifact | Rules, rows: pd.DataFrame, inputs: TrainingInputs) -> np.ndarray:
    if isinstance(model, Rules):
        return model.score(rows[list(inputs.spec.names)])
    return score(model, values_of(model, rows, inputs.titles), inputs.spec)
