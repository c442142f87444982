"""Laws of reading: nothing that can be written makes it fail, and every record is accounted for."""

import gzip
import json
import shutil
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.contracts import ListingFlags, Listings, Rejects
from pipeline.sources.catalogs import read_catalogs
from pipeline.sources.csv_lines import csv_records
from pipeline.sources.faults import RecordFault
from pipeline.sources.guarded_json import parse_json
from pipeline.sources.guarded_yaml import parse_yaml
from pipeline.sources.limits import IngestParams
from pipeline.sources.photo_names import PhotoRefused
from pipeline.sources.photo_store import PhotoStore
from pipeline.sources.physical_lines import physical_lines

PARAMS = IngestParams()
QUICK = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=150, deadline=None)
GOOD = json.dumps({"listing_id": "good", "title": "t", "price": 1, "currency": "USD"}).encode()
SAVOURY = st.lists(
    st.sampled_from(
        [b'"', b",", b"\n", b"\r", b"\r\n", b"{", b"}", b"[", b"]", b":", b"\\", b"\\ud800", b"1e999", b"NaN", b"\0",
         b"\xff", b"\xef\xbb\xbf", b'"price"', b'"listing_id"', b"null", b"USD", b"a", b"-1", b" ", GOOD, b"\n" + GOOD]
    ),
    max_size=40,
).map(b"".join)  # fmt: skip
BYTES = st.one_of(st.binary(max_size=300), SAVOURY)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
NESTED = st.lists(SCALARS, max_size=3) | st.dictionaries(st.text(), SCALARS, max_size=3)
VALUES = st.recursive(SCALARS | NESTED, lambda inner: st.lists(inner, max_size=3), max_leaves=6)
COLUMNS = st.sampled_from([name for name in Listings.columns() if name != "platform"])
RECORDS = st.lists(st.dictionaries(COLUMNS, VALUES, max_size=8), max_size=6)


@pytest.fixture
def fresh(raw):
    """A raw folder emptied of the snapshot of the example before."""

    def build():
        shutil.rmtree(raw.root / "snapshots", ignore_errors=True)
        return raw

    return build


def check(snapshot):
    for account in snapshot.accounts:
        assert account.read == account.kept + account.rejected + account.repeated
        assert min(account.kept, account.rejected, account.repeated) >= 0
    assert sum(account.kept for account in snapshot.accounts) == len(snapshot.listings) + len(snapshot.sellers)
    assert sum(account.rejected for account in snapshot.accounts) == len(snapshot.rejects)
    Listings.check(snapshot.listings)
    Rejects.check(snapshot.rejects)
    ListingFlags.check(snapshot.flags)
    keys = set(snapshot.listings.listing_id)
    assert set(snapshot.flags.listing_id) <= keys
    return snapshot


@QUICK
@given(data=BYTES, form=st.sampled_from(["jsonl", "csv", "jsonl.gz", "csv.zst", "parquet"]), is_packed=st.booleans())
def test_no_bytes_in_any_format_make_reading_fail(fresh, data, form, is_packed):
    raw = fresh()
    packed = {"gz": gzip.compress, "zst": zstandard.compress}.get(form.rsplit(".")[-1], bytes)(data)
    raw.write(f"{raw.place}/listings.{form}", packed if is_packed else data)
    check(raw.read())


@QUICK
@given(before=SAVOURY, after=SAVOURY)
def test_a_good_line_of_json_survives_between_any_others(fresh, before, after):
    raw = fresh()
    raw.dump("listings.jsonl", before + b"\n" + GOOD + b"\n" + after)
    assert "good" in set(check(raw.read()).listings.listing_id)


@MANY
@given(lines=st.lists(st.text(alphabet='ab,"1 ', max_size=14), max_size=12), place=st.integers(0, 12))
def test_no_reading_of_csv_loses_a_line(lines, place):
    data = "\n".join(["a,b,c", *lines]).encode()
    records = list(csv_records([data], PARAMS))
    numbers = [record.number for record in records]
    assert numbers == sorted(set(numbers))
    fine = {record.number for record in records if record.fault is None}
    for number, line in enumerate(lines, start=2):
        if line.strip() and '"' not in line and number in numbers:
            assert (line.count(",") == 2) == (number in fine)


@MANY
@given(rows=st.lists(st.tuples(*[st.text(alphabet='ab," \n', max_size=6)] * 3), max_size=8))
def test_what_a_proper_writer_quotes_is_read_back_as_it_was(rows):
    quoted = ["a,b,c", *(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)]
    records = list(csv_records(["\n".join(quoted).encode()], PARAMS))
    if all(record.fault is None for record in records):
        assert [tuple(record.fields.get(name, "") for name in "abc") for record in records] == rows
    else:
        # Only text whose lines look like rows themselves is taken for rows, and then rejected aloud.
        assert any(line.count(",") == 2 for row in quoted[1:] if "\n" in row for line in row.split("\n"))


