"""Which texts are addresses, how they are shown, and which names of a store may become files."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.remote.addresses import address_in, shown, without_secrets
from pipeline.remote.plain_names import fault_of, without_clashes
from pipeline.remote.store import Store


@pytest.mark.parametrize(
    "address", ["s3://bucket", "s3://bucket/raw/2026", "memory://m", "gs://b/x y", "abfs://box@account.dfs.core.net/x"]
)
def test_an_address_is_told_from_its_path(address):
    assert address_in(Path(address)) == address


def test_a_local_address_stays_absolute():
    assert address_in(Path("file:///data/raw")) == "file:///data/raw"


@pytest.mark.parametrize("path", ["data/raw", "/data/raw", "C:/data", "a:b/c", "..", "s3", "2026-11-18T10:00/x"])
def test_a_path_is_no_address(path):
    assert address_in(Path(path)) is None


def test_user_password_and_signature_are_never_shown():
    address = "ftp://anna:s3cret@host/raw?sig=abc123"
    assert shown(address) == "ftp://host/raw"
    assert "s3cret" not in without_secrets(f"530 wrong: anna:s3cret, or s3cret, at {address}", address)
    assert "abc123" not in without_secrets("https://host/raw?sig=abc123 is expired", address)
    assert shown("abfs://box@account.dfs.core.net/x") == "abfs://box@account.dfs.core.net/x"


def test_what_cannot_be_opened_says_what_to_do():
    with pytest.raises(InputError, match=r"--raw: gs://bucket/raw needs a package.*gcsfs"):
        Store("--raw", "gs://bucket/raw")
    with pytest.raises(InputError, match="nosuch://bucket/raw .*expected a local folder or an address"):
        Store("--raw", "nosuch://bucket/raw")
    with pytest.raises(InputError, match="expected one protocol"):
        Store("--raw", "simplecache::memory://bucket/raw")


@pytest.mark.parametrize(
    "name",
    ["", "/etc/passwd", "../x", "a/../../x", "a/..", "./a", "a//b", "a\\b", "..\\x", "a\0b", "a\nb", "a\x1b[2J", "a/", "\ud800"]
    + ["x" * 256, "é" * 128, "a/" * 1200 + "b"],
)  # fmt: skip
def test_hostile_names_are_not_taken(name):
    assert fault_of(name) is not None


@pytest.mark.parametrize("name", ["a", "a/b.jpg", "é ü%20#?.txt", "..a", "a..b/c", "包/图.png", "-rf", "~root", "*[a]"])
def test_odd_but_harmless_names_are_taken(name):
    assert fault_of(name) is None


_PARTS = st.sampled_from(["..", ".", "", "a", "b", "\\", "/", "c\n", "d" * 250, "~"])


@given(st.lists(_PARTS, min_size=1, max_size=6).map("/".join) | st.text(max_size=40))
def test_a_name_that_is_taken_stays_inside(name):
    if fault_of(name) is None:
        place = os.path.normpath(os.path.join("/mirror", name))
        assert place == f"/mirror/{name}"


def test_a_file_that_is_also_a_folder_is_left_out():
    assert without_clashes(["a", "a/b", "ab", "c/d/e", "c/d"]) == ["a/b", "ab", "c/d/e"]
