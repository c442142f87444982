"""A platform's night: duplicates, accounts, completeness, withholding."""

import datetime as dt
import json
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import InputError
from pipeline.sources.limits import IngestParams
from pipeline.sources.snapshot import nights, platforms, read_snapshot


def account_of(snapshot, name="listings.jsonl"):
    found = next(account for account in snapshot.accounts if account.source_file.endswith(name))
    return found.read, found.kept, found.rejected, found.repeated


def at(hour):
    return f"2026-11-18T{hour:02}:00:00Z"


def test_the_same_record_again_is_repeated(raw, listing):
    raw.lines(listing("a"), listing("b"), listing("a"), listing("a"))
    snapshot = raw.read()
    assert snapshot.listings.listing_id.tolist() == ["a", "b"]
    assert account_of(snapshot) == (4, 2, 0, 2)
    assert snapshot.rejects.empty


def test_of_other_contents_the_newest_capture_is_kept(raw, listing):
    raw.lines(
        listing("a", title="old", captured_at=at(1)),
        listing("a", title="new", captured_at=at(3)),
        listing("a", title="middle", captured_at=at(2)),
        listing("a", title="old", captured_at=at(1)),
    )
    snapshot = raw.read()
    assert snapshot.listings.title.tolist() == ["new"]
    assert snapshot.rejects[["record_no", "reason_code", "listing_id"]].values.tolist() == [
        [1, "same_key_other_content", "a"],
        [3, "same_key_other_content", "a"],
    ]
    assert account_of(snapshot) == (4, 1, 2, 1)


@pytest.mark.parametrize("moment", [None, at(1)], ids=["no times", "equal times"])
def test_at_equal_times_the_first_record_is_kept(raw, listing, moment):
    raw.lines(listing("a", title="first", captured_at=moment), listing("a", title="second", captured_at=moment))
    snapshot = raw.read()
    assert snapshot.listings.title.tolist() == ["first"]
    assert snapshot.rejects.record_no.tolist() == [2]


def test_a_record_with_a_time_is_newer_than_one_without(raw, listing):
    raw.lines(listing("a", title="undated"), listing("a", title="dated", captured_at=at(1)))
    assert raw.read().listings.title.tolist() == ["dated"]


def test_equal_instants_in_other_zones_are_equal_times(raw, listing):
    raw.lines(
        listing("a", title="first", captured_at="2026-11-18T09:00:00+08:00"),
        listing("a", title="second", captured_at="2026-11-18T01:00:00Z"),
    )
    assert raw.read().listings.title.tolist() == ["first"]


def test_duplicates_are_settled_across_part_files_and_charged_to_the_right_file(raw, listing):
    raw.lines(listing("a", title="old", captured_at=at(1)), listing("b"), name="listings-1.jsonl")
    raw.lines(listing("a", title="new", captured_at=at(2)), listing("b"), name="listings-2.jsonl.gz")
    snapshot = raw.read()
    assert snapshot.listings[["listing_id", "title"]].values.tolist() == [["b", "Watch b"], ["a", "new"]]
    assert account_of(snapshot, "listings-1.jsonl") == (2, 1, 1, 0)
    assert account_of(snapshot, "listings-2.jsonl.gz") == (2, 1, 0, 1)
    assert snapshot.rejects.source_file.tolist() == ["snapshots/stalls/2026-11-18/listings-1.jsonl"]


def test_part_files_of_every_format_are_one_table(raw, listing):
    raw.lines(listing("json"), name="listings.jsonl.zst")
    raw.dump("listings-b.csv.gz", "listing_id,title,price,currency\ncsv,t,1,USD\n")
    (raw.root / raw.place / "listings-c.parquet").write_bytes(b"")
    pq.write_table(pa.Table.from_pylist([listing("parquet")]), raw.root / raw.place / "listings-c.parquet")
    snapshot = raw.read()
    assert sorted(snapshot.listings.listing_id) == ["csv", "json", "parquet"]
    assert [account.read for account in snapshot.accounts] == [1, 1, 1]


