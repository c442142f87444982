"""The wide table: one row per link, joined by key and by the night, with nothing invented."""

import datetime as dt
import time
from functools import cache
from typing import Any

import pandas as pd
import pytest

from features.candidates import build_candidates
from features.contracts import (
    Brands,
    Candidates,
    CatalogSellers,
    ExchangeRates,
    ImageMatches,
    ImageSignals,
    LinkComparisons,
    Links,
    ListingFlags,
    ListingHistory,
    Listings,
    PhotoClusters,
    Products,
    Rejects,
    SellerHistory,
    Sellers,
    Tells,
)
from features.families import price
from features.night_facts import rates_on, standing_on

NIGHT = dt.date(2026, 11, 18)
TONIGHT = pd.Timestamp("2026-11-18", tz="UTC")
TABLES = {
    "listings": Listings,
    "flags": ListingFlags,
    "sellers": Sellers,
    "links": Links,
    "comparisons": LinkComparisons,
    "brands": Brands,
    "products": Products,
    "catalog_sellers": CatalogSellers,
    "tells": Tells,
    "exchange_rates": ExchangeRates,
    "image_signals": ImageSignals,
    "image_rejects": Rejects,
    "image_matches": ImageMatches,
    "photo_clusters": PhotoClusters,
    "listing_history": ListingHistory,
    "seller_history": SellerHistory,
}
LISTING = {"platform": "market", "listing_id": "L"}
LINK = {**LISTING, "brand_id": "acme", "link_confidence": 0.9, "claim": "own", "named_how": "exact"}
COMPARED = {**LISTING, "brand_id": "acme", "brands_named": 1, "named_in": "title", "brand_field": "same"}
OFFER = {**LISTING, "title": "Acme trap", "price": 100.0, "currency": "EUR", "seller_id": "S"}
PHOTO = {**LISTING, "image": "a.jpg", "bank": "official", "reference_image": "r"}
MATCH = {**PHOTO, "brand_id": "acme", "product_id": "P1"}


