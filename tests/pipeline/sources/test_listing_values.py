"""Prices, currencies, times, texts, lists: what a listing may say and what becomes of what it may not."""

import datetime as dt
import math

import pandas as pd
import pytest

from features.contracts import ListingFlags, Listings, Rejects, Sellers


def read_one(raw, fields):
    raw.lines(fields)
    return raw.read()


def reasons(snapshot):
    return snapshot.rejects.reason_code.tolist()


def flags(snapshot):
    return snapshot.flags.flag.tolist()


BAD_REQUIRED = {
    "price_not_positive": [0, -3, "0.00", "-1e-3", "-0"],
    "price_out_of_range": [1e308, "1e10", "1e-9"],
    "price_unreadable": ["inf", "nan", "12,50", "¥12", "1_000", "0x10", True, [1], {"a": 1}, "１２", "1e9999"],
    "price_missing": [None, "", "  "],
    "currency_unknown": ["RMB", "XTS", "US", "dollars", "USDT", 840, True],
    "currency_missing": [None, ""],
    "title_missing": [None, "", " \t ", "\0\x01"],
    "title_unreadable": [True, ["t"], {"t": 1}],
    "listing_id_missing": [None, "", " "],
    "listing_id_unreadable": [["a"], False],
    "listing_id_too_long": ["x" * 257],
}


def each_value(table):
    return [(name, value) for name, values in table.items() for value in values]


@pytest.mark.parametrize(("reason", "value"), each_value(BAD_REQUIRED))
def test_a_required_value_that_cannot_be_used_rejects_the_record(raw, listing, reason, value):
    column = next(name for name in ("price", "currency", "title", "listing_id") if reason.startswith(name))
    snapshot = read_one(raw, listing("a") | {column: value})
    assert reasons(snapshot) == [reason]
    assert snapshot.listings.empty


@pytest.mark.parametrize(("value", "price"), [("12.65", 12.65), (" 7 ", 7.0), (1e-6, 1e-6), ("1e9", 1e9), ("+.5", 0.5)])
def test_a_price_may_be_a_number_or_its_text(raw, listing, value, price):
    assert read_one(raw, listing(price=value)).listings.price.tolist() == [price]


def test_a_currency_in_small_letters_is_the_same_currency(raw, listing):
    assert read_one(raw, listing(currency=" usd ")).listings.currency.tolist() == ["USD"]


def test_the_code_that_people_write_instead_is_named_in_the_reject(raw, listing):
    assert "write CNY" in read_one(raw, listing(currency="RMB")).rejects.detail[0]


def test_every_fault_of_a_record_is_told_at_once(raw, listing):
    snapshot = read_one(raw, listing(price=-1, currency="XTS", title=None))
    assert reasons(snapshot) == ["title_missing"]
    assert all(column in snapshot.rejects.detail[0] for column in ("title:", "price:", "currency:"))


BAD_OPTIONAL = {
    "list_price": [-5, 0, "cheap", 1e300],
    "stock": [-1, 2.5, "many", 10**20],
    "sales_30d": [-1],
    "min_order_quantity": ["one"],
    "review_count": [-2],
    "review_score": ["good", 1e99],
    "seller_id": ["s" * 300, ["s"]],
    "description": [{"a": 1}],
    "brand": [False],
    "attributes": ["[1]", "{", [1]],
    "images": [True, "[1"],
    "listed_at": ["yesterday", "2030-01-01T00:00:00Z", "1000000000000000000-01-01", 1e18, "0001-01-01T00:00:00+14:00"],
    "captured_at": ["2026-11-10T23:59:59Z", "2026-11-19T00:00:01Z", "2026-13-01T00:00:00Z", "2026-11-18T25:00:00Z"],
}


@pytest.mark.parametrize(("column", "value"), each_value(BAD_OPTIONAL))
def test_an_optional_value_that_cannot_be_used_goes_missing_and_is_flagged(raw, listing, column, value):
    snapshot = read_one(raw, listing(**{column: value}))
    assert reasons(snapshot) == []
    assert flags(snapshot) == [f"unreadable_{column}"]
    found = snapshot.listings[column][0]
    assert len(found) == 0 if isinstance(found, list | dict) else pd.isna(found)


@pytest.mark.parametrize("moment", ["2026-11-11T00:00:00Z", "2026-11-19T00:00:00Z", "2026-11-18T08:00:00.5+08:00"])
def test_captures_from_a_week_before_to_a_day_after_the_night_are_kept(raw, listing, moment):
    snapshot = read_one(raw, listing(captured_at=moment))
    assert snapshot.listings.captured_at[0] == pd.Timestamp(moment).tz_convert("UTC")
    assert flags(snapshot) == []


@pytest.mark.parametrize("moment", ["2026-11-18T10:00:00", "2026-11-18 10:00", "2026-11-18"])
def test_a_time_without_an_offset_is_utc_and_flagged(raw, listing, moment):
    snapshot = read_one(raw, listing(captured_at=moment))
    assert snapshot.listings.captured_at[0] == pd.Timestamp(moment, tz="UTC")
    assert flags(snapshot) == ["time_without_offset"]


