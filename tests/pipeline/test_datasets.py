"""Datasets are written whole or not at all, and come back as they were."""

import pandas as pd
import pytest

from features.contracts import Listings, Suspects
from pipeline.datasets.dataset import Dataset, read, sha256_of, write
from pipeline.errors import WorldError

TABLE = Dataset("listings", "work/{night}/listings.parquet", Listings)
FREE = Dataset("features", "work/{night}/features.parquet")


def listings(**changes):
    row = {
        "platform": "bazaar", "listing_id": "00123", "title": "Łódź 包 👜", "price": 12.5, "currency": "EUR",
        "stock": None, "images": ["a.jpg", "b/c.jpg"], "attributes": {"gtin": "0001", "size": "XL"},
        "listed_at": "2026-11-01T08:00:00+08:00",
    }  # fmt: skip
    return Listings.conform(pd.DataFrame([{**row, **changes}, {**row, "listing_id": "9007199254740993"}]))


def test_a_table_comes_back_as_it_was_written(tmp_path):
    frame = listings()
    path = tmp_path / "listings.parquet"
    write(TABLE, path, frame)
    pd.testing.assert_frame_equal(read(TABLE, path), frame)


def test_an_empty_table_keeps_its_types(tmp_path):
    for contract in (Listings, Suspects):
        dataset = Dataset("table", "t.parquet", contract)
        write(dataset, tmp_path / "t.parquet", contract.empty())
        pd.testing.assert_frame_equal(read(dataset, tmp_path / "t.parquet"), contract.empty())


def test_the_same_table_gives_the_same_bytes(tmp_path):
    for name in ("one.parquet", "two.parquet"):
        write(TABLE, tmp_path / name, listings())
    assert sha256_of(tmp_path / "one.parquet") == sha256_of(tmp_path / "two.parquet")


def test_the_marks_of_a_free_table_come_back(tmp_path):
    frame = pd.DataFrame({"a": [1.0, float("nan")]})
    frame.attrs = {"fingerprint": "abc", "encoder": "use-m3"}
    write(FREE, tmp_path / "f.parquet", frame)
    assert read(FREE, tmp_path / "f.parquet").attrs == frame.attrs


def test_a_flipped_bit_is_not_read_as_data(tmp_path):
    path = tmp_path / "listings.parquet"
    write(TABLE, path, listings())
    content = bytearray(path.read_bytes())
    content[60] ^= 0x10
    path.write_bytes(bytes(content))
    with pytest.raises(WorldError, match=r"listings.*does not read"):
        read(TABLE, path)


def test_a_missing_table_names_itself_and_what_to_do(tmp_path):
    with pytest.raises(WorldError, match=r"listings: .*is not there.*Run the stage"):
        read(TABLE, tmp_path / "listings.parquet")
