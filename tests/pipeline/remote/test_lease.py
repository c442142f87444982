"""One run a night over all machines, and the lock of a dead one is free again."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.errors import WorldError
from pipeline.remote.lease import leases
from pipeline.remote.slots import is_free, slot_for

NAME = "locks/2026-11-18.lease.json"


def hold(store, place="here:a/0", free=lambda place: False):
    return leases(store, ["2026-11-18"], place, free)


def written(store, **changed):
    told = {"token": "t", "pid": 7, "host": "far", "place": "there:a/0", "since": "2026-11-18T02:00:00+00:00"}
    told["alive_at"] = datetime.now(UTC).isoformat()
    store.write(NAME, json.dumps(told | changed).encode())


def test_a_second_run_is_told_who_holds_the_night_and_the_first_frees_it(store):
    with hold(store) as check:
        check()
        taken = r"2026-11-18: another run holds the lock \(process \d+ on .+ since"
        with pytest.raises(WorldError, match=taken), hold(store, "there:a/0"):
            pytest.fail("both hold it")
        check()
        with leases(store, ["2026-11-19"], "there:a/0", lambda place: False):
            pass
    assert store.read(NAME) is None
    with hold(store, "there:a/0"):
        pass


def test_the_lock_of_a_run_that_was_silent_too_long_is_taken(store):
    written(store, alive_at=(datetime.now(UTC) - timedelta(minutes=9)).isoformat())
    with pytest.raises(WorldError, match="process 7 on far"), hold(store):
        pass
    written(store, alive_at=(datetime.now(UTC) - timedelta(minutes=11)).isoformat())
    with hold(store):
        pass


def test_the_lock_of_a_run_killed_on_this_machine_is_taken_at_once(store):
    written(store, place="here:a/3")
    with hold(store, free=lambda place: place == "here:a/3"):
        pass


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"alive_at": 5}'])
def test_a_lock_that_does_not_read_is_a_lock(store, content):
    store.write(NAME, content)
    with pytest.raises(WorldError, match="it does not say who"), hold(store):
        pass
    assert store.read(NAME) == content


def test_a_run_whose_lock_was_taken_learns_it_and_leaves_the_other_its_lock(store):
    with hold(store) as check:
        written(store)
        with pytest.raises(WorldError, match="is no longer ours.*process 7 on far"):
            check()
    assert json.loads(store.read(NAME))["pid"] == 7


def test_several_nights_are_held_all_or_none(store):
    written(store)
    with pytest.raises(WorldError), leases(store, ["2026-11-17", "2026-11-18"], "here:a/0", lambda place: False):
        pass
    assert store.read("locks/2026-11-17.lease.json") is None


def test_a_place_of_this_machine_is_free_when_no_process_holds_it(tmp_path, monkeypatch):
    monkeypatch.setenv("TOUCHSTONE_CACHE", str(tmp_path))
    with slot_for("--data", "memory://x") as slot:
        assert not is_free(slot.name)
    assert is_free(slot.name)
    machine = slot.name.partition(":")[0]
    assert not is_free(slot.name.replace(machine, "0" * 16))
    assert not is_free(f"{machine}:../../x/0")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["name", slot.folder.parent.name])
