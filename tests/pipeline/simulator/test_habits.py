"""The small habits: seeded chance, broken names, schools, and what the simulator may import."""

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.simulator.catalogs import _gtin
from pipeline.simulator.chance import Chance
from pipeline.simulator.name_breaking import WAYS
from pipeline.simulator.phrases import spoken
from pipeline.simulator.schools import SCHOOLS, school_seats
from pipeline.simulator.sectors import brand_names, sector_of

PACKAGE = Path(__file__).parents[3] / "pipeline/simulator"


def test_a_stream_depends_on_its_name_only():
    chance = Chance(1, "seller", 7)
    chance.between(0, 1)
    assert chance.fork("photo").between(0, 1) == Chance(1, "seller", 7, "photo").between(0, 1)
    assert Chance(1, "a").between(0, 1) != Chance(2, "a").between(0, 1)


@given(st.integers(0, 10_000))
def test_weighted_draws_never_take_what_weighs_nothing(seed):
    assert Chance(seed, "w").weighted({"never": 0.0, "always": 1.0, "nor this": 0.0}) == "always"


@pytest.mark.parametrize("name", [brand.name for brand in brand_names()])
def test_broken_names_are_not_the_name(name):
    for way, break_name in WAYS.items():
        broken = [break_name(name, Chance(seed, way)) for seed in range(5)]
        assert any(text != name for text in broken) or way in ("digit_shapes", "foreign_letters", "swap_letters"), way
        assert all(broken)


def test_every_school_has_a_gang_once_there_are_five():
    assert set(school_seats(5)) == {school.name for school in SCHOOLS}
    assert len(school_seats(23)) == 23


def test_words_are_there_in_both_languages():
    for language in ("en", "zh"):
        words = spoken(language)
        assert set(words.reviews) == {"good", "plain", "fake", "negated"}
        assert len(words.own_labels) >= 10 and len(words.loud) >= 10
    assert all(sector_of(brand.sector).price_usd[0] > 0 for brand in brand_names())


@given(st.integers(0, 10_000))
def test_invented_gtins_are_valid_and_reserved_for_use_inside_a_company(seed):
    gtin = _gtin(Chance(seed, "gtin"))
    assert len(gtin) == 13 and gtin.startswith("02")
    assert sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(gtin)) % 10 == 0


def test_the_simulator_shares_nothing_with_the_features():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert not name.startswith("models"), path
                assert not name.startswith("features") or name.startswith("features.contracts"), path
                assert not name.startswith("pipeline") or name.startswith("pipeline.simulator"), path
