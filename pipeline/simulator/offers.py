"""Making one offer. Honest and counterfeit offers both pass here; what gives a fake away is added afterwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from pipeline.simulator.archetypes import BY_KIND, Archetype
from pipeline.simulator.chance import Chance
from pipeline.simulator.phrases import spoken
from pipeline.simulator.pictures import accessory_photos, honest_photos, lookalike_photos, plain_photos
from pipeline.simulator.pricing import asking_price, asking_ratio, claimed_list_price
from pipeline.simulator.trade import USD_PER_UNIT, Brand, Listing, Product, Seller
from pipeline.simulator.wording import (
    accessory_title,
    brand_field,
    description,
    honest_name,
    lookalike_title,
    title,
    with_phrase,
)

SLOGAN_IN_TITLE = 0.1
# Left out of single listings, on top of what an account never fills: the same odds for everybody.
SKIPPED = {"brand": 0.06, "category": 0.03, "description": 0.03, "stock": 0.03, "condition": 0.02, "ships_from": 0.04}
SHARES_A_MODEL, SHARES_A_GTIN = 0.5, 0.35


@dataclass(frozen=True)
class Occasion:
    """When and under which number an offer appears."""

    listing_id: str
    night: int
    listed_at: dt.datetime


def honest_offer(
    seller: Seller, brand: Brand | None, product: Product | None, occasion: Occasion, chance: Chance
) -> Listing:
    """An offer of the seller's own archetype; without a product it is some unrelated thing."""
    archetype = BY_KIND[seller.archetype]
    if brand is None or product is None:
        return _unrelated(seller, occasion, chance)
    if archetype.kind == "accessory":
        return _accessory(seller, brand, product, occasion, chance)
    if archetype.kind == "lookalike":
        return _lookalike(seller, brand, product, occasion, chance)
    return branded_offer(seller, brand, product, occasion, chance)


def branded_offer(seller: Seller, brand: Brand, product: Product, occasion: Occasion, chance: Chance) -> Listing:
    """An offer that says it is the brand's product."""
    archetype, language = BY_KIND[seller.archetype], seller.platform.language
    named, how = honest_name(brand, language, chance)
    text = title(product, named, language, archetype.kind, chance)
    if chance.flip(SLOGAN_IN_TITLE):
        text = with_phrase(text, chance.pick(spoken(language).slogans), chance)
    price = asking_price(product, asking_ratio(archetype, chance), seller.platform, chance)
    fields = _fields(seller, product, archetype, price, chance) | {
        "title": text,
        "brand": brand_field(brand, language, chance),
        "description": description(
            product, named, language, archetype.kind, seller.template + _contact_line(seller, chance)
        ),
    }
    listing = _listing(seller, product, occasion, fields, chance, price=price)
    listing.photos = honest_photos(archetype, seller, product, occasion.listing_id, chance)
    if how in ("mistyped", "left_out"):
        listing.traces.add("odd_name")
    return listing


def _contact_line(seller: Seller, chance: Chance) -> tuple[str, ...]:
    if not seller.contact or not chance.flip(0.4):
        return ()
    return (chance.pick(spoken(seller.platform.language).contact_lines).format(contact=seller.contact),)


def _accessory(seller: Seller, brand: Brand, product: Product, occasion: Occasion, chance: Chance) -> Listing:
    language = seller.platform.language
    text = accessory_title(product, brand, language, chance)
    price = asking_price(
        product, min(asking_ratio(BY_KIND["accessory"], chance), 45 / product.list_price_usd), seller.platform, chance
    )
    fields = _fields(seller, product, BY_KIND["accessory"], price, chance) | {
        "title": text,
        "brand": brand.called(language) if chance.flip(0.2) else _own_or_none(language, chance),
        "description": " ".join((text, *seller.template)),
    }
    fields["attributes"].pop("gtin", None)
    listing = _listing(seller, product, occasion, fields, chance, price=price)
    listing.photos = accessory_photos(product, seller, chance)
    return listing