def test_equal_ids_of_two_platforms_are_two_listings(raw, listing):
    raw.lines(listing("a"))
    raw.write("snapshots/bazaar/2026-11-18/listings.jsonl", json.dumps(listing("a", title="other")))
    assert platforms(raw.root, raw.night) == ["bazaar", "stalls"]
    other = read_snapshot(raw.root, "bazaar", raw.night, IngestParams())
    assert other.listings[["platform", "title"]].values.tolist() == [["bazaar", "other"]]
    assert raw.read().listings.platform.tolist() == ["stalls"]


def test_a_sellers_file_has_its_own_key(raw, listing):
    raw.lines(listing())
    raw.lines({"seller_id": "s", "name": "x"}, {"seller_id": "s", "name": "y"}, {"name": "z"}, name="sellers.jsonl")
    snapshot = raw.read()
    assert snapshot.sellers.name.tolist() == ["x"]
    assert snapshot.rejects.reason_code.tolist() == ["same_key_other_content", "seller_id_missing"]


def test_unknown_columns_are_reported_once_and_cost_nothing(raw, listing):
    raw.lines(*(listing(str(one), colour="red", **{f"x{one}": 1}) for one in range(3)))
    snapshot = raw.read()
    assert snapshot.unknown_columns == ["listings.colour", "listings.x0", "listings.x1", "listings.x2"]
    assert len(snapshot.listings) == 3


def test_a_flood_of_unknown_columns_is_not_a_flood_in_the_report(raw, listing):
    raw.lines(listing("a", **{f"{one:09}\0": 1 for one in range(5_000)}, **{"long" * 500: 1}))
    unknown = raw.read().unknown_columns
    assert len(unknown) == 100
    assert max(map(len, unknown)) < 80


def test_the_platform_of_a_record_is_its_folder_whatever_it_says(raw, listing):
    raw.lines(listing("a", platform="elsewhere"))
    snapshot = raw.read()
    assert snapshot.listings.platform.tolist() == ["stalls"]
    assert snapshot.unknown_columns == ["listings.platform"]


@pytest.mark.parametrize(("bad", "is_withheld"), [(2, False), (3, True)])
def test_more_rejects_than_the_share_allows_withhold_the_platform(raw, listing, bad, is_withheld):
    raw.lines(*(listing(str(one), price=0 if one < bad else 1) for one in range(10)))
    snapshot = raw.read(max_reject_share=0.20)
    assert snapshot.is_withheld is is_withheld
    assert len(snapshot.listings) == 10 - bad
    if is_withheld:
        assert "3 of 10 records were rejected (30%)" in snapshot.withheld_because


def test_another_platform_is_not_withheld_with_it(raw, listing):
    raw.lines("{")
    raw.write("snapshots/bazaar/2026-11-18/listings.jsonl", json.dumps(listing("a")))
    assert raw.read(max_reject_share=0.20).is_withheld
    assert not read_snapshot(raw.root, "bazaar", raw.night, IngestParams()).is_withheld


@pytest.mark.parametrize("marker", ['{"listings": 3}', '{"listings": 3, "written_by": "dump"}'])
def test_a_complete_snapshot_is_published(raw, listing, marker):
    raw.lines(listing("a"), listing("a"), "{")
    raw.dump("_SUCCESS", marker)
    assert not raw.read().is_withheld


BAD_MARKERS = {
    "fewer": ('{"listings": 2}', "promises 2 listings, found 3"),
    "more": ('{"listings": 4}', "promises 4 listings, found 3"),
    "empty": ("\n", "found an empty file, expected JSON"),
    "no number": ('{"listings": "many"}', "expected JSON"),
    "a fraction": ('{"listings": 3.0}', "expected JSON"),
    "negative": ('{"listings": -3}', "expected JSON"),
    "no object": ("[3]", "expected JSON"),
    "torn": ('{"listings": 3', "expected JSON"),
    "deep": ("[" * 9_000, "levels of nesting"),
    "bytes": (b"\xff", "UTF-8"),
}


