"""Every feature family, in the order of the model's columns. Adding a family is its file and a line here."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from features.family import Family, Feature

FAMILIES: tuple[Family, ...] = ()


def features() -> list[Feature]:
    """All features of all families, in the order of the model's columns."""
    return [feature for family in FAMILIES for feature in family.features]


def feature_names() -> list[str]:
    """The model's columns, in order."""
    return [feature.name for feature in features()]


def fingerprint(params: Mapping[str, Any]) -> str:
    """A hash of what the families compute: names, params and their answers on their own examples.

    A model refuses features with another fingerprint, so a changed formula cannot meet an old model unseen.
    """
    digest = hashlib.sha256()
    for family in FAMILIES:
        chosen = family.with_params(params.get(family.name))
        table, _ = family.example()
        answers = family.compute(table, chosen)
        said = {"family": family.name, "features": family.feature_names(), "params": chosen.model_dump(mode="json")}
        digest.update(json.dumps(said, sort_keys=True).encode())
        digest.update(answers.round(9).to_csv(index=False).encode())
    return digest.hexdigest()[:16]


def group_of(feature_name: str) -> str:
    """The family a feature belongs to. Raises KeyError for an unknown feature."""
    return _family_by_feature()[feature_name]


def _family_by_feature() -> dict[str, str]:
    return {feature.name: family.name for family in FAMILIES for feature in family.features}


def compute_all(table: pd.DataFrame, params: Mapping[str, Any]) -> pd.DataFrame:
    """Every feature of every row of a Candidates table, float64, in the order of the model's columns."""
    parts = [family.compute(table, family.with_params(params.get(family.name))) for family in FAMILIES]
    return pd.concat(parts, axis=1)[feature_names()] if parts else pd.DataFrame(index=table.index)
