"""What a marketplace shows on one night."""

from typing import Any

from features.contracts.table import Table, count, mapping, number, text, texts, time

CONDITIONS = ["new", "used", "refurbished", "unknown"]
SELLER_TYPES = ["c2c", "b2c", "b2b"]


class Listings(Table):
    """One row per kept listing of the night; the key is (platform, listing_id)."""

    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing's id within its platform, as given", required=True)
    title: Any = text("the title as the seller wrote it, controls removed", required=True)
    price: Any = number("price in major units of `currency`", required=True, gt=0)
    currency: Any = text("ISO 4217 code", required=True)
    description: Any = text("the long text")
    seller_id: Any = text("the seller's id within its platform; absent: nothing is claimed of the seller")
    brand: Any = text("what the seller typed as brand")
    category: Any = text("path, ' > ' between levels")
    list_price: Any = number("the crossed-out price the listing shows, major units", gt=0)
    condition: Any = text("new, used, refurbished or unknown", isin=CONDITIONS)
    stock: Any = count("pieces in stock", ge=0)
    sales_30d: Any = count("pieces sold in the last 30 days", ge=0)
    min_order_quantity: Any = count("smallest order", ge=0)
    ships_from: Any = text("place of dispatch as written")
    url: Any = text("the listing's address; never fetched")
    images: Any = texts("photo paths relative to the snapshot's images")
    attributes: Any = mapping("model, gtin, size, colour and so on, as written")
    review_count: Any = count("number of reviews", ge=0)
    review_score: Any = number("mean review score as the platform shows it")
    review_texts: Any = texts("review texts shown")
    listed_at: Any = time("when the listing was first put up")
    captured_at: Any = time("when the snapshot saw it")

    class Config:
        unique = ["platform", "listing_id"]


class Sellers(Table):
    """One row per seller of the night; the key is (platform, seller_id)."""

    platform: Any = text("the marketplace", required=True)
    seller_id: Any = text("the seller's id within its platform", required=True)
    name: Any = text("shop name")
    seller_type: Any = text("c2c, b2c or b2b", isin=SELLER_TYPES)
    registered_at: Any = time("when the account was opened")
    rating: Any = number("rating as the platform shows it")
    rating_count: Any = count("number of ratings", ge=0)
    location: Any = text("place as written")
    contact: Any = text("free text: phone, handle, mail")

    class Config:
        unique = ["platform", "seller_id"]


class ListingFlags(Table):
    """One row per remark that reading made about a kept listing (controls removed, time without an offset, …)."""

    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    flag: Any = text("what was noticed", required=True)


class Rejects(Table):
    """One row per record, image or catalogue entry that could not be used."""

    kind: Any = text("record, image or catalog", required=True, isin=["record", "image", "catalog"])
    source_file: Any = text("path relative to raw", required=True)
    record_no: Any = count("1-based physical line (CSV header is line 1) or Parquet row")
    platform: Any = text("the marketplace")
    listing_id: Any = text("the listing, when it could be read")
    reason_code: Any = text("short code", required=True)
    detail: Any = text("found, expected, do", required=True)
    sha256: Any = text("sha256 of the raw bytes")
