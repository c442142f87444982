"""Feature families over an engine: each is spread as far as its scope allows."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from features import registry
from features.family import Family, Scope
from features.lexicon.sector_terms import NO_TERMS, SectorTerms
from pipeline.engine.base import Engine


def compute_on(
    engine: Engine, candidates: pd.DataFrame, params: Mapping[str, Any], terms: SectorTerms = NO_TERMS
) -> pd.DataFrame:
    """Every feature of every row of Candidates, in the order of the model's columns, whatever the engine.

    `terms` are the words that sectors add to the lexicon tonight.
    """
    parts = [_family_on(engine, family, candidates, params.get(family.name), terms) for family in registry.FAMILIES]
    return pd.concat(parts, axis=1)[registry.feature_names()]


def with_family(
    features: pd.DataFrame,
    family: Family,
    candidates: pd.DataFrame,
    params: Mapping[str, Any],
    terms: SectorTerms = NO_TERMS,
) -> pd.DataFrame:
    """The features with one family's computed anew: Candidates have learned since what only that family reads."""
    found = family.answer(candidates, family.with_params(params.get(family.name)), terms)
    return features.assign(**{name: found[name].to_numpy() for name in family.feature_names()})


def _family_on(
    engine: Engine, family: Family, candidates: pd.DataFrame, given: Mapping[str, Any] | None, terms: SectorTerms
) -> pd.DataFrame:
    key = list(family.group_key)
    table = candidates[list(dict.fromkeys([*family.reads, *key]))]
    compute = partial(_compute, family.name, family.with_params(given), terms)
    if family.scope is Scope.ROW:
        return engine.map_rows(compute, table)
    if family.scope is Scope.GROUP:
        return engine.map_groups(compute, table, key)
    return compute(table)


def _compute(name: str, params: Any, terms: SectorTerms, table: pd.DataFrame) -> pd.DataFrame:
    # By name: a worker process looks the family up in its own registry instead of being sent its functions.
    return registry.family_named(name).answer(table, params, terms)
