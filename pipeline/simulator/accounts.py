"""Opening seller accounts: their age, name, rating, place, contact and writing habits, by archetype."""

from __future__ import annotations

import datetime as dt

from pipeline.simulator.archetypes import Archetype
from pipeline.simulator.chance import Chance
from pipeline.simulator.phrases import spoken
from pipeline.simulator.trade import Platform, Seller
from pipeline.simulator.wording import contact, template, written_contact

# Wholesalers hand their retailers one text for every offer: shared templates are not a crime.
DISTRIBUTORS, USES_DISTRIBUTOR_TEXT = 6, 0.2
ODD_PLACE = 0.035
# Columns an account never fills. The same odds for everybody, so a gap says nothing.
NEVER_FILLED = {
    "description": 0.05,
    "list_price": 0.3,
    "stock": 0.1,
    "sales_30d": 0.08,
    "ships_from": 0.12,
    "attributes": 0.15,
    "min_order_quantity": 0.7,
    "condition": 0.06,
}


def open_account(
    platform: Platform, archetype: Archetype, opened_by: dt.date, brand_ids: tuple[str, ...], chance: Chance
) -> Seller:
    """A seller as ``opened_by`` finds him: registered some time before, with the history of his kind."""
    words = spoken(platform.language)
    age_days = chance.log_between(*archetype.account_age)
    location = chance.pick(words.odd_places if chance.flip(ODD_PLACE) else words.places)
    return Seller(
        platform=platform,
        seller_id="u" + chance.letters(9),
        archetype=archetype.kind,
        seller_type=chance.weighted(archetype.seller_types),
        name=shop_name(platform.language, chance),
        registered_on=opened_by - dt.timedelta(days=round(age_days)),
        rating=rating(chance),
        rating_count=rating_count(archetype, age_days, chance),
        location=location,
        contact=_contact(platform, chance) if chance.flip(archetype.contact) else "",
        template=_template(platform, archetype, chance),
        brand_ids=brand_ids,
        ships_from=location if chance.flip(0.8) else chance.pick(words.places),
        backdrop=chance.letters(6) if chance.flip(0.6) else "",
        target=chance.whole(*archetype.portfolio),
        omits=never_filled(chance),
    )


def _contact(platform: Platform, chance: Chance) -> str:
    handle, number = contact(chance)
    return written_contact(platform.language, handle, number, chance)


def rating(chance: Chance) -> float:
    return round(min(5.0, max(3.4, chance.normal(4.72, 0.18))), 2)


def rating_count(archetype: Archetype, age_days: float, chance: Chance) -> int:
    """Ratings grow with age: a month-old account has few, whatever its kind."""
    return round(chance.log_between(*archetype.ratings) * min(1.0, (age_days + 20) / 400))


def shop_name(language: str, chance: Chance) -> str:
    words = spoken(language)
    return chance.pick(words.shop_names).format(w=chance.pick(words.shop_words), d=chance.digits(chance.whole(2, 4)))


def never_filled(chance: Chance) -> frozenset[str]:
    return frozenset(column for column, odds in NEVER_FILLED.items() if chance.flip(odds))


def _template(platform: Platform, archetype: Archetype, chance: Chance) -> tuple[str, ...]:
    if chance.flip(USES_DISTRIBUTOR_TEXT) and archetype.kind in ("retailer", "discounter", "authorised_retailer"):
        number = chance.whole(1, DISTRIBUTORS)
        return template(platform.language, Chance(0, "distributor text", platform.name, number), slogan=0.5)
    return template(platform.language, chance, slogan=archetype.slogan)
