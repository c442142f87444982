"""What earlier nights and verdicts say of a listing and its seller, and nothing that came later."""

import datetime as dt
from typing import Any

import pandas as pd

from features.contracts import Decisions, ImageSignals, ListingHistory, Listings, SellerHistory, Sightings
from features.history import content_keys, listing_history, seller_history, sightings_of

NIGHT = dt.date(2026, 11, 18)


def day(number: int) -> pd.Timestamp:
    return pd.Timestamp(2026, 11, number, tz="UTC")


def listings(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {"platform": "market", "title": "Acme trap", "price": 10.0, "currency": "USD", "seller_id": "S"}
    return Listings.conform(pd.DataFrame([{"listing_id": f"L{at}", **usual, **row} for at, row in enumerate(rows)]))


def photos(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {"platform": "market", "width_px": 9, "height_px": 9, "phash": 1, "dhash": 1, "quality": 1.0}
    return ImageSignals.conform(pd.DataFrame([{**usual, **row} for row in rows]))


def keys_of(*rows: dict[str, Any]) -> pd.Series:
    return content_keys(listings(*rows), ImageSignals.empty())


def tonight(*rows: dict[str, Any]) -> pd.DataFrame:
    return Sightings.check(sightings_of(listings(*rows), ImageSignals.empty(), NIGHT))


def sightings(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {"platform": "market", "listing_id": "L0", "seller_id": "S", "content_key": "k", "was_shown": False}
    return Sightings.conform(pd.DataFrame([{**usual, **row} for row in rows]))


def decisions(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {"platform": "market", "listing_id": "L0", "brand_id": "acme", "basis": "audit", "decided_at": day(10)}
    return Decisions.conform(pd.DataFrame([{"decision_id": f"d{at}", **usual, **row} for at, row in enumerate(rows)]))


def test_a_content_key_ignores_what_a_reader_does_not_see() -> None:
    shown = [
        {"title": "Acme Trap", "images": ["a.jpg", "b.jpg"], "attributes": {"size": "3", "colour": "red"}},
        {
            "title": "ACME\u200b  trap",
            "images": ["b.jpg", "a.jpg", "a.jpg"],
            "attributes": {"colour": "red", "size": "3"},
        },
    ]
    assert keys_of(*shown).nunique() == 1


def test_a_content_key_changes_with_everything_a_seller_decides() -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"title": "Acme anvil"},
        {"description": "new"},
        {"price": 20.0},
        {"currency": "EUR"},
        {"images": ["a.jpg"]},
        {"seller_id": "T"},
        {"brand": "Acme"},
        {"category": "Traps"},
        {"condition": "used"},
        {"attributes": {"size": "3"}},
        {"attributes": {"size": "4"}},
    ]
    assert keys_of(*changes).nunique() == len(changes)


def test_a_photo_counts_by_what_it_shows_and_not_by_its_name() -> None:
    shown = listings({"images": ["a.jpg"]}, {"images": ["b.jpg"]}, {"images": ["a.jpg"]}, {"images": ["a.jpg"]})
    read = photos(
        {"listing_id": "L0", "image": "a.jpg", "sha256": "same"},
        {"listing_id": "L1", "image": "b.jpg", "sha256": "same"},
        {"listing_id": "L2", "image": "a.jpg", "sha256": "other"},
    )
    one, renamed, swapped, unread = content_keys(shown, read)
    assert one == renamed
    assert len({one, swapped, unread}) == 3


def test_a_listing_nobody_saw_before_has_no_row() -> None:
    assert listing_history(tonight({}), Sightings.empty(), Decisions.empty(), NIGHT).empty
    assert seller_history(tonight({}), Sightings.empty(), Decisions.empty(), NIGHT).empty


def test_a_listing_knows_its_first_night_and_how_many_held_it() -> None:
    seen = sightings({"night": day(3)}, {"night": day(5), "was_shown": True}, {"night": day(18)}, {"night": day(19)})
    found = ListingHistory.check(listing_history(tonight({}, {}), seen, Decisions.empty(), NIGHT))
    assert found[ListingHistory.listing_id].tolist() == ["L0"]
    assert found[ListingHistory.first_seen].tolist() == [day(3)]
    assert found[ListingHistory.nights_seen].tolist() == [2]
    assert found[ListingHistory.was_shown].tolist() == [True]


def test_content_is_compared_with_the_last_night_that_held_it() -> None:
    same = keys_of({}).iloc[0]
    seen = sightings({"night": day(3), "content_key": "old"}, {"night": day(5), "content_key": same})
    assert not listing_history(tonight({}), seen, Decisions.empty(), NIGHT)[ListingHistory.is_content_changed].any()
    again = listing_history(tonight({"title": "Other"}), seen, Decisions.empty(), NIGHT)
    assert again[ListingHistory.is_content_changed].all()


def test_a_verdict_is_compared_with_the_night_it_was_about_or_the_last_before() -> None:
    same = keys_of({}).iloc[0]
    seen = sightings({"night": day(3), "content_key": same}, {"night": day(8), "content_key": "other"})
    for about, is_changed in [(4, False), (3, False), (8, True)]:
        made = decisions({"verdict": "counterfeit", "snapshot_date": day(about)})
        found = listing_history(tonight({}), seen, made, NIGHT)
        assert found[ListingHistory.settled_verdict].tolist() == ["counterfeit"]
        assert found[ListingHistory.is_changed_since_settled].tolist() == [is_changed]


def test_a_verdict_without_a_sighting_stands_and_shows_no_change() -> None:
    found = listing_history(tonight({}), Sightings.empty(), decisions({"verdict": "genuine"}), NIGHT)
    assert found[ListingHistory.settled_verdict].tolist() == ["genuine"]
    assert found[ListingHistory.nights_seen].tolist() == [0]
    assert not found[ListingHistory.is_changed_since_settled].any()
    assert found[ListingHistory.first_seen].isna().all()


def test_a_verdict_older_than_memory_is_compared_with_the_first_night_remembered() -> None:
    same = keys_of({}).iloc[0]
    made = decisions({"verdict": "genuine", "snapshot_date": day(2), "decided_at": day(3)})
    for first, is_changed in [(same, False), ("older", True)]:
        seen = sightings({"night": day(5), "content_key": first}, {"night": day(6), "content_key": "between"})
        found = listing_history(tonight({}), seen, made, NIGHT)
        assert found[ListingHistory.is_changed_since_settled].tolist() == [is_changed]


def test_of_several_brands_the_verdict_settled_last_is_shown() -> None:
    made = decisions({"verdict": "genuine"}, {"verdict": "lookalike", "brand_id": "zenith", "decided_at": day(12)})
    found = listing_history(tonight({}), Sightings.empty(), made, NIGHT)
    assert found[ListingHistory.settled_brand_id].tolist() == ["zenith"]


def test_a_verdict_of_the_night_itself_is_not_yet_known() -> None:
    made = decisions({"verdict": "counterfeit", "decided_at": day(18)})
    assert listing_history(tonight({}), Sightings.empty(), made, NIGHT).empty
    assert seller_history(tonight({}), Sightings.empty(), made, NIGHT).empty


def test_a_seller_knows_how_many_listings_are_gone() -> None:
    later = {"night": day(20), "listing_id": "later"}
    seen = sightings({"night": day(3)}, {"night": day(4)}, {"night": day(4), "listing_id": "old"}, later)
    found = SellerHistory.check(seller_history(tonight({}), seen, Decisions.empty(), NIGHT))
    assert found[SellerHistory.first_seen].tolist() == [day(3)]
    assert found[[SellerHistory.listings_seen, SellerHistory.listings_gone]].to_numpy().tolist() == [[2, 1]]


def test_a_settled_listing_counts_for_the_seller_who_held_it() -> None:
    seen = sightings({"night": day(3), "seller_id": "old"}, {"night": day(12), "seller_id": "S"})
    made = decisions({"verdict": "counterfeit", "snapshot_date": day(4)})
    both = tonight({}, {"listing_id": "L1", "seller_id": "old"})
    found = seller_history(both, seen, made, NIGHT).set_index(SellerHistory.seller_id)
    assert found[SellerHistory.counterfeit_count].to_dict() == {"S": 0, "old": 1}


def test_a_verdict_before_any_sighting_counts_for_tonights_seller() -> None:
    found = seller_history(tonight({}), Sightings.empty(), decisions({"verdict": "genuine"}), NIGHT)
    assert found[SellerHistory.genuine_count].tolist() == [1]
    assert found[SellerHistory.first_seen].isna().all()


def test_a_listing_settled_for_two_brands_counts_once_and_as_counterfeit() -> None:
    made = decisions({"verdict": "genuine"}, {"verdict": "counterfeit", "brand_id": "zenith"}, {"listing_id": "L1"})
    made.loc[2, Decisions.verdict] = "grey_market"
    found = seller_history(tonight({}, {}), Sightings.empty(), made, NIGHT)
    counts = [SellerHistory.settled_count, SellerHistory.counterfeit_count, SellerHistory.genuine_count]
    assert found[counts].to_numpy().tolist() == [[2, 1, 0]]


def test_the_order_of_rows_changes_nothing() -> None:
    shown = tonight({}, {"seller_id": "T"}, {"seller_id": None})
    seen = sightings(*({"night": day(at), "listing_id": f"L{at % 3}", "content_key": str(at)} for at in range(1, 9)))
    made = decisions(*({"verdict": v, "listing_id": f"L{at}"} for at, v in enumerate(["genuine", "counterfeit"])))
    for build in (listing_history, seller_history):
        turned = build(shown.iloc[::-1].reset_index(drop=True), seen.iloc[::-1], made.iloc[::-1], NIGHT)
        pd.testing.assert_frame_equal(build(shown, seen, made, NIGHT), turned)
