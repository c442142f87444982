"""Parquet: typed columns become the same listings as lines of JSON, and a bad row costs that row."""

import datetime as dt
import decimal
import pickle

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.sources.photo_names import PhotoRefused


@pytest.fixture
def store(raw):
    """Writes columns as tonight's listings."""

    def write(columns, name="listings.parquet", **options):
        folder = raw.root / raw.place
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table(columns), folder / name, **options)
        return folder / name

    return write


def good(count=3):
    ids = [f"{one:03}" for one in range(count)]
    return {"listing_id": ids, "title": [f"t{one}" for one in ids], "price": [1.5] * count, "currency": ["USD"] * count}


def test_types_of_arrow_become_types_of_the_contract(raw, store):
    moment = dt.datetime(2026, 11, 18, 9, 30, tzinfo=dt.UTC)
    typed = {
        "listing_id": pa.array([9007199254740993], pa.int64()),
        "price": pa.array([decimal.Decimal("12.50")], pa.decimal128(10, 2)),
        "title": pa.array(["t"]).dictionary_encode(),
        "currency": pa.array([b"USD"], pa.binary()),
        "stock": pa.array([3.0]),
        "list_price": pa.array([float("nan")]),
        "captured_at": pa.array([moment], pa.timestamp("ns", "Asia/Shanghai")),
        "listed_at": pa.array([moment.replace(tzinfo=None)], pa.timestamp("ms")),
        "images": pa.array([["a.jpg", "b.jpg"]]),
        "attributes": pa.array([[("model", "X1")]], pa.map_(pa.string(), pa.string())),
    }
    store(typed)
    snapshot = raw.read()
    row = snapshot.listings.iloc[0]
    assert (row.listing_id, row.price, row.currency, row.stock) == ("9007199254740993", 12.5, "USD", 3)
    assert np.isnan(row.list_price)
    assert (row.captured_at, row.listed_at) == (moment, moment)
    assert (row.images, row.attributes) == (["a.jpg", "b.jpg"], {"model": "X1"})
    assert snapshot.flags.flag.tolist() == ["time_without_offset"]


def test_a_bad_row_costs_that_row_and_is_numbered_from_one(raw, store):
    columns = good(5)
    columns["price"] = [1.5, -1.0, float("inf"), None, 2.0]
    store(columns, row_group_size=2)
    snapshot = raw.read()
    assert snapshot.listings.listing_id.tolist() == ["000", "004"]
    assert snapshot.rejects[["record_no", "reason_code"]].values.tolist() == [
        [2, "price_not_positive"],
        [3, "price_unreadable"],
        [4, "price_missing"],
    ]


def test_text_that_is_no_utf8_costs_its_row(raw, store):
    bad = pa.array([b"fine", b"\xff\xfe", b"fine"]).view(pa.string())
    store(good() | {"brand": bad})
    snapshot = raw.read()
    assert snapshot.listings.listing_id.tolist() == ["000", "002"]
    assert snapshot.rejects.reason_code.tolist() == ["invalid_utf8"]


def test_bytes_that_are_no_text_cost_only_their_value(raw, store):
    store(good() | {"thumbnail": [b"\xff\xd8"] * 3, "brand": [b"Omega", b"\xff", None]})
    snapshot = raw.read()
    assert snapshot.listings.brand.tolist()[0] == "Omega"
    assert snapshot.flags[["listing_id", "flag"]].values.tolist() == [["001", "unreadable_brand"]]
    assert snapshot.unknown_columns == ["listings.thumbnail"]


def test_a_time_beyond_the_calendar_goes_missing_and_the_listing_stays(raw, store):
    store(good() | {"captured_at": pa.array([2**62, None, 0], pa.int64()).view(pa.timestamp("us", "UTC"))})
    snapshot = raw.read()
    assert len(snapshot.listings) == 3
    assert snapshot.listings.captured_at.isna().all()
    assert snapshot.flags.flag.tolist() == ["unreadable_captured_at"] * 2


