"""Wording learned from verdicts: honest on the rows that taught it, carried in the model, told in a sentence."""

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest

from features.signals.title_vectors import TextVectors, unit_vectors
from models import artifact as artifacts
from models.artifact import load_artifact, score, values_of
from models.errors import ModelError, ModelRefused
from models.explain import classifier_contributions, reasons, sentence_for, sentences_by_code
from models.feature_log import LogKeys
from models.labels import Labels
from models.learned_claims import FEATURE, NEAREST, LearnedClaims, LearnedClaimsParams, learn_claims
from models.metrics import auc
from models.params import ClassifierParams, GateParams
from models.splits import GROUP, SplitParams
from models.training import RetrainingParams, artifact_of, judging_rows, train_challenger, write_challenger

PARAMS = LearnedClaimsParams(enabled=True)
DIM = 24


def titled(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with a title of their own each."""
    return rows.assign(**{LogKeys.title: "title of " + rows[LogKeys.listing_id].astype("object")})


def vectors_of(titles: pd.Series, claims: pd.Series | None = None) -> TextVectors:
    """A chance vector per title, the same every time; titles that claim something lean one way."""
    names = sorted(set(titles))
    drawn = np.random.default_rng(1).normal(size=(len(names), DIM))
    if claims is not None:
        drawn[:, 0] += 6.0 * pd.Series(claims.to_numpy(), index=titles.to_numpy()).groupby(level=0).max()[names]
    return TextVectors(
        "encoder", "1", {name: at for at, name in enumerate(names)}, unit_vectors(drawn.astype("float16"))
    )


def rows_of(sellers: int, each: int, label: np.ndarray) -> pd.DataFrame:
    listing = [f"L{at:04d}" for at in range(sellers * each)]
    group = np.repeat([f"S{at:03d}" for at in range(sellers)], each)
    rows = pd.DataFrame({LogKeys.listing_id: listing, GROUP: group, Labels.label: label, Labels.weight: 1.0})
    return titled(rows)


@pytest.fixture(scope="module")
def chance_rows() -> pd.DataFrame:
    """Verdicts that have nothing to do with the titles, four of a seller and all alike."""
    return rows_of(40, 4, np.repeat(np.random.default_rng(2).integers(0, 2, 40), 4))


def test_a_row_is_not_scored_by_what_its_own_verdict_taught(chance_rows: pd.DataFrame) -> None:
    titles, weak = vectors_of(chance_rows[LogKeys.title]), LearnedClaimsParams(l2=0.1)
    taught = learn_claims(chance_rows, chance_rows[:0], titles, weak, 0.2)
    label = chance_rows[Labels.label].to_numpy("float64")
    flattering = taught.claims.scores(titles.of(chance_rows[LogKeys.title]))
    assert auc(label, flattering) > 0.7
    assert auc(label, taught.judged) < 0.6


def test_turning_a_sellers_verdicts_round_changes_nothing_of_that_sellers_scores(chance_rows: pd.DataFrame) -> None:
    titles, own = vectors_of(chance_rows[LogKeys.title]), chance_rows[GROUP] == "S003"
    turned = chance_rows.assign(**{Labels.label: chance_rows[Labels.label].where(~own, 1 - chance_rows[Labels.label])})
    one, other = (learn_claims(rows, rows[:0], titles, PARAMS, 0.2) for rows in (chance_rows, turned))
    np.testing.assert_allclose(one.judged[own], other.judged[own], atol=2e-5)
    assert np.abs(one.judged[~own] - other.judged[~own]).max() > 1e-3
    assert one.claims != other.claims


def test_listings_nobody_judged_are_weak_negatives(chance_rows: pd.DataFrame) -> None:
    titles = vectors_of(chance_rows[LogKeys.title])
    fakes = chance_rows[chance_rows[Labels.label] == 1]
    # The same titles stand at many listings nobody found anything wrong with.
    unjudged = pd.concat([fakes] * 3)
    without, with_them = (
        learn_claims(chance_rows, rest, titles, PARAMS, 0.2).claims.scores(titles.of(fakes[LogKeys.title])).mean()
        for rest in (unjudged[:0], unjudged)
    )
    assert with_them < without


def test_the_reading_survives_json_and_nothing_else_is_believed(chance_rows: pd.DataFrame) -> None:
    claims = learn_claims(chance_rows, chance_rows[:0], vectors_of(chance_rows[LogKeys.title]), PARAMS, 0.2).claims
    kept = json.loads(json.dumps(claims.as_json()))
    assert LearnedClaims.from_json(kept) == claims
    for broken in ({**kept, "bias": "x"}, {**kept, "weights": []}, {**kept, "bias": float("nan")}, {"bias": 1.0}):
        with pytest.raises(ModelRefused, match="learned_claims"):
            LearnedClaims.from_json(broken)
    with pytest.raises(ModelError, match="numbers"):
        claims.scores(np.zeros((2, DIM + 1), dtype="float32"))


@pytest.fixture(scope="module")
def taught_inputs(inputs, world):
    """Retraining inputs in which six of ten counterfeits claim something that only their title's vector tells."""
    fakes = world["log"].loc[world["truth"].to_numpy(), LogKeys.listing_id]
    said = set(fakes[[hash_share(name) < 0.6 for name in fakes]])
    sightings, unjudged = titled(inputs.sightings), titled(inputs.unjudged)
    every = pd.concat([sightings, unjudged])
    titles = vectors_of(every[LogKeys.title], every[LogKeys.listing_id].isin(said).astype("float64"))
    return dataclasses.replace(inputs, sightings=sightings, unjudged=unjudged, titles=titles)


def hash_share(name: str) -> float:
    return int(name[1:]) * 2654435761 % 2**32 / 2**32


@pytest.fixture(scope="module")
def params() -> RetrainingParams:
    return RetrainingParams(SplitParams(), ClassifierParams(most_rounds=20, folds=2), GateParams(), PARAMS)


@pytest.fixture(scope="module")
def written(taught_inputs, params, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "challenger"
    write_challenger(folder, train_challenger(taught_inputs, params), taught_inputs, taught_inputs.as_of)
    return folder


@pytest.fixture(scope="module")
def marks(written, tmp_path_factory):
    folder = tmp_path_factory.mktemp("marks")
    load_artifact(written, verified_marks=folder)
    return folder


@pytest.fixture(scope="module")
def loaded(written, marks):
    return load_artifact(written, verified_marks=marks)


def test_a_claim_that_only_the_vector_tells_is_found_among_unseen_sellers(loaded, taught_inputs, params) -> None:
    rows = judging_rows(taught_inputs, params.splits)
    label = rows[Labels.label].to_numpy("float64")
    with_it = score(loaded, values_of(loaded, rows, taught_inputs.titles), taught_inputs.spec)
    plain = dataclasses.replace(taught_inputs, titles=None)
    without = train_challenger(plain, params)
    assert without.claims is None and loaded.claims is not None
    model = artifact_of(without, plain.spec)
    assert auc(label, with_it) > auc(label, score(model, rows[list(model.spec.names)], model.spec)) + 0.02


def test_switched_off_a_model_is_what_it_was_before(taught_inputs, params) -> None:
    few = dataclasses.replace(params, classifier=ClassifierParams(most_rounds=2, folds=2))
    off = dataclasses.replace(few, claims=LearnedClaimsParams())
    plain = dataclasses.replace(taught_inputs, titles=None)
    assert train_challenger(taught_inputs, off).model_text == train_challenger(plain, few).model_text


def test_the_model_carries_its_reading_and_a_changed_one_is_refused(written, loaded, marks) -> None:
    path = written / artifacts.CLAIMS
    kept = path.read_bytes()
    assert json.loads(kept)["titles"] == sorted(loaded.claims.titles)
    for harmed in (kept.replace(b"0", b"1"), kept[:100], b""):
        path.write_bytes(harmed)
        with pytest.raises(ModelRefused, match="learned_claims"):
            load_artifact(written, verified_marks=marks)
    path.write_bytes(kept)
    assert load_artifact(written, verified_marks=marks).claims == loaded.claims


def test_a_model_that_reads_titles_does_not_score_without_them(loaded, taught_inputs) -> None:
    rows = taught_inputs.sightings.head(3)
    with pytest.raises(ModelError, match="title"):
        values_of(loaded, rows, None)
    with pytest.raises(ModelError, match="columns"):
        score(loaded, rows[list(loaded.spec.names)], taught_inputs.spec)


def test_the_reason_names_the_nearest_settled_title_in_both_languages(loaded, taught_inputs) -> None:
    fakes = taught_inputs.sightings[taught_inputs.sightings[LogKeys.title].isin(loaded.claims.titles)].head(40)
    values = values_of(loaded, fakes, taught_inputs.titles)
    settled = taught_inputs.titles.of(loaded.claims.titles)
    nearest = loaded.claims.nearest(taught_inputs.titles.of(fakes[LogKeys.title]), settled)
    assert nearest == fakes[LogKeys.title].tolist()
    pulls = classifier_contributions(loaded, values, taught_inputs.spec)
    words = fakes.reset_index(drop=True).assign(**{NEAREST: nearest})
    told = [one for row in reasons(values, pulls, [FEATURE], words) for one in row]
    assert told and all(one["value"] in nearest and f"“{one['value']}”" in one["sentence"] for one in told)
    chinese = sentence_for(sentences_by_code([FEATURE])[told[0]["code"]], told[0]["value"], "zh")
    assert told[0]["value"] in chinese and "假货" in chinese
