"""A challenger is judged as of the day it was trained for, and no other."""

from datetime import date

import pandas as pd
import pytest

from pipeline import training
from pipeline.errors import InputError
from pipeline.params import Params
from pipeline.stage import Context
from pipeline.stages.evaluate_classifier import run


def context(folder, day):
    return Context(night=day, raw=folder, data=folder, models=folder / "models", params=Params())


@pytest.mark.parametrize(
    ("day", "why"), [(date(2026, 11, 10), "before 2026-11-17"), (date(2026, 11, 20), "after 2026-11-17")]
)
def test_a_challenger_is_not_judged_as_of_another_day(tmp_path, day, why):
    nothing = pd.DataFrame()
    facts = {"as_of": "2026-11-17"}
    with pytest.raises(InputError, match=rf"expected 2026-11-17(.|\n)*{why}(.|\n)*--as-of {day}"):
        run(
            context(tmp_path, day),
            training_set=nothing,
            unjudged=nothing,
            rivals=nothing,
            training_facts=facts,
            challenger=tmp_path,
        )


def test_without_a_challenger_there_is_nothing_to_judge(tmp_path):
    with pytest.raises(InputError, match="no challenger"):
        training.evaluate(context(tmp_path, date(2026, 11, 17)))


@pytest.mark.parametrize("call", [training.evaluate, training.promote])
def test_a_training_that_ended_without_a_challenger_leaves_nothing_to_judge_or_promote(tmp_path, call):
    (tmp_path / "training").mkdir()
    (tmp_path / "training" / "training_facts.json").write_text('{"as_of": "2026-11-17"}')
    with pytest.raises(InputError, match="no challenger in .*ended without one"):
        call(context(tmp_path, date(2026, 11, 17)))
