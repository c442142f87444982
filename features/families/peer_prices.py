"""What other sellers ask tonight for the same product in the same condition: each of them has one vote."""

import numpy as np
import pandas as pd

from features.contracts import Candidates
from features.families.measures import as_float

PRODUCT = (Candidates.brand_id, Candidates.product_id)
# What the functions below read.
READS = (
    Candidates.listing_id,
    Candidates.platform,
    Candidates.seller_id,
    Candidates.condition,
    Candidates.product_confidence,
    Candidates.claim,
)
_OF_PRODUCT = (
    Candidates.product_id,
    Candidates.product_title,
    Candidates.product_list_price_usd,
    Candidates.product_street_price_low_usd,
)
# Of links to a product of benchmarks/linking.py's known pairs 0.50 are right at any confidence, 0.80 from 0.1 up, 0.88
# from 0.2 up; the rest are siblings, another size or generation. Broken names make links unsure, so a higher limit
# spares counterfeits: 0.2 took 0.002 and 0.008 off the rules' AUC on two simulated markets.
LEAST_PRODUCT_CONFIDENCE = 0.1
# What says that it is something else than the product: a part for it, or another maker's goods that resemble it. Their
# prices are no prices of it: on simulated markets such accessories asked 6 to 9 % of its list price, and about one verdict
# in thirty taught that as an honest price of it.
OTHER_GOODS = ("accessory", "lookalike")
_QUANTILES = {"q25": 0.25, "median": 0.5, "q75": 0.75}
# A normal distribution's quartiles lie this many standard deviations apart.
_QUARTILES_TO_DEVIATION = 1.349


def other_sellers(table: pd.DataFrame, price: pd.Series, fewest: int) -> pd.DataFrame:
    """Per row: `count` of the other sellers, `q25`, `median`, `q75` of their log prices, and `ratio` of the row's
    price to their middle price; float64, the table's index.

    The others are those of the row's own platform where at least `fewest` sell the product there, else those of every
    platform. The row's own seller is left out; a hundred listings of one shop are one vote, the middle of its prices.
    `price` is what the row asks for the product's amount, NaN where it is not known; a row without a product gets NaN,
    and one with too few others only its `count`.
    """
    is_linked = table[list(PRODUCT)].notna().all(axis=1) & price.notna()
    rows = table.loc[is_linked, [*PRODUCT, *READS]].reset_index(drop=True)
    log_price = np.log(price[is_linked].to_numpy(dtype="float64"))
    everywhere, here = _others(rows, log_price)
    found = here.where(here["count"] >= fewest, everywhere)
    found = found.assign(ratio=np.exp(log_price - found["median"]))
    is_enough = found["count"] >= fewest
    found = found.where(is_enough, found[["count"]]).astype("float64")
    return found.set_axis(table.index[is_linked], axis=0).reindex(table.index)


def surely_linked(table: pd.DataFrame, least: float) -> pd.DataFrame:
    """The table, without the product where what is offered may be something else and no price of it: where the link is
    less sure than `least` (it may be a dearer sibling), or where the listing says so (OTHER_GOODS)."""
    held = [name for name in _OF_PRODUCT if name in table.columns]
    is_sure = (as_float(table[Candidates.product_confidence]) >= least) & ~table[Candidates.claim].isin(OTHER_GOODS)
    return table.assign(**{name: table[name].where(is_sure) for name in held})


def is_sold_as_new(table: pd.DataFrame) -> pd.Series:
    """Whether the brand's list price is the price of what is offered; worn things are honestly cheap. Unknown is new."""
    return ~table[Candidates.condition].isin(("used", "refurbished"))


_MARKET = [*PRODUCT, Candidates.condition]


def spreads_below(others: pd.DataFrame, least_log_spread: float) -> pd.Series:
    """How far below the others' middle log price each row lies, in robust standard deviations of theirs."""
    spread = np.maximum((others["q75"] - others["q25"]) / _QUARTILES_TO_DEVIATION, least_log_spread)
    return as_float(-np.log(others["ratio"]) / spread)


def _others(rows: pd.DataFrame, log_price: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count and quartiles of the other sellers of every platform, and of those of the row's own platform."""
    sold = rows.assign(**{Candidates.condition: rows[Candidates.condition].fillna("unknown")})
    market, here = (_numbers(sold[keys]) for keys in (_MARKET, [*_MARKET, Candidates.platform]))
    # Both questions in one pass: the rows twice, in groups of the market and then in groups of the platform.
    group = np.concatenate([market, len(rows) + here])
    voter = group * len(rows) + np.tile(_sellers(rows), 2)
    asked = pd.DataFrame({"group": group, "voter": voter, "log_price": np.tile(log_price, 2)})
    votes = asked.groupby("voter").agg({"group": "first", "log_price": "median"}).reset_index()
    votes = votes.sort_values(["group", "log_price", "voter"], kind="stable").reset_index(drop=True)
    by_group = votes.groupby("group")["log_price"]
    votes = votes.assign(rank=by_group.cumcount(), size=by_group.transform("size").astype("int64"))
    quantiles = {name: _without_own(votes, at) for name, at in _QUANTILES.items()}
    found = votes.assign(count=votes["size"] - 1.0, **quantiles).set_index("voter")
    found = found.reindex(voter)[["count", *_QUANTILES]].reset_index(drop=True)
    return found.iloc[: len(rows)], found.iloc[len(rows) :].reset_index(drop=True)


def _numbers(keys: pd.DataFrame) -> np.ndarray:
    """A number per combination of the keys, below the number of rows."""
    return keys.groupby(list(keys.columns), sort=False).ngroup().to_numpy(dtype="int64")


def _sellers(rows: pd.DataFrame) -> np.ndarray:
    """A number per seller, below the number of rows; a listing without a seller speaks for itself."""
    named = rows[Candidates.seller_id].notna()
    who = rows[Candidates.seller_id].where(named, rows[Candidates.listing_id])
    return _numbers(rows[[Candidates.platform]].assign(is_named=named, who=who))


def _without_own(votes: pd.DataFrame, quantile: float) -> np.ndarray:
    """The quantile of each vote's group without that vote, interpolated as numpy does; NaN when none is left."""
    left = votes["size"].to_numpy() - 1
    place = quantile * np.maximum(left - 1, 0)
    lower = np.floor(place).astype("int64")
    upper = np.minimum(lower + 1, np.maximum(left - 1, 0))
    log_price, own = votes["log_price"].to_numpy(), votes["rank"].to_numpy()
    first = np.arange(len(votes)) - own
    # Leaving out the own place shifts every later place by one.
    at = [log_price[np.minimum(first + place + (place >= own), len(votes) - 1)] for place in (lower, upper)]
    return np.where(left > 0, at[0] + (at[1] - at[0]) * (place - lower), np.nan)
