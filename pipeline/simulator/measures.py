"""What a single column says of an offer without reading its words: presence, value, length, letters, equality."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image

from pipeline.simulator.trade import USD_PER_UNIT

LISTING_COLUMNS = (
    "description",
    "seller_id",
    "brand",
    "category",
    "list_price",
    "condition",
    "stock",
    "sales_30d",
    "min_order_quantity",
    "ships_from",
    "url",
    "images",
    "attributes",
    "review_count",
    "review_score",
    "review_texts",
    "listed_at",
)
LISTING_NUMBERS = ("stock", "sales_30d", "min_order_quantity", "review_count", "review_score")
LISTING_TEXTS = ("title", "description", "brand", "ships_from", "category", "seller_id")
LISTING_CATEGORIES = ("brand", "category", "condition", "ships_from", "currency")
SELLER_TEXTS = ("name", "contact", "location")
_SIGN = re.compile(r"[^\w\s]|_")
_ODD_SCRIPT = re.compile("[\u0370-\u04ff\u200b-\u200f\uff00-\U0010ffff]")


@lru_cache(maxsize=200_000)
def text_facts(text: str) -> tuple[tuple[str, float], ...]:
    """Token-free statistics of one text."""
    size = max(1, len(text))
    return (
        ("length", float(len(text))),
        ("words", float(len(text.split()))),
        ("non_ascii", (len(text) - len(text.encode("ascii", "ignore"))) / size),
        ("digits", sum(map(str.isdigit, text)) / size),
        ("capitals", sum(map(str.isupper, text)) / size),
        ("signs", len(_SIGN.findall(text)) / size),
        ("distinct", len(set(text)) / size),
        ("odd_script", float(len(_ODD_SCRIPT.findall(text)))),
    )


def numbers_of(row: dict[str, Any], seller: dict[str, Any], reference: dict[str, Any]) -> dict[str, float]:
    """Every numeric statistic of one offer, by ``column:statistic``; what is missing has no entry but ``present``."""
    found = {f"{column}:present": float(bool(row.get(column)) or row.get(column) == 0) for column in LISTING_COLUMNS}
    found |= {f"{column}:value": float(row[column]) for column in LISTING_NUMBERS if row.get(column) is not None}
    found["listing_id:value"] = float(row["listing_id"])
    for column in LISTING_TEXTS:
        _add_text(found, column, str(row.get(column) or ""))
    _add_text(found, "attributes", " ".join(map(str, row.get("attributes", {}).values())))
    _add_text(found, "review_texts", " ".join(row.get("review_texts", ())))
    found["attributes:count"] = float(len(row.get("attributes", {})))
    found |= {f"attributes.{key}:present": float(key in row.get("attributes", {})) for key in ("model", "gtin")}
    return found | _money(row, reference) | _seller_numbers(row, seller) | _equalities(row, seller, reference)


def _add_text(found: dict[str, float], column: str, text: str) -> None:
    if text:
        found.update({f"{column}:{name}": value for name, value in text_facts(text)})


def _money(row: dict[str, Any], reference: dict[str, Any]) -> dict[str, float]:
    usd = row["price"] * USD_PER_UNIT[row["currency"]]
    found = {
        "price:usd": usd,
        "price:cents": round(row["price"] % 1, 2),
        "price:last_digit": float(int(row["price"]) % 10),
    }
    if row.get("list_price"):
        found["price:to_own_list_price"] = row["price"] / row["list_price"]
        found["list_price:usd"] = row["list_price"] * USD_PER_UNIT[row["currency"]]
    if reference.get("list_price"):
        level = float(reference["list_price"]) * USD_PER_UNIT[reference["currency"]]
        found["price:to_catalogue_price"] = usd / level
        if row.get("list_price"):
            found["list_price:to_catalogue_price"] = found["list_price:usd"] / level
    return found


def _seller_numbers(row: dict[str, Any], seller: dict[str, Any]) -> dict[str, float]:
    captured = dt.datetime.fromisoformat(row["captured_at"])
    found = {"seller:present": float(bool(seller)), "seller.contact:present": float(bool(seller.get("contact")))}
    if row.get("listed_at"):
        found["listed_at:days_ago"] = (captured - dt.datetime.fromisoformat(row["listed_at"])).total_seconds() / 86400
        found["listed_at:hour"] = float(row["listed_at"][11:13])
    if seller:
        found["seller.registered_at:days_ago"] = (captured - dt.datetime.fromisoformat(seller["registered_at"])).days
        found |= {f"seller.{column}:value": float(seller[column]) for column in ("rating", "rating_count")}
        for column in SELLER_TEXTS:
            _add_text(found, f"seller.{column}", str(seller.get(column) or ""))
    return found


def _equalities(row: dict[str, Any], seller: dict[str, Any], reference: dict[str, Any]) -> dict[str, float]:
    """Whether columns agree with each other and with the catalogue; only for offers of a catalogued product."""
    found = {"ships_from:is_location": float(row.get("ships_from") == seller.get("location"))}
    if not reference:
        return found
    names = [name.casefold() for name in reference["names"]]
    for column in ("brand", "title", "description"):
        text = str(row.get(column) or "").casefold()
        found[f"{column}:is_catalogue_name"] = float(text in names)
        found[f"{column}:holds_catalogue_name"] = float(any(name in text for name in names))
    found["brand:in_title"] = float(bool(row.get("brand")) and row["brand"].casefold() in row["title"].casefold())
    found["category:is_catalogue_category"] = float(row.get("category") == reference.get("category"))
    model = str(reference.get("model") or "")
    return found | {
        "title:holds_model": float(bool(model) and model in row["title"]),
        "seller:is_authorised": float(row["seller_id"] in reference["authorised"]),
    }


def categories_of(row: dict[str, Any], seller: dict[str, Any]) -> dict[str, str]:
    """The columns to be read as labels."""
    found = {column: str(row[column]) for column in LISTING_CATEGORIES if row.get(column)}
    found |= {
        f"seller.{column}": str(seller[column])
        for column in ("seller_type", "location", "contact")
        if seller.get(column)
    }
    return found | {
        f"attributes.{key}": str(value) for key, value in row.get("attributes", {}).items() if key != "gtin"
    }


class PhotoFiles:
    """Size and dimensions of photo files, looked up once per stored file."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[int, int, int]] = {}

    def numbers(self, folder: Path, names: list[str]) -> dict[str, float]:
        facts = [self._facts(folder / name) for name in names]
        found = {"images:count": float(len(facts))}
        if facts:
            sizes, widths, heights = zip(*facts, strict=True)
            found |= {
                "images:bytes_first": float(sizes[0]),
                "images:bytes_mean": sum(sizes) / len(sizes),
                "images:bytes_max": float(max(sizes)),
            }
            found |= {
                "images:width": float(widths[0]),
                "images:height": float(heights[0]),
                "images:aspect": widths[0] / heights[0],
                "images:pixels_mean": sum(w * h for w, h in zip(widths, heights, strict=True)) / len(widths),
            }
        return found

    def _facts(self, path: Path) -> tuple[int, int, int]:
        status = path.stat()
        key = (status.st_dev, status.st_ino)
        if key not in self._known:
            with Image.open(path) as picture:
                self._known[key] = (status.st_size, *picture.size)
        return self._known[key]
