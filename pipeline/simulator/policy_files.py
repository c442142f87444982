"""The installation's own lists: exchange rates, prohibited words, banned photos; and the goods that break them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import yaml

from pipeline.simulator.accounts import open_account
from pipeline.simulator.archetypes import BY_KIND
from pipeline.simulator.chance import Chance
from pipeline.simulator.market import Market
from pipeline.simulator.offers import honest_offer
from pipeline.simulator.photos.darkroom import Darkroom
from pipeline.simulator.phrases import spoken
from pipeline.simulator.trade import PLATFORMS, USD_PER_UNIT, Recipe

BANNED = Recipe("scene", "generic|banned house|red/0|RECALLED", "banned")
DAYS_OF_RATES_BEFORE = 5
PROHIBITED = [
    {
        "id": "airbag-parts",
        "words": ["airbag", "air bag inflator", "安全气囊", "气囊发生器"],
        "says": "Airbag parts may not be offered, new or used.",
    },
    {"id": "recalled-goods", "words": ["recalled item", "召回品"], "says": "Recalled goods may not be offered."},
]


def offer_prohibited_goods(market: Market) -> None:
    """One prohibited offer on every platform; the first of them shows the banned photo."""
    for place, platform in enumerate(PLATFORMS):
        chance = Chance(market.seed, "prohibited", platform.name)
        seller = open_account(platform, BY_KIND["unrelated"], market.dates[0], (), chance)
        listing = honest_offer(seller, None, None, market.occasion(platform, 0, chance.between(0, 20)), chance)
        listing.kind = "prohibited"
        listing.fields["title"] = chance.pick(spoken(platform.language).prohibited)
        listing.stock = 50
        if place == 0:
            listing.photos = (BANNED, *listing.photos[:1])
        market.add(listing)


def write_policy(market: Market, raw: Path, darkroom: Darkroom) -> None:
    """Writes ``policy/``: exchange_rates.csv, prohibited.yaml, banned_images.csv and its photo."""
    folder = raw / "policy"
    (folder / "images").mkdir(parents=True)
    darkroom.order(BANNED, str(folder / "images" / "banned_1.jpg"))
    (folder / "banned_images.csv").write_text("path,reason\nimages/banned_1.jpg,recalled product\n", encoding="utf-8")
    (folder / "prohibited.yaml").write_text(
        yaml.safe_dump(PROHIBITED, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    (folder / "exchange_rates.csv").write_text(_rates(market), encoding="utf-8")


def _rates(market: Market) -> str:
    lines = ["date,currency,usd_per_unit"]
    day = market.dates[0] - dt.timedelta(days=DAYS_OF_RATES_BEFORE)
    chance = Chance(market.seed, "rates")
    while day <= market.dates[-1]:
        for currency, level in USD_PER_UNIT.items():
            rate = level if currency == "USD" else level * chance.between(0.995, 1.005)
            lines.append(f"{day},{currency},{rate:.6f}")
        day += dt.timedelta(days=1)
    return "\n".join(lines) + "\n"
