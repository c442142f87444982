"""A gate's verdict is about one challenger, and only that one may be promoted on it."""

import pytest

from pipeline.errors import GateError
from pipeline.stages.promote_classifier import verdict_of_evaluation

EVALUATION = {
    "challenger": "classifier-0123456789ab",
    "gate": {"passed": True, "findings": [{"code": "x", "says": "fine", "refuses": False}], "figures": {}},
}


def test_the_verdict_is_the_one_that_was_written():
    assert verdict_of_evaluation(EVALUATION, "classifier-0123456789ab").passed


def test_a_verdict_about_another_challenger_is_refused():
    with pytest.raises(GateError, match=r"judged classifier-0123456789ab, the challenger is classifier-ffff"):
        verdict_of_evaluation(EVALUATION, "classifier-ffff")
