"""What brands registered as genuine, and the policy that stands over every brand."""

from typing import Any

from features.contracts.table import Table, count, number, text, texts, time

SELLER_STATUSES = ["authorised", "denied", "watched"]


class Brands(Table):
    """One row per brand with a readable catalogue."""

    brand_id: Any = text("the brand", required=True, unique=True)
    name: Any = text("its name as shown", required=True)
    sector: Any = text("line of goods, chooses the sector pack")
    capacity: Any = count("rows its team can review a night", required=True, ge=0)


class Names(Table):
    """One row per name or nickname of a brand."""

    brand_id: Any = text("the brand", required=True)
    language: Any = text("language code", required=True)
    name: Any = text("the name as written", required=True)
    kind: Any = text("name (official) or nickname", required=True, isin=["name", "nickname"])


class Products(Table):
    """One row per genuine product; the key is (brand_id, product_id)."""

    brand_id: Any = text("the brand", required=True)
    product_id: Any = text("the product's id within its brand", required=True)
    title: Any = text("its title", required=True)
    other_titles: Any = texts("its titles in other languages")
    model: Any = text("model or article number")
    gtin: Any = text("global trade item number")
    category: Any = text("path, ' > ' between levels")
    list_price: Any = number("the brand's list price, major units", gt=0)
    currency: Any = text("ISO 4217 code of the prices")
    street_price_low: Any = number("lowest usual honest price, major units", gt=0)
    released_on: Any = time("first day on sale")
    discontinued_on: Any = time("last day of production")

    class Config:
        unique = ["brand_id", "product_id"]


class ReferenceImages(Table):
    """One row per official photo of a product."""

    brand_id: Any = text("the brand", required=True)
    product_id: Any = text("the product", required=True)
    image: Any = text("path relative to the brand's images", required=True)


class CatalogSellers(Table):
    """One row per dated statement of a brand about a seller."""

    brand_id: Any = text("the brand", required=True)
    platform: Any = text("the marketplace", required=True)
    seller_id: Any = text("the seller", required=True)
    status: Any = text("authorised, denied or watched", required=True, isin=SELLER_STATUSES)
    valid_from: Any = time("first night it holds; missing: always")
    valid_to: Any = time("last night it holds; missing: still")


class Tells(Table):
    """One row per expert rule of a brand: data, never code."""

    brand_id: Any = text("the brand", required=True)
    tell_id: Any = text("the rule", required=True)
    product_id: Any = text("the product it applies to, or missing")
    category: Any = text("the category it applies to, or missing")
    says: Any = text("the sentence shown", required=True)
    field: Any = text("listing column, or attributes.<name>", required=True)
    op: Any = text("eq, ne, lt, le, gt, ge, in, contains, missing", required=True)
    value: Any = text("JSON of the value compared with")
    weight: Any = number("how much it counts, -1 to 1", required=True, ge=-1, le=1)


class ExchangeRates(Table):
    """One row per currency and day a rate begins to hold."""

    date: Any = time("the rate holds from this day", required=True)
    currency: Any = text("ISO 4217 code", required=True)
    usd_per_unit: Any = number("US dollars for one unit", required=True, gt=0)


class ProhibitedTerms(Table):
    """One row per word or category that is always listed, whatever the model says."""

    rule_id: Any = text("the rule", required=True)
    says: Any = text("why it is prohibited", required=True)
    word: Any = text("a word looked for in the title, or missing")
    category: Any = text("a category prefix, or missing")


class BannedImages(Table):
    """One row per image that must not appear: by file or by hash."""

    path: Any = text("file relative to policy/, or missing")
    phash: Any = text("16 hex digits, or missing")
    reason: Any = text("why", required=True)


class KnownFakeHashes(Table):
    """One row per hash of a known fake's photo that another installation gave: no listing, no seller, no photo."""

    algorithm: Any = text("how the hash is made", required=True)
    version: Any = text("version of the algorithm; hashes of two versions are never compared", required=True)
    hash: Any = text("the hash in hexadecimal digits", required=True)
    distance_bits: Any = count("the giver's largest distance for a match, or missing", ge=0)
    quality: Any = number("how much the photo shows, 0 (flat) to 1 (rich)", required=True, ge=0, le=1)
    brand_id: Any = text("the brand that was copied", required=True)
    basis: Any = text("what the verdict rests on", required=True)
    decided_on: Any = time("day of the verdict", required=True)
    provenance: Any = text("who vouches for it", required=True)
    received_at: Any = time("when it was taken in; missing: known from the day of the verdict on")
