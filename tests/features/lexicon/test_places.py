"""Which countries a place string names."""

import pandas as pd
import pytest

from features.lexicon.places import countries, markets_named


@pytest.mark.parametrize(
    ("place", "named"),
    [
        ("New Jersey, Hong Kong", {"US", "CN"}),
        ("Hong Kong, China", {"CN"}),
        ("浙江 杭州", {"CN"}),
        ("Paris, Texas", {"US"}),
        ("London, Ontario", {"CA"}),
        ("New York", {"US"}),
        ("München", {"DE"}),
        ("서울", {"KR"}),
        ("the back of a van", set()),
        ("Chinatown", set()),
        (None, set()),
        ("", set()),
    ],
)
def test_a_place_names_its_countries(place: str | None, named: set[str]) -> None:
    assert markets_named(pd.Series([place], dtype="object")).tolist() == [named]


def test_no_name_belongs_to_two_markets() -> None:
    owners: dict[str, set[str]] = {}
    for code, country in countries().items():
        for name in country.names:
            owners.setdefault(name, set()).add(country.same_market or code)
    assert not {name: codes for name, codes in owners.items() if len(codes) > 1}


def test_places_keep_the_index_and_repeat() -> None:
    found = markets_named(pd.Series(["China", "China", "Japan"], index=[5, 6, 9]))
    assert found.to_dict() == {5: {"CN"}, 6: {"CN"}, 9: {"JP"}}
