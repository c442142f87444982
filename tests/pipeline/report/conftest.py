"""A small night with what a report must show: photos, disguised names, sellers, an audit row."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from PIL import Image, ImageDraw

from features.contracts import (
    Brands,
    ImageMatches,
    Links,
    Listings,
    Products,
    ReferenceImages,
    Rejects,
    Sellers,
    Suspects,
)
from features.contracts.review import BANDS
from pipeline.report.inputs import ReportTables, RunFacts
from pipeline.report.writer import write_report

NIGHT = date(2026, 11, 18)


@dataclass(frozen=True)
class Account:
    source_file: str
    read: int
    kept: int
    rejected: int
    repeated: int


def drawn_photo(seed: int, size: tuple[int, int] = (640, 480)) -> bytes:
    """A JPEG that differs by seed."""
    photo = Image.new("RGB", size, (200 - seed % 90, 190, 120 + seed % 120))
    pen = ImageDraw.Draw(photo)
    for step in range(12):
        at = (seed * 37 + step * 53) % size[0]
        pen.ellipse((at, step * 30, at + 90, step * 30 + 70), fill=(seed * 7 % 255, step * 20, 90))
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=85)
    return out.getvalue()


def no_photo(owner: str, image: str) -> bytes | None:
    return None


def reasons(number: int) -> list[dict[str, Any]]:
    given = [
        ("price_far_below_list", "Costs 21 % of the list price.", "0.21", 1.4),
        ("name_disguised", "The brand is written as “N*ke”.", "N*ke", 0.9),
        ("seller_old", "The seller has been registered for 2,210 days.", "2210", -0.4),
    ]
    return [dict(zip(("code", "sentence", "value", "contribution"), reason, strict=True)) for reason in given[:number]]


def suspect(brand_id: str, rank: int, **given: Any) -> dict[str, Any]:
    row = {
        Suspects.rank: rank, Suspects.platform: "bazaar", Suspects.listing_id: f"{brand_id}-{rank:04d}",
        Suspects.seller_id: f"s{rank % 4}", Suspects.brand_id: brand_id, Suspects.product_id: "p1",
        Suspects.link_confidence: 0.93, Suspects.score: max(0.02, 0.97 - 0.04 * rank),
        Suspects.model_version: "gbm-2026-11-01-a1b2c3", Suspects.band: BANDS[min(2, rank // 4)],
        Suspects.section: BANDS[min(2, rank // 4)], Suspects.selected_by: "score",
        Suspects.selection_probability: 1.0, Suspects.reasons: reasons(3),
        Suspects.nearest_reference: {"product_id": "p1", "image": "p1.jpg", "distance_bits": 4},
        Suspects.first_seen: pd.Timestamp("2026-11-18", tz="UTC") - pd.Timedelta(days=rank % 3),
        Suspects.value_at_risk: 4210.4 * rank,
    }  # fmt: skip
    return {**row, **given}


def listing_of(row: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {
        Listings.platform: row[Suspects.platform], Listings.listing_id: row[Suspects.listing_id],
        Listings.title: f"{row[Suspects.brand_id]} runner classic no. {row[Suspects.rank]}", Listings.price: 39.0,
        Listings.currency: "USD", Listings.seller_id: row[Suspects.seller_id], Listings.ships_from: "Putian",
        Listings.url: f"https://bazaar.example/item/{row[Suspects.listing_id]}",
        Listings.images: [f"{row[Suspects.listing_id]}.jpg"], **given,
    }  # fmt: skip


def tables_of(suspects: list[dict[str, Any]], listings: list[dict[str, Any]], **given: Any) -> ReportTables:
    """The tables of a night around these suspects; other frames may be given."""
    brand_ids = list(dict.fromkeys(row[Suspects.brand_id] for row in suspects))
    frames: dict[str, Any] = {
        "suspects": Suspects.conform(pd.DataFrame(suspects)),
        "listings": Listings.conform(pd.DataFrame(listings)),
        "sellers": Sellers.conform(pd.DataFrame(_sellers())),
        "brands": Brands.conform(pd.DataFrame([_brand(brand_id) for brand_id in brand_ids])),
        "products": Products.conform(pd.DataFrame([_product(brand_id) for brand_id in brand_ids])),
        "image_matches": ImageMatches.conform(pd.DataFrame([_match(row) for row in suspects])),
        "links": Links.conform(pd.DataFrame([_link(row) for row in suspects])),
        "rejects": Rejects.empty(),
        "reference_images": ReferenceImages.empty(),
        "listing_photo": no_photo,
        "reference_photo": no_photo,
    }
    return ReportTables(**{**frames, **given})


def _sellers() -> list[dict[str, Any]]:
    shop = {Sellers.platform: "bazaar", Sellers.seller_type: "b2c", Sellers.rating: 4.61, Sellers.rating_count: 1283}
    registered = pd.Timestamp("2026-10-30", tz="UTC")
    names = ["Sunny Trade", "莆田小店", "Best ＠ Price", "Anna"]
    return [
        {
            **shop,
            Sellers.seller_id: f"s{at}",
            Sellers.name: name,
            Sellers.registered_at: registered,
            Sellers.location: "Fujian",
        }
        for at, name in enumerate(names)
    ]


def _brand(brand_id: str) -> dict[str, Any]:
    return {Brands.brand_id: brand_id, Brands.name: brand_id.title(), Brands.sector: "footwear", Brands.capacity: 25}


def _product(brand_id: str) -> dict[str, Any]:
    return {
        Products.brand_id: brand_id, Products.product_id: "p1", Products.title: f"{brand_id.title()} Runner Classic",
        Products.model: "RC-100", Products.list_price: 189.0, Products.currency: "USD",
    }  # fmt: skip


def _match(row: dict[str, Any]) -> dict[str, Any]:
    return {
        ImageMatches.platform: row[Suspects.platform], ImageMatches.listing_id: row[Suspects.listing_id],
        ImageMatches.image: f"{row[Suspects.listing_id]}.jpg", ImageMatches.bank: "official",
        ImageMatches.brand_id: row[Suspects.brand_id], ImageMatches.product_id: "p1",
        ImageMatches.reference_image: "p1.jpg", ImageMatches.view: "mirrored", ImageMatches.distance_bits: 4,
        ImageMatches.confidence: 0.97,
    }  # fmt: skip


def _link(row: dict[str, Any]) -> dict[str, Any]:
    return {
        Links.platform: row[Suspects.platform], Links.listing_id: row[Suspects.listing_id],
        Links.brand_id: row[Suspects.brand_id], Links.product_id: "p1", Links.link_confidence: 0.93,
        Links.claim: "own", Links.named_as: "N*ke", Links.named_how: "obfuscated",
    }  # fmt: skip


def facts(**given: Any) -> RunFacts:
    known: dict[str, Any] = {
        "model_version": "gbm-2026-11-01-a1b2c3",
        "accounts": [Account("snapshots/bazaar/2026-11-18/listings.jsonl", 1000, 960, 30, 10)],
        "counts": {"scored": 960, "queued": 12},
        "previous_night": date(2026, 11, 17),
        "metrics": {"precision at capacity": 0.713, "pr_auc": 0.642},
    }
    return RunFacts(**{**known, **given})


class Page(HTMLParser):
    """Every element of a page with its attributes, its text, and the content of script and style."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, str] = {"script": "", "style": ""}
        self.text = ""
        self._open: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in self.inside:
            self.inside[self._open[-1]] += data
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


