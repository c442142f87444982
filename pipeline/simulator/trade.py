"""The nouns of the simulated trade: brands, products, sellers, listings, and the languages they speak."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Language = Literal["en", "zh"]
Words = dict[str, str]
"""The same phrase by language code."""


@dataclass(frozen=True)
class Platform:
    """A marketplace: its language, its money and its clock."""

    name: str
    language: Language
    currency: str
    utc_offset: str
    share: float


PLATFORMS = (
    Platform("bluecart", "en", "USD", "-05:00", 0.55),
    Platform("haoji", "zh", "CNY", "+08:00", 0.45),
)
USD_PER_UNIT = {"USD": 1.0, "CNY": 0.1394, "EUR": 1.087, "GBP": 1.271, "SEK": 0.0951, "JPY": 0.0067}
"""Round 2026-like levels; the simulation only needs them to be the same everywhere."""


@dataclass(frozen=True)
class Design:
    """What a thing looks like: a silhouette family, the house that made it, and its own variation."""

    shape: str
    house: str
    variation: str
    logo: str


@dataclass(frozen=True)
class Product:
    """One genuine product; ``row`` is its line in the catalogue file."""

    product_id: str
    brand_id: str
    sector: str
    line: Words
    noun: Words
    colour: Words
    feature: Words
    category: Words
    model: str
    gtin: str
    list_price_usd: float
    design: Design
    row: dict[str, Any]
    photos: tuple[Path, ...] = ()
    photo_count: int = 2


@dataclass(frozen=True)
class Brand:
    """One brand and its catalogue; ``card`` is its brand.yaml."""

    brand_id: str
    name: str
    name_zh: str
    pinyin: str
    nicknames: dict[str, tuple[str, ...]]
    sector: str
    card: dict[str, Any]
    products: tuple[Product, ...]

    def called(self, language: str) -> str:
        """The name a platform in that language uses first."""
        return self.name_zh if language == "zh" and self.name_zh else self.name


@dataclass(frozen=True)
class Recipe:
    """How one photo is made. Equal recipes are the same bytes; ``of`` are the photos it was altered from."""

    kind: str
    subject: str
    seed: str
    of: tuple[Recipe, ...] = ()
    changes: tuple[str, ...] = ()


@dataclass
class Seller:
    """One account on one platform, honest or not."""

    platform: Platform
    seller_id: str
    archetype: str
    seller_type: str
    name: str
    registered_on: dt.date
    rating: float
    rating_count: int
    location: str
    contact: str
    template: tuple[str, ...]
    brand_ids: tuple[str, ...]
    ships_from: str
    gang_id: str | None = None
    backdrop: str = ""
    partner: str = ""
    closed: bool = False
    removals: int = 0
    counterfeit_reviews: float = 0.0
    target: int = 0
    omits: frozenset[str] = frozenset()


@dataclass
class Listing:
    """One offer over its whole life. ``fields`` holds the contract columns that stand still."""

    platform: Platform
    listing_id: str
    seller: Seller
    product: Product | None
    kind: str
    archetype: str
    fields: dict[str, Any]
    photos: tuple[Recipe, ...]
    price: float
    listed_at: dt.datetime
    first_night: int
    monthly_sales: float
    stock: int
    is_counterfeit: bool = False
    school: str | None = None
    gang_id: str | None = None
    relisted_from: str | None = None
    traces: set[str] = field(default_factory=set)
    sales_30d: int = 0
    review_count: int = 0
    stars: float = 4.6
    reviews: list[str] = field(default_factory=list)
    last_night: int = -1
    leaves_on: int | None = None
    returns_on: int | None = None
    reviewed: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.platform.name, self.listing_id

    @property
    def brand_id(self) -> str | None:
        return self.product.brand_id if self.product else None
