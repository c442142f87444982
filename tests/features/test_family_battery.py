"""The laws every feature family keeps. A new family is in the registry and thereby under all of them."""

import inspect
import math
import pickle
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from features.contracts import Candidates
from features.examples import assorted, candidates
from features.family import Family, Feature, Scope, Sentence
from features.feature_docs import render
from features.registry import FAMILIES, compute_all, feature_names, features, fingerprint, group_of

EVERY_FAMILY = pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
NIGHT_ROWS = 240


@pytest.fixture(scope="module")
def night() -> pd.DataFrame:
    return assorted(NIGHT_ROWS)


def answer(family: Family, table: pd.DataFrame) -> pd.DataFrame:
    return family.compute(table, family.params)


def same(left: pd.DataFrame, right: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(left, right, check_exact=True)


def keeps_declaration(family: Family, table: pd.DataFrame) -> pd.DataFrame:
    found = answer(family, table)
    assert list(found.columns) == family.feature_names()
    assert found.index.equals(table.index)
    assert set(map(str, found.dtypes)) == {"float64"}
    assert not np.isinf(found.to_numpy()).any()
    return found


@EVERY_FAMILY
def test_a_family_gives_the_columns_it_declares(family: Family, night: pd.DataFrame) -> None:
    found = keeps_declaration(family, night)
    assert found.notna().any(axis=0).all(), "a column that is never known on a night full of everything"


@EVERY_FAMILY
def test_a_family_leaves_its_input_alone(family: Family, night: pd.DataFrame) -> None:
    before = pickle.dumps(night)
    answer(family, night)
    assert pickle.dumps(night) == before


@EVERY_FAMILY
def test_a_family_gives_the_same_answer_twice(family: Family, night: pd.DataFrame) -> None:
    same(answer(family, night), answer(family, night.copy()))


@EVERY_FAMILY
def test_a_shuffled_night_gives_shuffled_answers(family: Family, night: pd.DataFrame) -> None:
    order = np.random.default_rng(3).permutation(len(night))
    shuffled = night.iloc[order]
    same(answer(family, shuffled), answer(family, night).iloc[order])
    renumbered = shuffled.reset_index(drop=True)
    same(answer(family, renumbered), answer(family, night).iloc[order].reset_index(drop=True))


@pytest.mark.parametrize(
    # A snapshot family is given the whole night, never a cut.
    "family",
    [one for one in FAMILIES if one.scope is not Scope.SNAPSHOT],
    ids=lambda family: family.name,
)
def test_any_cut_its_scope_allows_gives_the_same_answer(family: Family, night: pd.DataFrame) -> None:
    parts = [answer(family, night[cut]) for cut in cuts(family, night)]
    same(pd.concat(parts).loc[night.index], answer(family, night))


def cuts(family: Family, night: pd.DataFrame) -> list[np.ndarray]:
    """Masks that part the night: anyhow for a row family, between groups for a group family."""
    draw = np.random.default_rng(5)
    if family.scope is Scope.ROW:
        part = draw.integers(0, 5, len(night))
    else:
        group = night.groupby(list(family.group_key), dropna=False).ngroup()
        part = draw.integers(0, 5, group.max() + 1)[group]
    return [part == number for number in range(5)]


@EVERY_FAMILY
def test_a_group_family_names_its_key_and_no_other_does(family: Family) -> None:
    assert bool(family.group_key) == (family.scope is Scope.GROUP)


@EVERY_FAMILY
@pytest.mark.parametrize("rows", [0, 1])
def test_an_empty_night_and_a_single_listing_are_no_trouble(family: Family, rows: int, night: pd.DataFrame) -> None:
    keeps_declaration(family, night.head(rows))
    keeps_declaration(family, candidates([{}] * rows))


@EVERY_FAMILY
def test_a_family_reads_only_the_columns_it_declares(family: Family, night: pd.DataFrame) -> None:
    read = list(dict.fromkeys([*family.reads, *family.group_key]))
    assert set(read) <= set(Candidates.columns())
    same(answer(family, night[read]), answer(family, night))


@EVERY_FAMILY
def test_a_family_takes_the_sectors_words_exactly_when_it_says_that_it_reads_the_lexicon(family: Family) -> None:
    assert ("terms" in inspect.signature(family.compute).parameters) == family.reads_lexicon
    assert family.reads_lexicon or not {"matcher", "quoted_words"} & set(vars(inspect.getmodule(family.compute)))
    assert not family.reads_lexicon or Candidates.brand_sector in family.reads


@EVERY_FAMILY
def test_the_worked_example_holds(family: Family) -> None:
    table, expected = family.example()
    pd.testing.assert_frame_equal(answer(family, table), expected, rtol=1e-5)


@EVERY_FAMILY
def test_params_refuse_an_unknown_key(family: Family) -> None:
    with pytest.raises(ValidationError):
        family.with_params({"no_such_param": 1})
    assert family.with_params(None) == family.params


EVERY_FEATURE = pytest.mark.parametrize("feature", features(), ids=lambda feature: feature.name)
VALUES = [-1e6, -2.0, -1.0, -0.01, 0.0, 0.01, 0.2, 0.5, 0.75, 0.99, 1.0, 1.01, 2.0, 10.0, 59.0, 60.0, 400.0, 1e6]
CHINESE = re.compile("[\u4e00-\u9fff]")


def sentences(feature: Feature) -> list[Sentence]:
    return [sentence for sentence in (feature.raises, feature.lowers) if sentence]


@EVERY_FEATURE
def test_reasons_render_in_english_and_chinese(feature: Feature) -> None:
    for sentence in sentences(feature):
        english, chinese = (text.format(value="7") for text in (sentence.en, sentence.zh))
        assert english.endswith(".") and CHINESE.search(chinese) and not CHINESE.search(english)
        assert ("7" in english) == ("7" in chinese) == ("{value}" in sentence.en)
        # A bare "yes" says nothing; a flag shows a value only where it quotes what was found.
        assert sentence.unit != "flag" or "{value}" not in sentence.en or sentence.words is not None
        assert sentence.unit in ("ratio", "share", "usd", "days", "count", "cosine", "flag", "text")


@EVERY_FEATURE
def test_a_reason_speaks_for_some_values_and_never_for_a_missing_one(feature: Feature) -> None:
    for sentence in sentences(feature):
        spoken = [sentence.speaks_when(value) for value in VALUES]
        assert any(spoken) and not all(spoken)
        assert not sentence.speaks_when(math.nan)


def test_no_value_is_a_reason_for_and_against() -> None:
    two_sided = [one for one in features() if len(sentences(one)) == 2]
    both = [
        (one.name, value)
        for one in two_sided
        for value in VALUES
        if all(sentence.speaks_when(value) for sentence in sentences(one))
    ]
    assert two_sided and not both


@EVERY_FEATURE
def test_a_feature_says_what_it_means_and_when_it_is_missing(feature: Feature) -> None:
    assert feature.meaning and feature.missing_when
    assert feature.monotone in (-1, 0, 1)
    if feature.monotone == 1:
        assert feature.lowers is None or feature.raises is not None


def test_names_and_codes_are_unique_over_all_families() -> None:
    codes = [sentence.code for feature in features() for sentence in sentences(feature)]
    assert len(set(feature_names())) == len(feature_names())
    assert len(set(codes)) == len(codes)
    assert len({family.name for family in FAMILIES}) == len(FAMILIES)
    assert not set(feature_names()) & set(Candidates.columns())


def test_all_features_of_a_night_stand_in_the_order_of_the_registry(night: pd.DataFrame) -> None:
    found = compute_all(night, {})
    assert list(found.columns) == feature_names()
    assert group_of("price_to_list_ratio") == "price"
    same(found, compute_all(night, {"price": {"fewest_other_sellers": 3}}))


def test_the_fingerprint_changes_with_params_and_with_nothing_else() -> None:
    assert fingerprint({}) == fingerprint({"price": {}})
    assert fingerprint({}) != fingerprint({"price": {"fewest_other_sellers": 4}})


def test_the_page_of_features_has_a_row_for_each() -> None:
    page = render()
    assert all(f"| `{name}` |" in page for name in feature_names())
    assert page.endswith("\n") and page == render()


HOSTILE_TEXTS = st.one_of(
    st.none(),
    st.sampled_from(["", " ", "\u200b" * 40, "\u202eACME", "<script>", "=1+1", "A" * 5000, "假" * 900, "1:1\n1:1"]),
    st.text(max_size=40),
)
HOSTILE_NUMBERS = st.one_of(st.none(), st.floats(), st.sampled_from([0.0, -0.0, 1e308, 5e-324, -1.0]))
HOSTILE_COUNTS = st.one_of(st.none(), st.integers(min_value=-5, max_value=2**62))
HOSTILE_TIMES = st.one_of(
    st.none(), st.datetimes(min_value=pd.Timestamp("1700-01-01"), max_value=pd.Timestamp("2200-01-01"))
)
BY_KIND = {
    "text": HOSTILE_TEXTS,
    "number": HOSTILE_NUMBERS,
    "count": HOSTILE_COUNTS,
    "time": HOSTILE_TIMES.map(lambda value: value and pd.Timestamp(value, tz="UTC")),
    "flag": st.booleans(),
    "texts": st.lists(HOSTILE_TEXTS.map(lambda value: value or ""), max_size=3),
    "hashes": st.lists(st.integers(min_value=0, max_value=2**64 - 1), max_size=3),
}
SHARED = st.sampled_from(["a", "b", None])
KEYS = dict.fromkeys((Candidates.seller_id, Candidates.brand_id, Candidates.product_id), SHARED)
COLUMNS = [(name, kind) for name, kind in Candidates.kinds().items() if name != Candidates.platform]
HOSTILE_ROWS = st.lists(
    st.fixed_dictionaries(
        {Candidates.platform: st.sampled_from(["p", "q"])},
        optional={name: BY_KIND[kind] for name, kind in COLUMNS if kind in BY_KIND} | KEYS,
    ),
    max_size=12,
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(HOSTILE_ROWS)
def test_no_night_however_hostile_breaks_a_family(rows: list[dict]) -> None:
    table = candidates(rows)
    for family in FAMILIES:
        keeps_declaration(family, table)
