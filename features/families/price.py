"""The price against the brand's prices and against what other sellers ask tonight for the same product."""

import numpy as np
import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families.measures import Above, AtLeast, Below, as_float, example_values, ratio
from features.family import Family, FamilyParams, Feature, Scope, Sentence

_GROUP = (Candidates.brand_id, Candidates.product_id)
_SELLER = [Candidates.platform, Candidates.seller_id]
# A normal distribution's quartiles lie this many standard deviations apart.
_QUARTILES_TO_DEVIATION = 1.349


class PriceParams(FamilyParams):
    """When the other sellers are enough to compare with."""

    # With two others one odd price is half the evidence; three is the least that has a middle.
    fewest_other_sellers: int = 3
    # Sellers who all ask the same have no spread; a twentieth keeps a cent from looking extreme. First guess.
    least_log_spread: float = 0.05


def _compute(table: pd.DataFrame, params: PriceParams) -> pd.DataFrame:
    price = as_float(table[Candidates.price_usd]).where(lambda asked: asked > 0)
    others = _other_sellers(table, price)
    is_enough = others["count"] >= params.fewest_other_sellers
    spread = np.maximum((others["q75"] - others["q25"]) / _QUARTILES_TO_DEVIATION, params.least_log_spread)
    below = others["median"] - np.log(price)
    return pd.DataFrame(
        {
            "price_to_list_ratio": ratio(price, table[Candidates.product_list_price_usd]),
            "price_to_street_low_ratio": ratio(price, table[Candidates.product_street_price_low_usd]),
            "price_to_peer_median_ratio": as_float(np.exp(-below)).where(is_enough),
            "price_below_peers_spreads": as_float(below / spread).where(is_enough),
            "peer_sellers_count": others["count"],
            "shown_to_real_list_price_ratio": ratio(
                table[Candidates.shown_list_price_usd], table[Candidates.product_list_price_usd]
            ),
            "shown_discount_share": 1.0 - ratio(price, table[Candidates.shown_list_price_usd]),
        },
        index=table.index,
    )


def _other_sellers(table: pd.DataFrame, price: pd.Series) -> pd.DataFrame:
    """Of the other sellers of the same product in the same condition: how many, and quartiles of their log prices.

    Each seller has one vote, the middle of his own prices, so that a hundred listings of one shop do not make the
    market; the row's own seller is left out.
    """
    group, voter = _groups(table), _voters(table, price)
    votes = pd.DataFrame({"group": group, "voter": voter, "log_price": np.log(price).to_numpy()}).dropna()
    votes = votes.groupby(["group", "voter"])["log_price"].median().reset_index()
    votes = votes.sort_values(["group", "log_price", "voter"], kind="stable").reset_index(drop=True)
    by_group = votes.groupby("group")["log_price"]
    votes = votes.assign(rank=by_group.cumcount(), size=by_group.transform("size").astype("int64"))
    quantiles = {name: _without_own(votes, at) for name, at in _QUANTILES.items()}
    found = votes.assign(count=votes["size"] - 1.0, **quantiles).set_index("voter")
    return found.reindex(voter)[["count", *_QUANTILES]].set_axis(table.index, axis=0)


_QUANTILES = {"q25": 0.25, "median": 0.5, "q75": 0.75}


def _groups(table: pd.DataFrame) -> np.ndarray:
    """A number per brand, product and condition; NaN without a product."""
    condition = table[Candidates.condition].fillna("unknown")
    numbers = table[list(_GROUP)].assign(condition=condition).groupby([*_GROUP, "condition"]).ngroup()
    return numbers.astype("float64").where(numbers >= 0).to_numpy()


def _voters(table: pd.DataFrame, price: pd.Series) -> np.ndarray:
    """A number per group and seller; a listing without a seller speaks for itself. NaN without product or price."""
    named = table[Candidates.seller_id].notna()
    who = table[Candidates.seller_id].where(named, table[Candidates.listing_id])
    keys = table[[Candidates.platform]].assign(group=_groups(table), is_named=named, who=who)
    numbers = keys.groupby(list(keys.columns)).ngroup().astype("float64")
    return numbers.where((numbers >= 0) & price.notna()).to_numpy()


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


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    product = {Candidates.product_id: "P1", Candidates.condition: "new", Candidates.product_list_price_usd: 200.0}
    asked = [60.0, 100.0, 120.0, 150.0]
    rows = [{**product, Candidates.seller_id: f"S{at}", Candidates.price_usd: usd} for at, usd in enumerate(asked)]
    rows[0] |= {Candidates.product_street_price_low_usd: 120.0, Candidates.shown_list_price_usd: 300.0}
    rows.append({Candidates.price_usd: 60.0, Candidates.seller_id: "S0"})
    unknown = {"price_to_street_low_ratio": None, "shown_to_real_list_price_ratio": None, "shown_discount_share": None}
    peers = [(0.5, 4.612261), (100 / 120, 0.536842), (1.2, -0.536842), (1.5, -1.578229)]
    table = candidates(rows)
    return table, _expected(asked, peers, unknown)