def _lookalike(seller: Seller, brand: Brand, product: Product, occasion: Occasion, chance: Chance) -> Listing:
    language = seller.platform.language
    own_label = spoken(language).own_labels[len(seller.seller_id + seller.name) % 10]
    text = lookalike_title(product, brand, language, own_label, chance)
    price = asking_price(product, asking_ratio(BY_KIND["lookalike"], chance), seller.platform, chance)
    fields = _fields(seller, product, BY_KIND["lookalike"], price, chance) | {
        "title": text,
        "brand": own_label if chance.flip(0.6) else _own_or_none(language, chance),
        "description": " ".join((text, *seller.template)),
    }
    for borrowed in ("gtin", "model"):
        fields["attributes"].pop(borrowed, None)
    listing = _listing(seller, product, occasion, fields, chance, price=price)
    listing.photos = lookalike_photos(product, seller, own_label if own_label.isascii() else "", chance)
    return listing


def _own_or_none(language: str, chance: Chance) -> str:
    words = spoken(language)
    return chance.pick(words.no_brand if chance.flip(0.5) else words.own_labels)


def _unrelated(seller: Seller, occasion: Occasion, chance: Chance) -> Listing:
    words = spoken(seller.platform.language)
    text = chance.pick(words.unrelated)
    price = round(chance.log_between(4, 60) / USD_PER_UNIT[seller.platform.currency], 2)
    fields = _standing_fields(seller, BY_KIND["unrelated"], chance) | {
        "title": text,
        "brand": _own_or_none(seller.platform.language, chance),
        "description": " ".join((text, *seller.template)),
    }
    listing = _listing(seller, None, occasion, fields, chance, price=price)
    listing.photos = plain_photos(seller, chance)
    return listing


def _listing(
    seller: Seller, product: Product | None, occasion: Occasion, fields: dict[str, Any], chance: Chance, *, price: float
) -> Listing:
    archetype = BY_KIND[seller.archetype]
    for column, odds in SKIPPED.items():
        if chance.flip(odds):
            fields.pop(column, None)
    kept = {column: value for column, value in fields.items() if column not in seller.omits and value not in ("", {})}
    kept["url"] = f"https://{seller.platform.name}.example/item/{occasion.listing_id}"
    return Listing(
        platform=seller.platform,
        listing_id=occasion.listing_id,
        seller=seller,
        product=product,
        kind=seller.archetype,
        archetype=seller.archetype,
        fields=kept,
        photos=(),
        price=price,
        listed_at=occasion.listed_at,
        first_night=occasion.night,
        monthly_sales=chance.log_between(*archetype.monthly_sales),
        stock=chance.whole(*archetype.stock),
        gang_id=seller.gang_id,
        stars=min(5.0, max(2.5, chance.normal(4.55, 0.3))),
    )


def _standing_fields(seller: Seller, archetype: Archetype, chance: Chance) -> dict[str, Any]:
    return {
        "condition": chance.weighted(archetype.conditions),
        "ships_from": seller.ships_from,
        "min_order_quantity": chance.pick((1, 1, 1, 2, 10)) if seller.seller_type != "c2c" else 1,
    }


def _fields(seller: Seller, product: Product, archetype: Archetype, price: float, chance: Chance) -> dict[str, Any]:
    language = seller.platform.language
    attributes = {"colour": product.colour[language]} if product.colour[language] else {}
    if product.model and chance.flip(SHARES_A_MODEL):
        attributes["model"] = product.model
    if product.gtin and archetype.says_model > 0.4 and chance.flip(SHARES_A_GTIN):
        attributes["gtin"] = product.gtin
    return _standing_fields(seller, archetype, chance) | {
        "category": product.category[language],
        "list_price": claimed_list_price(product, seller.platform, price, chance),
        "attributes": attributes,
    }
