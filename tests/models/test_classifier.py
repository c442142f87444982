"""Training: the same bytes every time, honest refusals, and a curve that promises what is found."""

import numpy as np
import pandas as pd
import pytest

from models.calibration import Calibration, CalibrationParams, fit_calibration, sigmoid, stand_in_weight
from models.classifier import ClassifierParams, train_classifier
from models.errors import LeakFound, ModelError, ModelRefused, NotEnoughLabels, StaleModel
from models.feature_spec import FeatureSpec
from models.folds import time_ordered_folds
from models.gate_params import GateParams
from models.leak_alarm import CANARY, alarm_single_features, refuse_leaks, with_canary
from models.margins import full_margins
from models.metrics import auc
from models.splits import GROUP, SplitParams, time_and_seller_split

# Five columns and forty rounds: the defaults, made for 74 columns and hundreds of rounds, would hardly begin to learn.
QUICK = ClassifierParams(
    most_rounds=40,
    least_rounds=10,
    patience_rounds=10,
    folds=2,
    leaves=15,
    l2=5.0,
    feature_share=0.8,
    unjudged_weight=0.1,
)


@pytest.fixture(scope="module")
def split(inputs):
    return time_and_seller_split(inputs.sightings, inputs.as_of, SplitParams())


@pytest.fixture(scope="module")
def trained(split, inputs):
    return train_classifier(split.train, inputs.unjudged, inputs.spec, QUICK)


def margins(trained, rows, names):
    import lightgbm

    return full_margins(lightgbm.Booster(model_str=trained.model_text), rows[list(names)])


def test_training_twice_on_shuffled_rows_gives_the_same_bytes(split, inputs, trained):
    shuffled = split.train.sample(frac=1, random_state=5)
    again = train_classifier(shuffled, inputs.unjudged.sample(frac=1, random_state=6), inputs.spec, QUICK)
    assert again.model_text == trained.model_text
    assert again.calibration == trained.calibration


def test_the_number_of_pinned_threads_does_not_change_the_trees(split, inputs, trained):
    two = train_classifier(split.train, inputs.unjudged, inputs.spec, QUICK.model_copy(update={"threads": 2}))
    assert two.model_text.split("parameters:")[0] == trained.model_text.split("parameters:")[0]
    assert two.calibration == trained.calibration


def test_the_classifier_finds_the_fakes_of_sellers_it_never_met(split, inputs, trained):
    label = split.test["label"].to_numpy("float64")
    assert auc(label, margins(trained, split.test, inputs.spec.names)) > 0.85


def test_a_declared_direction_is_kept(split, inputs, trained):
    rows = pd.concat([split.test.head(1)] * 50, ignore_index=True)
    rows["price_share"] = np.linspace(0, 2, 50)
    assert (np.diff(margins(trained, rows, inputs.spec.names)) <= 1e-12).all()


def test_promised_and_found_shares_agree_on_later_unseen_sellers(split, inputs, trained):
    promised = trained.calibration.probability(margins(trained, split.test, inputs.spec.names))
    assert promised.mean() == pytest.approx(split.test["label"].astype(float).mean(), abs=0.12)


def test_no_seller_group_outweighs_the_market(split, inputs):
    # One seller whose many poisoned verdicts say that cheap is genuine.
    poison = pd.concat([split.train.head(1)] * 300, ignore_index=True).assign(
        listing_id=[f"P{at}" for at in range(300)],
        label=0,
        price_share=0.2,
        copied_photo=1.0,
        **{GROUP: "market/poison"},
    )
    poison["label"] = poison["label"].astype(split.train["label"].dtype)
    rows = pd.concat([split.train, poison], ignore_index=True)
    model = train_classifier(rows, inputs.unjudged, inputs.spec, QUICK)
    label = split.test["label"].to_numpy("float64")
    assert auc(label, margins(model, split.test, inputs.spec.names)) > 0.8


def test_too_few_verdicts_are_said_and_not_trained_on(split, inputs):
    with pytest.raises(NotEnoughLabels, match="at least 20"):
        train_classifier(split.train.head(30), inputs.unjudged, inputs.spec, QUICK)


def test_a_label_that_is_neither_0_nor_1_is_refused(split, inputs):
    rows = split.train.assign(label=split.train["label"].astype("float64") + 1)
    with pytest.raises(ModelError, match="needs 0 or 1"):
        train_classifier(rows, inputs.unjudged, inputs.spec, QUICK)


def test_an_infinite_feature_is_refused(split, inputs):
    with pytest.raises(ModelError, match="infinite"):
        train_classifier(split.train.assign(noise=np.inf), inputs.unjudged, inputs.spec, QUICK)


def test_no_fold_judges_a_seller_it_was_fitted_on(split):
    for fit, judge in time_ordered_folds(split.train, 4):
        assert not set(split.train[GROUP].iloc[fit]) & set(split.train[GROUP].iloc[judge])


def test_folds_judge_later_nights_than_they_fit(split):
    nights = split.train["snapshot_date"]
    for fit, judge in time_ordered_folds(split.train, 4):
        assert nights.iloc[fit].max() < nights.iloc[judge].min()


