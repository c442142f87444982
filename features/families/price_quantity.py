"""How much goes at a price far under what others ask: pieces in stock, pieces sold, one piece alone."""

import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families.measures import YES, Above, as_float, example_rows, flag, ratio
from features.families.peer_prices import LEAST_PRODUCT_CONFIDENCE, PRODUCT, READS, other_sellers, surely_linked
from features.family import Family, FamilyParams, Feature, Scope, Sentence
from features.linking.amounts import times_products


class PriceQuantityParams(FamilyParams):
    """What is far under others, and when the others are enough to say so."""

    # As in the family price.
    fewest_other_sellers: int = 3
    # As in the family price.
    least_product_confidence: float = LEAST_PRODUCT_CONFIDENCE
    # Shop sales end at about 0.7 of the usual price. First guess.
    far_below_peers_ratio: float = 0.6
    # Where too few others sell it. Honest offers under half the list price were 0 to 6 % in three of four real
    # markets measured (49 % in the fourth).
    far_below_list_ratio: float = 0.5


def _compute(table: pd.DataFrame, params: PriceQuantityParams) -> pd.DataFrame:
    is_far, is_known = _far_below(table, params)
    stock, sales, least = (
        as_float(table[name]).where(lambda pieces: pieces >= 0)
        for name in (Candidates.stock, Candidates.sales_30d, Candidates.min_order_quantity)
    )
    return pd.DataFrame(
        {
            "stock_far_below_others_count": stock.where(is_far, 0.0).where(is_known & stock.notna()),
            "sales_far_below_others_count": sales.where(is_far, 0.0).where(is_known & sales.notna()),
            "is_far_below_others_by_the_piece": flag(is_far & (least <= 1), is_known & least.notna()),
        },
        index=table.index,
    )


def _far_below(table: pd.DataFrame, params: PriceQuantityParams) -> tuple[pd.Series, pd.Series]:
    """Whether the price for the product's amount lies far under the others', else under the list price; if known."""
    table = surely_linked(table, params.least_product_confidence)
    price = as_float(table[Candidates.price_usd]).where(lambda asked: asked > 0)
    times = times_products(table[Candidates.title], table[Candidates.product_title])
    asked = price / times.fillna(1.0)
    to_peers = other_sellers(table, asked, params.fewest_other_sellers)["ratio"]
    to_list = ratio(asked, table[Candidates.product_list_price_usd])
    is_far = (to_peers < params.far_below_peers_ratio).where(to_peers.notna(), to_list < params.far_below_list_ratio)
    return is_far.astype(bool), to_peers.notna() | to_list.notna()


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    product = {Candidates.product_id: "P1", Candidates.product_list_price_usd: 100.0}
    many = {Candidates.stock: 900, Candidates.sales_30d: 40, Candidates.min_order_quantity: 1}
    rows = [{**product, **many, Candidates.price_usd: usd, Candidates.seller_id: f"S{usd}"} for usd in (45, 90, 95, 99)]
    lone = {**product, **many, Candidates.product_id: "P2", Candidates.price_usd: 45.0}
    rows += [{**lone, Candidates.min_order_quantity: 10}, {**lone, Candidates.stock: None, Candidates.price_usd: 80.0}]
    counts: list[tuple[float | None, ...]] = [(900.0, 40.0, 1.0), *[(0.0, 0.0, 0.0)] * 3]
    counts += [(900.0, 40.0, 0.0), (None, 0.0, 0.0), (None, None, None)]
    return candidates([*rows, many]), example_rows(FAMILY.feature_names(), counts)


FAMILY = Family(
    name="price_quantity",
    title="Price against quantity",
    scope=Scope.GROUP,
    group_key=PRODUCT,
    reads=(
        *READS,
        Candidates.title,
        Candidates.product_title,
        Candidates.price_usd,
        Candidates.product_list_price_usd,
        Candidates.stock,
        Candidates.sales_30d,
        Candidates.min_order_quantity,
    ),
    compute=_compute,
    example=_example,
    params=PriceQuantityParams(),
    features=(
        Feature(
            name="stock_far_below_others_count",
            meaning="pieces in stock at a price far under the other sellers' (params; under the list price where too "
            "few others sell it); 0 at any other price",
            missing_when="the stock is not told, or no product is linked and offered that others sell or that has a list price",
            raises=Sentence(
                code="stock_far_below_others",
                en="Pieces in stock at a price far under the usual one: {value}.",
                zh="以远低于正常水平的价格备有库存 {value} 件。",
                unit="count",
                speaks_when=Above(1.0),
            ),
        ),
        Feature(
            name="sales_far_below_others_count",
            meaning="pieces sold in 30 days at such a price; 0 at any other price",
            missing_when="the sales are not told, or no product is linked and offered that others sell or that has a list price",
            raises=Sentence(
                code="sales_far_below_others",
                en="Pieces sold in 30 days at a price far under the usual one: {value}.",
                zh="近 30 天以远低于正常水平的价格售出 {value} 件。",
                unit="count",
                speaks_when=Above(0.0),
            ),
        ),
        Feature(
            name="is_far_below_others_by_the_piece",
            meaning="such a price is asked for a single piece, not for a wholesale order",
            missing_when="the smallest order is not told, or no product is linked and offered that others sell or that has a list price",
            raises=Sentence(
                code="far_below_others_by_the_piece",
                en="A single piece is sold at a price far under the usual one.",
                zh="单件起售，价格却远低于正常水平。",
                unit="flag",
                speaks_when=YES,
            ),
        ),
    ),
)
