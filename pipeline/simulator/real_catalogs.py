"""Brands read from real catalogue folders in contract form, for a market over real goods."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from pipeline.simulator.chance import Chance
from pipeline.simulator.sectors import Sector, colours, nearest_sector
from pipeline.simulator.trade import USD_PER_UNIT, Brand, Design, Product, Words

PRODUCTS_PER_BRAND = 12
# A real title already says what the thing is; an invented noun or colour beside it would contradict it.
SAID_BY_LINE: Words = {"en": "", "zh": ""}


class UnusableCatalogs(ValueError):
    """No brand with a priced product was found."""


def real_brands(folder: Path, count: int, seed: int) -> tuple[Brand, ...]:
    """At most ``count`` brands with at most twelve priced products each, the fuller catalogues first.

    Raises UnusableCatalogs when the folder holds no ``<brand_id>/brand.yaml`` with a priced product.
    """
    chance = Chance(seed, "real catalogs")
    cards = chance.sample(sorted(folder.glob("*/brand.yaml")), 10_000)
    usable = ((path, _priced_rows(path.parent)) for path in cards)
    # A catalogue with one product gives a market of one: take those only when there is nothing better.
    ranked = sorted((item for item in usable if item[1]), key=lambda item: len(item[1]) < 4)[:count]
    if not ranked:
        raise UnusableCatalogs(
            f"{folder}: found no <brand_id>/brand.yaml with a product that has a title and a list_price"
        )
    return tuple(_brand(path, chance.sample(rows, PRODUCTS_PER_BRAND), seed) for path, rows in sorted(ranked))


def _priced_rows(folder: Path) -> list[dict[str, Any]]:
    return [
        row for row in _rows(folder) if row.get("title") and _amount(row) > 0 and row.get("currency") in USD_PER_UNIT
    ]


def _amount(row: dict[str, Any]) -> float:
    try:
        return float(row.get("list_price") or 0)
    except ValueError:
        return 0.0


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("products*")):
        if ".jsonl" in path.name:
            with _opened(path) as lines:
                yield from (json.loads(line) for line in lines if line.strip())
        elif ".csv" in path.name:
            with _opened(path) as lines:
                yield from ({key: value for key, value in row.items() if value} for row in csv.DictReader(lines))
        elif path.suffix == ".parquet":
            import pandas as pd

            yield from (
                {str(key): value for key, value in row.dropna().items()} for _, row in pd.read_parquet(path).iterrows()
            )


def _opened(path: Path) -> Any:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8", newline="")


def _brand(path: Path, rows: list[dict[str, Any]], seed: int) -> Brand:
    card = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = card.get("names") or {}
    nicknames = {code: tuple(words) for code, words in (card.get("nicknames") or {}).items()}
    sector = nearest_sector(str(card.get("sector", "")), *(str(row.get("category", "")) for row in rows[:3]))
    zh_name = next(iter(names.get("zh", ())), "")
    brand_id = str(card["brand_id"])
    every_name = [str(card["name"]), *(str(name) for group in names.values() for name in group)]
    products = tuple(
        _product(row, brand_id, sector, every_name, path.parent)
        for row in sorted(rows, key=lambda r: str(r["product_id"]))
    )
    return Brand(brand_id, str(card["name"]), zh_name, "", nicknames, sector.key, card, products)


def _product(row: dict[str, Any], brand_id: str, sector: Sector, names: list[str], folder: Path) -> Product:
    title = str(row["title"])
    titles = row.get("titles") if isinstance(row.get("titles"), dict) else {}
    zh_title = str((titles or {}).get("zh") or title)
    chance = Chance(0, "real product", brand_id, row["product_id"])
    colour = chance.pick(colours())[0]
    design = Design(sector.key, f"{brand_id}/{title[:8]}", f"{colour}/{row['product_id']}", names[0])
    photos = tuple(
        path
        for name in row.get("images") or ()
        if (path := folder / "images" / str(name).removeprefix("images/")).is_file()
    )
    return Product(
        str(row["product_id"]),
        brand_id,
        sector.key,
        _line(title, zh_title, names),
        SAID_BY_LINE,
        SAID_BY_LINE,
        SAID_BY_LINE,
        _categories(row, sector),
        str(row.get("model") or ""),
        str(row.get("gtin") or ""),
        _amount(row) * USD_PER_UNIT[row["currency"]],
        design,
        dict(row),
        photos,
        photo_count=chance.whole(1, 2),
    )


def _categories(row: dict[str, Any], sector: Sector) -> Words:
    return {"en": str(row.get("category") or sector.category[0]), "zh": str(row.get("category") or sector.category[1])}


def _line(title: str, zh_title: str, names: list[str]) -> Words:
    """The title without its owner, by language."""
    return {"en": _without(title, names)[:90] or title[:90], "zh": _without(zh_title, names)[:60] or zh_title[:60]}


def _without(title: str, names: list[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        start = title.casefold().find(name.casefold())
        if start >= 0:
            title = title[:start] + title[start + len(name) :]
    return " ".join(title.replace("()", " ").replace("（）", " ").split())
