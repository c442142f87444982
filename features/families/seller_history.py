"""What earlier nights and settled verdicts say of the seller."""

import pandas as pd

from features.contracts import Candidates
from features.examples import NIGHT, candidates
from features.families.measures import Above, AtLeast, Below, as_float, days_between, example_rows, ratio
from features.family import Family, FamilyParams, Feature, Scope, Sentence


class SellerHistoryParams(FamilyParams):
    """How far a few verdicts are trusted."""

    # One counterfeit of one settled listing is not a seller who sells nothing else: as if `prior_settled` more had
    # been settled with `prior_counterfeit_share` of them counterfeit. First guess; the classifier sees the counts too.
    prior_settled: float = 4.0
    # … the share of counterfeits in that made-up past. First guess.
    prior_counterfeit_share: float = 0.25


def _compute(table: pd.DataFrame, params: SellerHistoryParams) -> pd.DataFrame:
    settled = as_float(table[Candidates.seller_settled_count])
    counterfeit = as_float(table[Candidates.seller_counterfeit_count])
    smoothed = (counterfeit + params.prior_settled * params.prior_counterfeit_share) / (settled + params.prior_settled)
    night = table[Candidates.captured_at]
    return pd.DataFrame(
        {
            "seller_account_age_days": days_between(table[Candidates.seller_registered_at], night),
            "seller_known_days": days_between(table[Candidates.seller_first_seen], night),
            "seller_counterfeit_settled_count": counterfeit,
            "seller_genuine_settled_count": as_float(table[Candidates.seller_genuine_count]),
            "seller_counterfeit_settled_share": smoothed.where(settled > 0),
            "seller_listings_gone_share": ratio(
                table[Candidates.seller_listings_gone], table[Candidates.seller_listings_seen]
            ),
            "seller_ratings_count": as_float(table[Candidates.seller_rating_count]),
        },
        index=table.index,
    )


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    known = {
        Candidates.seller_id: "S1",
        Candidates.seller_registered_at: NIGHT - pd.Timedelta(days=30),
        Candidates.seller_first_seen: NIGHT - pd.Timedelta(days=10),
        Candidates.seller_settled_count: 4,
        Candidates.seller_counterfeit_count: 3,
        Candidates.seller_genuine_count: 1,
        Candidates.seller_listings_seen: 10,
        Candidates.seller_listings_gone: 6,
        Candidates.seller_rating_count: 12,
    }
    new = {
        Candidates.seller_id: "S2",
        Candidates.seller_first_seen: NIGHT,
        Candidates.seller_settled_count: 0,
        Candidates.seller_counterfeit_count: 0,
        Candidates.seller_genuine_count: 0,
        Candidates.seller_listings_seen: 0,
        Candidates.seller_listings_gone: 0,
    }
    names = FAMILY.feature_names()
    expected: list[list[float | None]] = [
        [30.0, 10.0, 3.0, 1.0, 0.5, 0.6, 12.0],
        [None, 0.0, 0.0, 0.0, None, None, None],
        [None] * 7,
    ]
    return candidates([known, new, {}]), example_rows(names, expected)


FAMILY = Family(
    name="seller_history",
    title="Seller's past",
    scope=Scope.ROW,
    reads=(
        Candidates.captured_at,
        Candidates.seller_registered_at,
        Candidates.seller_first_seen,
        Candidates.seller_settled_count,
        Candidates.seller_counterfeit_count,
        Candidates.seller_genuine_count,
        Candidates.seller_listings_seen,
        Candidates.seller_listings_gone,
        Candidates.seller_rating_count,
    ),
    compute=_compute,
    example=_example,
    params=SellerHistoryParams(),
    features=(
        Feature(
            name="seller_account_age_days",
            meaning="days from the opening of the seller's account to the snapshot",
            missing_when="the seller, the opening or the time of capture is unknown",
            raises=Sentence(
                code="account_new",
                en="The seller's account is {value} days old.",
                zh="该卖家账号仅开通 {value} 天。",
                unit="days",
                speaks_when=Below(180.0),
            ),
            lowers=Sentence(
                code="account_old",
                en="The seller's account is {value} days old, no newcomer.",
                zh="该卖家账号已开通 {value} 天，并非新号。",
                unit="days",
                speaks_when=AtLeast(180.0),
            ),
        ),
        Feature(
            name="seller_known_days",
            meaning="days from the first night that held the seller to the snapshot",
            missing_when="the listing names no seller, or the time of capture is unknown",
            raises=Sentence(
                code="seller_new_here",
                en="The seller was first seen {value} days ago.",
                zh="首次发现该卖家是在 {value} 天前。",
                unit="days",
                speaks_when=Below(60.0),
            ),
            lowers=Sentence(
                code="seller_long_known",
                en="The seller has been seen for {value} days.",
                zh="该卖家已被观察到 {value} 天。",
                unit="days",
                speaks_when=AtLeast(60.0),
            ),
        ),
        Feature(
            name="seller_counterfeit_settled_count",
            meaning="the seller's listings settled as counterfeit before the night",
            missing_when="the listing names no seller",
            monotone=1,
            raises=Sentence(
                code="seller_sold_fakes",
                en="Listings of this seller already settled as counterfeit: {value}.",
                zh="该卖家已被判定为假货的商品数：{value}。",
                unit="count",
                speaks_when=Above(0.0),
            ),
        ),
        Feature(
            name="seller_genuine_settled_count",
            meaning="the seller's listings settled as genuine before the night",
            missing_when="the listing names no seller",
            lowers=Sentence(
                code="seller_sold_genuine",
                en="Listings of this seller already settled as genuine: {value}.",
                zh="该卖家已被判定为正品的商品数：{value}。",
                unit="count",
                speaks_when=Above(0.0),
            ),
        ),
        Feature(
            name="seller_counterfeit_settled_share",
            meaning="counterfeit share of the seller's settled listings, drawn to a prior for few of them (params)",
            missing_when="the listing names no seller, or nothing of the seller is settled",
            monotone=1,
        ),
        Feature(
            name="seller_listings_gone_share",
            meaning="share of the seller's listings of earlier nights that are no longer live",
            missing_when="the listing names no seller, or no earlier night held the seller",
            raises=Sentence(
                code="seller_churns",
                en="{value} of the seller's earlier listings are gone.",
                zh="该卖家 {value} 的历史商品已下架。",
                unit="share",
                speaks_when=Above(0.0),
            ),
            lowers=Sentence(
                code="seller_steady",
                en="All of the seller's earlier listings are still live.",
                zh="该卖家的历史商品均仍在售。",
                unit="share",
                speaks_when=Below(1e-9),
            ),
        ),
        Feature(
            name="seller_ratings_count",
            meaning="ratings the seller has received",
            missing_when="the seller or the number is unknown",
            raises=Sentence(
                code="seller_few_ratings",
                en="Ratings the seller has received: {value}, hardly a record.",
                zh="该卖家收到的评价数：{value}，信用记录很少。",
                unit="count",
                speaks_when=Below(20.0),
            ),
            lowers=Sentence(
                code="seller_many_ratings",
                en="Ratings the seller has received: {value}.",
                zh="该卖家收到的评价数：{value}。",
                unit="count",
                speaks_when=AtLeast(20.0),
            ),
        ),
    ),
)
