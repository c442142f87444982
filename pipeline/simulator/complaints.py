"""Notices from rights holders, in both languages: right more often than not, and answered some days later."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from pipeline.simulator.chance import Chance
from pipeline.simulator.market import Market
from pipeline.simulator.phrases import spoken
from pipeline.simulator.suspicion import suspicion
from pipeline.simulator.trade import Brand, Listing
from pipeline.simulator.verdicts import Court

COMPLAINTS_A_BRAND_AND_NIGHT = 0.07
SAID_RIGHT = {
    "en": {"trademark": "trademark", "copyright": "photographs", "design": "registered design"},
    "zh": {"trademark": "商标", "copyright": "图片", "design": "外观设计"},
}
TAKEN_BACK = 0.05


def complain(market: Market, court: Court, night: int, rows: list[dict[str, Any]]) -> None:
    """Tonight's notices as complaint rows; the offers they name become cases."""
    by_brand: dict[str, list[Listing]] = {}
    for listing in market.live.values():
        if listing.brand_id is not None:
            by_brand.setdefault(listing.brand_id, []).append(listing)
    for brand in market.brands:
        chance = Chance(market.seed, "complaint", brand.brand_id, night)
        offers = by_brand.get(brand.brand_id, [])
        if offers and chance.flip(COMPLAINTS_A_BRAND_AND_NIGHT):
            named = _named_offers(offers, market.dates[night], chance)
            rows.append(_notice(brand, named, market, night, chance) | {"complaint_id": f"notice-{len(rows) + 1:04d}"})
            for listing in named:
                if not listing.reviewed:
                    court.open_case(listing, night, "complaint")


def _named_offers(offers: list[Listing], today: dt.date, chance: Chance) -> list[Listing]:
    """One to four offers of one platform, the striking ones first in line."""
    platform = chance.pick(offers).platform
    weights = {
        listing.key: math.exp(1.3 * suspicion(listing, today)) for listing in offers if listing.platform == platform
    }
    keys = {chance.weighted(weights) for _ in range(chance.whole(1, 4))}
    return [listing for listing in offers if listing.key in keys]


def _notice(brand: Brand, named: list[Listing], market: Market, night: int, chance: Chance) -> dict[str, Any]:
    language = "zh" if named[0].platform.language == "zh" and chance.flip(0.7) else "en"
    right = chance.weighted({"trademark": 0.75, "copyright": 0.15, "design": 0.1})
    zone = dt.timezone(dt.timedelta(hours=8 if language == "zh" else chance.pick((0, 1, -5))))
    received = dt.datetime.combine(market.dates[night], dt.time(9), zone) + dt.timedelta(
        seconds=chance.whole(0, 8 * 3600)
    )
    text = chance.pick(spoken(language).complaints).format(
        brand=brand.called(language), right=SAID_RIGHT[language][right]
    )
    row: dict[str, Any] = {
        "complaint_id": "",
        "brand_id": brand.brand_id,
        "received_at": received.isoformat(),
        "right": right,
        "right_number": chance.digits(8),
        "language": language,
        "text": text,
        "complainant": f"{brand.name} brand protection",
    }
    return row | _whom(named, chance) | _answer(named, received, market.dates[-1], chance)


def _whom(named: list[Listing], chance: Chance) -> dict[str, Any]:
    if chance.flip(0.4):
        return {
            "listing_urls": [f"https://{listing.platform.name}.example/item/{listing.listing_id}" for listing in named]
        }
    return {"platform": named[0].platform.name, "listing_ids": [listing.listing_id for listing in named]}


def _answer(named: list[Listing], received: dt.datetime, last: dt.date, chance: Chance) -> dict[str, str]:
    """Most notices are answered within two days; the late and the last ones stay open."""
    closed = received + dt.timedelta(minutes=round(60 * chance.log_between(6, 110)))
    if closed.date() >= last:
        return {}
    guilty = sum(listing.is_counterfeit for listing in named) * 2 >= len(named)
    outcome = "withdrawn" if chance.flip(TAKEN_BACK) else ("upheld" if guilty != chance.flip(0.06) else "rejected")
    return {"closed_at": closed.isoformat(), "outcome": outcome}
