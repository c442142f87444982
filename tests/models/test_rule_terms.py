"""The rules that score the first night."""

import numpy as np
import pandas as pd
import pytest

from features import registry
from models.rule_terms import BIAS, CAPS, baseline_rules
from models.triage import RankParams

RULES = baseline_rules()


def loudest(*kinds):
    """A row on which every raising term of these kinds is at its full weight and nothing else is known."""
    raising = {term.feature: term.to_value for term in RULES.terms if term.evidence in kinds and term.weight > 0}
    return pd.DataFrame([{name: raising.get(name, np.nan) for name in registry.feature_names()}])


def test_every_feature_the_rules_name_is_computed():
    assert set(RULES.feature_names()) - set(registry.feature_names()) == set()


def test_nothing_known_is_an_ordinary_listing():
    assert RULES.score(loudest())[0] < 0.01


@pytest.mark.parametrize("kind", sorted(CAPS))
def test_one_kind_of_evidence_alone_never_makes_a_case(kind):
    assert RULES.score(loudest(kind))[0] < RankParams().ask_brand_score


def test_two_loud_kinds_of_evidence_make_a_case_and_a_low_price_is_the_weakest_of_them():
    assert RULES.score(loudest("photos", "seller"))[0] >= RankParams().act_score
    assert RULES.score(loudest("words", "buyers"))[0] >= RankParams().act_score
    assert RULES.score(loudest("price", "words"))[0] < RankParams().act_score


def test_an_authorised_seller_outweighs_two_loud_kinds_of_evidence():
    row = loudest("photos", "price").assign(is_authorised_seller=1.0)
    assert RULES.score(row)[0] < RankParams().ask_brand_score


def test_weights_agree_with_the_directions_the_features_declare():
    declared = {feature.name: feature.monotone for feature in registry.features()}
    for term in RULES.terms:
        direction = np.sign(term.weight) * np.sign(term.to_value - term.from_value)
        assert declared[term.feature] in (0, direction), term.feature


def test_a_reason_can_be_given_for_every_raising_term():
    by_name = {feature.name: feature for feature in registry.features()}
    silent = [term.feature for term in RULES.terms if term.weight > 0 and by_name[term.feature].raises is None]
    assert silent == []


def test_the_caps_keep_their_promise_in_the_table():
    assert max(CAPS.values()) + BIAS < np.log(RankParams().ask_brand_score / (1 - RankParams().ask_brand_score))
