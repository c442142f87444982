"""What holds on the night: exchange rates, and what brands say of sellers."""

import datetime

import pandas as pd

from features.contracts import Candidates, CatalogSellers, ExchangeRates
from features.verdicts import start_of

# The dollar is worth one dollar whatever the rates file holds.
DOLLAR = "USD"
# Two statements that begin the same day and still hold: the stricter one counts.
STATUS_STRICTNESS = {"authorised": 0, "watched": 1, "denied": 2}


def rates_on(exchange_rates: pd.DataFrame, night: datetime.date) -> pd.Series:
    """US dollars for one unit, by currency: the latest rate at or before the night."""
    held = exchange_rates[exchange_rates[ExchangeRates.date] < start_of(night) + pd.Timedelta(days=1)]
    latest = held.sort_values([ExchangeRates.date, ExchangeRates.usd_per_unit], kind="stable")
    latest = latest.drop_duplicates(ExchangeRates.currency, keep="last")
    rates = pd.Series(latest[ExchangeRates.usd_per_unit].to_numpy(), index=latest[ExchangeRates.currency].astype(str))
    return pd.concat([rates.drop(DOLLAR, errors="ignore"), pd.Series({DOLLAR: 1.0})])


def standing_on(catalog_sellers: pd.DataFrame, night: datetime.date) -> pd.DataFrame:
    """The status that holds on the night for each (brand, platform, seller): the one that began last."""
    first = start_of(night)
    begins, ends = catalog_sellers[CatalogSellers.valid_from], catalog_sellers[CatalogSellers.valid_to]
    # valid_to is the last night it holds, whatever hour of that day was written.
    holds = (begins.isna() | (begins < first + pd.Timedelta(days=1))) & (ends.isna() | (ends >= first))
    held = catalog_sellers[holds]
    held = held.assign(_strict=held[CatalogSellers.status].map(STATUS_STRICTNESS).astype("int64"))
    key = [CatalogSellers.brand_id, CatalogSellers.platform, CatalogSellers.seller_id]
    order = held.sort_values([*key, CatalogSellers.valid_from, "_strict"], na_position="first", kind="stable")
    latest = order.drop_duplicates(key, keep="last").rename(columns={CatalogSellers.status: Candidates.seller_status})
    return latest[[*key, Candidates.seller_status]]
