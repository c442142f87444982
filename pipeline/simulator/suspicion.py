"""How likely people are to look at an offer: what strikes the eye, not the truth."""

from __future__ import annotations

import datetime as dt
import math

from pipeline.simulator.trade import USD_PER_UNIT, Listing

# Log-odds a reviewer's eye gives each visible habit. They decide what is reviewed, never what is true.
STRIKES_THE_EYE = {
    "loud_words": 1.7,
    "broken_name": 1.3,
    "odd_name": 0.7,
    "hidden_brand_field": 0.5,
    "accused_in_review": 1.2,
    "stolen_official": 0.9,
    "stolen_seller": 0.6,
    "gang_photos": 0.8,
    "borrowed_photo": 0.3,
    "relisted": 0.8,
}
STRIKING_KINDS = {
    "lookalike": 0.9,
    "grey_importer": 0.4,
    "accessory": -0.3,
    "flagship": -2.0,
    "authorised_retailer": -1.0,
    "liquidator": 0.6,
}


def suspicion(listing: Listing, today: dt.date) -> float:
    """Log-odds, 0 for an ordinary offer."""
    score = sum(STRIKES_THE_EYE.get(trace, 0.0) for trace in listing.traces) + STRIKING_KINDS.get(
        listing.archetype, 0.0
    )
    if listing.product is not None:
        ratio = listing.price * USD_PER_UNIT[listing.platform.currency] / listing.product.list_price_usd
        score += 0.8 * (ratio < 0.4)
    return score + 0.5 * ((today - listing.seller.registered_on).days < 90)


def look_odds(listing: Listing, today: dt.date, base: float) -> float:
    """The probability, at most 0.6, that somebody looks tonight."""
    return min(0.6, base * math.exp(suspicion(listing, today)))
