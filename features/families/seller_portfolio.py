"""What the seller offers tonight, over all his listings: how many brands, how cheap, how uniformly."""

import numpy as np
import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families.measures import Above, AtLeast, Below, example_values, ratio
from features.families.peer_prices import LEAST_PRODUCT_CONFIDENCE, is_sold_as_new, surely_linked
from features.family import Family, FamilyParams, Feature, Scope, Sentence
from features.linking.amounts import times_products

_SELLER = (Candidates.platform, Candidates.seller_id)


class SellerPortfolioParams(FamilyParams):
    """When a seller's prices are enough to speak of a habit."""

    # As in the family price.
    least_product_confidence: float = LEAST_PRODUCT_CONFIDENCE
    # Honest offers under half the list price were 0 to 6 % in three of four real markets measured (49 % in the fourth).
    cheap_ratio: float = 0.5
    # Products with a price: two prices always look uniform or not by chance.
    fewest_priced: int = 3


def _compute(table: pd.DataFrame, params: SellerPortfolioParams) -> pd.DataFrame:
    rows = _rows(table, params)
    by_seller = rows.groupby("seller")
    priced = by_seller["log_ratio"].transform("count")
    branded = by_seller["is_branded"].transform("sum")
    found = pd.DataFrame(
        {
            "seller_listings_count": by_seller[Candidates.listing_id].transform("nunique"),
            "seller_brands_count": by_seller[Candidates.brand_id].transform("nunique"),
            "seller_cheap_share": ratio(by_seller["is_cheap"].transform("sum"), priced),
            "seller_discount_spread_log": rows["seller"].map(_discount_spreads(rows, params.fewest_priced)),
            "seller_evasive_brand_field_share": ratio(by_seller["is_evasive"].transform("sum"), branded),
            "seller_disguised_name_share": ratio(by_seller["is_disguised"].transform("sum"), branded),
        }
    )
    return found.reindex(table.index).astype("float64").where(table[Candidates.seller_id].notna())


def _discount_spreads(rows: pd.DataFrame, fewest: int) -> pd.Series:
    """Seller → standard deviation of its log price ratios, each product once; NaN for too few products.

    The same thing offered ten times at one price is one price, not a habit.
    """
    by_product = rows.groupby(["seller", Candidates.brand_id, Candidates.product_id])["log_ratio"].median()
    by_seller = by_product.groupby(level="seller")
    return by_seller.std(ddof=0).clip(lower=0.0).where(by_seller.count() >= fewest)


def _rows(table: pd.DataFrame, params: SellerPortfolioParams) -> pd.DataFrame:
    """One line a row, sorted by listing and brand within the seller, so that sums do not hang on the row order."""
    table = surely_linked(table, params.least_product_confidence)
    times = times_products(table[Candidates.title], table[Candidates.product_title]).fillna(1.0)
    price_ratio = ratio(table[Candidates.price_usd] / times, table[Candidates.product_list_price_usd])
    price_ratio = price_ratio.where(is_sold_as_new(table))
    is_branded = table[Candidates.brand_id].notna()
    rows = table[[Candidates.listing_id, Candidates.brand_id, Candidates.product_id]].assign(
        seller=table.groupby(list(_SELLER)).ngroup(),
        # Rounded so that equal discounts have no spread at all.
        log_ratio=np.log(price_ratio.where(price_ratio > 0)).round(9),
        is_cheap=price_ratio < params.cheap_ratio,
        is_branded=is_branded,
        is_evasive=is_branded & (table[Candidates.brand_field] == "evasive").fillna(False).astype(bool),
        is_disguised=is_branded & (table[Candidates.named_how] == "obfuscated").fillna(False).astype(bool),
    )
    return rows.sort_values([Candidates.listing_id, Candidates.brand_id, "log_ratio"], kind="stable")


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    shop = {Candidates.seller_id: "S1", Candidates.product_list_price_usd: 100.0}
    rows = [
        {**shop, Candidates.product_id: "P1", Candidates.price_usd: 40.0, Candidates.brand_field: "evasive"},
        {
            **shop,
            Candidates.product_id: "P1",
            Candidates.price_usd: 40.0,
            Candidates.brand_id: "zenith",
            Candidates.named_how: "obfuscated",
        },
        {**shop, Candidates.product_id: "P2", Candidates.price_usd: 80.0, Candidates.brand_field: "evasive"},
        {**shop, Candidates.brand_id: None, Candidates.product_list_price_usd: None},
        {},
    ]
    seller = {
        "seller_listings_count": 4.0,
        "seller_brands_count": 2.0,
        "seller_cheap_share": 2 / 3,
        "seller_discount_spread_log": np.log(2.0) * np.sqrt(2.0) / 3.0,
        "seller_evasive_brand_field_share": 2 / 3,
        "seller_disguised_name_share": 1 / 3,
    }
    return candidates(rows), example_values([seller, seller, seller, seller, dict.fromkeys(seller)])