def test_labels_of_one_night_are_still_dealt_by_seller(split):
    rows = split.train.assign(snapshot_date=split.train["snapshot_date"].min())
    folds = list(time_ordered_folds(rows, 3))
    assert len(folds) == 3
    assert all(not set(rows[GROUP].iloc[fit]) & set(rows[GROUP].iloc[judge]) for fit, judge in folds)


def test_a_planted_future_column_is_refused(split, inputs):
    planted = with_canary(split.train)
    assert [found.code for found in alarm_single_features(planted, [CANARY], GateParams())] == ["leak"]
    with pytest.raises(LeakFound, match=CANARY):
        refuse_leaks(planted, [*inputs.spec.names, CANARY], GateParams())
    refuse_leaks(split.train, inputs.spec.names, GateParams())


def test_a_column_that_is_missing_only_where_it_matters_is_refused(split, inputs):
    told = split.train.assign(noise=np.where(split.train["label"] == 1, np.nan, 0.5))
    with pytest.raises(LeakFound, match="noise"):
        refuse_leaks(told, inputs.spec.names, GateParams())


def test_a_model_refuses_features_made_otherwise(inputs):
    tonight = inputs.spec
    for other in (
        FeatureSpec(
            tonight.names[::-1], tonight.monotone, tonight.fingerprint, tonight.encoder_id, tonight.rules_version
        ),
        FeatureSpec(tonight.names, tonight.monotone, "another formula", tonight.encoder_id, tonight.rules_version),
        FeatureSpec(tonight.names, tonight.monotone, tonight.fingerprint, "another encoder", tonight.rules_version),
        FeatureSpec(tonight.names, tonight.monotone, tonight.fingerprint, tonight.encoder_id, "other rules"),
    ):
        with pytest.raises(StaleModel):
            tonight.refuse_other(other)


def noisy_margins(rows, slope, shift, seed=0):
    chance = np.random.default_rng(seed)
    margin = chance.normal(0, 2, rows)
    label = (chance.random(rows) < sigmoid(slope * margin + shift)).astype("float64")
    return margin, label


def test_platt_finds_the_slope_and_shift_of_many_rows():
    margin, label = noisy_margins(20000, 0.6, -1.0)
    params = CalibrationParams(isotonic_from_labels=100000)
    found = fit_calibration(margin, label, np.ones(len(label)), params)
    assert (found.slope, found.shift) == pytest.approx((0.6, -1.0), abs=0.06)


def test_isotonic_is_chosen_for_many_labels_and_rises():
    margin, label = noisy_margins(4000, 1.5, 0.5)
    found = fit_calibration(margin, label, np.ones(len(label)), CalibrationParams())
    grid = found.probability(np.linspace(-8, 8, 500))
    assert found.kind == "isotonic" and (np.diff(grid) > 0).all()
    assert found.probability(margin).mean() == pytest.approx(label.mean(), abs=0.01)


def test_isotonic_agrees_with_scikit_learn():
    from sklearn.isotonic import IsotonicRegression

    margin, label = noisy_margins(3000, 1.0, 0.0)
    weight = np.random.default_rng(1).random(3000) + 0.1
    found = fit_calibration(margin, label, weight, CalibrationParams())
    theirs = IsotonicRegression().fit(margin, label, sample_weight=weight).predict(margin)
    assert np.abs(found.probability(margin) - theirs).mean() < 0.02


def test_a_curve_survives_json():
    for params in (CalibrationParams(), CalibrationParams(isotonic_from_labels=100000)):
        margin, label = noisy_margins(3000, 1.0, -1.0)
        found = fit_calibration(margin, label, np.ones(len(label)), params)
        assert Calibration.from_json(found.as_json()) == found


def test_a_falling_or_broken_curve_is_refused():
    sound = Calibration("isotonic", knots_margin=(0.0, 1.0), knots_probability=(0.2, 0.4)).as_json()
    for change in (
        {"knots_probability": [0.4, 0.2]},
        {"slope": float("nan")},
        {"kind": "pickle"},
        {"knots_margin": [0.0]},
        {"shift": None},
    ):
        with pytest.raises(ModelRefused):
            Calibration.from_json({**sound, **change})


def test_stand_ins_never_outweigh_the_reviewed_rows():
    assert stand_in_weight(10.0, np.full(100, 5.0)).sum() == pytest.approx(10.0)
    assert stand_in_weight(10.0, np.array([1.0, 2.0])).tolist() == [1.0, 2.0]


def test_the_assumed_share_of_unseen_fakes_lowers_ordinary_listings(split, inputs):
    alone = train_classifier(split.train, inputs.unjudged.head(0), inputs.spec, QUICK)
    assert alone.calibration.rests_on == "labels alone"
    with_crowd = train_classifier(split.train, inputs.unjudged, inputs.spec, QUICK)
    promised = [
        model.calibration.probability(margins(model, inputs.unjudged, inputs.spec.names)).mean()
        for model in (alone, with_crowd)
    ]
    assert promised[1] < promised[0]


def test_enough_audit_rows_take_the_place_of_the_assumption(split, inputs):
    rows = split.train.assign(basis="audit", selection_probability=0.1)
    params = QUICK.model_copy(update={"calibration": CalibrationParams(audit_from_rows=50)})
    assert "audit" in train_classifier(rows, inputs.unjudged, inputs.spec, params).calibration.rests_on
