"""Gangs at work: founding them, keeping their offers up, closing their accounts, and bringing removed offers back."""

from __future__ import annotations

from pipeline.simulator.archetypes import BY_KIND
from pipeline.simulator.chance import Chance
from pipeline.simulator.counterfeits import counterfeit_offer
from pipeline.simulator.gangs import Gang, enlist_account, found_gang, learn_from_removal
from pipeline.simulator.market import Market, account_days
from pipeline.simulator.offers import branded_offer
from pipeline.simulator.pictures import product_key
from pipeline.simulator.schools import OFFERS_PER_GANG, SMALLEST_GANG_COUNT, school_seats
from pipeline.simulator.trade import PLATFORMS, Listing, Platform, Product, Seller

COUNTERFEIT_SHARE = 0.034
RESTOCKS_A_NIGHT = 0.45
COMES_BACK, NIGHTS_AWAY = 0.85, (1, 4)
CLOSED_AFTER_SECOND_REMOVAL = 0.5
NEW_ACCOUNT_AFTER_REMOVAL = 0.45
# Most of a removed offer comes back as it was: the photos above all.
KEEPS_PHOTOS = 0.75


def found_gangs(market: Market) -> None:
    """The gangs of the first night with their accounts and offers."""
    fakes = round(COUNTERFEIT_SHARE * market.listings)
    seats = school_seats(max(SMALLEST_GANG_COUNT, round(fakes / OFFERS_PER_GANG)))
    for number, school in enumerate(seats):
        chance = Chance(market.seed, "gang", number)
        gang = found_gang(number + 1, school, market.brands, PLATFORMS, chance)
        # Whole numbers that add up to the market's fakes, however the gangs divide them.
        gang.target = fakes * (number + 1) // len(seats) - fakes * number // len(seats)
        market.gangs.append(gang)
        for _ in range(chance.whole(2, 3)):
            _add_account(market, gang, chance.pick(gang.platforms), 0)
        while _offers_up(market, gang) < gang.target:
            _add_counterfeit(market, gang, 0)


def _offers_up(market: Market, gang: Gang) -> int:
    return sum(listing.gang_id == gang.gang_id and listing.is_counterfeit for listing in market.live.values())


def _add_account(market: Market, gang: Gang, platform: Platform, night: int) -> Seller:
    account = enlist_account(gang, platform, market.dates[night])
    if gang.chance.flip(gang.school.genuine_stock):
        for _ in range(gang.chance.whole(2, 5)):
            _add_genuine(market, gang, account, night)
    return account


def _add_genuine(market: Market, gang: Gang, account: Seller, night: int) -> None:
    """A genuine offer beside the counterfeit ones."""
    product = gang.chance.pick([product for brand in gang.brands for product in brand.products])
    occasion = market.occasion(account.platform, night, _age(market, gang, account, night))
    listing = branded_offer(
        account, gang.brand_of(product), product, occasion, gang.chance.fork("genuine", occasion.listing_id)
    )
    listing.kind = "mixed_genuine"
    market.add(listing)


def _age(market: Market, gang: Gang, account: Seller, night: int) -> float:
    """Days since an offer of the first night was listed."""
    low, high = BY_KIND[account.archetype].listing_age
    return 0.0 if night else min(gang.chance.log_between(low, min(high, 120)), account_days(account, market.dates[0]))


def _add_counterfeit(
    market: Market, gang: Gang, night: int, *, product: Product | None = None, account: Seller | None = None
) -> Listing:
    platform = gang.chance.pick(gang.platforms)
    account = account or gang.chance.pick(gang.open_accounts(platform) or [_add_account(market, gang, platform, night)])
    product = product or gang.chance.pick(gang.products)
    occasion = market.occasion(account.platform, night, _age(market, gang, account, night))
    listing = counterfeit_offer(gang, account, product, occasion, market.own_photos[product_key(product)])
    market.add(listing)
    return listing


def restock(market: Market, night: int) -> None:
    """A night of the gangs: what was removed returns when its time has come, and sold-out places are filled."""
    for gang in market.gangs:
        due = [old for when, old in gang.returning if when <= night]
        gang.returning = [entry for entry in gang.returning if entry[0] > night]
        for old in due:
            _bring_back(market, gang, old, night)
        missing = gang.target - _offers_up(market, gang) - len(gang.returning)
        for _ in range(missing):
            if gang.chance.flip(RESTOCKS_A_NIGHT):
                _add_counterfeit(market, gang, night)


def _bring_back(market: Market, gang: Gang, old: Listing, night: int) -> None:
    platform = old.platform if gang.chance.flip(0.85) else gang.chance.pick(gang.platforms)
    others = [account for account in gang.open_accounts(platform) if account is not old.seller]
    kept = [old.seller] if not old.seller.closed and old.platform == platform and gang.chance.flip(0.3) else []
    account = next(iter(kept or others), None)
    if account is None or gang.chance.flip(NEW_ACCOUNT_AFTER_REMOVAL):
        account = _add_account(market, gang, platform, night)
    listing = _add_counterfeit(market, gang, night, product=old.product, account=account)
    listing.relisted_from = old.listing_id if old.platform == platform else None
    listing.traces.add("relisted")
    if gang.chance.flip(KEEPS_PHOTOS):
        listing.photos = old.photos


def after_removal(market: Market, listing: Listing, night: int) -> None:
    """A taken-down counterfeit: the gang learns, plans its return, and may lose the account with all its offers."""
    gang = next(gang for gang in market.gangs if gang.gang_id == listing.gang_id)
    seller = listing.seller
    seller.removals += 1
    learn_from_removal(gang)
    _plan_return(gang, listing, night)
    if seller.removals >= 2 and gang.chance.flip(CLOSED_AFTER_SECOND_REMOVAL):
        seller.closed = True
        for other in [other for other in market.live.values() if other.seller is seller]:
            market.live.pop(other.key)
            if other.is_counterfeit:
                _plan_return(gang, other, night)


def _plan_return(gang: Gang, listing: Listing, night: int) -> None:
    if gang.chance.flip(COMES_BACK):
        gang.returning.append((night + gang.chance.whole(*NIGHTS_AWAY), listing))
