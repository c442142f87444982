"""Which countries a place string names: "New Jersey, Hong Kong" names two."""

from functools import cache
from importlib import resources

import numpy as np
import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict

from features.lexicon.phrase_scan import Found, PhraseScan
from features.skeleton import skeletons_of


class Country(BaseModel):
    """How one country or territory is written; `same_market` is the country its sellers are counted with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    names: tuple[str, ...]
    same_market: str = ""


def markets_named(places: pd.Series) -> pd.Series:
    """The set of markets (country codes, Hong Kong, Macau and Taiwan with CN) that each place string names.

    Missing or unrecognised places give an empty set. Same index.
    """
    written, row = np.unique([text if isinstance(text, str) else "" for text in places], return_inverse=True)
    scan, market_of = _gazetteer()
    found = scan.find(skeletons_of(list(written)))
    named: list[set[str]] = [set() for _ in written]
    for at in np.flatnonzero(_is_outermost(found)):
        named[found.row[at]].add(market_of[found.phrase[at]])
    sets = [frozenset(one) for one in named]
    return pd.Series([sets[at] for at in row], index=places.index, dtype="object")


def _is_outermost(found: Found) -> np.ndarray:
    """Which finds lie in no longer find: the "york" of "new york" names nothing by itself."""
    order = np.lexsort((found.start - found.end, found.start, found.row))
    reached = np.maximum.accumulate(np.concatenate([[-1], found.end[order]]))[:-1] if len(order) else np.array([], int)
    is_outermost = np.zeros(len(order), dtype=bool)
    is_outermost[order] = found.end[order] > reached
    return is_outermost


@cache
def countries() -> dict[str, Country]:
    """Country code → how it is written, from places.yaml."""
    text = resources.files("features.lexicon").joinpath("places.yaml").read_text("utf-8")
    read = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    return {code: Country.model_validate(said) for code, said in read.items()}


@cache
def _gazetteer() -> tuple[PhraseScan, list[str]]:
    market_of = {
        name: country.same_market or code
        for code, country in countries().items()
        for name in skeletons_of(list(country.names))
    }
    names = sorted(market_of)
    return PhraseScan(names), [market_of[name] for name in names]