def build(**rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Candidates from lists of rows; one listing linked to one brand unless said otherwise."""
    given = {"listings": [OFFER], "links": [LINK], **rows}
    tables = empty_tables() | {name: TABLES[name].conform(pd.DataFrame(found)) for name, found in given.items()}
    return Candidates.check(build_candidates(**tables, night=NIGHT))


@cache
def empty_tables() -> dict[str, pd.DataFrame]:
    return {name: table.empty() for name, table in TABLES.items()}


def only(table: pd.DataFrame, column: str) -> Any:
    assert len(table) == 1
    return table[column].iloc[0]


def test_an_empty_night_gives_an_empty_table() -> None:
    assert build(listings=[], links=[]).empty


def test_expert_rules_of_the_linked_brand_are_told() -> None:
    rule = {"brand_id": "acme", "tell_id": "t", "says": "fake", "field": "title", "op": "contains", "value": '"trap"'}
    found = build(tells=[{**rule, "weight": 0.5}, {**rule, "brand_id": "bolt", "weight": 1.0}])
    assert only(found, Candidates.tells_raising) == ["fake"]
    assert only(found, Candidates.tells_raising_weight) == 0.5


def test_a_listing_alone_is_a_row_of_unknowns() -> None:
    found = build()
    for column in (Candidates.price_usd, Candidates.brand_name, Candidates.seller_status, Candidates.brand_field):
        assert pd.isna(only(found, column))
    assert only(found, Candidates.listing_nights_seen) == 0
    assert only(found, Candidates.listing_first_seen) == TONIGHT
    assert only(found, Candidates.seller_counterfeit_count) == 0
    assert list(only(found, Candidates.image_sha256s)) == []


def test_one_row_per_link_in_the_order_of_links() -> None:
    other = {**LINK, "brand_id": "zenith"}
    none = {**LINK, "listing_id": "M", "brand_id": None, "claim": "none", "named_how": "none"}
    found = build(links=[other, none, LINK], listings=[OFFER, {**OFFER, "listing_id": "M"}])
    assert found[Candidates.brand_id].fillna("-").tolist() == ["zenith", "-", "acme"]


def test_money_is_in_dollars_at_the_latest_rate_before_the_night() -> None:
    rates = [
        {"date": "2026-11-01", "currency": "EUR", "usd_per_unit": 1.1},
        {"date": "2026-11-18", "currency": "EUR", "usd_per_unit": 1.2},
        {"date": "2026-11-19", "currency": "EUR", "usd_per_unit": 9.0},
    ]
    product = {"brand_id": "acme", "product_id": "P1", "title": "Trap", "list_price": 300.0, "currency": "USD"}
    found = build(exchange_rates=rates, products=[product], links=[{**LINK, "product_id": "P1"}])
    assert only(found, Candidates.price_usd) == pytest.approx(120.0)
    assert only(found, Candidates.product_list_price_usd) == 300.0
    assert pd.isna(only(build(exchange_rates=rates[2:]), Candidates.price_usd))
    assert rates_on(ExchangeRates.empty(), NIGHT).to_dict() == {"USD": 1.0}


@pytest.mark.parametrize(
    ("statements", "status"),
    [
        ([("authorised", None, None)], "authorised"),
        ([("authorised", "2026-11-18", "2026-11-18")], "authorised"),
        ([("authorised", "2026-11-19", None)], None),
        ([("authorised", None, "2026-11-17")], None),
        ([("authorised", None, None), ("denied", "2026-10-01", None)], "denied"),
        ([("denied", "2026-10-01", None), ("authorised", "2026-11-01", None)], "authorised"),
        ([("denied", "2026-10-01", None), ("watched", "2026-10-01", None)], "denied"),
    ],
)
def test_a_sellers_standing_is_what_began_last_and_still_holds(statements: list[tuple], status: str | None) -> None:
    usual = {"brand_id": "acme", "platform": "market", "seller_id": "S"}
    rows = [{**usual, "status": said, "valid_from": start, "valid_to": end} for said, start, end in statements]
    found = only(build(catalog_sellers=rows), Candidates.seller_status)
    assert found == status if status else pd.isna(found)
    turned = CatalogSellers.conform(pd.DataFrame(rows[::-1]))
    assert standing_on(turned, NIGHT)[Candidates.seller_status].tolist() == ([status] if status else [])


def test_a_price_in_another_currency_at_its_rate_changes_no_price_feature() -> None:
    product = {"brand_id": "acme", "product_id": "P1", "title": "Acme trap", "list_price": 1400.0, "currency": "CNY"}
    rates = [
        {"date": TONIGHT, "currency": "CNY", "usd_per_unit": 0.14},
        {"date": TONIGHT, "currency": "EUR", "usd_per_unit": 1.12},
    ]
    asked = {"USD": (112.0, 224.0), "EUR": (100.0, 200.0), "CNY": (800.0, 1600.0)}
    found = [
        price_features(
            listings=[{**OFFER, "price": price, "list_price": crossed_out, "currency": currency}],
            links=[{**LINK, "product_id": "P1"}],
            comparisons=[{**COMPARED, "product_confidence": 0.9}],
            products=[{**product, "street_price_low": 1200.0}],
            exchange_rates=rates,
        )
        for currency, (price, crossed_out) in asked.items()
    ]
    assert found[0]["price_to_list_ratio"].iloc[0] == pytest.approx(112.0 / 196.0)
    for other in found[1:]:
        pd.testing.assert_frame_equal(other, found[0])


def price_features(**rows: list[dict[str, Any]]) -> pd.DataFrame:
    return price.FAMILY.compute(build(**rows), price.FAMILY.params)


def test_another_brands_word_on_the_seller_does_not_count() -> None:
    said = {"brand_id": "zenith", "platform": "market", "seller_id": "S", "status": "denied"}
    assert pd.isna(only(build(catalog_sellers=[said]), Candidates.seller_status))


def test_an_official_match_counts_for_its_own_brand_only_and_a_known_fake_for_all() -> None:
    official = {**MATCH, "view": "mirror", "distance_bits": 3, "confidence": 0.8}
    fake = {**official, "bank": "known_fake", "brand_id": "zenith", "confidence": 0.7}
    found = build(image_matches=[official, fake], links=[LINK, {**LINK, "brand_id": "zenith"}])
    assert found[Candidates.official_match_confidence].fillna(0).tolist() == [0.8, 0.0]
    assert found[Candidates.official_match_view].fillna("-").tolist() == ["mirror", "-"]
    assert found[Candidates.known_fake_match_confidence].tolist() == [0.7, 0.7]


def test_of_equally_sure_matches_the_linked_products_is_taken() -> None:
    pair = [{**MATCH, "product_id": name, "view": "upright", "distance_bits": 0, "confidence": 1.0} for name in "AB"]
    found = build(image_matches=pair, links=[{**LINK, "product_id": "B"}])
    assert only(found, Candidates.official_match_product_id) == "B"
    assert only(build(image_matches=pair), Candidates.official_match_product_id) == "A"


def test_photos_hold_their_files_and_only_comparable_hashes() -> None:
    usual = {**LISTING, "width_px": 9, "height_px": 9, "dhash": 0, "quality": 0.5}
    photos = [
        {**usual, "image": "b.jpg", "sha256": "bb", "phash": 2**64 - 1, "is_comparable": True},
        {**usual, "image": "a.jpg", "sha256": "aa", "phash": 5, "is_comparable": False},
    ]
    broken = {"kind": "image", "source_file": "f", "reason_code": "missing", "detail": "d", **LISTING}
    images = [{**OFFER, "images": ["a.jpg", "b.jpg"]}]
    found = build(listings=images, image_signals=photos, image_rejects=[broken, broken, broken])
    assert only(found, Candidates.image_sha256s) == ["aa", "bb"]
    assert only(found, Candidates.image_phashes) == [2**64 - 1]
    assert only(found, Candidates.images_named) == 2
    assert only(found, Candidates.images_unusable) == 2


def test_an_unnamed_seller_has_no_past_and_no_standing() -> None:
    said = {"brand_id": "acme", "platform": "market", "seller_id": "S", "status": "denied"}
    found = build(listings=[{**OFFER, "seller_id": None}], catalog_sellers=[said])
    for column in (Candidates.seller_status, Candidates.seller_first_seen, Candidates.seller_settled_count):
        assert pd.isna(only(found, column))


def test_the_past_is_joined_by_listing_and_by_seller() -> None:
    listing = {**LISTING, "first_seen": "2026-11-02", "nights_seen": 4}
    seller = {"platform": "market", "seller_id": "S", "genuine_count": 3, "settled_count": 3}
    zero = dict.fromkeys(["listings_seen", "listings_gone", "counterfeit_count"], 0)
    found = build(listing_history=[listing], seller_history=[{**seller, **zero}])
    assert only(found, Candidates.listing_first_seen) == pd.Timestamp("2026-11-02", tz="UTC")
    assert only(found, Candidates.listing_nights_seen) == 4
    assert only(found, Candidates.seller_genuine_count) == 3


def test_seller_brand_comparison_and_flags_arrive() -> None:
    filled = build(
        flags=[{**LISTING, "flag": "controls_removed"}],
        sellers=[{"platform": "market", "seller_id": "S", "name": "Shop", "seller_type": "c2c", "contact": "x"}],
        brands=[{"brand_id": "acme", "name": "Acme", "sector": "traps", "capacity": 5}],
        comparisons=[{**LINK, "is_model_equal": True, "brands_named": 2, "named_in": "title", "brand_field": "same"}],
    )
    assert only(filled, Candidates.flags) == ["controls_removed"]
    assert only(filled, Candidates.seller_name) == "Shop"
    assert only(filled, Candidates.brand_sector) == "traps"
    assert only(filled, Candidates.brands_named) == 2
    assert only(filled, Candidates.is_model_equal)


def test_arguments_are_left_alone_and_a_big_night_is_quick() -> None:
    rows = 5_000
    ids = [f"L{at}" for at in range(rows)]
    tables = dict(empty_tables())
    tables["listings"] = Listings.conform(pd.DataFrame([OFFER] * rows).assign(listing_id=ids))
    tables["links"] = Links.conform(pd.DataFrame([LINK] * rows).assign(listing_id=ids))
    before = {name: table.copy() for name, table in tables.items()}
    started = time.process_time()
    found = build_candidates(**tables, night=NIGHT)
    # 25,000 rows take about a second of one core; the margin is for a busy machine.
    assert time.process_time() - started < 3.0
    assert len(found) == rows
    for name, table in tables.items():
        pd.testing.assert_frame_equal(table, before[name])


def test_a_listings_most_shared_photo_counts_and_a_template_tells_nothing():
    row = {**LISTING, "sha256": "a" * 64, "cluster_id": "photo-1", "sellers": 3, "is_stock": False}
    template = {**row, "image": "2.jpg", "cluster_id": "photo-2", "sellers": 250, "is_stock": True}
    found = build(photo_clusters=[{**row, "image": "1.jpg"}, template])
    assert found[Candidates.photo_sellers].tolist() == [250]
    assert found[Candidates.telling_photo_sellers].tolist() == [3]
    assert build()[Candidates.photo_sellers].isna().all()
