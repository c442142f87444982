"""One bad line of JSON costs one line, whatever it tries."""

import gzip
import hashlib
import json

import pytest

from pipeline.sources.faults import RecordFault
from pipeline.sources.guarded_json import nesting_depth, parse_json
from pipeline.sources.physical_lines import physical_lines

GOOD = '{"listing_id": "x", "title": "t", "price": 1, "currency": "USD"'

ATTACKS = {
    "forty kilobytes of brackets": (b"[" * 40_000, "too_deep"),
    "deep nesting inside a field": (GOOD.encode() + b', "a": ' + b"[" * 40 + b"]" * 40 + b"}", "too_deep"),
    "a key given twice": (GOOD + ', "price": 2}', "duplicate_key"),
    "a key given twice through an escape": (GOOD + ', "\\u0070rice": 2}', "duplicate_key"),
    "a key given twice deep inside": (GOOD + ', "attributes": {"model": 1, "model": 2}}', "duplicate_key"),
    "NaN": (GOOD + ', "stock": NaN}', "constant_refused"),
    "Infinity": (GOOD + ', "stock": -Infinity}', "constant_refused"),
    "bytes that are not UTF-8": (GOOD.encode() + b', "brand": "\xff\xfe"}', "invalid_utf8"),
    "half a surrogate pair": (GOOD + ', "brand": "\\ud83d"}', "lone_surrogate"),
    "half a surrogate pair in a key": (GOOD + ', "\\uDC00": 1}', "lone_surrogate"),
    "no object": ('["listing_id"]', "not_an_object"),
    "a bare number": ("17", "not_an_object"),
    "half a line": (GOOD, "invalid_json"),
    "two values": (GOOD + "} {}", "invalid_json"),
    "only NUL": (b"\0\0\0", "invalid_json"),
    "a line over a mebibyte": (GOOD + ', "description": "' + "x" * (1 << 20) + '"}', "line_too_long"),
}


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_a_bad_line_between_good_ones_costs_only_itself(raw, listing, attack):
    line, reason = ATTACKS[attack]
    raw.lines(listing("a"), line, listing("b"))
    snapshot = raw.read()
    assert list(snapshot.listings.listing_id) == ["a", "b"]
    assert snapshot.rejects[["reason_code", "record_no"]].values.tolist() == [[reason, 2]]
    account = snapshot.accounts[0]
    assert (account.read, account.kept, account.rejected, account.repeated) == (3, 2, 1, 0)


def test_a_reject_names_file_line_and_hash_and_says_what_to_do(raw, listing):
    raw.lines(listing("a"), listing("b", price="cheap"))
    reject = raw.read().rejects.iloc[0]
    assert reject.source_file == "snapshots/stalls/2026-11-18/listings.jsonl"
    assert (reject.record_no, reject.platform, reject.listing_id) == (2, "stalls", "b")
    assert reject.reason_code == "price_unreadable"
    assert "found 'cheap', expected a plain decimal number" in reject.detail
    assert reject.sha256 == hashlib.sha256(json.dumps(listing("b", price="cheap")).encode()).hexdigest()


def test_an_overlong_line_is_hashed_though_it_is_never_held():
    long = b"x" * 5_000_000
    chunks = [long[start : start + 70_000] for start in range(0, len(long), 70_000)]
    lost, good = physical_lines([*chunks, b"\ngood\n"], 1 << 20)
    assert lost.fault.code == "line_too_long"
    assert lost.data == b""
    assert lost.sha256 == hashlib.sha256(long).hexdigest()
    assert (good.number, good.data) == (2, b"good")


def test_blank_lines_are_no_records_and_still_count_as_lines(raw, listing):
    raw.lines("", "   ", "\t", listing("a"), "", "{")
    snapshot = raw.read()
    assert snapshot.accounts[0].read == 2
    assert snapshot.rejects.record_no.tolist() == [6]


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(raw, listing):
    raw.dump("listings.jsonl", b"\xef\xbb\xbf" + b"\r\n".join(json.dumps(listing(one)).encode() for one in "ab"))
    assert list(raw.read().listings.listing_id) == ["a", "b"]


