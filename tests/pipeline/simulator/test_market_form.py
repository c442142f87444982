"""What a simulated market writes is what the input contract asks for."""

import datetime as dt
import json
from collections import Counter

import yaml
from PIL import Image

from tests.pipeline.simulator.conftest import END, NIGHTS, read_rows

REQUIRED = {"listing_id", "title", "price", "currency"}
ABOUT_THE_OFFER = {"description", "brand", "category", "condition", "images", "attributes", "url", "listed_at"}
ABOUT_ITS_SALE = {"list_price", "stock", "sales_30d", "min_order_quantity", "ships_from", "seller_id", "captured_at"}
LISTING_COLUMNS = REQUIRED | ABOUT_THE_OFFER | ABOUT_ITS_SALE | {"review_count", "review_score", "review_texts"}
VERDICTS = {"counterfeit", "lookalike", "grey_market", "unauthorised", "compatible", "genuine", "unsure"}
BASES = {"visual", "rights_holder", "complaint", "counter_notice", "test_purchase", "law_enforcement", "audit"}


def test_every_night_of_both_platforms_is_there_and_complete(market):
    assert len(market.nights()) == 2 * NIGHTS
    for folder in market.nights():
        rows = read_rows(folder / "listings.jsonl")
        assert json.loads((folder / "_SUCCESS").read_text()) == {"listings": len(rows)}
        assert len({row["listing_id"] for row in rows}) == len(rows)
    assert {folder.name for folder in market.nights()} == {str(END - dt.timedelta(days=back)) for back in range(NIGHTS)}


def test_listings_have_the_contract_columns_and_no_hint_of_being_simulated(market):
    for folder in market.nights():
        for row in read_rows(folder / "listings.jsonl"):
            assert set(row) >= REQUIRED and set(row) <= LISTING_COLUMNS
            assert row["price"] > 0 and row["title"].strip()
            assert "simulated" not in json.dumps(row)
            captured = dt.datetime.fromisoformat(row["captured_at"])
            assert captured.date() == dt.date.fromisoformat(folder.name)
            assert captured.utcoffset() is not None
            assert dt.datetime.fromisoformat(row["listed_at"]) < captured


def test_every_photo_named_is_a_picture_and_none_is_flat(market):
    for folder in market.nights()[:: NIGHTS - 1]:
        named = [name for row in read_rows(folder / "listings.jsonl") for name in row["images"]]
        assert sorted(named) == sorted(path.name for path in (folder / "images").iterdir())
        for name in named[::7]:
            with Image.open(folder / "images" / name) as picture:
                grey = picture.convert("L")
            low, high = grey.getextrema()
            assert high - low > 60
            assert min(grey.size) >= 130 and max(grey.size) <= 400


def test_every_listing_has_its_seller_that_night(market):
    for folder in market.nights():
        sellers = {row["seller_id"]: row for row in read_rows(folder / "sellers.jsonl")}
        for row in read_rows(folder / "listings.jsonl"):
            registered = dt.datetime.fromisoformat(sellers[row["seller_id"]]["registered_at"])
            assert registered <= dt.datetime.fromisoformat(row["captured_at"])
        assert {seller["seller_type"] for seller in sellers.values()} <= {"c2c", "b2c", "b2b"}


def test_catalogues_name_products_photos_and_dated_sellers(market):
    cards = sorted(market.raw.glob("catalogs/*/brand.yaml"))
    assert len(cards) >= 4
    statuses = Counter()
    for card in cards:
        brand = yaml.safe_load(card.read_text("utf-8"))
        assert brand["brand_id"] == card.parent.name and brand["capacity"] > 0 and brand["names"]["en"]
        for product in read_rows(card.parent / "products.jsonl"):
            assert product["title"] and product["list_price"] > product["street_price_low"] > 0
            assert all((card.parent / "images" / name).is_file() for name in product["images"]) and product["images"]
        statuses.update(row["status"] for row in read_rows(card.parent / "sellers.jsonl"))
    assert set(statuses) <= {"authorised", "denied", "watched"} and statuses["authorised"] > 5


def test_decisions_name_listings_of_the_night_they_were_made_on(market):
    live = {
        (folder.parent.name, row["listing_id"], folder.name)
        for folder in market.nights()
        for row in read_rows(folder / "listings.jsonl")
    }
    decisions = market.decisions()
    assert len({row["decision_id"] for row in decisions}) == len(decisions) > 20
    for row in decisions:
        assert (row["platform"], row["listing_id"], row["snapshot_date"]) in live
        assert row["verdict"] in VERDICTS and row["basis"] in BASES
        decided = dt.datetime.fromisoformat(row["decided_at"])
        assert decided.utcoffset() is not None and decided.astimezone(dt.UTC).date() <= END
    assert len({row["decided_at"][-6:] for row in decisions}) > 1


def test_complaints_come_in_both_languages_over_markets(markets):
    rows = [row for made in markets for row in read_rows(made.raw / "complaints/complaints.jsonl")]
    assert {row["language"] for row in rows} == {"en", "zh"}
    for row in rows:
        assert row.get("listing_urls") or (row["platform"] and row["listing_ids"])
        assert ("closed_at" in row) == ("outcome" in row)


def test_policy_has_rates_for_every_night_and_a_banned_photo_that_is_on_sale(market):
    rates = (market.raw / "policy/exchange_rates.csv").read_text().splitlines()
    assert all(
        any(line.startswith(f"{END - dt.timedelta(days=back)},CNY,") for line in rates) for back in range(NIGHTS)
    )
    rules = yaml.safe_load((market.raw / "policy/prohibited.yaml").read_text("utf-8"))
    assert all(set(rule) == {"id", "words", "says"} for rule in rules)
    banned = (market.raw / "policy/images/banned_1.jpg").read_bytes()
    first_night = market.nights()[0]
    assert any(path.read_bytes() == banned for path in (first_night / "images").iterdir())


def test_truth_covers_every_listing_and_says_it_is_simulated(market):
    seen = {
        (folder.parent.name, row["listing_id"])
        for folder in market.nights()
        for row in read_rows(folder / "listings.jsonl")
    }
    told = market.told()
    assert set(told) == seen
    assert all(row["simulated"] is True for row in told.values())
    assert json.loads((market.truth / "summary.json").read_text())["separation"]


def test_the_same_number_can_be_another_offer_on_another_platform(markets):
    assert any(
        len(
            {key[1] for key in made.told() if key[0] == "bluecart"}
            & {key[1] for key in made.told() if key[0] == "haoji"}
        )
        for made in markets
    )
