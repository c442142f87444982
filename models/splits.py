"""Which rows train and which judge: later nights and unseen sellers, with the random split only as a warning.

The held-out sellers are a small market of their own: their listings, judged or not, compete for the held-out share of
each team's capacity. Without the listings nobody judged, a queue as long as what was reviewed would always look the
same, whoever ranked it."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from features.verdicts import start_of
from models.errors import LeakFound
from models.feature_log import LINK_KEY, ROW_ORDER, LogKeys
from models.labels import Labels
from models.training_set import rows_at_first_scoring, rows_at_verdict

GROUP = "seller_group"


class SplitParams(BaseModel):
    """How the judging rows are set apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # CONTRACT: the challenger is judged on the last nights before D; a week holds every weekday once.
    test_nights: int = Field(default=7, ge=1)
    # Seller groups no training ever sees, so that the judging rows do not run out of unseen sellers; the same groups
    # every time, so that an old champion has not seen them either.
    heldout_seller_share: float = Field(default=0.3, gt=0, lt=1)


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


def cut_of(as_of: datetime.date, params: SplitParams) -> datetime.date:
    """The first night that judges; training knows nothing of it or later."""
    return as_of - datetime.timedelta(days=params.test_nights)


def time_and_seller_split(
    sightings: pd.DataFrame, as_of: datetime.date, params: SplitParams, networks: pd.DataFrame | None = None
) -> Split:
    """Training: decided before the cut, seller not held out. Judging: scored and decided after it, seller unseen.

    `sightings` comes from `training_set.collect_sightings`; the cut is `test_nights` before `as_of`.
    """
    cut = cut_of(as_of, params)
    early = sightings[sightings[Labels.decided_at] < start_of(cut)]
    train = _grouped(rows_at_verdict(early), networks)
    train = train[~is_held_out(train[GROUP], params)].reset_index(drop=True)
    late = sightings[sightings[Labels.decided_at] >= start_of(cut)]
    test = _grouped(rows_at_first_scoring(late, cut), networks)
    test = test[is_held_out(test[GROUP], params)].reset_index(drop=True)
    split = Split(train, test, cut)
    check_split(split)
    return split


def unjudged_rivals(
    nights: Iterable[pd.DataFrame],
    labels: pd.DataFrame,
    as_of: datetime.date,
    params: SplitParams,
    *,
    networks: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The held-out sellers' linked listings nobody judged, each at its first scoring from the cut on; label missing.

    `nights` are feature logs, read one at a time; nights before the cut are passed over.
    """
    cut = start_of(cut_of(as_of, params))
    judged = pd.MultiIndex.from_frame(labels[LINK_KEY])
    seen, parts = judged[:0], []
    for night in nights:
        rows = night[night[LogKeys.brand_id].notna() & (night[LogKeys.snapshot_date] >= cut)]
        rows = _grouped(rows, networks)
        key = pd.MultiIndex.from_frame(rows[LINK_KEY])
        rows = rows[is_held_out(rows[GROUP], params) & ~key.isin(judged) & ~key.isin(seen)]
        seen = seen.append(pd.MultiIndex.from_frame(rows[LINK_KEY]))
        parts.append(rows.assign(**{Labels.label: pd.array([pd.NA] * len(rows), dtype="Int64")}))
    return pd.concat(parts, ignore_index=True).sort_values(ROW_ORDER, kind="stable", ignore_index=True)


def room_for_held_out(capacity: Mapping[str, int], params: SplitParams) -> dict[str, int]:
    """Each brand's capacity for the held-out sellers alone: their share of the market, at least one row."""
    return {brand: max(1, round(params.heldout_seller_share * rows)) for brand, rows in capacity.items()}


def random_split(sightings: pd.DataFrame, as_of: datetime.date, params: SplitParams) -> Split:
    """The split that fools people: rows drawn by listing, sellers and nights on both sides. Only a warning figure."""
    rows = _grouped(rows_at_verdict(sightings), None)
    share = params.heldout_seller_share
    is_test = (
        _hashed_share(rows[LogKeys.platform].astype("object") + "/" + rows[LogKeys.listing_id].astype("object")) < share
    )
    return Split(rows[~is_test].reset_index(drop=True), rows[is_test].reset_index(drop=True), as_of)


def is_held_out(groups: pd.Series, params: SplitParams) -> pd.Series:
    """Whether no training may see the group; a fixed draw by the group's name."""
    return _hashed_share(groups) < params.heldout_seller_share


def check_split(split: Split) -> None:
    """Raises LeakFound when a seller group or listing is on both sides, or a training row knows of the cut or later."""
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
