"""The scorer gives a model that reads titles what it wants, and leaves every other model alone."""

import numpy as np
import pandas as pd
import pytest

from features.signals.title_vectors import TextVectors
from models.artifact import Artifact
from models.calibration import Calibration
from models.errors import ModelError
from models.feature_log import LogKeys
from models.feature_spec import FeatureSpec
from models.learned_claims import FEATURE, LearnedClaims
from pipeline.stages.score_listings import Scorer

SPEC = FeatureSpec(("price_to_list_ratio",), (0,), "f", "e", "r")
CLAIMS = LearnedClaims(weights=(8.0, 0.0), bias=-4.0, titles=("fake twin", "plain"))
VECTORS = {"fake twin": (1.0, 0.0), "twin of a fake": (0.99, 0.14), "plain": (0.0, 1.0), "plainer": (0.1, 0.99)}
ROWS = pd.DataFrame({LogKeys.title: ["twin of a fake", "plainer"], "price_to_list_ratio": [0.9, 0.9], "other": 1.0})


def vectors_of(texts: list[str]) -> TextVectors:
    names = sorted(set(texts))
    return TextVectors(
        "e", "1", {name: at for at, name in enumerate(names)}, np.array([VECTORS[name] for name in names])
    )


def model(claims: LearnedClaims | None) -> Artifact:
    import lightgbm

    chance = np.random.default_rng(4)
    names = ["price_to_list_ratio", *([FEATURE.name] if claims else [])]
    values = pd.DataFrame(chance.normal(size=(300, len(names))), columns=names)
    train = lightgbm.Dataset(values, label=(values.iloc[:, -1] > 0).astype(int))
    settings = {"objective": "binary", "num_leaves": 3, "verbosity": -1, "num_threads": 1}
    booster = lightgbm.train(settings, train, num_boost_round=5)
    return Artifact(booster, SPEC, Calibration("platt", rests_on="nothing"), {}, "digest", claims)


@pytest.fixture(scope="module")
def reading() -> Scorer:
    return Scorer(model(CLAIMS), SPEC, (), vectors_of)


def test_the_title_alone_may_make_the_difference(reading: Scorer) -> None:
    worse, better = reading.scores(ROWS)
    assert worse > better
    pulls = reading.contributions(ROWS)
    assert list(pulls.columns) == [*SPEC.names, FEATURE.name]
    assert pulls[FEATURE.name].iloc[0] > 0 > pulls[FEATURE.name].iloc[1]
    assert [feature.name for feature in reading.declared()][-1] == FEATURE.name


def test_the_nearest_settled_title_is_named_by_row(reading: Scorer) -> None:
    assert reading.nearest_settled(ROWS) == ["fake twin", "plain"]
    assert Scorer(model(None), SPEC, (), vectors_of).nearest_settled(ROWS) == ["", ""]


def test_a_model_without_learned_claims_needs_no_titles_and_reads_none() -> None:
    def no_titles(texts: list[str]) -> TextVectors:
        raise AssertionError("titles were read")

    plain = Scorer(model(None), SPEC, (), no_titles)
    assert len(set(plain.scores(ROWS))) == 1
    assert FEATURE.name not in [feature.name for feature in plain.declared()]
    np.testing.assert_array_equal(plain.scores(ROWS[["price_to_list_ratio"]]), plain.scores(ROWS))


def test_rows_without_titles_are_refused_by_a_model_that_reads_them(reading: Scorer) -> None:
    with pytest.raises(ModelError, match="title"):
        reading.scores(ROWS[["price_to_list_ratio"]])
