"""Reasons: true sentences with measured values, strongest first."""

import numpy as np
import pandas as pd
import pytest

from features.family import Feature, Sentence
from models.calibration import Calibration
from models.classifier import ClassifierParams, train_classifier
from models.explain import classifier_contributions, reasons, reworded, sentence_for, sentences_by_code
from models.rules import RuleTerm, rules_of
from models.splits import SplitParams, time_and_seller_split
from models.training import artifact_of
from models.wording import format_value

CHEAP = Sentence(
    "cheap", "The price is {value} of {product_title}.", "价格为{product_title}的{value}。", "share", lambda v: v < 0.8
)
DEAR = Sentence("dear", "The price is {value} of the list price.", "价格为{value}。", "share", lambda v: v >= 0.8)
COPIED = Sentence("copied", "A photo is copied.", "图片被盗用。", "flag", lambda v: v >= 0.5)
OLD = Sentence("old_seller", "The account is {value} days old.", "账号{value}天。", "days")
DECLARED = (
    Feature("price_share", "", "", raises=CHEAP, lowers=DEAR),
    Feature("copied_photo", "", "", raises=COPIED),
    Feature("seller_age_days", "", "", lowers=OLD),
    Feature("noise", "", ""),
)


def one(values, pulls, context=None):
    features, contributions = (pd.DataFrame([row], columns=[f.name for f in DECLARED]) for row in (values, pulls))
    return reasons(features, contributions, DECLARED, context)[0]


def test_the_strongest_reason_comes_first_with_its_value_and_contribution():
    found = one([0.43, 1.0, 900.0, 5.0], [0.5, 1.5, -0.2, 3.0])
    assert [reason["code"] for reason in found] == ["copied", "cheap", "old_seller"]
    assert found[1]["value"] == "43 %" and found[1]["contribution"] == 0.5
    assert found[2]["sentence"] == "The account is 900 days old."


def test_a_sentence_that_is_not_true_of_the_value_is_not_said():
    assert one([0.95, 0.0, 10.0, 0.0], [0.9, 0.9, 0.9, 0.0]) == []


def test_a_missing_value_gives_no_reason():
    assert one([np.nan, 1.0, np.nan, 0.0], [2.0, 0.1, -1.0, 0.0])[0]["code"] == "copied"


def test_context_fills_the_other_names_and_unknown_stands_for_what_is_not_known():
    context = pd.DataFrame({"product_title": ["Acme trap"]})
    assert one([0.43, 0, 0, 0], [0.5, 0, 0, 0], context)[0]["sentence"] == "The price is 43 % of Acme trap."
    assert one([0.43, 0, 0, 0], [0.5, 0, 0, 0])[0]["sentence"] == "The price is 43 % of unknown."


def test_a_reason_can_be_told_in_other_words_and_stays_what_it_measured():
    found = one([0.43, 1.0, 0, 0], [0.5, 1.5, 0, 0])
    own = {"cheap": Sentence("cheap", "{brand_name} at {value}", "{brand_name}为{value}")}
    copied, cheap = reworded(found, own, {"brand_name": "Acme"})
    assert copied == found[0]
    assert cheap == {**found[1], "sentence": "Acme at 43 %"}


def test_a_sentence_may_show_the_words_found_instead_of_the_number():
    worded = Sentence("slang", "It says {value}.", "它说{value}。", words=lambda row: row["title"][:4])
    declared = (Feature("slang_weight", "", "", raises=worded),)
    features, pulls = pd.DataFrame({"slang_weight": [0.5]}), pd.DataFrame({"slang_weight": [1.0]})
    told = reasons(features, pulls, declared, pd.DataFrame({"title": ["1:1 {bag}"]}))[0][0]
    assert (told["value"], told["sentence"]) == ("1:1 ", "It says 1:1 .")
    unknown = reasons(features, pulls, declared, pd.DataFrame({"title": [""]}))[0][0]
    assert unknown["value"] == "0.5"


def test_words_of_a_seller_are_never_read_as_a_template():
    hostile = pd.DataFrame({"product_title": ["{value.__class__} {0}"]})
    assert one([0.43, 0, 0, 0], [0.5, 0, 0, 0], hostile)[0]["sentence"] == "The price is 43 % of {value.__class__} {0}."


def test_a_kept_reason_can_be_said_in_chinese():
    assert sentence_for(sentences_by_code(DECLARED)["old_seller"], "900", "zh") == "账号900天。"
    assert sentence_for(CHEAP, "43 %", "zh") == "价格为未知的43%。"


