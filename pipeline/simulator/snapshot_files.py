"""A night as the pipeline will read it: listings, sellers, photos, and the mark that all of it is there."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pipeline.simulator.photos.photo_store import PhotoStore
from pipeline.simulator.trade import Listing, Platform, Recipe, Seller

FIRST_CAPTURE, CAPTURE_MINUTES = dt.time(0, 40), 200
# More threads than this wait for the interpreter rather than draw.
DRAWING_THREADS = 3


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    """Writes JSON Lines and returns how many."""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return len(lines)


class SnapshotWriter:
    """Writes nights under ``raw/snapshots``; a photo is stored once and linked where it is shown again."""

    def __init__(self, raw: Path, store: PhotoStore) -> None:
        self._snapshots = raw / "snapshots"
        self._store = store
        self._stored: dict[Recipe, Path] = {}

    def write_night(self, platform: Platform, day: dt.date, listings: list[Listing], night: int) -> None:
        """One platform's night; ``_SUCCESS`` comes last."""
        folder = self._snapshots / platform.name / str(day)
        (folder / "images").mkdir(parents=True)
        ordered = sorted(listings, key=lambda listing: int(listing.listing_id))
        drawn = self._drawn([photo for listing in ordered for photo in listing.photos])
        for listing in ordered:
            for photo, name in zip(listing.photos, photo_names(listing), strict=True):
                self._put(photo, folder / "images" / name, drawn)
        count = write_rows(
            folder / "listings.jsonl", (listing_row(listing, day, place) for place, listing in enumerate(ordered))
        )
        sellers = {listing.seller.seller_id: listing.seller for listing in ordered}
        write_rows(folder / "sellers.jsonl", (seller_row(sellers[key], night) for key in sorted(sellers)))
        (folder / "_SUCCESS").write_text(json.dumps({"listings": count}), encoding="utf-8")

    def _drawn(self, photos: list[Recipe]) -> dict[Recipe, bytes]:
        """The photos no earlier night holds. Pillow lets go of the interpreter while it draws, so threads help."""
        fresh = [photo for photo in dict.fromkeys(photos) if photo not in self._stored]
        with ThreadPoolExecutor(DRAWING_THREADS) as pool:
            return dict(zip(fresh, pool.map(self._store.jpeg, fresh), strict=True))

    def _put(self, photo: Recipe, path: Path, drawn: dict[Recipe, bytes]) -> None:
        first = self._stored.get(photo)
        if first is None:
            path.write_bytes(drawn[photo])
            self._stored[photo] = path
            return
        try:
            os.link(first, path)
        except OSError:
            # No hard links here, or too many of one file: a copy is as good.
            path.write_bytes(first.read_bytes())
            self._stored[photo] = path


def photo_names(listing: Listing) -> list[str]:
    return [f"{listing.listing_id}_{place}.jpg" for place in range(len(listing.photos))]


def listing_row(listing: Listing, day: dt.date, place: int) -> dict[str, Any]:
    """The contract row of an offer on one night; absent columns are absent."""
    minutes = place * 7 % CAPTURE_MINUTES
    captured = dt.datetime.combine(day, FIRST_CAPTURE) + dt.timedelta(minutes=minutes, seconds=place % 60)
    row = {"listing_id": listing.listing_id, "seller_id": listing.seller.seller_id, **listing.fields}
    row |= {"price": listing.price, "currency": listing.platform.currency, "images": photo_names(listing)}
    omitted = listing.seller.omits
    row |= {
        column: value
        for column, value in (("stock", listing.stock), ("sales_30d", listing.sales_30d))
        if column not in omitted
    }
    row["review_count"] = listing.review_count
    if listing.review_count:
        row |= {"review_score": round(listing.stars, 1), "review_texts": listing.reviews}
    return row | {
        "listed_at": listing.listed_at.isoformat(),
        "captured_at": captured.isoformat() + listing.platform.utc_offset,
    }


def seller_row(seller: Seller, night: int) -> dict[str, Any]:
    # An account of n ratings gains about n / 400 a day.
    row = {
        "seller_id": seller.seller_id,
        "name": seller.name,
        "seller_type": seller.seller_type,
        "registered_at": f"{seller.registered_on}T00:00:00{seller.platform.utc_offset}",
        "rating": seller.rating,
        "rating_count": seller.rating_count + seller.rating_count * night // 400,
        "location": seller.location,
    }
    return row | ({"contact": seller.contact} if seller.contact else {})