def test_the_same_row_again_is_repeated_whatever_its_row_group(raw, store):
    columns = {name: values + values[:1] for name, values in good().items()}
    store(columns, row_group_size=1)
    account = raw.read().accounts[0]
    assert (account.read, account.kept, account.repeated) == (4, 3, 1)


def test_nested_columns_beyond_the_depth_refuse_the_file(raw, store):
    deep = pa.array([1, 1, 1])
    for _ in range(40):
        deep = pa.StructArray.from_arrays([deep], names=["x"])
    store(good() | {"deep": deep})
    assert raw.read().rejects.reason_code.tolist() == ["header_refused"]


def test_a_row_over_a_mebibyte_costs_that_row(raw, store):
    store(good() | {"description": ["short", "x" * (1 << 20), "short"]})
    snapshot = raw.read()
    assert snapshot.listings.listing_id.tolist() == ["000", "002"]
    assert snapshot.rejects.reason_code.tolist() == ["line_too_long"]


@pytest.mark.parametrize("damage", ["cut", "empty", "noise"])
def test_a_file_that_is_no_parquet_is_one_reject(raw, store, damage):
    path = store(good())
    data = path.read_bytes()
    path.write_bytes({"cut": data[:-30], "empty": b"", "noise": b"PAR1" + bytes(200) + b"PAR1"}[damage])
    snapshot = raw.read()
    assert snapshot.rejects.reason_code.tolist() == ["file_broken"]
    assert snapshot.accounts[0].read == 1


def test_a_flipped_bit_loses_its_row_group_and_keeps_the_others(raw, store):
    columns = good(3_000)
    path = store(columns, row_group_size=1_000, write_page_checksum=True, use_dictionary=False, compression="none")
    data = bytearray(path.read_bytes())
    data[data.index(b"t1500")] ^= 1
    path.write_bytes(bytes(data))
    snapshot = raw.read()
    assert snapshot.rejects[["record_no", "reason_code"]].values.tolist() == [[1_001, "file_truncated"]]
    assert snapshot.listings.listing_id.tolist() == columns["listing_id"][:1_000] + columns["listing_id"][2_000:]
    assert snapshot.accounts[0].read == 2_001


@pytest.mark.parametrize("is_list", [True, False])
def test_photos_may_stand_in_the_table_as_bytes(raw, store, is_list):
    photos = [[b"p1", b"p2"], [], None, [b"p5"]] if is_list else [b"p1", None, None, b"p5"]
    kind = pa.list_(pa.binary()) if is_list else pa.binary()
    store(good(4) | {"images": pa.array(photos, kind)}, row_group_size=3)
    snapshot = raw.read()
    named = snapshot.listings.images.tolist()
    assert named[0] == (["listings.parquet/1/0", "listings.parquet/1/1"] if is_list else ["listings.parquet/1/0"])
    assert named[1:] == [[], [], ["listings.parquet/4/0"]]
    photos = pickle.loads(pickle.dumps(snapshot.photos))
    assert photos.read("listings.parquet/4/0") == b"p5"
    assert photos.read("listings.parquet/1/0") == b"p1", "going back is allowed"


@pytest.mark.parametrize("name", ["9/0", "1/9", "0/0", "x/0", "1", "1/0/0", "99999999999999999999/0"])
def test_a_photo_the_table_has_not_is_missing(raw, store, name):
    store(good(1) | {"images": pa.array([[b"p1"]], pa.list_(pa.binary()))})
    with pytest.raises(PhotoRefused) as refused:
        raw.read().photos.read(f"listings.parquet/{name}")
    assert refused.value.reason_code == "image_missing"


def test_rows_with_other_photos_are_other_content(raw, store):
    columns = {name: values * 2 for name, values in good(1).items()}
    store(columns | {"images": pa.array([b"one", b"two"], pa.binary())})
    assert raw.read().rejects.reason_code.tolist() == ["same_key_other_content"]
