"""The brands of the market with their genuine products: invented, or taken from real catalogue folders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.simulator.chance import Chance
from pipeline.simulator.sectors import BrandName, Pair, Sector, brand_names, colours, product_lines, sector_of
from pipeline.simulator.trade import USD_PER_UNIT, Brand, Design, Product, Words

PRODUCTS_PER_BRAND = 12
SIBLINGS_PER_LINE = 3
# GS1 keeps the prefixes 020-029 for use inside one company: such a number never names a real product.
IN_STORE_GTIN_PREFIX = "029"
PHOTO_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp"}


def brand_count(listings: int) -> int:
    """How many brands a market of that many live listings has: each then has about 100 offers."""
    return max(4, min(len(brand_names()), round(listings / 125)))


def invented_brands(seed: int, count: int, end: dt.date) -> tuple[Brand, ...]:
    """The first ``count`` invented brands with twelve products each, siblings within a line."""
    return tuple(_invent_brand(seed, name, end) for name in brand_names()[:count])


def _invent_brand(seed: int, name: BrandName, end: dt.date) -> Brand:
    brand_id = name.name.lower().replace(" & ", "-").replace(" ", "-")
    chance = Chance(seed, "catalog", brand_id)
    sector = sector_of(name.sector)
    lines = chance.sample(product_lines(), PRODUCTS_PER_BRAND // SIBLINGS_PER_LINE)
    products: list[Product] = []
    for line in lines:
        level_usd = chance.log_between(*sector.price_usd)
        noun = chance.pick(sector.nouns)
        for colour in chance.sample(colours(), SIBLINGS_PER_LINE):
            draft = _Draft(name, brand_id, sector, line, noun, colour)
            products.append(_invent_product(draft, len(products), level_usd, end, chance))
    nicknames = {"en": name.nick_en, "zh": name.nick_zh}
    return Brand(
        brand_id,
        name.name,
        name.zh,
        name.pinyin,
        nicknames,
        sector.key,
        _card(name, brand_id, sector, chance),
        tuple(products),
    )


def _card(name: BrandName, brand_id: str, sector: Sector, chance: Chance) -> dict[str, object]:
    names = {"en": [name.name, *name.spellings]} | ({"zh": [name.zh]} if name.zh else {})
    nicknames = {code: list(words) for code, words in (("en", name.nick_en), ("zh", name.nick_zh)) if words}
    return {
        "brand_id": brand_id,
        "name": name.name,
        "names": names,
        "nicknames": nicknames,
        "sector": sector.label,
        "capacity": chance.pick((4, 6, 8, 10)),
    }


@dataclass(frozen=True)
class _Draft:
    """What the siblings of one line share, and the colour of one of them."""

    name: BrandName
    brand_id: str
    sector: Sector
    line: Pair
    noun: Pair
    colour: Pair


def _words(pair: Pair) -> Words:
    return {"en": pair[0], "zh": pair[1]}


def _invent_product(draft: _Draft, number: int, level_usd: float, end: dt.date, chance: Chance) -> Product:
    product_id = f"{draft.brand_id}-{number + 1:02d}"
    model = f"{draft.name.name[:2].upper()}{chance.whole(10, 99)}{chance.pick('ABKLMRST')}{chance.digits(2)}"
    currency = draft.name.currency
    price = round(level_usd * chance.between(0.85, 1.2) / USD_PER_UNIT[currency]) - 0.01
    feature = chance.pick(draft.sector.features)
    row: dict[str, Any] = {
        "product_id": product_id,
        "title": f"{draft.name.name} {draft.line[0]} {draft.noun[0]} {feature[0]} {draft.colour[0]}",
        "titles": {
            "zh": f"{draft.name.zh or draft.name.name} {draft.line[1]} {feature[1]}{draft.noun[1]} {draft.colour[1]}"
        },
        "model": model,
        "gtin": _gtin(chance),
        "category": draft.sector.category[0],
        "list_price": price,
        "currency": currency,
        "street_price_low": round(price * chance.between(0.62, 0.8), 2),
        "released_on": str(end - dt.timedelta(days=chance.whole(240, 1500))),
    }
    # Every line has a shape of its own; siblings differ in colour and small proportions.
    design = Design(
        draft.sector.key, f"{draft.brand_id}/{draft.line[0]}", f"{draft.colour[0]}/{number}", draft.name.name
    )
    return Product(
        product_id,
        draft.brand_id,
        draft.sector.key,
        _words(draft.line),
        _words(draft.noun),
        _words(draft.colour),
        _words(feature),
        _words(draft.sector.category),
        model,
        row["gtin"],
        price * USD_PER_UNIT[currency],
        design,
        row,
        photo_count=chance.whole(1, 3),
    )


def _gtin(chance: Chance) -> str:
    body = IN_STORE_GTIN_PREFIX + chance.digits(9)
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return body + str(-total % 10)


def brand_photos(folder: Path, brands: tuple[Brand, ...]) -> tuple[Brand, ...]:
    """The same brands with the folder's photos dealt out to products without one, one each while they last."""
    paths = iter(sorted(path for path in folder.rglob("*") if path.suffix.lower() in PHOTO_SUFFIXES))
    return tuple(
        replace(brand, products=tuple(_with_photo(product, paths) for product in brand.products)) for brand in brands
    )


def _with_photo(product: Product, paths: Iterator[Path]) -> Product:
    path = None if product.photos else next(paths, None)
    return product if path is None else replace(product, photos=(path,))
