"""How honest sellers behave, one row of habits per kind.

A counterfeiter borrows one of these rows as a guise and keeps every habit of it, so that prices, stock, missing
fields, photos a listing and account details come from the same draws for both: the market, not the check, makes a
single column useless. What gives a fake away is added on top of the guise, in ``gangs`` and ``counterfeits``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Bands = tuple[tuple[float, float, float], ...]
"""(weight, low, high) of the asked price over the list price."""


@dataclass(frozen=True)
class Archetype:
    """One kind of seller. Ages in days, sales in pieces a month; ranges are drawn uniformly in the logarithm."""

    kind: str
    live_share: float
    portfolio: tuple[int, int]
    seller_types: dict[str, float]
    price_bands: Bands
    photo_habits: dict[str, float]
    conditions: dict[str, float] = field(default_factory=lambda: {"new": 0.93, "unknown": 0.07})
    account_age: tuple[float, float] = (40, 2600)
    ratings: tuple[float, float] = (15, 9000)
    nightly_exit: float = 0.012
    listing_age: tuple[float, float] = (1, 220)
    monthly_sales: tuple[float, float] = (0.5, 30)
    stock: tuple[int, int] = (1, 120)
    slogan: float = 0.18
    contact: float = 0.35
    says_model: float = 0.5
    brands: tuple[int, int] = (2, 5)


PRIVATE = {"c2c": 0.97, "b2c": 0.03}
SHOP = {"b2c": 0.72, "c2c": 0.2, "b2b": 0.08}

ARCHETYPES = (
    Archetype(
        "flagship",
        0.07,
        (6, 12),
        {"b2c": 1.0},
        ((0.8, 0.97, 1.0), (0.2, 0.75, 0.97)),
        {"official": 0.85, "own": 0.15},
        account_age=(300, 3000),
        ratings=(800, 60000),
        nightly_exit=0.006,
        contact=0.1,
        slogan=0.1,
        brands=(1, 1),
    ),
    Archetype(
        "authorised_retailer",
        0.11,
        (5, 10),
        {"b2c": 0.9, "b2b": 0.1},
        ((0.6, 0.88, 1.0), (0.4, 0.65, 0.88)),
        {"official": 0.5, "edited": 0.12, "distributor": 0.2, "own": 0.18},
        account_age=(200, 2800),
        ratings=(200, 20000),
    ),
    Archetype(
        "retailer",
        0.19,
        (3, 9),
        SHOP,
        ((0.5, 0.82, 1.02), (0.4, 0.58, 0.82), (0.1, 0.35, 0.58)),
        {"official": 0.38, "edited": 0.2, "distributor": 0.22, "own": 0.2},
        account_age=(15, 2400),
        ratings=(8, 9000),
    ),
    Archetype(
        "discounter",
        0.13,
        (3, 9),
        SHOP,
        ((0.25, 0.7, 0.92), (0.5, 0.4, 0.7), (0.25, 0.18, 0.4)),
        {"official": 0.34, "edited": 0.22, "distributor": 0.19, "own": 0.25},
        {"new": 0.78, "refurbished": 0.12, "unknown": 0.1},
        account_age=(10, 2200),
        ratings=(5, 6000),
        nightly_exit=0.022,
        monthly_sales=(0.6, 50),
        listing_age=(1, 120),
    ),
    Archetype(
        "private_new",
        0.13,
        (1, 4),
        PRIVATE,
        ((0.4, 0.72, 0.98), (0.45, 0.45, 0.72), (0.15, 0.2, 0.45)),
        {"official": 0.24, "edited": 0.13, "distributor": 0.08, "own": 0.55},
        {"new": 0.86, "unknown": 0.14},
        account_age=(4, 2200),
        ratings=(1, 400),
        nightly_exit=0.035,
        listing_age=(1, 60),
        monthly_sales=(0.1, 4),
        stock=(1, 6),
    ),
    Archetype(
        "second_hand",
        0.13,
        (1, 4),
        PRIVATE,
        ((0.3, 0.5, 0.8), (0.45, 0.25, 0.5), (0.25, 0.08, 0.25)),
        {"official": 0.08, "edited": 0.05, "own": 0.87},
        {"used": 0.82, "unknown": 0.12, "new": 0.06},
        (4, 2600),
        (1, 500),
        0.04,
        (1, 60),
        (0.05, 1.5),
        (1, 1),
        slogan=0.15,
        says_model=0.35,
    ),
    Archetype(
        "grey_importer",
        0.06,
        (3, 8),
        {"c2c": 0.5, "b2c": 0.5},
        ((0.5, 0.68, 0.9), (0.5, 0.45, 0.68)),
        {"official": 0.3, "edited": 0.2, "distributor": 0.15, "own": 0.35},
        account_age=(20, 1800),
        ratings=(10, 5000),
        slogan=0.35,
        contact=0.4,
    ),
    Archetype(
        "liquidator",
        0.03,
        (3, 8),
        {"b2b": 0.6, "b2c": 0.4},
        ((0.4, 0.3, 0.55), (0.6, 0.1, 0.3)),
        {"official": 0.15, "edited": 0.2, "distributor": 0.2, "own": 0.45},
        {"new": 0.6, "unknown": 0.3, "refurbished": 0.1},
        account_age=(10, 1500),
        ratings=(3, 1500),
        stock=(5, 800),
        monthly_sales=(1, 60),
        contact=0.45,
    ),
    Archetype(
        "accessory",
        0.06,
        (3, 9),
        SHOP,
        ((1.0, 0.04, 0.16),),
        {"goods": 1.0},
        account_age=(15, 1800),
        slogan=0.08,
        monthly_sales=(1, 60),
    ),
    Archetype(
        "lookalike",
        0.05,
        (3, 8),
        SHOP,
        ((0.6, 0.12, 0.35), (0.4, 0.35, 0.6)),
        {"goods": 1.0},
        account_age=(10, 1500),
        slogan=0.06,
    ),
    Archetype("unrelated", 0.04, (2, 6), {"c2c": 0.5, "b2c": 0.5}, ((1.0, 0.03, 0.3),), {"goods": 1.0}),
)
BY_KIND = {archetype.kind: archetype for archetype in ARCHETYPES}

# What counterfeiters pretend to be. Weights follow how many honest offers of each kind a buyer meets.
GUISES = {
    "retailer": 0.34,
    "discounter": 0.22,
    "private_new": 0.24,
    "second_hand": 0.1,
    "grey_importer": 0.07,
    "liquidator": 0.03,
}
