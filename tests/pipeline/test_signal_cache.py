"""A cache that is broken in any way is a slower cache, never a wrong one."""

import hashlib
import multiprocessing
import sqlite3
from pathlib import Path

import pytest

from pipeline.signal_cache import SignalCache


def key(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()


VALUES = {key(number): bytes([number % 256]) * 200 for number in range(2000)}


@pytest.fixture
def filled(tmp_path) -> Path:
    with SignalCache(tmp_path, "photo-1") as cache:
        cache.put_many(VALUES)
    return cache.path


def reopened(file: Path) -> SignalCache:
    return SignalCache(file.parent, "photo-1")


def test_what_was_put_is_got_and_the_rest_is_absent(filled):
    with reopened(filled) as cache:
        assert cache.get_many([key(3), key(1999), key(5000), key(3)]) == {n: VALUES[n] for n in (key(3), key(1999))}
        assert cache.get_many(iter(VALUES)) == VALUES
        assert cache.get_many([]) == {}
        assert (cache.dropped_entries, cache.dropped_files) == (0, 0)


def test_putting_again_replaces(filled):
    with reopened(filled) as cache:
        cache.put_many({key(1): b"newer"})
        assert cache.get_many([key(1)]) == {key(1): b"newer"}


def test_an_empty_value_is_a_value(tmp_path):
    with SignalCache(tmp_path, "s") as cache:
        cache.put_many({key(1): b""})
        assert cache.get_many([key(1)]) == {key(1): b""}


def test_other_signals_are_other_files(tmp_path):
    names = ["title-1-st:a/b@main-00", "title-1-st:a_b@main-00", "photo-1", "名字/../x"]
    caches = [SignalCache(tmp_path, name) for name in names]
    for number, cache in enumerate(caches):
        cache.put_many({key(0): bytes([number])})
    assert [cache.get_many([key(0)])[key(0)] for cache in caches] == [b"\0", b"\1", b"\2", b"\3"]
    assert {cache.path.parent for cache in caches} == {tmp_path}
    for cache in caches:
        cache.close()


def test_forgotten_entries_are_gone_from_the_file_as_well(tmp_path):
    with SignalCache(tmp_path, "s") as cache:
        cache.put_many({key(1): b"a very personal thing" * 3, key(2): b"kept"})
        cache.forget([key(1), key(77)])
        assert cache.get_many([key(1), key(2)]) == {key(2): b"kept"}
        assert not any(b"very personal" in file.read_bytes() for file in tmp_path.iterdir())


def test_a_changed_byte_drops_its_entry_only(filled):
    connection = sqlite3.connect(filled)
    with connection:
        stored = bytearray(connection.execute("SELECT value FROM entries WHERE key = ?", (key(7),)).fetchone()[0])
        stored[20] ^= 1
        connection.execute("UPDATE entries SET value = ? WHERE key = ?", (bytes(stored), key(7)))
        connection.execute("UPDATE entries SET value = x'00' WHERE key = ?", (key(8),))
    connection.close()
    with reopened(filled) as cache:
        assert set(VALUES) - set(cache.get_many(VALUES)) == {key(7), key(8)}
        assert (cache.dropped_entries, cache.dropped_files) == (2, 0)
        cache.put_many({key(7): VALUES[key(7)]})
        assert key(7) in cache.get_many([key(7)])


def test_a_value_under_another_key_is_dropped(filled):
    connection = sqlite3.connect(filled)
    with connection:
        other = connection.execute("SELECT value FROM entries WHERE key = ?", (key(10),)).fetchone()[0]
        connection.execute("UPDATE entries SET value = ? WHERE key = ?", (other, key(11)))
    connection.close()
    with reopened(filled) as cache:
        assert key(11) not in cache.get_many([key(11)])


def broken(data: bytes, how: str) -> bytes:
    middle = len(data) // 2
    return {
        "no database": b"this was never a database" * 50,
        "cut short": data[: len(data) // 3],
        "cut inside a page": data[:6000],
        "overwritten in the middle": data[:middle] + b"\xee" * 60_000 + data[middle + 60_000 :],
        "overwritten header": b"\0" * 200 + data[200:],
    }[how]


@pytest.mark.parametrize(
    "how", ["no database", "cut short", "cut inside a page", "overwritten in the middle", "overwritten header"]
)
def test_a_broken_file_is_started_anew_and_counted(filled, how):
    filled.write_bytes(broken(filled.read_bytes(), how))
    with reopened(filled) as cache:
        found = cache.get_many(VALUES)
        assert all(VALUES[name] == value for name, value in found.items()) and len(found) < len(VALUES)
        cache.put_many(VALUES)
        assert cache.dropped_files + cache.dropped_entries >= 1
        assert cache.get_many(VALUES) == VALUES


def test_putting_into_a_broken_file_is_not_fatal(filled):
    filled.write_bytes(b"junk" * 1000)
    with reopened(filled) as cache:
        cache.put_many({key(1): b"x"})
        assert cache.dropped_files == 1
        assert cache.get_many([key(1)]) == {key(1): b"x"}


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        SignalCache(tmp_path / "file" / "cache", "s").get_many([key(1)])


def write_some(folder: Path, first: int) -> None:
    with SignalCache(folder, "shared") as cache:
        for number in range(first, first + 60, 10):
            cache.put_many({key(each): str(each).encode() for each in range(number, number + 10)})


def test_processes_share_one_file(tmp_path):
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=write_some, args=(tmp_path, first)) for first in (0, 30, 60, 90)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    with SignalCache(tmp_path, "shared") as cache:
        assert cache.get_many(map(key, range(150))) == {key(each): str(each).encode() for each in range(150)}
        assert cache.dropped_files == cache.dropped_entries == 0
