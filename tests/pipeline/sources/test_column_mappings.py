"""`sources.yaml` turns another dump's names and units into the border's, and tells all its faults at once."""

import json

import pytest

from pipeline.sources.column_mappings import read_mappings

MAPPING = """
platforms:
  stalls:
    listings:
      columns:
        listing_id: sku
        title: item_name
        seller_id: shop.id
        price: {from: cents, scale: 0.01}
        currency: {constant: USD}
        images: {from: pictures, split: ";"}
        listed_at: {from: created, epoch: milliseconds}
        condition: {from: state, values: {BRAND NEW: new, "2": used}}
    sellers:
      columns: {name: shop_title}
"""


def test_a_dump_with_other_names_and_units_is_read(raw):
    raw.write("sources.yaml", MAPPING)
    common = {"item_name": "Watch", "shop": {"id": "007", "size": 3}, "created": 1762000000123, "title": "not this one"}
    raw.lines(
        {"sku": 1, "cents": 1999, "state": "BRAND NEW", "pictures": "a.jpg; b.jpg;", "brand": "B", **common},
        {"sku": 2, "cents": "dear", "state": 2, **common},
        {"sku": 3, "cents": 0, **common},
    )
    raw.lines({"seller_id": "007", "shop_title": "Shop"}, name="sellers.jsonl")
    snapshot = raw.read()
    row = snapshot.listings.iloc[0]
    assert (row.listing_id, row.title, row.seller_id, row.price, row.currency) == ("1", "Watch", "007", 19.99, "USD")
    assert (row.images, row.condition, row.brand) == (["a.jpg", "b.jpg"], "new", "B")
    assert row.listed_at.isoformat() == "2025-11-01T12:26:40.123000+00:00"
    assert snapshot.rejects.reason_code.tolist() == ["price_unreadable", "price_not_positive"]
    assert snapshot.sellers.name.tolist() == ["Shop"]
    assert snapshot.unknown_columns == []


def test_a_platform_that_is_not_mentioned_goes_by_the_names_of_the_border(raw, listing):
    raw.write("sources.yaml", MAPPING.replace("stalls", "bazaar"))
    raw.lines(listing())
    assert raw.read().listings.listing_id.tolist() == ["a"]


def test_all_faults_of_a_mapping_are_told_at_once_and_withhold_its_platform(raw, listing, params):
    raw.write(
        "sources.yaml",
        "platforms:\n  stalls:\n    listings:\n      columns:\n"
        "        tittle: name\n        price: {from: cents, scale: -1, unit: EUR}\n"
        "        currency: {constant: USD, from: c}\n"
        "        listed_at: {from: t, epoch: hours}\n        title: [a]\n    prices: {}\n  bazaar: {}\n",
    )
    raw.lines(listing())
    problems = read_mappings(raw.root, params).problems_of("stalls")
    for said in ("tittle: unknown column", "scale: expected", "unknown key 'unit'", "either from: or constant:",
                 "epoch: expected seconds", "title: found \"['a']\"", "stalls.prices: unknown table"):  # fmt: skip
        assert any(said in problem for problem in problems), said
    snapshot = raw.read()
    assert snapshot.is_withheld
    assert snapshot.listings.empty
    assert read_mappings(raw.root, params).problems_of("bazaar") == []


@pytest.mark.parametrize("written", ["platforms: [", "stalls: {}", "- a", "platforms: x", b"\xff"])
def test_a_file_that_cannot_be_read_withholds_every_platform(raw, listing, written):
    raw.write("sources.yaml", written)
    raw.lines(listing())
    snapshot = raw.read()
    assert snapshot.is_withheld
    assert "sources.yaml" in snapshot.withheld_because


@pytest.mark.parametrize("created", ["9" * 30, "-1e300", "soon", None, {"a": 1}])
def test_an_epoch_that_is_no_time_costs_only_its_value(raw, created):
    raw.write("sources.yaml", MAPPING)
    raw.lines(json.dumps({"sku": "1", "item_name": "t", "cents": 100, "created": created}))
    snapshot = raw.read()
    assert snapshot.listings.listing_id.tolist() == ["1"]
    assert snapshot.listings.listed_at.isna().all()