@QUICK
@given(records=RECORDS)
def test_any_values_in_any_columns_are_kept_or_rejected_with_a_reason(fresh, records):
    raw = fresh()
    good = {"listing_id": "good", "title": "t", "price": 1, "currency": "USD"}
    raw.dump("listings.jsonl", "\n".join(json.dumps(record) for record in [*records, good]))
    snapshot = check(raw.read())
    assert snapshot.accounts[0].read == len(records) + 1
    # Another record may take the same key only with a newer capture.
    assert "good" in set(snapshot.listings.listing_id)
    assert snapshot.rejects.detail.str.len().gt(10).all()


@QUICK
@given(records=st.lists(st.fixed_dictionaries({"listing_id": st.sampled_from("ab"), "title": st.sampled_from("xy"),
       "price": st.just(1), "currency": st.just("USD"), "captured_at": st.sampled_from(["2026-11-17T00:00:00Z",
       "2026-11-18T00:00:00Z"])}), max_size=10))  # fmt: skip
def test_duplicates_are_settled_by_the_rule_in_any_order(fresh, records):
    raw = fresh()
    raw.lines(*records)
    snapshot = check(raw.read())
    for listing_id in "ab":
        same = [record for record in records if record["listing_id"] == listing_id]
        kept = snapshot.listings[snapshot.listings.listing_id == listing_id]
        assert len(kept) == bool(same)
        if same:
            newest = max(record["captured_at"] for record in same)
            first = next(record for record in same if record["captured_at"] == newest)
            assert kept.title.tolist() == [first["title"]]
    contents = {json.dumps(record) for record in records}
    assert snapshot.accounts[0].repeated == len(records) - len(contents)


@QUICK
@given(rows=st.lists(st.dictionaries(st.sampled_from(["listing_id", "title", "price", "images", "x"]),
       st.none() | st.integers(-5, 5), max_size=5), min_size=1, max_size=6), cut=st.integers(0, 400))  # fmt: skip
def test_no_parquet_file_whole_or_cut_makes_reading_fail(fresh, rows, cut):
    raw = fresh()
    path = raw.write(f"{raw.place}/listings.parquet", b"")
    pq.write_table(pa.Table.from_pylist(rows), path)
    path.write_bytes(path.read_bytes()[: -cut or None])
    check(raw.read())


@MANY
@given(chunks=st.lists(st.binary(max_size=12) | st.just(b"\n"), max_size=12))
def test_lines_do_not_depend_on_how_the_bytes_arrive(chunks):
    def read(pieces):
        return [(line.number, line.data, line.fault) for line in physical_lines(pieces, 8)]

    whole = b"".join(chunks)
    assert read(chunks) == read([whole]) == read([bytes([byte]) for byte in whole])


@MANY
@given(data=BYTES)
def test_parsing_json_or_yaml_gives_a_value_or_a_record_fault(data):
    for parse in (lambda: parse_json(data, 32), lambda: parse_yaml(data, PARAMS)):
        try:
            parse()
        except RecordFault as fault:
            assert fault.fault.code


@MANY
@given(value=VALUES)
def test_what_json_writes_is_read_back(value):
    text = json.dumps(value)
    if any(name in text for name in ("NaN", "Infinity")) or "\\ud" in text:
        return
    assert json.loads(json.dumps(parse_json(text.encode(), 32))) == json.loads(text, parse_float=str, parse_int=str)


@QUICK
@given(data=BYTES, name=st.sampled_from(["brand.yaml", "products.jsonl", "products.csv", "sellers.csv", "tells.yaml"]))
def test_no_bad_catalogue_stops_another_brand(data, name):
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder)
        for brand_id in ("bad", "fine"):
            (raw / "catalogs" / brand_id).mkdir(parents=True)
            (raw / "catalogs" / brand_id / "brand.yaml").write_text(f"brand_id: {brand_id}\nname: N\n")
            (raw / "catalogs" / brand_id / "products.jsonl").write_text('{"product_id": "p", "title": "t"}')
        (raw / "catalogs" / "bad" / name).write_bytes(data)
        catalogs = read_catalogs(raw, PARAMS)
    assert "fine" in set(catalogs.brands.brand_id)
    assert "fine" in set(catalogs.products.brand_id)
    for account in catalogs.accounts:
        assert account.read == account.kept + account.rejected + account.repeated


@MANY
@given(image=st.text(max_size=40) | st.text(alphabet="./\\~a:", max_size=12))
def test_no_photo_name_leads_out_of_the_folder(tmp_path_factory, image):
    folder = Path(tempfile.gettempdir()) / "touchstone-no-such-snapshot"
    try:
        PhotoStore(folder, PARAMS).read(image)
    except PhotoRefused as refused:
        assert refused.reason_code.startswith("image_")
    else:
        pytest.fail("a photo was read from a folder that does not exist")
