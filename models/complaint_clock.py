"""Open complaints and when their answer is due."""

import datetime

import pandas as pd

from features.contracts import Complaints, Listings, Suspects
from features.verdicts import start_of
from models.feature_log import LINK_KEY, LISTING_KEY
from models.triage import RankParams

RECEIVED_AT = Complaints.received_at


def open_complaints(
    complaints: pd.DataFrame, listings: pd.DataFrame | None, params: RankParams, night: datetime.date
) -> pd.DataFrame:
    """One row per listing and brand with an open complaint: due_at (the earliest) and received_at (the latest).

    Complaints name listings by platform and id, or by address; addresses are looked up in `listings` (Listings, with
    url) and never fetched.
    """
    known = complaints[complaints[Complaints.received_at] < start_of(night)]
    is_open = known[Complaints.closed_at].isna() | (known[Complaints.closed_at] >= start_of(night))
    named = pd.concat([_by_id(known[is_open]), _by_address(known[is_open], listings)], ignore_index=True)
    due = named[RECEIVED_AT] + pd.Timedelta(days=params.answer_within_days)
    named = named.assign(**{Suspects.due_at: due})
    return named.groupby(LINK_KEY, as_index=False).agg({Suspects.due_at: "min", RECEIVED_AT: "max"})


def _by_id(complaints: pd.DataFrame) -> pd.DataFrame:
    named = complaints[complaints[Complaints.platform].notna()].explode(Complaints.listing_ids)
    named = named.rename(columns={Complaints.listing_ids: Listings.listing_id})
    return named.loc[named[Listings.listing_id].notna(), [*LINK_KEY, RECEIVED_AT]]


def _by_address(complaints: pd.DataFrame, listings: pd.DataFrame | None) -> pd.DataFrame:
    named = complaints[[Complaints.brand_id, RECEIVED_AT, Complaints.listing_urls]].explode(Complaints.listing_urls)
    if listings is None or not len(named):
        return pd.DataFrame(
            {name: pd.Series(dtype="object") for name in LINK_KEY} | {RECEIVED_AT: complaints[RECEIVED_AT][:0]}
        )
    named = named.assign(_address=named[Complaints.listing_urls].map(_plain_address, na_action="ignore"))
    known = listings.loc[listings[Listings.url].notna(), [*LISTING_KEY, Listings.url]]
    known = known.assign(_address=known[Listings.url].map(_plain_address)).astype({"_address": "object"})
    joined = named[named["_address"].notna()].astype({"_address": "object"}).merge(known, on="_address")
    return joined[[*LINK_KEY, RECEIVED_AT]]


def _plain_address(address: str) -> str:
    """The address without scheme, fragment and closing slash: people copy them with and without."""
    return address.split("#")[0].strip().partition("://")[2].rstrip("/") or address.strip().rstrip("/")
