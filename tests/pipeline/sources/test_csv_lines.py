"""CSV as people and spreadsheets write it: rows are neither swallowed, shifted nor guessed at."""

import pytest

HEADER = "listing_id,title,price,currency,brand\n"


def ids(snapshot):
    return list(snapshot.listings.listing_id)


def faults(snapshot):
    return snapshot.rejects[["record_no", "reason_code"]].values.tolist()


def test_everything_is_text_and_na_is_a_brand(raw):
    raw.dump("listings.csv", HEADER + "00123,nan,1.50,USD,NA\n9007199254740993,t,2,USD,null\n")
    listings = raw.read().listings
    assert listings.listing_id.tolist() == ["00123", "9007199254740993"]
    assert listings.brand.tolist() == ["NA", "null"]
    assert listings.title.tolist() == ["nan", "t"]


def test_an_empty_cell_is_missing(raw):
    raw.dump("listings.csv", HEADER + "a,t,1,USD,\nb,,1,USD,x\n")
    snapshot = raw.read()
    assert snapshot.listings.brand.isna().all()
    assert faults(snapshot) == [[3, "title_missing"]]


def test_a_quoted_cell_may_hold_commas_quotes_and_lines(raw):
    raw.dump("listings.csv", HEADER + 'a,"One, ""two""\nand three",1,USD,x\nb,t,1,USD,x\nc,t,0,USD,x\n')
    snapshot = raw.read()
    assert ids(snapshot) == ["a", "b"]
    assert snapshot.listings.title[0] == 'One, "two" and three'
    assert faults(snapshot) == [[5, "price_not_positive"]], "a record's number is the physical line where it starts"


def test_an_inch_mark_in_an_unquoted_cell_is_text(raw):
    raw.dump("listings.csv", HEADER + 'a,15" laptop,1,USD,x\nb,t,1,USD,x\n')
    assert raw.read().listings.title[0] == '15" laptop'


STRAY = {
    "an opening quote that nothing closes": ['2,"Bad,1,USD,x'],
    "text after a closing quote": ['2,"Bad" watch,1,USD,x'],
    "an opening quote before a line with a quoted cell": ['2,"Bad,1,USD,x', '3,"Good",1,USD,x'],
    "two opening quotes far apart": ['2,"Bad,1,USD,x', "3,t,1,USD,x", "4,t,1,USD,x", '5,t",1,USD,x'],
    "two opening quotes on neighbouring lines": ['2,"Bad,1,USD,x', '3,t",1,USD,x'],
}


@pytest.mark.parametrize("stray", STRAY, ids=str)
def test_a_stray_quote_costs_its_own_line(raw, stray):
    rows = ["1,t,1,USD,x", *STRAY[stray], *(f"{one},t,1,USD,x" for one in range(6, 60))]
    raw.dump("listings.csv", HEADER + "\n".join(rows) + "\n")
    snapshot = raw.read()
    expected = [row.split(",")[0] for row in rows if not row.startswith("2,")]
    assert ids(snapshot) == expected
    assert faults(snapshot) == [[3, "stray_quote"]]


def test_rows_that_are_too_long_or_too_short_are_rejected_not_shifted(raw):
    raw.dump("listings.csv", HEADER + "a,t,1,USD,x,surplus\nb,t,1,USD,x\nc,t,1\n")
    snapshot = raw.read()
    assert ids(snapshot) == ["b"]
    assert faults(snapshot) == [[2, "columns_extra"], [4, "columns_missing"]]


def test_a_row_of_several_lines_with_an_extra_column_is_one_reject(raw):
    raw.dump("listings.csv", HEADER + 'a,"one\ntwo\nthree",1,USD,x,surplus\nb,t,1,USD,x\n')
    snapshot = raw.read()
    assert ids(snapshot) == ["b"]
    assert faults(snapshot) == [[2, "columns_extra"]]


def test_a_lone_carriage_return_breaks_no_row(raw):
    raw.dump("listings.csv", HEADER + "a,one\rtwo,1,USD,x\nb,t,1,USD,x\n")
    snapshot = raw.read()
    assert ids(snapshot) == ["a", "b"]
    assert snapshot.listings.title[0] == "one two"
    assert snapshot.flags.flag.tolist() == ["text_cleaned"]


def test_a_file_with_old_mac_line_ends_is_read(raw):
    raw.dump("listings.csv", (HEADER + "a,t,1,USD,x\nb,t,1,USD,x\n").replace("\n", "\r"))
    assert ids(raw.read()) == ["a", "b"]


def test_a_bad_byte_costs_its_row(raw):
    raw.dump("listings.csv", HEADER.encode() + b"a,\xff,1,USD,x\nb,t,1,USD,x\n")
    snapshot = raw.read()
    assert ids(snapshot) == ["b"]
    assert faults(snapshot) == [[2, "invalid_utf8"]]


def test_lists_are_json_or_separated_by_bars(raw):
    header = "listing_id,title,price,currency,images,attributes\n"
    rows = [
        'a,t,1,USD,"[""x.jpg"", ""y|z.jpg""]","{""model"": 12.50}"',
        "b,t,1,USD,x.jpg | y.jpg,",
        'c,t,1,USD,[x.jpg,"{""model"": 1, ""model"": 2}"',
    ]
    raw.dump("listings.csv", header + "\n".join(rows))
    snapshot = raw.read()
    assert snapshot.listings.images.tolist() == [["x.jpg", "y|z.jpg"], ["x.jpg", "y.jpg"], []]
    assert snapshot.listings.attributes.tolist() == [{"model": "12.50"}, {}, {}]
    assert snapshot.flags.values.tolist() == [
        ["stalls", "c", "unreadable_attributes"],
        ["stalls", "c", "unreadable_images"],
    ]


BAD_HEADERS = {
    "a column twice": "listing_id,title,title,price,currency",
    "six hundred columns": ",".join(f"c{one}" for one in range(600)),
    "a giant header": "listing_id," + "x" * 70_000,
    "a header over a line's limit": "listing_id," + "x" * (1 << 20),
    "semicolons": "listing_id;title;price;currency",
    "an open quote": 'listing_id,"title,price,currency',
    "bytes": b"listing_id,\xff",
}


@pytest.mark.parametrize("header", BAD_HEADERS, ids=str)
def test_a_header_that_cannot_be_used_refuses_the_file_as_one_record(raw, header):
    line = BAD_HEADERS[header]
    raw.dump("listings.csv", (line if isinstance(line, bytes) else line.encode()) + b"\n1,2,3,4,5\n")
    snapshot = raw.read()
    assert faults(snapshot) == [[1, "header_refused"]]
    assert snapshot.accounts[0].read == 1


def test_the_same_bytes_under_another_header_are_other_content(raw):
    raw.dump("listings-1.csv", "listing_id,title,brand,price,currency\na,x,y,1,USD\n")
    raw.dump("listings-2.csv", "listing_id,brand,title,price,currency\na,x,y,1,USD\n")
    snapshot = raw.read()
    assert snapshot.listings.title.tolist() == ["x"]
    assert faults(snapshot) == [[2, "same_key_other_content"]]


def test_a_csv_bomb_of_open_quotes_is_read_in_bounded_time(raw):
    raw.dump("listings.csv", HEADER + 'a","b\n' * 20_000)
    assert raw.read().accounts[0].rejected > 0