@pytest.mark.parametrize(
    ("value", "unit", "wanted"),
    [
        (0.4321, "ratio", "0.43"),
        (0.4321, "share", "43.2 %"),
        (1234.5, "usd", "1,234.50 USD"),
        (3.0, "days", "3"),
        (12000.0, "count", "12,000"),
        (0.8333, "cosine", "0.83"),
        (1.0, "flag", "yes"),
        (0.0, "flag", "no"),
        (float("nan"), "ratio", "unknown"),
        (None, "text", "unknown"),
        ("Acme", "text", "Acme"),
        (-0.01, "count", "0"),
        (1340.14, "days", "1,340"),
        (0.5, "days", "0.5"),
    ],
)
def test_values_are_shown_by_their_unit(value, unit, wanted):
    assert format_value(value, unit) == wanted


def test_a_flag_is_said_in_chinese():
    assert format_value(1.0, "flag", "zh") == "是"


@pytest.fixture(scope="module")
def model(inputs):
    split = time_and_seller_split(inputs.sightings, inputs.as_of, SplitParams())
    params = ClassifierParams(most_rounds=20, least_rounds=10, folds=2)
    return artifact_of(train_classifier(split.train, inputs.unjudged, inputs.spec, params), inputs.spec)


def test_the_classifiers_contributions_add_up_to_its_margin(model, inputs):
    features = inputs.sightings[list(inputs.spec.names)].head(20)
    pulls = classifier_contributions(model, features, inputs.spec)
    margin = model.booster.predict(features, raw_score=True)
    # What no feature says is the same for every row.
    assert np.ptp(margin - pulls.sum(axis=1)) < 1e-9
    assert list(pulls.columns) == list(inputs.spec.names)
    assert classifier_contributions(model, features.head(0), inputs.spec).empty


RULES = rules_of(
    [
        RuleTerm("price_share", "price", 0.9, 0.3, 3.0),
        RuleTerm("list_share", "price", 0.9, 0.3, 3.0),
        RuleTerm("copied_photo", "photo", 0.0, 1.0, 2.5),
        RuleTerm("authorised", "seller", 0.0, 1.0, -6.0),
        RuleTerm("seller_age_days", "seller", 300.0, 0.0, 1.0),
    ],
    -4.0,
    {"price": 2.5, "photo": 3.0, "seller": 2.0},
)
ROW = {"price_share": 0.3, "list_share": 0.3, "copied_photo": 1.0, "authorised": 0.0, "seller_age_days": 300.0}


def rule_score(**change):
    return float(RULES.score(pd.DataFrame([{**ROW, **change}]))[0])


def test_a_rules_score_is_the_sum_of_its_contributions():
    features = pd.DataFrame([ROW])
    total = RULES.contributions(features).sum(axis=1)[0]
    assert RULES.score(features)[0] == pytest.approx(
        Calibration("platt").probability(np.array([-4.0 + total]))[0], abs=1e-4
    )


def test_one_kind_of_evidence_is_capped_however_many_columns_repeat_it():
    pulls = RULES.contributions(pd.DataFrame([ROW])).iloc[0]
    assert pulls["price_share"] + pulls["list_share"] == pytest.approx(2.5)


def test_evidence_must_be_combined_to_matter():
    assert rule_score() > 0.6
    assert rule_score(copied_photo=0.0) < 0.2
    assert rule_score(price_share=1.0, list_share=1.0) < 0.2


def test_an_authorised_seller_is_believed():
    assert rule_score(authorised=1.0) < 0.01


def test_what_is_missing_says_nothing():
    nothing = pd.DataFrame([dict.fromkeys(ROW, np.nan)])
    assert RULES.score(nothing)[0] == pytest.approx(1 / (1 + np.exp(4.0)))
    assert RULES.score(pd.DataFrame(index=[0, 1])).shape == (2,)


def test_the_rules_version_names_what_they_say():
    assert RULES.model_version.startswith("rules-") and len(RULES.model_version) == len("rules-") + 8
    assert rules_of(RULES.terms[:-1], -4.0, dict(RULES.caps)).model_version != RULES.model_version


def test_rules_without_a_cap_or_with_a_column_of_two_kinds_are_refused():
    with pytest.raises(ValueError, match="without a cap"):
        rules_of(RULES.terms, -4.0, {"price": 1.0})
    with pytest.raises(ValueError, match="two kinds"):
        rules_of([*RULES.terms, RuleTerm("price_share", "photo", 0, 1, 1.0)], -4.0, dict(RULES.caps))


def test_a_share_is_written_as_chinese_writes_it_and_a_sellers_words_as_they_are():
    cheap = Sentence("cheap", "At {value} of it.", "为其 {value}。")
    assert sentence_for(cheap, "43.8 %", "zh") == "为其 43.8%。"
    assert sentence_for(cheap, "43.8 %") == "At 43.8 % of it."
    assert sentence_for(cheap, "“50 % off”", "zh") == "为其 “50 % off”。"
