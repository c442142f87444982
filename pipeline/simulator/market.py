"""The market's state, and how it fills: the sellers and offers of the first night, and those that come later."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from pipeline.simulator.accounts import open_account
from pipeline.simulator.archetypes import ARCHETYPES, Archetype
from pipeline.simulator.chance import Chance
from pipeline.simulator.gangs import Gang
from pipeline.simulator.offers import Occasion, honest_offer
from pipeline.simulator.pictures import product_key
from pipeline.simulator.trade import PLATFORMS, Brand, Listing, Platform, Product, Recipe, Seller

KNOWN_SELLER_RELISTS = 0.7


@dataclass
class Market:
    """Everything alive on all platforms; ``ever`` remembers what is gone."""

    seed: int
    dates: tuple[dt.date, ...]
    brands: tuple[Brand, ...]
    listings: int
    chance: Chance
    live: dict[tuple[str, str], Listing] = field(default_factory=dict)
    ever: list[Listing] = field(default_factory=list)
    sellers: dict[tuple[str, str], list[Seller]] = field(default_factory=lambda: defaultdict(list))
    gangs: list[Gang] = field(default_factory=list)
    own_photos: dict[str, list[Recipe]] = field(default_factory=lambda: defaultdict(list))
    taken: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.by_brand: dict[str, Brand] = {brand.brand_id: brand for brand in self.brands}
        self.products: dict[str, Product] = {
            product_key(product): product for brand in self.brands for product in brand.products
        }

    def occasion(self, platform: Platform, night: int, age_days: float) -> Occasion:
        """A free listing number and a time before that night's capture.

        Numbers grow with the day of listing, never with the order in which this program makes offers, and every
        platform counts alone: now and then the same number means another offer on each.
        """
        day = self.dates[night] - dt.timedelta(days=1 + int(age_days))
        zone = dt.timezone(dt.timedelta(hours=int(platform.utc_offset[:3])))
        listed_at = dt.datetime.combine(day, dt.time(7), zone) + dt.timedelta(seconds=self.chance.whole(0, 16 * 3600))
        numbers_a_day = max(400, self.listings)
        number = ""
        while not number or (platform.name, number) in self.taken:
            number = str(day.toordinal() * numbers_a_day + self.chance.whole(0, numbers_a_day - 1))
        self.taken.add((platform.name, number))
        return Occasion(number, night, listed_at)

    def add(self, listing: Listing) -> None:
        """Puts an offer on sale and remembers whose photos could be borrowed."""
        self.live[listing.key] = listing
        self.ever.append(listing)
        if listing.product is not None and listing.gang_id is None:
            scenes = [
                photo
                for photo in listing.photos
                if photo.kind == "scene" and photo.subject == product_key(listing.product)
            ]
            self.own_photos[product_key(listing.product)] += scenes


def open_market(seed: int, dates: tuple[dt.date, ...], brands: tuple[Brand, ...], listings: int) -> Market:
    """An empty market; call ``fill_honest`` and ``gang_trade.found_gangs`` to people it."""
    return Market(seed, dates, brands, listings, Chance(seed, "market"))


def fill_honest(market: Market, night: int, share: float = 1.0) -> None:
    """Brings every honest kind back to its share of the live offers, on every platform; or to a part of that."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for listing in market.live.values():
        if listing.gang_id is None:
            counts[listing.platform.name, listing.archetype] += 1
    whole = sum(archetype.live_share for archetype in ARCHETYPES)
    room = market.listings - sum(listing.gang_id is not None for listing in market.live.values())
    for platform in PLATFORMS:
        for archetype in ARCHETYPES:
            wanted = max(1, round(share * room * platform.share * archetype.live_share / whole))
            _offer_more(market, platform, archetype, night, wanted - counts[platform.name, archetype.kind])


def _offer_more(market: Market, platform: Platform, archetype: Archetype, night: int, missing: int) -> None:
    known = market.sellers[platform.name, archetype.kind]
    while missing > 0:
        seller = market.chance.pick(known) if night and known and market.chance.flip(KNOWN_SELLER_RELISTS) else None
        if seller is None or seller.closed:
            seller = _new_seller(market, platform, archetype, night)
        for _ in range(min(missing, seller.target if night == 0 else 1)):
            _add_offer(market, seller, archetype, night)
            missing -= 1


def _new_seller(market: Market, platform: Platform, archetype: Archetype, night: int) -> Seller:
    known = market.sellers[platform.name, archetype.kind]
    chance = Chance(market.seed, "seller", platform.name, archetype.kind, len(known))
    low, high = archetype.brands
    brands = tuple(brand.brand_id for brand in chance.sample(market.brands, chance.whole(low, high)))
    seller = open_account(platform, archetype, market.dates[night], brands, chance)
    _share_with_sister(seller, known, chance)
    known.append(seller)
    return seller


BORROWERS, BORROWED_PHOTO = ("private_new", "second_hand", "retailer", "discounter", "grey_importer"), 0.06
# Honest shops also run second accounts with the same contact, texts and pictures.
SECOND_SHOP = 0.07


def _share_with_sister(seller: Seller, known: list[Seller], chance: Chance) -> None:
    if (
        known
        and seller.archetype in ("retailer", "discounter", "grey_importer", "authorised_retailer")
        and chance.flip(SECOND_SHOP)
    ):
        sister = chance.pick(known)
        seller.contact, seller.template, seller.backdrop, seller.partner = (
            sister.contact,
            sister.template,
            sister.backdrop,
            sister.partner or sister.seller_id,
        )


def _add_offer(market: Market, seller: Seller, archetype: Archetype, night: int) -> None:
    age_days = (
        0.0 if night else min(market.chance.log_between(*archetype.listing_age), account_days(seller, market.dates[0]))
    )
    occasion = market.occasion(seller.platform, night, age_days)
    chance = Chance(market.seed, "offer", seller.platform.name, occasion.listing_id)
    if archetype.kind == "unrelated":
        market.add(honest_offer(seller, None, None, occasion, chance))
        return
    brand = market.by_brand[chance.pick(seller.brand_ids)]
    listing = honest_offer(seller, brand, chance.pick(brand.products), occasion, chance)
    _borrow_photo(market, listing, chance)
    market.add(listing)


def account_days(seller: Seller, today: dt.date) -> int:
    """How long an offer of this account can have stood: never since before its registration."""
    return max(0, (today - seller.registered_on).days - 2)


def _borrow_photo(market: Market, listing: Listing, chance: Chance) -> None:
    """Some honest sellers, too, take a picture from another seller's offer of the same thing."""
    if (
        listing.product is None
        or not listing.photos
        or listing.archetype not in BORROWERS
        or not chance.flip(BORROWED_PHOTO)
    ):
        return
    others = market.own_photos[product_key(listing.product)]
    if others:
        listing.photos = tuple(dict.fromkeys((chance.pick(others), *listing.photos[1:])))
        listing.traces.add("borrowed_photo")