FAMILY = Family(
    name="seller_portfolio",
    title="Seller's offers tonight",
    scope=Scope.GROUP,
    group_key=_SELLER,
    reads=(
        Candidates.listing_id,
        Candidates.brand_id,
        Candidates.product_id,
        Candidates.product_confidence,
        Candidates.claim,
        Candidates.title,
        Candidates.product_title,
        Candidates.price_usd,
        Candidates.product_list_price_usd,
        Candidates.condition,
        Candidates.brand_field,
        Candidates.named_how,
    ),
    compute=_compute,
    example=_example,
    params=SellerPortfolioParams(),
    features=(
        Feature(
            name="seller_listings_count",
            meaning="the seller's listings tonight",
            missing_when="the listing names no seller",
        ),
        Feature(
            name="seller_brands_count",
            meaning="catalogued brands the seller offers tonight",
            missing_when="the listing names no seller",
            raises=Sentence(
                code="seller_many_brands",
                en="Catalogued brands the seller offers tonight: {value}.",
                zh="该卖家今晚涉及的品牌数：{value}。",
                unit="count",
                speaks_when=AtLeast(3.0),
            ),
        ),
        Feature(
            name="seller_cheap_share",
            meaning="share of the seller's priced rows of new goods under half the list price (params)",
            missing_when="the listing names no seller, or none of the seller's new goods has price and list price",
            raises=Sentence(
                code="seller_cheap",
                en="{value} of the seller's offers lie far under the brands' list prices.",
                zh="该卖家 {value} 的商品远低于品牌官方定价。",
                unit="share",
                speaks_when=Above(0.0),
            ),
            lowers=Sentence(
                code="seller_not_cheap",
                en="None of the seller's offers lies far under the brands' list prices.",
                zh="该卖家没有远低于品牌官方定价的商品。",
                unit="share",
                speaks_when=Below(1e-9),
            ),
        ),
        Feature(
            name="seller_discount_spread_log",
            meaning="standard deviation of the seller's log price-to-list ratios over its products, amounts allowed for: "
            "0 is one discount for all",
            missing_when="the listing names no seller, or too few of its products have price and list price (params)",
            raises=Sentence(
                code="seller_uniform_discount",
                en="The seller asks nearly the same share of the list price for everything (spread {value}).",
                zh="该卖家所有商品的折扣几乎一致（离散度 {value}）。",
                unit="ratio",
                speaks_when=Below(0.1),
            ),
        ),
        Feature(
            name="seller_evasive_brand_field_share",
            meaning="share of the seller's branded rows whose brand field evades (“as shown”, “unbranded”)",
            missing_when="the listing names no seller, or the seller names no catalogued brand",
            raises=Sentence(
                code="seller_evades_brand_field",
                en="The brand field evades in {value} of the seller's branded offers.",
                zh="该卖家 {value} 的品牌商品在品牌栏含糊其辞。",
                unit="share",
                speaks_when=Above(0.0),
            ),
        ),
        Feature(
            name="seller_disguised_name_share",
            meaning="share of the seller's branded rows that write the brand's name in disguise",
            missing_when="the listing names no seller, or the seller names no catalogued brand",
            raises=Sentence(
                code="seller_disguises_names",
                en="The brand's name is disguised in {value} of the seller's branded offers.",
                zh="该卖家 {value} 的品牌商品对品牌名做了变形处理。",
                unit="share",
                speaks_when=Above(0.0),
            ),
        ),
    ),
)
