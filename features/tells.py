"""Which of a brand's expert rules (tells.yaml) hold for a listing: rules are data, compared in a fixed set of ways."""

import json
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Candidates, Listings, Tells
from features.skeleton import skeletons_of

LISTING = [Listings.platform, Listings.listing_id]
_ATTRIBUTE = f"{Listings.attributes}."
_IN_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def told_by_experts(wide: pd.DataFrame, listings: pd.DataFrame, tells: pd.DataFrame) -> pd.DataFrame:
    """What the brands' rules say of each row of `wide` (links with product_category, category): Candidates' columns
    tells_checked, tells_raising, tells_raising_weight, tells_lowering, tells_lowering_weight, same index.

    A rule about a field the listing lacks is not checked, unless it asks for the lack (`missing`). Words are compared
    as skeletons, so that another case, width or look-alike letter does not dodge a rule.
    """
    found = _nothing_told(len(wide))
    by_brand = dict(list(tells.sort_values([Tells.brand_id, Tells.tell_id], kind="stable").groupby(Tells.brand_id)))
    rows = wide.reset_index(drop=True)
    rows = rows[rows[Candidates.brand_id].isin(list(by_brand))]
    told = rows[LISTING].merge(listings, on=LISTING, how="left", validate="m:1").set_axis(rows.index)
    for brand_id, own in rows.groupby(Candidates.brand_id):
        for tell in by_brand[brand_id].to_dict("records"):
            _check(tell, own, told.loc[own.index], found)
    return pd.DataFrame(found, index=wide.index)


def _nothing_told(rows: int) -> dict[str, list[Any]]:
    return {
        Candidates.tells_checked: [0] * rows,
        Candidates.tells_raising: [[] for _ in range(rows)],
        Candidates.tells_raising_weight: [0.0] * rows,
        Candidates.tells_lowering: [[] for _ in range(rows)],
        Candidates.tells_lowering_weight: [0.0] * rows,
    }


def _check(tell: Mapping[Any, Any], rows: pd.DataFrame, told: pd.DataFrame, found: dict[str, list[Any]]) -> None:
    applies = _applies(tell, rows)
    holds = _rule(tell[Tells.op], tell[Tells.value])
    is_raising = tell[Tells.weight] > 0
    words = found[Candidates.tells_raising if is_raising else Candidates.tells_lowering]
    weights = found[Candidates.tells_raising_weight if is_raising else Candidates.tells_lowering_weight]
    for place, value in zip(rows.index[applies], _field(told[applies], tell[Tells.field]), strict=True):
        is_met = holds(value)
        found[Candidates.tells_checked][place] += is_met is not None
        if is_met:
            words[place].append(tell[Tells.says])
            weights[place] += abs(tell[Tells.weight])


def _applies(tell: Mapping[Any, Any], rows: pd.DataFrame) -> np.ndarray:
    """The rows a rule is about: its product, its category (the product's or the listing's) or all of the brand's."""
    applies = np.ones(len(rows), dtype=bool)
    if isinstance(tell[Tells.product_id], str):
        applies &= (rows[Candidates.product_id] == tell[Tells.product_id]).fillna(False).to_numpy(dtype=bool)
    if isinstance(tell[Tells.category], str):
        wanted = _levels(tell[Tells.category])
        paths = rows[[Candidates.product_category, Candidates.category]].astype("object").to_numpy()
        applies &= np.array(
            [any(_levels(path)[: len(wanted)] == wanted for path in both) for both in paths], dtype=bool
        )
    return applies


def _levels(path: Any) -> list[str]:
    return [level.strip().casefold() for level in path.split(">")] if isinstance(path, str) else []


def _field(told: pd.DataFrame, name: str) -> list[Any]:
    if name.startswith(_ATTRIBUTE):
        wanted = name.removeprefix(_ATTRIBUTE)
        given = told[Listings.attributes]
        return [one.get(wanted) if isinstance(one, dict) else None for one in given]
    return told[name].astype("object").tolist()


def _rule(op: str, given: Any) -> Callable[[Any], bool | None]:
    """Asks one value of a listing: True, False, or None where it is missing and the rule cannot be checked."""
    wanted: Any = json.loads(given) if isinstance(given, str) else None
    if op == "missing":
        return _is_missing
    if op in _IN_ORDER:
        return lambda value: _ordered(_IN_ORDER[op], value, wanted)
    if op == "contains":
        return lambda value: None if _is_missing(value) else any(_plain(wanted) in one for one in _all_plain(value))
    allowed = {_plain(one) for one in (wanted if op == "in" else [wanted])}
    if op == "ne":
        return lambda value: None if _is_missing(value) else not allowed & set(_all_plain(value))
    return lambda value: None if _is_missing(value) else bool(allowed & set(_all_plain(value)))


def _ordered(compare: Callable[[Any, Any], bool], value: Any, wanted: Any) -> bool | None:
    if _is_missing(value):
        return None
    try:
        return bool(compare(float(value), float(wanted)))
    except (TypeError, ValueError):
        return None  # "about 3 kg" cannot be ordered


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value != value or (isinstance(value, str | list | dict) and not value)


def _all_plain(value: Any) -> list[str]:
    return [_plain(one) for one in value] if isinstance(value, list) else [_plain(value)]


def _plain(value: Any) -> str:
    """Numbers as numbers (3, 3.0 and "3" are equal), everything else as its comparison text."""
    try:
        return repr(float(value))
    except (TypeError, ValueError):
        return str(skeletons_of([str(value)])[0])
