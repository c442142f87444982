"""Names that capitals part from the words beside them, and names of words joined by `&`."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.contracts import Brands, Names, Products
from features.linking.names.hidden_names import HiddenNames
from features.linking.names.hits import name_hits
from features.linking.names.joined_text import joined_titles
from features.linking.names.name_index import build_name_index
from features.skeleton import skeletons_of

SPACED = ("samsung", "tripp lite", "senora luz", "ray-dor", "genius")
NAMES = HiddenNames(
    names=frozenset(["samsung", "tripplite", "senoraluz", "raydor", "genius"]),
    honest=frozenset(["genuine", "leather", "by", "samsungpay"]),
    spaced=SPACED,
)


def read(title):
    text = skeletons_of([title])
    found = NAMES.read_all(text, [title])
    places = zip(found.which.tolist(), found.start.tolist(), found.end.tolist(), strict=True)
    return {(found.readings[of].name, text[0][start:end]) for of, start, end in places}


@pytest.mark.parametrize(
    ("title", "name", "written"),
    [
        ("SamsungQled tv", "samsung", "samsung"),
        ("tv bySamsung", "samsung", "samsung"),
        ("GenuineLeatherSamsungCase", "samsung", "samsung"),
        ("手机壳GenuineSamsung 黑", "samsung", "samsung"),
        ("byTripp Lite UPS", "tripplite", "tripp lite"),
        ("Tripp LiteUps 5", "tripplite", "tripp lite"),
        ("GenuineTripp LiteUps", "tripplite", "tripp lite"),
        ("GenuineSeñora LuzFan", "senoraluz", "senora luz"),
        ("2026Ray-DorCase", "raydor", "ray-dor"),
    ],
)
def test_a_name_is_read_wherever_a_capital_starts_it_or_the_next_word(title, name, written):
    assert (name, written) in read(title)


@pytest.mark.parametrize(
    "title", ["SamsungPay app", "bYsamsungx tv", "xGenius tool", "qSamsung tv", "Lite bySamsonite"]
)
def test_a_word_that_means_something_or_starts_with_no_word_holds_none(title):
    assert not read(title)


@given(st.sampled_from(["Genuine", "Leather", "Novarel"]), st.sampled_from(["", "Zorvel", "Leather", "77"]))
def test_a_long_name_stands_between_any_words_where_it_is_told(before, behind):
    assert ("samsung", "samsung") in read(f"new {before}Samsung{behind} 5")


@pytest.mark.parametrize("registered", ["Cordova & Sons", "Cordova and Sons"])
@pytest.mark.parametrize(
    "title", ["Cordova & Sons", "Cordova and Sons", "CORDOVA N SONS", "Cordova&Sons", "Cordova + Sons"]
)
def test_names_joined_by_and_are_read_however_they_are_joined(registered, title):
    brands = Brands.conform(pd.DataFrame([{"brand_id": "b", "name": registered, "capacity": 1}]))
    none = Names.conform(pd.DataFrame({"brand_id": [], "language": [], "name": [], "kind": []}))
    products = Products.conform(pd.DataFrame({"brand_id": [], "product_id": [], "title": []}))
    index = build_name_index(brands, none, products, joined_titles([]))
    joined = joined_titles([f"wallet {title} brown", "Cordova Sonsy brown", "and sons"])
    named = name_hits(joined, index.search(joined), index)
    assert {hit.row for hit in named} == {0}
