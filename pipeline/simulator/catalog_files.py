"""What brands registered: their card, products, photos and dated sellers, as catalogue files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from pipeline.simulator.chance import Chance
from pipeline.simulator.market import Market
from pipeline.simulator.photos.darkroom import Darkroom
from pipeline.simulator.pictures import official
from pipeline.simulator.snapshot_files import write_rows
from pipeline.simulator.trade import Brand, Product, Seller

# Contracts run out or begin during the period; brands also name sellers they refuse or watch, rightly or not.
EXPIRED, BEGINS_LATER = 0.08, 0.06
LISTED_BY_MISTAKE = {"retailer": 0.01, "discounter": 0.03, "grey_importer": 0.08, "liquidator": 0.06}
GANG_ACCOUNT_KNOWN = 0.12


def write_catalogs(market: Market, raw: Path, darkroom: Darkroom) -> None:
    """Writes ``catalogs/<brand_id>/`` for every brand of the market as it stood on the first night."""
    accounts = [seller for group in market.sellers.values() for seller in group] + [
        account for gang in market.gangs for account in gang.accounts
    ]
    for brand in market.brands:
        folder = raw / "catalogs" / brand.brand_id
        (folder / "images").mkdir(parents=True)
        (folder / "brand.yaml").write_text(
            yaml.safe_dump(brand.card, allow_unicode=True, sort_keys=False), encoding="utf-8"
        )
        write_rows(folder / "products.jsonl", [_product_row(product, folder, darkroom) for product in brand.products])
        write_rows(folder / "sellers.jsonl", _seller_rows(brand, accounts, market))


def _product_row(product: Product, folder: Path, darkroom: Darkroom) -> dict[str, Any]:
    names = []
    for view in range(len(product.photos) or product.photo_count):
        names.append(f"{product.product_id}_{view}.jpg".replace("/", "_"))
        darkroom.order(official(product, view), f"{folder}/images/{names[-1]}")
    return product.row | {"images": names}


def _seller_rows(brand: Brand, accounts: list[Seller], market: Market) -> Iterator[dict[str, Any]]:
    for seller in accounts:
        if brand.brand_id not in seller.brand_ids:
            continue
        chance = Chance(market.seed, "contract", brand.brand_id, seller.seller_id)
        row: dict[str, Any] = {"platform": seller.platform.name, "seller_id": seller.seller_id}
        if seller.archetype in ("flagship", "authorised_retailer") and seller.gang_id is None:
            yield row | {"status": "authorised"} | _validity(seller, market, chance)
        elif chance.flip(GANG_ACCOUNT_KNOWN if seller.gang_id else LISTED_BY_MISTAKE.get(seller.archetype, 0.0)):
            since = market.dates[0] - dt.timedelta(days=chance.whole(1, 60))
            yield row | {"status": chance.pick(("denied", "watched", "watched")), "valid_from": str(since)}


def _validity(seller: Seller, market: Market, chance: Chance) -> dict[str, str]:
    start = max(seller.registered_on, market.dates[0] - dt.timedelta(days=chance.whole(30, 900)))
    if chance.flip(BEGINS_LATER):
        start = market.dates[0] + dt.timedelta(days=chance.whole(1, 5))
    if chance.flip(EXPIRED):
        end = market.dates[0] + dt.timedelta(days=chance.whole(-20, 10))
        return {"valid_from": str(start), "valid_to": str(max(start, end))}
    return {"valid_from": str(start)}
