"""What a night does to the offers on sale: sales, reviews, stock, price steps, and who leaves."""

from __future__ import annotations

from pipeline.simulator.archetypes import BY_KIND
from pipeline.simulator.chance import Chance
from pipeline.simulator.market import Market
from pipeline.simulator.phrases import spoken
from pipeline.simulator.pricing import drift
from pipeline.simulator.trade import Listing

REVIEWS_PER_SALE = 0.22
SHOWN_REVIEWS = 5
# Honest goods are called fake too, and buyers say in so many words that something is not.
WRONGLY_CALLED_FAKE, SAYS_NOT_FAKE = 0.012, 0.03
SHOPS_ON_SALE = ("retailer", "discounter", "authorised_retailer", "flagship")
SALE_NIGHTS = 3


def start_history(listing: Listing, age_days: float, chance: Chance) -> None:
    """Sales and reviews an offer has when it is first seen."""
    days = max(0.0, age_days)
    listing.sales_30d = chance.poisson(listing.monthly_sales * min(30.0, days) / 30)
    listing.review_count = chance.poisson(listing.monthly_sales * days / 30 * REVIEWS_PER_SALE)
    for _ in range(min(SHOWN_REVIEWS, listing.review_count)):
        _write_review(listing, chance)


def pass_day(market: Market, night: int) -> None:
    """One day for every live offer, in the order of their keys; sold-out and withdrawn ones leave."""
    chance = Chance(market.seed, "day", night)
    sale_on, sale_over = night == _sale_night(market), night == _sale_night(market) + SALE_NIGHTS
    for listing in list(market.live.values()):
        shop = (
            listing.archetype in SHOPS_ON_SALE
            and listing.platform.language == "zh"
            and listing.first_night < _sale_night(market)
        )
        _sell(listing, chance)
        drift(listing, chance, sale_on=sale_on and shop, sale_over=sale_over and shop)
        if listing.stock == 0 or chance.flip(BY_KIND[listing.archetype].nightly_exit):
            market.live.pop(listing.key)


def _sale_night(market: Market) -> int:
    """Chinese shops cut prices for three nights, two thirds into the period."""
    return len(market.dates) * 2 // 3


def _sell(listing: Listing, chance: Chance) -> None:
    sold = min(listing.stock, chance.poisson(listing.monthly_sales / 30))
    fallen_out = int(chance.rng.binomial(listing.sales_30d, 1 / 30))
    listing.sales_30d += sold - fallen_out
    listing.stock -= sold
    if listing.stock == 0 and BY_KIND[listing.archetype].stock[1] > 6:
        listing.stock = chance.whole(*BY_KIND[listing.archetype].stock)
    for _ in range(sold):
        if chance.flip(REVIEWS_PER_SALE):
            listing.review_count += 1
            _write_review(listing, chance)


def _write_review(listing: Listing, chance: Chance) -> None:
    accused = listing.seller.counterfeit_reviews if listing.is_counterfeit else WRONGLY_CALLED_FAKE
    kind = chance.weighted({"good": 0.76, "plain": 0.2, "fake": accused, "negated": SAYS_NOT_FAKE})
    listing.reviews = [chance.pick(spoken(listing.platform.language).reviews[kind]), *listing.reviews][:SHOWN_REVIEWS]
    if kind == "fake":
        listing.traces.add("accused_in_review")