@pytest.mark.parametrize("marker", BAD_MARKERS, ids=str)
def test_a_marker_that_does_not_hold_withholds_the_platform_with_a_sentence(raw, listing, marker):
    written, said = BAD_MARKERS[marker]
    raw.lines(listing("a"), listing("b"), listing("c"))
    raw.dump("_SUCCESS", written)
    snapshot = raw.read()
    assert snapshot.is_withheld
    assert said in snapshot.withheld_because
    assert len(snapshot.listings) == 3


def test_the_reject_that_stands_for_a_lost_rest_completes_no_promise(raw, listing):
    path = raw.lines(*(listing(str(one), title=os.urandom(400).hex()) for one in range(50)), name="listings.jsonl.gz")
    path.write_bytes(path.read_bytes()[:-9_000])
    found = raw.read().accounts[0].read
    raw.dump("_SUCCESS", json.dumps({"listings": found}))
    assert f"promises {found} listings, found {found - 1}" in raw.read().withheld_because


def test_a_snapshot_without_listings_is_withheld(raw):
    raw.lines({"seller_id": "s"}, name="sellers.jsonl")
    assert "found no listings" in raw.read().withheld_because


def test_a_file_of_another_format_is_a_reject_not_a_silence(raw, listing):
    raw.lines(listing())
    raw.dump("listings.xlsx", b"PK")
    raw.dump("listings.json.bz2", b"BZ")
    snapshot = raw.read()
    assert snapshot.rejects.reason_code.tolist() == ["format_unknown", "format_unknown"]
    assert snapshot.listings.listing_id.tolist() == ["a"]


def test_links_pipes_and_folders_are_not_read_as_tables(raw, listing, tmp_path):
    raw.lines(listing())
    folder = raw.root / raw.place
    secret = raw.write("secret.jsonl", json.dumps(listing("secret")))
    (folder / "listings-link.jsonl").symlink_to(secret)
    os.mkfifo(folder / "listings-pipe.jsonl")
    (folder / "listings-folder.parquet").mkdir()
    snapshot = raw.read()
    assert snapshot.listings.listing_id.tolist() == ["a"]
    assert snapshot.rejects.reason_code.tolist() == ["file_refused"] * 3


def test_a_missing_night_names_the_nights_there_are(raw, listing):
    raw.lines(listing())
    raw.write("snapshots/stalls/2026-11-16/listings.jsonl", "")
    raw.write("snapshots/stalls/notes/readme.txt", "")
    other = dt.date(2026, 11, 17)
    for ask in (lambda: read_snapshot(raw.root, "stalls", other, IngestParams()), lambda: platforms(raw.root, other)):
        with pytest.raises(InputError, match="2026-11-16, 2026-11-18"):
            ask()
    assert nights(raw.root) == [dt.date(2026, 11, 16), dt.date(2026, 11, 18)]


def test_reading_twice_gives_the_same_tables(raw, listing):
    raw.lines(listing("b", brand=True), "{", listing("a", price=0), listing("a"), name="listings-2.jsonl")
    raw.lines(listing("a", title="x"), {"q": 1}, name="listings-1.jsonl")
    first, second = raw.read(), raw.read()
    for table in ("listings", "sellers", "flags", "rejects"):
        assert getattr(first, table).equals(getattr(second, table))


def test_a_table_larger_than_one_batch_keeps_order_accounts_and_flags(raw, listing):
    many = [listing(str(one), stock=-1 if one % 1_000 == 0 else one) for one in range(30_000)]
    late = listing("5", title="later", captured_at=at(5))
    raw.lines(*many, late, many[7])
    snapshot = raw.read()
    assert account_of(snapshot) == (30_002, 30_000, 1, 1)
    assert snapshot.listings.listing_id.tolist() == [str(one) for one in range(30_000) if one != 5] + ["5"]
    assert snapshot.flags.listing_id.tolist() == [str(one) for one in range(0, 30_000, 1_000)]
    assert snapshot.listings.stock.isna().sum() == 31
