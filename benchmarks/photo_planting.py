"""A night with altered packshots planted among its fresh photos, and what the night and its report make of them."""

import io
import json
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from PIL import Image

from benchmarks.photo_alterations import ALTERATIONS
from features.contracts import ImageMatches
from pipeline.commands.options import context_from
from pipeline.nightly import run_night

PLANTED = "planted-"
# Every row that a queue of the copied night could hold is on its page: what is not shown was not found.
_CAPACITY = 100_000


@dataclass(frozen=True)
class Planted:
    """A listing that was planted: the packshot it copies and what was done to it."""

    listing_id: str
    kind: str
    brand_id: str
    product_id: str
    packshot: str


@dataclass(frozen=True)
class Packshot:
    """An official photo and whose it is."""

    brand_id: str
    brand: str
    product: dict[str, Any]
    path: Path


def copied_night(source: Path, raw: Path, platform: str, night: date) -> None:
    """Brands that have photos, with queues as long as they like, and one platform's night, under `raw`."""
    for brand in sorted(path.parent for path in (source / "catalogs").glob("*/images")):
        shutil.copytree(brand, raw / "catalogs" / brand.name)
        about = raw / "catalogs" / brand.name / "brand.yaml"
        # Photos of a read-only folder come as read-only files.
        about.chmod(0o644)
        told = {**yaml.safe_load(about.read_text("utf-8")), "capacity": _CAPACITY}
        about.write_text(yaml.safe_dump(told, allow_unicode=True), "utf-8")
    shutil.copytree(source / "snapshots" / platform / str(night), raw / "snapshots" / platform / str(night))
    if (source / "policy").is_dir():
        shutil.copytree(source / "policy", raw / "policy")
    for path in (raw, *raw.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def packshots(raw: Path) -> list[Packshot]:
    """Every official photo of the catalogues under `raw`."""
    found = []
    for file in sorted((raw / "catalogs").glob("*/products.jsonl")):
        brand = yaml.safe_load((file.parent / "brand.yaml").read_text("utf-8"))
        for line in file.read_text("utf-8").splitlines():
            product = json.loads(line)
            paths = [file.parent / "images" / name for name in product.get("images", ())]
            found += [Packshot(brand["brand_id"], brand["name"], product, path) for path in paths if path.exists()]
    return found


def plant(
    folder: Path, originals: Sequence[Packshot], *, kinds: Sequence[str], copies: int, seed: int
) -> list[Planted]:
    """Adds `copies` listings a kind to the snapshot in `folder`, each by a seller of its own with one altered packshot.

    What collages and new backgrounds are made with are fresh photos of that night.
    """
    chance = random.Random(seed)
    fresh = sorted((folder / "images").iterdir())
    planted, lines = [], []
    for number, kind in enumerate(kind for kind in kinds for _copy in range(copies)):
        original = chance.choice(originals)
        others = [_opened(path) for path in chance.sample(fresh, 3)]
        altered = ALTERATIONS[kind](_opened(original.path), chance, others).convert("RGB")
        name = f"{PLANTED}{number:04}"
        altered.save(folder / "images" / f"{name}.jpg", "JPEG", quality=chance.randint(60, 92))
        lines.append(json.dumps(_listing(name, original, folder.name), ensure_ascii=False))
        told = original.brand_id, original.product["product_id"], original.path.name
        planted.append(Planted(name, kind, *told))
    with (folder / "listings.jsonl").open("a", encoding="utf-8") as listings:
        listings.write("".join(f"{line}\n" for line in lines))
    return planted


def _listing(name: str, original: Packshot, night: str) -> dict[str, Any]:
    return {
        "listing_id": name,
        "title": original.product["title"],
        "brand": original.brand,
        "images": [f"{name}.jpg"],
        "price": 12.0,
        "currency": "USD",
        "seller_id": f"seller-of-{name}",
        "captured_at": f"{night}T01:00:00Z",
    }


def _opened(path: Path) -> Image.Image:
    return Image.open(io.BytesIO(path.read_bytes())).convert("RGB")


def run(raw: Path, folder: Path, night: date) -> Path:
    """Runs the whole night and gives the folder of its run."""
    data = folder / "data"
    context = context_from(night, raw=raw, data=data, models=folder / "models", params=None, workers=1, is_silent=True)
    run_night(context)
    return data / "runs" / str(night)


def official_matches(run_folder: Path) -> pd.DataFrame:
    """ImageMatches of the night with official photos."""
    found = pd.read_parquet(run_folder / "image_matches.parquet")
    return found[found[ImageMatches.bank] == "official"]


def found_by_kind(planted: Sequence[Planted], matches: pd.DataFrame) -> pd.DataFrame:
    """kind → listings planted, whose packshot was found, and that match a photo of another product."""
    by_listing = {
        str(listing): set(zip(rows[ImageMatches.brand_id], rows[ImageMatches.reference_image], strict=True))
        for listing, rows in matches.groupby(ImageMatches.listing_id)
    }
    rows = []
    for one in planted:
        named = {(brand, Path(image).name) for brand, image in by_listing.get(one.listing_id, set())}
        right = (one.brand_id, one.packshot) in named
        rows.append((one.kind, 1, right, bool(named - {(one.brand_id, one.packshot)})))
    told = pd.DataFrame(rows, columns=["kind", "planted", "found", "another too"])
    return told.groupby("kind", sort=False).sum().astype(int)


@dataclass
class ShownCard:
    """What a card of the page shows of its photos: how many stand side by side, and the words of the match."""

    photos: int = 0
    en: str = ""
    zh: str = ""


def shown_cards(page: Path) -> dict[str, ShownCard]:
    """Listing → its card on a brand's page."""
    reader = _CardReader()
    reader.feed(page.read_text("utf-8"))
    return reader.cards


class _CardReader(HTMLParser):
    """Counts the photos of each card and reads the two languages of its match."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[str, ShownCard] = {}
        self._card = ShownCard()
        self._is_match = False
        self._language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if "data-listing" in told:
            self._card = self.cards.setdefault(told["data-listing"], ShownCard())
        self._is_match = told.get("class") == "match" if tag == "p" else self._is_match
        if tag == "img":
            self._card.photos += 1
        self._language = told.get("lang", "") if tag == "span" else self._language

    def handle_endtag(self, tag: str) -> None:
        self._is_match = self._is_match and tag != "p"

    def handle_data(self, data: str) -> None:
        if self._is_match and self._language == "en":
            self._card.en += data
        elif self._is_match and self._language == "zh-Hans":
            self._card.zh += data
