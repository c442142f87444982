"""What is sold: trades with their nouns, features, accessories, price ranges and categories, in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.simulator.words import word_file

Pair = tuple[str, str]
"""The same words in English and in Chinese."""
GENERIC = "generic"
"""For real catalogues of a trade that is not in ``words/sectors.yaml``."""


@dataclass(frozen=True)
class Sector:
    """One trade. ``price_usd`` is the range of list prices; ``sizes`` are what a title may add."""

    key: str
    label: str
    category: Pair
    nouns: tuple[Pair, ...]
    features: tuple[Pair, ...]
    accessories: tuple[Pair, ...]
    sizes: tuple[str, ...]
    price_usd: tuple[float, float]


@dataclass(frozen=True)
class BrandName:
    """One invented brand; ``spellings`` are other ways the brand itself writes its name."""

    name: str
    sector: str
    zh: str = ""
    pinyin: str = ""
    nick_en: tuple[str, ...] = ()
    nick_zh: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    currency: str = "USD"


@cache
def sector_of(key: str) -> Sector:
    """The trade of that name."""
    row = word_file("sectors")["sectors"][key]
    pairs = {name: _pairs(row[name]) for name in ("nouns", "features", "accessories")}
    low, high = row["price_usd"]
    return Sector(
        key, row["label"], _pairs([row["category"]])[0], **pairs, sizes=tuple(row["sizes"]), price_usd=(low, high)
    )


def nearest_sector(*words: str) -> Sector:
    """The drawn trade that a real catalogue's words point to, else the generic one."""
    text = " ".join(words).casefold()
    return sector_of(next((key for word, key in word_file("sectors")["nearest"].items() if word in text), GENERIC))


def product_lines() -> tuple[Pair, ...]:
    """Names of product lines."""
    return _pairs(word_file("sectors")["lines"])


def colours() -> tuple[Pair, ...]:
    """Names of colours."""
    return _pairs(word_file("sectors")["colours"])


def brand_names() -> tuple[BrandName, ...]:
    """The invented brands, in the order in which markets of growing size take them."""
    return tuple(BrandName(**_frozen(row)) for row in word_file("brands"))


def _frozen(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def _pairs(rows: list[list[str]]) -> tuple[Pair, ...]:
    return tuple((english, chinese) for english, chinese in rows)
