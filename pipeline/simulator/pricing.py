"""What offers cost: bands of the list price, platform rounding, and prices that drift from night to night."""

from __future__ import annotations

from pipeline.simulator.archetypes import Archetype
from pipeline.simulator.chance import Chance
from pipeline.simulator.trade import USD_PER_UNIT, Listing, Platform, Product

ENDINGS = {"USD": (0.99, 0.95, 0.0, 0.5), "CNY": (0.0, 0.0, 9.0, 8.0)}
CHANGES_A_NIGHT = 0.05
SALE_CUT = 0.92
# Shops claim a former price above the list price now and then; so do counterfeiters, as often.
INFLATED_CLAIM = 0.2


def asking_ratio(archetype: Archetype, chance: Chance) -> float:
    """Asked price over list price, from the bands of the kind."""
    bands = {(low, high): weight for weight, low, high in archetype.price_bands}
    return chance.between(*chance.weighted(bands))


def asking_price(product: Product, ratio: float, platform: Platform, chance: Chance) -> float:
    """In the platform's money, rounded the way its sellers round."""
    local = product.list_price_usd * ratio * chance.between(0.97, 1.03) / USD_PER_UNIT[platform.currency]
    return charming(local, platform.currency, chance)


def charming(amount: float, currency: str, chance: Chance) -> float:
    """The amount with one of the usual endings, never below a tenth of itself."""
    if chance.flip(0.2):
        return round(max(amount, 0.5), 2)
    ending = chance.pick(ENDINGS[currency])
    whole = (amount // 10) * 10 if ending > 1 else float(int(amount))
    return round(max(whole + ending, 0.5, amount * 0.5), 2)


def claimed_list_price(product: Product, platform: Platform, price: float, chance: Chance) -> float:
    """The struck-through price beside the asked one."""
    honest = product.list_price_usd / USD_PER_UNIT[platform.currency]
    claimed = honest * chance.between(1.05, 1.8) if chance.flip(INFLATED_CLAIM) else honest
    return round(max(claimed, price), 2)


def drift(listing: Listing, chance: Chance, *, sale_on: bool, sale_over: bool) -> None:
    """A night's price: rare small steps, and the platform's sale for shops."""
    if sale_on or sale_over:
        listing.price = round(listing.price * (SALE_CUT if sale_on else 1 / SALE_CUT), 2)
    elif chance.flip(CHANGES_A_NIGHT):
        listing.price = round(listing.price * chance.between(0.92, 1.05), 2)
