"""The price against the brand's prices and against what other sellers ask tonight for the same product.

A pack of three is compared with three pieces, 30 ml with 30 ml, where the title and the product's title tell amounts.
"""

import numpy as np
import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families import peer_prices
from features.families.measures import Above, AtLeast, Below, as_float, example_values, ratio
from features.families.peer_prices import LEAST_PRODUCT_CONFIDENCE, PRODUCT, READS
from features.family import Family, FamilyParams, Feature, Scope, Sentence
from features.linking.amounts import times_products

# In logarithm: 3.4 fl oz are 100 ml.
_SAME_AMOUNT = 0.03


class PriceParams(FamilyParams):
    """When the other sellers are enough to compare with."""

    # With two others one odd price is half the evidence; three is the least that has a middle. Where so many sell the
    # product on the same platform, only they are compared.
    fewest_other_sellers: int = 3
    # Below it the price is compared with no price of that product. Origin: see peer_prices.
    least_product_confidence: float = LEAST_PRODUCT_CONFIDENCE
    # Sellers who all ask the same have no spread; a twentieth keeps a cent from looking extreme. First guess.
    least_log_spread: float = 0.05


def _compute(table: pd.DataFrame, params: PriceParams) -> pd.DataFrame:
    table = peer_prices.surely_linked(table, params.least_product_confidence)
    price = as_float(table[Candidates.price_usd]).where(lambda asked: asked > 0)
    times = times_products(table[Candidates.title], table[Candidates.product_title])
    others = peer_prices.other_sellers(table, price / times.fillna(1.0), params.fewest_other_sellers)
    is_new = peer_prices.is_sold_as_new(table)
    to_any_list = ratio(price, table[Candidates.product_list_price_usd])
    to_list = to_any_list.where(is_new)
    to_street_low = ratio(price, table[Candidates.product_street_price_low_usd]).where(is_new)
    # Where the amounts agree the plain ratios say it all, and say it once.
    is_other_amount = np.log(times).abs() > _SAME_AMOUNT
    return pd.DataFrame(
        {
            "price_to_list_ratio": to_list,
            "price_to_street_low_ratio": to_street_low,
            "used_price_to_list_ratio": to_any_list.where(~is_new),
            "amount_to_product_ratio": times,
            "unit_price_to_list_ratio": (to_list / times).where(is_other_amount),
            "unit_price_to_street_low_ratio": (to_street_low / times).where(is_other_amount),
            "price_to_peer_median_ratio": others["ratio"],
            "price_below_peers_spreads": peer_prices.spreads_below(others, params.least_log_spread),
            "peer_sellers_count": others["count"],
            "shown_to_real_list_price_ratio": ratio(
                table[Candidates.shown_list_price_usd], table[Candidates.product_list_price_usd]
            ),
            "shown_discount_share": 1.0 - ratio(price, table[Candidates.shown_list_price_usd]),
        },
        index=table.index,
    )


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    product = {
        Candidates.product_id: "P1",
        Candidates.condition: "new",
        Candidates.product_list_price_usd: 200.0,
        Candidates.product_title: "Acme scent 100 ml",
    }
    # The last asks 300 for twice the amount.
    asked = [60.0, 100.0, 120.0, 300.0]
    rows = [{**product, Candidates.seller_id: f"S{at}", Candidates.price_usd: usd} for at, usd in enumerate(asked)]
    rows[0] |= {Candidates.product_street_price_low_usd: 120.0, Candidates.shown_list_price_usd: 300.0}
    rows[3] |= {Candidates.title: "Acme scent 2 x 100 ml", Candidates.product_street_price_low_usd: 120.0}
    rows.append({**product, Candidates.condition: "used", Candidates.price_usd: 50.0, Candidates.seller_id: "S9"})
    rows.append({Candidates.price_usd: 60.0, Candidates.seller_id: "S0"})
    rows.append({**product, Candidates.claim: "accessory", Candidates.price_usd: 8.0, Candidates.seller_id: "S8"})
    nothing: dict[str, float | None] = dict.fromkeys(FAMILY.feature_names())
    peers = [(0.5, 4.612261), (100 / 120, 0.536842), (1.2, -0.536842), (1.5, -1.578229)]
    expected = [
        {**nothing, "price_to_list_ratio": usd / 200.0, **_beside(*peer)}
        for usd, peer in zip(asked, peers, strict=True)
    ]
    expected[0] |= {"price_to_street_low_ratio": 0.5, "shown_to_real_list_price_ratio": 1.5}
    expected[0] |= {"shown_discount_share": 0.8}
    expected[3] |= {"price_to_street_low_ratio": 2.5, "amount_to_product_ratio": 2.0}
    expected[3] |= {"unit_price_to_list_ratio": 0.75, "unit_price_to_street_low_ratio": 1.25}
    expected += [{**nothing, "used_price_to_list_ratio": 0.25, "peer_sellers_count": 0.0}, nothing, nothing]
    return candidates(rows), example_values(expected)[FAMILY.feature_names()]


