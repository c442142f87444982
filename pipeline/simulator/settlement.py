"""What verdicts do to offers: removal some nights later, and return after a reversal."""

from __future__ import annotations

from pipeline.simulator.chance import Chance
from pipeline.simulator.gang_trade import after_removal
from pipeline.simulator.market import Market
from pipeline.simulator.verdicts import Opened

# How often a verdict ends in removal, and after how many nights.
REMOVES = {"counterfeit": 0.93, "unauthorised": 0.35, "grey_market": 0.25, "lookalike": 0.2}
NIGHTS_TO_REMOVAL, NIGHTS_TO_RETURN = (1, 3), (1, 2)


def settle(market: Market, case: Opened, night: int) -> None:
    """Plans what follows from one announced verdict."""
    chance, listing = Chance(market.seed, "settle", *case.listing.key, night), case.listing
    if case.supersedes and case.verdict == "genuine":
        listing.returns_on, listing.leaves_on = night + chance.whole(*NIGHTS_TO_RETURN), None
    elif chance.flip(REMOVES.get(case.verdict, 0.0)):
        listing.leaves_on = night + chance.whole(*NIGHTS_TO_REMOVAL)


def carry_out(market: Market, night: int) -> None:
    """Takes down what is due tonight and puts back what was taken down wrongly."""
    for listing in [
        listing for listing in market.live.values() if listing.leaves_on is not None and listing.leaves_on <= night
    ]:
        market.live.pop(listing.key, None)
        if listing.is_counterfeit:
            after_removal(market, listing, night)
    for listing in market.ever:
        if listing.returns_on is not None and listing.returns_on <= night:
            listing.returns_on = None
            market.live.setdefault(listing.key, listing)
