"""What the model saw on a night: listing keys and words, then every feature. Training reads the same files."""

import datetime
from typing import Any

import pandas as pd

from features import registry
from features.contracts import Candidates, Table
from features.contracts.table import number, text, time
from features.verdicts import start_of


class LogKeys(Table):
    """One row per row of Links and night; a feature log is these columns and then the registry's features."""

    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    brand_id: Any = text("the linked brand, or missing")
    seller_id: Any = text("the seller, or missing")
    product_id: Any = text("the linked product, or missing")
    snapshot_date: Any = time("the night", required=True)
    title: Any = text("the raw title", required=True)
    content_key: Any = text("hash of title, price band and photos; another key is a changed listing")
    claim: Any = text("what the listing says it is to the brand", required=True)
    link_confidence: Any = number("0 to 1", required=True, ge=0, le=1)
    currency: Any = text("ISO 4217 code of the price")
    price_usd: Any = number("price at the night's rate; missing without a rate")


KEY_COLUMNS = tuple(LogKeys.columns())
LISTING_KEY = [LogKeys.platform, LogKeys.listing_id]
LINK_KEY = [LogKeys.platform, LogKeys.listing_id, LogKeys.brand_id]
# Rows are put in this order before anything is fitted or summed, so that the order of files cannot change a byte.
ROW_ORDER = [LogKeys.snapshot_date, *LINK_KEY]


def feature_log_columns() -> list[str]:
    """The feature log's columns in order: keys and words, then the registry's features."""
    return [*KEY_COLUMNS, *registry.feature_names()]


def feature_log(
    *, candidates: pd.DataFrame, features: pd.DataFrame, content_keys: pd.DataFrame, night: datetime.date
) -> pd.DataFrame:
    """The night's feature log, one row per row of Candidates, in its order.

    `features` is `registry.compute_all(candidates, …)` (same index); `content_keys` has platform, listing_id and
    content_key, one row a listing.
    """
    keyed = candidates[[name for name in KEY_COLUMNS if name in Candidates.columns()]].reset_index(drop=True)
    keyed = keyed.merge(content_keys[[*LISTING_KEY, LogKeys.content_key]], on=LISTING_KEY, how="left", validate="m:1")
    keys = LogKeys.conform(keyed.assign(**{LogKeys.snapshot_date: start_of(night)}))
    return pd.concat([keys, features[registry.feature_names()].reset_index(drop=True)], axis=1)
