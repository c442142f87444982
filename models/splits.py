"""Which rows train and which judge: later nights and unseen sellers, with the random split only as a warning."""

import datetime
import hashlib
from dataclasses import dataclass

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from features.verdicts import start_of
from models.errors import LeakFound
from models.feature_log import LINK_KEY, LogKeys
from models.labels import Labels
from models.training_set import rows_at_first_scoring, rows_at_verdict

GROUP = "seller_group"


class SplitParams(BaseModel):
    """How the judging rows are set apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # CONTRACT: the challenger is judged on the last nights before D; a week holds every weekday once.
    test_nights: int = Field(7, ge=1)
    # Seller groups no training ever sees, so that the judging rows do not run out of unseen sellers; the same groups
    # every time, so that an old champion has not seen them either.
    heldout_seller_share: float = Field(0.3, gt=0, lt=1)


@dataclass(frozen=True)
class Split:
    """`train` rows (at their verdict) and `test` rows (at their first scoring), both with a seller_group column."""

    train: pd.DataFrame
    test: pd.DataFrame
    cut: datetime.date


def seller_groups(rows: pd.DataFrame, networks: pd.DataFrame | None = None) -> pd.Series:
    """The seller group of each row, as text: sellers that share a network key are one group.

    `networks` has platform, seller_id and network_id (any number of keys a seller). A row without a seller is a
    group of its own, per listing.
    """
    seller = rows[LogKeys.platform].astype("object") + "/" + rows[LogKeys.seller_id].astype("object")
    alone = "listing " + rows[LogKeys.platform].astype("object") + "/" + rows[LogKeys.listing_id].astype("object")
    roots = _network_roots(networks)
    joined = seller.map(lambda name: roots.get(name, name), na_action="ignore")
    return joined.where(rows[LogKeys.seller_id].notna(), alone).astype("object")


def time_and_seller_split(
    sightings: pd.DataFrame, as_of: datetime.date, params: SplitParams, networks: pd.DataFrame | None = None
) -> Split:
    """Training: decided before the cut, seller not held out. Judging: scored and decided from the cut on, seller unseen.

    `sightings` comes from `training_set.collect_sightings`; the cut is `test_nights` before `as_of`.
    """
    cut = as_of - datetime.timedelta(days=params.test_nights)
    early = sightings[sightings[Labels.decided_at] < start_of(cut)]
    train = _grouped(rows_at_verdict(early), networks)
    train = train[~is_held_out(train[GROUP], params)].reset_index(drop=True)
    late = sightings[sightings[Labels.decided_at] >= start_of(cut)]
    test = _grouped(rows_at_first_scoring(late, cut), networks)
    test = test[~test[GROUP].isin(set(train[GROUP]))].reset_index(drop=True)
    split = Split(train, test, cut)
    check_split(split)
    return split


def random_split(sightings: pd.DataFrame, as_of: datetime.date, params: SplitParams) -> Split:
    """The split that fools people: rows drawn by listing, sellers and nights on both sides. Only ever a warning figure."""
    rows = _grouped(rows_at_verdict(sightings), None)
    share = params.heldout_seller_share
    is_test = _hashed_share(rows[LogKeys.platform].astype("object") + "/" + rows[LogKeys.listing_id].astype("object")) < share
    return Split(rows[~is_test].reset_index(drop=True), rows[is_test].reset_index(drop=True), as_of)


def is_held_out(groups: pd.Series, params: SplitParams) -> pd.Series:
    """Whether no training may see the group; a fixed draw by the group's name."""
    return _hashed_share(groups) < params.heldout_seller_share


def check_split(split: Split) -> None:
    """Raises LeakFound when a seller group or a listing is on both sides, or a training row knows a night from the cut on."""
    shared = sorted(set(split.train[GROUP]) & set(split.test[GROUP]))
    listings = pd.merge(split.train[LINK_KEY], split.test[LINK_KEY], on=LINK_KEY)
    cut = start_of(split.cut)
    is_late = (split.train[LogKeys.snapshot_date] >= cut) | (split.train[Labels.decided_at] >= cut)
    is_early = split.test[LogKeys.snapshot_date] < cut
    found = [f"seller group {name!r} trains and judges" for name in shared[:10]]
    found += [f"{len(listings)} listings train and judge"] if len(listings) else []
    found += [f"{int(is_late.sum())} training rows know of {split.cut} or later"] if is_late.any() else []
    found += [f"{int(is_early.sum())} judging rows lie before {split.cut}"] if is_early.any() else []
    if found:
        raise LeakFound("split: " + "; ".join(found) + ". Train again from the feature log.")


def _grouped(rows: pd.DataFrame, networks: pd.DataFrame | None) -> pd.DataFrame:
    return rows.assign(**{GROUP: seller_groups(rows, networks)})


def _hashed_share(names: pd.Series) -> pd.Series:
    # sha256 and not pandas' own hash: the draw must outlive every library version.
    def share(name: str) -> float:
        return int.from_bytes(hashlib.sha256(f"held out {name}".encode()).digest()[:8], "big") / 2**64

    found = {name: share(name) for name in names.unique()}
    return names.map(found).astype("float64")


def _network_roots(networks: pd.DataFrame | None) -> dict[str, str]:
    """Seller → the smallest seller name of its group, by union-find over shared keys."""
    if networks is None or not len(networks):
        return {}
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    first_of_key: dict[str, str] = {}
    sellers = networks[LogKeys.platform].astype("object") + "/" + networks[LogKeys.seller_id].astype("object")
    for seller, key in zip(sellers, networks["network_id"], strict=True):
        one, other = sorted((root(seller), root(first_of_key.setdefault(key, seller))))
        parent[other] = one
    return {name: root(name) for name in parent}