def _expected(asked: list[float], peers: list[tuple[float, float]], unknown: dict[str, None]) -> pd.DataFrame:
    rows = [
        {
            "price_to_list_ratio": usd / 200.0,
            **unknown,
            "price_to_peer_median_ratio": peer[0],
            "price_below_peers_spreads": peer[1],
            "peer_sellers_count": 3.0,
        }
        for usd, peer in zip(asked, peers, strict=True)
    ]
    rows[0] |= {"price_to_street_low_ratio": 0.5, "shown_to_real_list_price_ratio": 1.5, "shown_discount_share": 0.8}
    return example_values([*rows, dict.fromkeys(rows[0])])[FAMILY.feature_names()]


FAMILY = Family(
    name="price",
    title="Price",
    scope=Scope.GROUP,
    group_key=_GROUP,
    reads=(
        Candidates.listing_id,
        *_SELLER,
        Candidates.condition,
        Candidates.price_usd,
        Candidates.shown_list_price_usd,
        Candidates.product_list_price_usd,
        Candidates.product_street_price_low_usd,
    ),
    compute=_compute,
    example=_example,
    params=PriceParams(),
    features=(
        Feature(
            name="price_to_list_ratio",
            meaning="the price over the brand's list price of the linked product",
            missing_when="no product is linked, the product has no list price, or a currency has no rate",
            raises=Sentence(
                code="price_below_list",
                en="The price is {value} of the brand's list price.",
                zh="售价仅为品牌官方定价的 {value}。",
                unit="share",
                speaks_when=Below(1.0),
            ),
            lowers=Sentence(
                code="price_at_list",
                en="The price is {value} of the brand's list price, no bargain.",
                zh="售价为品牌官方定价的 {value}，并不便宜。",
                unit="share",
                speaks_when=AtLeast(1.0),
            ),
        ),
        Feature(
            name="price_to_street_low_ratio",
            meaning="the price over the lowest usual honest price of the linked product",
            missing_when="no product is linked, the brand gave no such price, or a currency has no rate",
            raises=Sentence(
                code="price_below_street",
                en="The price is {value} of the lowest usual honest price.",
                zh="售价仅为市场正常最低价的 {value}。",
                unit="share",
                speaks_when=Below(1.0),
            ),
            lowers=Sentence(
                code="price_at_street",
                en="The price is {value} of the lowest usual honest price, within the honest range.",
                zh="售价为市场正常最低价的 {value}，处于正常范围。",
                unit="share",
                speaks_when=AtLeast(1.0),
            ),
        ),
        Feature(
            name="price_to_peer_median_ratio",
            meaning="the price over the middle price of the other sellers of the product in the same condition tonight",
            missing_when="no product is linked, no price, or too few other sellers (params)",
            raises=Sentence(
                code="price_below_peers",
                en="The price is {value} of the middle price of tonight's other sellers of this product.",
                zh="售价仅为今晚其他卖家同款中位价的 {value}。",
                unit="share",
                speaks_when=Below(1.0),
            ),
            lowers=Sentence(
                code="price_at_peers",
                en="The price is {value} of the middle price of tonight's other sellers of this product, not below it.",
                zh="售价为今晚其他卖家同款中位价的 {value}，并不偏低。",
                unit="share",
                speaks_when=AtLeast(1.0),
            ),
        ),
        Feature(
            name="price_below_peers_spreads",
            meaning="how far below the other sellers' middle log price it lies, in robust standard deviations",
            missing_when="no product is linked, no price, or too few other sellers (params)",
            raises=Sentence(
                code="price_far_below_peers",
                en="The price lies {value} usual spreads below the middle price of tonight's other sellers.",
                zh="售价比今晚其他卖家的中位价低 {value} 个常规波动幅度。",
                unit="ratio",
                speaks_when=Above(1.0),
            ),
        ),
        Feature(
            name="peer_sellers_count",
            meaning="other sellers of the same product in the same condition tonight",
            missing_when="no product is linked, or no price",
        ),
        Feature(
            name="shown_to_real_list_price_ratio",
            meaning="the crossed-out price the listing shows over the brand's list price",
            missing_when="the listing crosses out no price, no product is linked, or it has no list price",
            raises=Sentence(
                code="list_price_inflated",
                en="The crossed-out price is {value} of the brand's real list price.",
                zh="划线价为品牌真实定价的 {value}，存在虚高。",
                unit="share",
                speaks_when=Above(1.0),
            ),
        ),
        Feature(
            name="shown_discount_share",
            meaning="the discount the listing itself claims: 1 minus price over crossed-out price",
            missing_when="the listing crosses out no price",
            raises=Sentence(
                code="discount_claimed",
                en="The listing claims a discount of {value}.",
                zh="该商品宣称折扣幅度为 {value}。",
                unit="share",
                speaks_when=Above(0.0),
            ),
        ),
    ),
)