def test_whole_surrogate_pairs_are_characters(raw, listing):
    raw.lines('{"listing_id": "a", "title": "\\ud83d\\udc5c bag", "price": 1, "currency": "USD"}')
    assert raw.read().listings.title[0] == "👜 bag"


@pytest.mark.parametrize("number", ["1" + "0" * 5_000, "1e999999999", "9" * 700_000], ids=["long", "wide", "huge"])
def test_a_huge_number_costs_its_column_not_the_reader(raw, listing, number):
    priced = GOOD.replace("1,", f"{number},").replace('"x"', '"y"')
    raw.lines(listing("a"), GOOD + f', "stock": {number}}}', priced + "}")
    snapshot = raw.read()
    assert list(snapshot.listings.listing_id) == ["a", "x"]
    assert snapshot.listings.stock.isna().all()
    assert snapshot.rejects.reason_code.tolist() in (["price_unreadable"], ["price_out_of_range"])


@pytest.mark.parametrize("given", ["00123", "9007199254740993", "12345678901234567890123", " spaced ", "1.50", "NA"])
def test_ids_stay_as_given(raw, listing, given):
    raw.lines(listing(given, seller_id=given))
    assert raw.read().listings.iloc[0][["listing_id", "seller_id"]].tolist() == [given, given]


@pytest.mark.parametrize("number", ["9007199254740993", "1.50", "1e3"])
def test_ids_given_as_numbers_keep_their_digits(raw, number):
    raw.lines(f'{{"listing_id": {number}, "title": "t", "price": 1, "currency": "USD"}}')
    assert raw.read().listings.listing_id[0] == number


def test_brackets_inside_strings_do_not_count_as_depth():
    text = b'{"a": "' + b"[" * 100 + b'\\"]["}'
    assert nesting_depth(text, 32) == 1
    assert parse_json(text, 32)["a"].startswith("[[")


def test_depth_is_allowed_up_to_its_limit_and_not_beyond():
    assert parse_json(b"[" * 32 + b"]" * 32, 32)
    with pytest.raises(RecordFault):
        parse_json(b"[" * 33 + b"]" * 33, 32)


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_compressed_lines_read_like_plain_ones(raw, listing, ending):
    raw.lines(*(listing(str(one)) for one in range(500)), name=f"listings.jsonl.{ending}")
    assert len(raw.read().listings) == 500


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_of_a_truncated_file_what_could_be_read_is_kept(raw, listing, ending):
    titles = [hashlib.sha256(str(one).encode()).hexdigest() * 8 for one in range(3_000)]
    lines = [listing(str(one), title=title) for one, title in enumerate(titles)]
    path = raw.lines(*lines, name=f"listings.jsonl.{ending}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    snapshot = raw.read()
    account = snapshot.accounts[0]
    assert 100 < len(snapshot.listings) < 3_000
    assert snapshot.listings.title.tolist() == titles[: len(snapshot.listings)]
    assert snapshot.rejects.reason_code.tolist() == ["file_truncated"]
    assert (account.read, account.kept, account.rejected) == (len(snapshot.listings) + 1, len(snapshot.listings), 1)


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_a_file_that_is_not_compressed_as_it_says_is_one_reject(raw, listing, ending):
    raw.write(f"{raw.place}/listings.jsonl.{ending}", json.dumps(listing("a")))
    snapshot = raw.read()
    assert snapshot.rejects.reason_code.tolist() == ["file_truncated"]
    assert snapshot.accounts[0].read == 1


def test_several_gzip_members_are_one_file(raw, listing):
    members = [gzip.compress(json.dumps(listing(one)).encode() + b"\n") for one in "abc"]
    raw.write(f"{raw.place}/listings.jsonl.gz", b"".join(members) + b"\0" * 512)
    assert list(raw.read().listings.listing_id) == ["a", "b", "c"]


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_a_decompression_bomb_ends_as_one_reject(raw, ending):
    raw.dump(f"listings.jsonl.{ending}", b"\0" * (150 << 20))
    snapshot = raw.read()
    assert snapshot.rejects.reason_code.tolist() == ["file_expands_too_much"]
    assert snapshot.accounts[0].read == 1
