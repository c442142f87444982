"""How long the listing has been up, what stands in stock and how fast it sells."""

import pandas as pd

from features.contracts import Candidates
from features.examples import NIGHT, candidates
from features.families.measures import Above, AtLeast, Below, as_float, days_between, example_rows
from features.family import Family, Feature, Scope, Sentence

# `sales_30d` counts the last 30 days; a younger listing sold them in the days it has been up, at least one.
_SALES_DAYS = 30.0


def _compute(table: pd.DataFrame, params: object) -> pd.DataFrame:
    age = days_between(table[Candidates.listed_at], table[Candidates.captured_at])
    sales = as_float(table[Candidates.sales_30d])
    return pd.DataFrame(
        {
            "listing_age_days": age,
            "listing_nights_count": as_float(table[Candidates.listing_nights_seen]),
            "stock_pieces": as_float(table[Candidates.stock]),
            "sales_30d_pieces": sales,
            "sales_per_live_day": sales / age.fillna(_SALES_DAYS).clip(lower=1.0, upper=_SALES_DAYS),
            "min_order_pieces": as_float(table[Candidates.min_order_quantity]),
        },
        index=table.index,
    )


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    young = {
        Candidates.listed_at: NIGHT - pd.Timedelta(days=10),
        Candidates.listing_nights_seen: 8,
        Candidates.stock: 999,
        Candidates.sales_30d: 50,
        Candidates.min_order_quantity: 2,
    }
    names = FAMILY.feature_names()
    expected: list[list[float | None]] = [[10.0, 8.0, 999.0, 50.0, 5.0, 2.0], [None, 0.0, None, None, None, None]]
    return candidates([young, {}]), example_rows(names, expected)


FAMILY = Family(
    name="listing_age",
    title="Listing's age and sales",
    scope=Scope.ROW,
    reads=(
        Candidates.captured_at,
        Candidates.listed_at,
        Candidates.listing_nights_seen,
        Candidates.stock,
        Candidates.sales_30d,
        Candidates.min_order_quantity,
    ),
    compute=_compute,
    example=_example,
    features=(
        Feature(
            name="listing_age_days",
            meaning="days from the day the listing was put up to the snapshot",
            missing_when="either time is unknown",
            raises=Sentence(
                code="listing_new",
                en="The listing has been up for {value} days.",
                zh="该商品上架仅 {value} 天。",
                unit="days",
                speaks_when=Below(30.0),
            ),
            lowers=Sentence(
                code="listing_old",
                en="The listing has been up for {value} days, well in view.",
                zh="该商品已上架 {value} 天。",
                unit="days",
                speaks_when=AtLeast(30.0),
            ),
        ),
        Feature(
            name="listing_nights_count",
            meaning="earlier nights that held the listing",
            missing_when="never",
        ),
        Feature(
            name="stock_pieces",
            meaning="pieces in stock",
            missing_when="the platform does not show it",
            raises=Sentence(
                code="stock_deep",
                en="Pieces in stock: {value}.",
                zh="库存数量：{value} 件。",
                unit="count",
                speaks_when=AtLeast(100.0),
            ),
        ),
        Feature(
            name="sales_30d_pieces",
            meaning="pieces sold in the last 30 days",
            missing_when="the platform does not show it",
            raises=Sentence(
                code="sales_many",
                en="Pieces sold in 30 days: {value}.",
                zh="近 30 天销量：{value} 件。",
                unit="count",
                speaks_when=Above(0.0),
            ),
        ),
        Feature(
            name="sales_per_live_day",
            meaning="pieces sold in the last 30 days over the days it was up in them; 30 where its age is unknown",
            missing_when="the platform does not show sales",
            raises=Sentence(
                code="sells_fast",
                en="It sells {value} pieces a day.",
                zh="平均每天售出 {value} 件。",
                unit="ratio",
                speaks_when=AtLeast(1.0),
            ),
        ),
        Feature(
            name="min_order_pieces",
            meaning="smallest order",
            missing_when="the platform does not show it",
            raises=Sentence(
                code="sold_wholesale",
                en="The smallest order is {value} pieces.",
                zh="起订量为 {value} 件。",
                unit="count",
                speaks_when=AtLeast(2.0),
            ),
        ),
    ),
)
