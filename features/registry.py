"""Every feature family, in the order of the model's columns. Adding a family is its file and a line here."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from features.families import (
    brand_field,
    image_match,
    image_reuse,
    listing_age,
    photo_text,
    places,
    price,
    price_quantity,
    reviews,
    seller_history,
    seller_portfolio,
    seller_status,
    tells,
    text_reuse,
    title_similarity,
    title_wording,
)
from features.family import Family, Feature
from features.lexicon import lexicon
from features.lexicon.sector_terms import NO_TERMS, SectorTerms

FAMILIES: tuple[Family, ...] = (
    price.FAMILY,
    price_quantity.FAMILY,
    title_wording.FAMILY,
    title_similarity.FAMILY,
    brand_field.FAMILY,
    image_match.FAMILY,
    image_reuse.FAMILY,
    photo_text.FAMILY,
    text_reuse.FAMILY,
    seller_status.FAMILY,
    tells.FAMILY,
    seller_history.FAMILY,
    seller_portfolio.FAMILY,
    listing_age.FAMILY,
    reviews.FAMILY,
    places.FAMILY,
)


def features() -> list[Feature]:
    """All features of all families, in the order of the model's columns."""
    return [feature for family in FAMILIES for feature in family.features]


def feature_names() -> list[str]:
    """The model's columns, in order."""
    return [feature.name for feature in features()]


def fingerprint(params: Mapping[str, Any]) -> str:
    """A hash of what the families compute: names, params, answers on their own examples, and the lexicon.

    `params` maps a family's name to its given params, as in params.yaml. A model refuses features with another
    fingerprint, so a changed formula cannot meet an old model unseen.
    """
    chosen = {family.name: family.with_params(params.get(family.name)).model_dump(mode="json") for family in FAMILIES}
    return _fingerprint_of(json.dumps(chosen, sort_keys=True))


@cache
def _fingerprint_of(chosen_params: str) -> str:
    chosen = json.loads(chosen_params)
    digest = hashlib.sha256(lexicon.digest().encode())
    for family in FAMILIES:
        table, _ = family.example()
        answers = family.compute(table, family.with_params(chosen[family.name]))
        said = {"family": family.name, "features": family.feature_names(), "params": chosen[family.name]}
        digest.update(json.dumps(said, sort_keys=True).encode())
        # Rounded, so that another library's last bit is no other formula.
        digest.update(answers.round(9).to_csv(index=False).encode())
    return digest.hexdigest()[:16]


def family_named(name: str) -> Family:
    """The family of that name. Raises KeyError for an unknown one."""
    return {family.name: family for family in FAMILIES}[name]


def group_of(feature_name: str) -> str:
    """The family a feature belongs to. Raises KeyError for an unknown feature."""
    return _family_by_feature()[feature_name]


@cache
def _family_by_feature() -> dict[str, str]:
    return {feature.name: family.name for family in FAMILIES for feature in family.features}


def compute_all(table: pd.DataFrame, params: Mapping[str, Any], terms: SectorTerms = NO_TERMS) -> pd.DataFrame:
    """Every feature of every row of a Candidates table, float64, in the order of the model's columns."""
    parts = [family.answer(table, family.with_params(params.get(family.name)), terms) for family in FAMILIES]
    return pd.concat(parts, axis=1)[feature_names()]
