"""A night as the pipeline will read it: listings, sellers, photos, and the mark that all of it is there."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.simulator.photos.darkroom import Darkroom
from pipeline.simulator.trade import Listing, Platform, Seller

FIRST_CAPTURE, CAPTURE_MINUTES = dt.time(0, 40), 200


def write_rows(path: Path, rows: Iterable[dict[str, Any]]) -> int:
    """Writes JSON Lines and returns how many."""
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return len(lines)


def write_night(
    raw: Path, darkroom: Darkroom, platform: Platform, listings: list[Listing], *, day: dt.date, night: int
) -> None:
    """One platform's night under ``raw/snapshots``; its photos are ordered from the darkroom, ``_SUCCESS`` comes last."""
    folder = raw / "snapshots" / platform.name / str(day)
    (folder / "images").mkdir(parents=True)
    ordered = sorted(listings, key=lambda listing: int(listing.listing_id))
    for listing in ordered:
        for photo, name in zip(listing.photos, photo_names(listing), strict=True):
            darkroom.order(photo, f"{folder}/images/{name}")
    darkroom.send()
    count = write_rows(
        folder / "listings.jsonl", (listing_row(listing, day, place) for place, listing in enumerate(ordered))
    )
    sellers = {listing.seller.seller_id: listing.seller for listing in ordered}
    write_rows(folder / "sellers.jsonl", (seller_row(sellers[key], night) for key in sorted(sellers)))
    (folder / "_SUCCESS").write_text(json.dumps({"listings": count}), encoding="utf-8")


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
