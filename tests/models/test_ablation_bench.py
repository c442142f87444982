"""The ablation finds what a model lives on, and does not take chance for it."""

import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)] if str(ROOT) not in sys.path else []

from benchmarks.ablation import (  # noqa: E402
    ALL,
    AVERAGE,
    CHANCE,
    Ablation,
    ablated,
    as_markdown,
    loss,
    spec_without,
    table,
)
from models.classifier import ClassifierParams  # noqa: E402
from models.gate_params import GateParams  # noqa: E402
from models.splits import GROUP, SplitParams, time_and_seller_split  # noqa: E402
from models.training import RetrainingParams  # noqa: E402
from pipeline.market_trial import NETWORK, TrialRows  # noqa: E402

FAMILIES = {"photos": ("copied_photo",), "noise": ("noise",), "price": ("price_share", "title_distance")}


@pytest.fixture(scope="module")
def found(inputs):
    params = RetrainingParams(SplitParams(), ClassifierParams(most_rounds=30, folds=2), GateParams())
    rows = time_and_seller_split(inputs.sightings, inputs.as_of, params.splits).test
    tried = TrialRows(rows.assign(**{NETWORK: rows[GROUP]}), {"acme": 4, "bolt": 4})
    return [ablated(Ablation(inputs, params, tried, repeats=1, resamplings=200), FAMILIES, lambda line: None)]


def test_what_the_model_lives_on_is_lost_and_noise_is_not(found):
    assert loss(found, "price", AVERAGE).low > 0
    assert loss(found, "noise", AVERAGE).low < 0
    assert list(table(found, {"price": 2})["without"])[0] == "price"


def test_every_resampling_is_paired_so_that_the_same_model_loses_nothing(found):
    same = [{**found[0], "again": found[0][ALL]}]
    assert loss(same, "again", AVERAGE).as_dict() == {"value": 0.0, "low": 0.0, "high": 0.0}


def test_the_table_shows_what_chance_alone_moves_beside_the_families(found):
    shown = table(found, {name: len(columns) for name, columns in FAMILIES.items()})
    assert set(shown["without"]) == {CHANCE, *FAMILIES}
    assert as_markdown(shown).count("\n") == 1 + len(shown)


def test_a_market_weighs_as_much_as_another(found):
    twice = loss([found[0], {**found[0], "price": found[0][ALL]}], "price", AVERAGE)
    assert twice.value == pytest.approx(loss(found, "price", AVERAGE).value / 2)


def test_columns_leave_with_their_directions(inputs):
    spec = spec_without(inputs.spec, ("price_share", "noise"))
    assert spec.names == ("title_distance", "copied_photo", "seller_age_days")
    assert spec.monotone == (0, 1, 0)
    assert np.all([name in inputs.spec.names for name in spec.names])
