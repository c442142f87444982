"""A brand's expert rules: which hold, which cannot be checked, and how hard they are to dodge."""

import json

import pandas as pd
import pytest

from features.contracts import Candidates, Listings, Tells
from features.tells import told_by_experts

OFFER = {"platform": "market", "listing_id": "L", "title": "Acme trap", "price": 10.0, "currency": "EUR"}


def rule(field="title", op="contains", value="trap", **more):
    given = {"tell_id": "t", "brand_id": "acme", "says": "no such trap exists", "weight": 0.5, **more}
    return {**given, "field": field, "op": op, "value": None if value is None else json.dumps(value)}


def told(*rules, offer=None, **link):
    wide = pd.DataFrame(
        [{"platform": "market", "listing_id": "L", "brand_id": "acme", "product_id": "P1", "category": None,
          "product_category": "Traps > Big", **link}],
        index=[7],
    )  # fmt: skip
    listings = Listings.conform(pd.DataFrame([{**OFFER, **(offer or {})}]))
    found = told_by_experts(wide, listings, Tells.conform(pd.DataFrame(list(rules))))
    assert found.index.tolist() == [7]
    return found.iloc[0]


@pytest.mark.parametrize(
    ("field", "op", "value", "offer", "is_met"),
    [
        ("title", "contains", "TRAP", {}, True),
        ("title", "contains", "trap", {"title": "Acme tripod"}, False),
        ("title", "contains", "trap", {"title": "Acme tr\u0430p"}, True),
        ("title", "contains", "trap", {"title": "ACME ｔｒ\u200bａｐ"}, True),
        ("attributes.colour", "eq", "red", {"attributes": {"colour": "Red"}}, True),
        ("attributes.colour", "ne", "red", {"attributes": {"colour": "blue"}}, True),
        ("attributes.colour", "in", ["red", "blue"], {"attributes": {"colour": "BLUE"}}, True),
        ("attributes.colour", "in", ["red", "blue"], {"attributes": {"colour": "green"}}, False),
        ("attributes.size", "eq", 3, {"attributes": {"size": "3.0"}}, True),
        ("stock", "gt", 100, {"stock": 101}, True),
        ("stock", "le", 100, {"stock": 101}, False),
        ("stock", "ge", 101, {"stock": 101}, True),
        ("price", "lt", 10, {}, False),
        ("review_texts", "contains", "fell apart", {"review_texts": ["fine", "It fell apart"]}, True),
        ("attributes.serial", "missing", None, {"attributes": {"colour": "red"}}, True),
        ("description", "missing", None, {"description": "long"}, False),
    ],
)
def test_a_rule_is_compared_as_a_reader_would(field, op, value, offer, is_met):
    found = told(rule(field, op, value), offer=offer)
    assert found[Candidates.tells_checked] == 1
    assert found[Candidates.tells_raising] == (["no such trap exists"] if is_met else [])
    assert found[Candidates.tells_raising_weight] == (0.5 if is_met else 0.0)


@pytest.mark.parametrize(
    ("field", "op", "value"),
    [("description", "contains", "x"), ("stock", "lt", 5), ("attributes.size", "ne", "3"), ("ships_from", "in", ["a"])],
)
def test_a_rule_about_what_the_listing_lacks_is_not_checked(field, op, value):
    assert told(rule(field, op, value))[Candidates.tells_checked] == 0


def test_words_that_are_no_number_cannot_be_ordered():
    offer = {"attributes": {"weight": "about 3 kg"}}
    assert told(rule("attributes.weight", "lt", 5), offer=offer)[Candidates.tells_checked] == 0


def test_a_rule_of_another_brand_product_or_category_is_not_asked():
    assert told(rule(brand_id="bolt"))[Candidates.tells_checked] == 0
    assert told(rule(product_id="P2"))[Candidates.tells_checked] == 0
    assert told(rule(category="Traps > Small"))[Candidates.tells_checked] == 0
    assert told(rule(product_id="P1"), rule(tell_id="u", category="traps"))[Candidates.tells_checked] == 2
    assert told(rule(product_id="P1"), product_id=None)[Candidates.tells_checked] == 0


def test_rules_for_and_against_are_summed_apart():
    more = [rule(), rule(tell_id="u", says="made so since 2020", weight=0.2), rule(tell_id="v", says="ours", weight=-1)]
    found = told(*more)
    assert found[Candidates.tells_raising] == ["no such trap exists", "made so since 2020"]
    assert found[Candidates.tells_raising_weight] == pytest.approx(0.7)
    assert (found[Candidates.tells_lowering], found[Candidates.tells_lowering_weight]) == (["ours"], 1.0)


def test_no_rules_tell_nothing():
    found = told_by_experts(
        pd.DataFrame({"platform": ["m"], "listing_id": ["L"], "brand_id": ["acme"]}), Listings.empty(), Tells.empty()
    )
    assert found[Candidates.tells_checked].tolist() == [0]