@pytest.fixture
def night() -> tuple[ReportTables, RunFacts]:
    """Two brands and the policy queue, with photos."""
    rows = [suspect("acme", rank) for rank in range(1, 10)] + [suspect("zenith", rank) for rank in (1, 2)]
    rows.append(suspect("acme", 10, section="audit", selected_by="audit", selection_probability=0.004, band="watch"))
    photos = {f"{row[Suspects.listing_id]}.jpg": drawn_photo(at) for at, row in enumerate(rows)}
    tables = tables_of(
        rows,
        [listing_of(row) for row in rows],
        listing_photo=lambda platform, image: photos.get(image),
        reference_photo=lambda brand_id, image: drawn_photo(99),
    )
    return tables, facts()


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes a report and gives its folder."""

    def write(tables: ReportTables, run: RunFacts | None = None, **given: Any) -> Path:
        folder = tmp_path / f"report{len(list(tmp_path.iterdir()))}"
        write_report(folder, tables=tables, night=NIGHT, run=run or facts(), **given)
        return folder

    return write


@pytest.fixture
def one_row(written: Callable[..., Path]) -> Callable[..., Path]:
    """Writes a report of one suspect with the given columns and gives its folder."""

    def write(*, row: dict[str, Any] | None = None, listing: dict[str, Any] | None = None, **given: Any) -> Path:
        shown = suspect("acme", 1, **(row or {}))
        return written(tables_of([shown], [listing_of(shown, **(listing or {}))], **given))

    return write