def _beside(to_median: float, spreads: float) -> dict[str, float | None]:
    return {"price_to_peer_median_ratio": to_median, "price_below_peers_spreads": spreads, "peer_sellers_count": 3.0}


FAMILY = Family(
    name="price",
    title="Price",
    scope=Scope.GROUP,
    group_key=PRODUCT,
    reads=(
        *READS,
        Candidates.title,
        Candidates.product_title,
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
            missing_when="no product is linked, or not offered (an accessory), it has no list price, a currency has no rate, or the goods are used",
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
            missing_when="no product is linked, or not offered (an accessory), it has no such price, a currency has no rate, or the goods are used",
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
            name="used_price_to_list_ratio",
            meaning="the price of used or refurbished goods over the brand's list price, which is for new ones",
            missing_when="no product is linked, or not offered, it has no list price, a currency has no rate, or the goods are not said to be used",
        ),
        Feature(
            name="amount_to_product_ratio",
            meaning="the amount the title offers (pieces, millilitres, grams) over the amount the product's title tells",
            missing_when="no product is linked, or either title tells no amount or tells it in two ways that differ",
        ),
        Feature(
            name="unit_price_to_list_ratio",
            meaning="the price over the brand's list price for the same amount, where the amounts differ",
            missing_when="as price_to_list_ratio, or the titles do not tell two different amounts of one kind",
            raises=Sentence(
                code="unit_price_below_list",
                en="For the amount offered the price is {value} of the brand's list price.",
                zh="按所售数量折算，售价仅为品牌官方定价的 {value}。",
                unit="share",
                speaks_when=Below(1.0),
            ),
        ),
        Feature(
            name="unit_price_to_street_low_ratio",
            meaning="the price over the lowest usual honest price for the same amount, where the amounts differ",
            missing_when="as price_to_street_low_ratio, or the titles do not tell two different amounts of one kind",
            raises=Sentence(
                code="unit_price_below_street",
                en="For the amount offered the price is {value} of the lowest usual honest price.",
                zh="按所售数量折算，售价仅为市场正常最低价的 {value}。",
                unit="share",
                speaks_when=Below(1.0),
            ),
        ),
        Feature(
            name="price_to_peer_median_ratio",
            meaning="the price over the middle price, for the same amount, of tonight's other sellers of the product in the "
            "same condition: those of the platform where enough sell it there, else of all platforms",
            missing_when="as peer_sellers_count, or too few other sellers (params)",
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
            meaning="how far below the same sellers' middle log price it lies, in robust standard deviations",
            missing_when="as peer_sellers_count, or too few other sellers (params)",
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
            meaning="other sellers it was compared with: same product, same condition, tonight",
            missing_when="no product is linked, the listing offers something else (an accessory, a lookalike), or no price",
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