def test_times_before_the_age_of_nanoseconds_are_kept(raw, listing):
    listed = read_one(raw, listing(listed_at="1901-02-03T04:05:06.123456Z")).listings.listed_at[0]
    assert listed == pd.Timestamp(dt.datetime(1901, 2, 3, 4, 5, 6, 123456, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    ("given", "kept"),
    [("Ro\0lex", "Rolex"), ("a\x1bb\x9f", "ab"), ("Om\ufffeega", "Omega"), ("x\U0010ffff", "x"), ("a\tb\nc", "a b c")],
)
def test_controls_and_noncharacters_are_removed_and_flagged_and_the_listing_stays(raw, listing, given, kept):
    snapshot = read_one(raw, listing(title=given))
    assert snapshot.listings.title.tolist() == [kept]
    assert flags(snapshot) == ["text_cleaned"]


@pytest.mark.parametrize("title", ["‮gnp.exe", "zero\u200bwidth", "Ｒｏｌｅｘ　手表", "z̴̢a̵l̶g̷o", "Rоlех", "👩‍👩‍👧"])
def test_text_that_only_deceives_the_eye_is_kept_raw(raw, listing, title):
    snapshot = read_one(raw, listing(title=title))
    assert snapshot.listings.title.tolist() == [title]
    assert flags(snapshot) == []


def test_a_long_text_keeps_its_lines_and_loses_its_controls(raw, listing):
    snapshot = read_one(raw, listing(description="one\r\ntwo\tthree\n"))
    assert snapshot.listings.description.tolist() == ["one\ntwo\tthree\n"]
    assert flags(snapshot) == []
    raw.lines(listing(description="be\x07ll"))
    assert flags(raw.read()) == ["text_cleaned"]


def test_an_overlong_title_is_cut_and_flagged(raw, listing):
    snapshot = read_one(raw, listing(title="x" * 2_001))
    assert snapshot.listings.title.str.len().tolist() == [2_000]
    assert flags(snapshot) == ["text_cut"]


def test_an_overlong_list_is_cut_and_flagged(raw, listing):
    snapshot = read_one(raw, listing(images=[f"{one}.jpg" for one in range(600)]))
    assert len(snapshot.listings.images[0]) == 500
    assert flags(snapshot) == ["list_cut"]


def test_attributes_become_text_as_written(raw):
    given = '{"size": 42.50, "gtin": "0012", "new": true, "none": null, "colours": ["red", 7], "box": {"w": 1}}'
    raw.lines(f'{{"listing_id": "a", "title": "t", "price": 1, "currency": "USD", "attributes": {given}}}')
    expected = {"size": "42.50", "gtin": "0012", "new": "true", "colours": "red | 7", "box": "w: 1"}
    assert raw.read().listings.attributes.tolist() == [expected]


def test_list_items_that_are_no_text_are_left_out_and_flagged(raw, listing):
    snapshot = read_one(raw, listing(images=["a.jpg", None, {"url": "b.jpg"}, ""]))
    assert snapshot.listings.images.tolist() == [["a.jpg"]]
    assert flags(snapshot) == ["list_cut"]


@pytest.mark.parametrize(("given", "kept"), [("NEW", "new"), ("refurbished", "refurbished"), ("mint", "unknown")])
def test_an_unknown_condition_is_unknown_and_flagged(raw, listing, given, kept):
    snapshot = read_one(raw, listing(condition=given))
    assert snapshot.listings.condition.tolist() == [kept]
    assert flags(snapshot) == (["unreadable_condition"] if kept == "unknown" else [])


def test_a_seller_of_an_unknown_type_is_kept_without_it(raw, listing):
    raw.lines(listing())
    sellers = [{"seller_id": "007", "seller_type": "B2C"}, {"seller_id": "8", "seller_type": "guild"}]
    raw.lines(*sellers, name="sellers.jsonl")
    snapshot = raw.read()
    assert snapshot.sellers.seller_id.tolist() == ["007", "8"]
    assert snapshot.sellers.seller_type.tolist()[0] == "b2c"
    assert snapshot.sellers.seller_type.isna().tolist() == [False, True]
    assert snapshot.accounts[1].flagged == 1


def test_every_table_of_a_hostile_snapshot_keeps_its_contract(raw, listing):
    every = {"description": "d", "brand": "B", "category": "a > b", "url": "javascript:alert(1)", "ships_from": "x"}
    raw.lines(listing("a", **every, images=["x"], attributes={"m": 1}, review_texts=["r"]), "{", listing("b", price=0))
    raw.lines({"seller_id": "s", "rating": 4.5, "registered_at": "2020-01-01"}, name="sellers.jsonl")
    snapshot = raw.read()
    for table, frame in ((Listings, snapshot.listings), (Sellers, snapshot.sellers), (ListingFlags, snapshot.flags)):
        assert table.check(frame) is frame
        assert (table.conform(frame).dtypes == frame.dtypes).all()
    Rejects.check(snapshot.rejects)


def test_an_empty_snapshot_file_gives_empty_tables_that_keep_their_contracts(raw):
    raw.dump("listings.jsonl", b"")
    snapshot = raw.read()
    for table, frame in ((Listings, snapshot.listings), (Sellers, snapshot.sellers), (Rejects, snapshot.rejects)):
        assert table.check(frame).empty
        assert (frame.dtypes == table.empty().dtypes).all()


def test_no_price_is_ever_infinite_or_nan(raw, listing):
    raw.lines(*(listing(str(one), price=price) for one, price in enumerate([1, "1e400", "Infinity", -1, 3, "nan"])))
    assert all(math.isfinite(price) and price > 0 for price in raw.read().listings.price)
