"""A store's folder mirrored here: only what changed travels, what breaks off leaves nothing half done, in either direction."""

import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError, WorldError
from pipeline.remote.giving_back import give_back
from pipeline.remote.late_files import bring
from pipeline.remote.mirror import Mirror, refuse_nothing
from pipeline.remote.mirror_index import MirrorIndex
from pipeline.remote.places import Needs, at_hand
from pipeline.sources.snapshot import bring_night, nights
from tests.pipeline.remote.conftest import content_in, content_of, fill, lay_down, mirror_of, new_store

NIGHT = {"runs/2026-11-18/manifest.json": "m1", "runs/2026-11-18/run.json": "r1", "runs/2026-11-18/scores": "s1"}


def everything(_):
    return True


def back(mirror, **changed):
    return give_back(mirror, **{"label": "night", "is_still_ours": lambda: None, **changed})


def done(telling, kind):
    return [path.partition("/data/")[2] for what, path in telling.done if what == kind]


def test_the_mirror_is_the_store_and_only_what_changed_is_fetched_again(store, telling, tmp_path):
    fill(store, {"a/x": "1", "a/y": "2", "b": "3"})
    first = mirror_of(store, tmp_path / "slot")
    first.bring_in([""], everything)
    assert content_in(first.folder) == content_of(store)
    fill(store, {"a/x": "4", "c/z": "5"})
    store.remove("a/y")
    (first.folder / "b").write_text("of a run that was killed")
    (first.folder / "left").write_text("too")
    telling.done.clear()
    again = mirror_of(store, tmp_path / "slot")
    again.bring_in([""], everything)
    assert content_in(again.folder) == content_of(store) == {"a/x": "4", "b": "3", "c/z": "5"}
    assert sorted(done(telling, "get")) == ["a/x", "b", "c/z"]
    telling.done.clear()
    mirror_of(store, tmp_path / "slot").bring_in([""], everything)
    assert done(telling, "get") == []


_FILES = st.dictionaries(st.sampled_from(["a", "b/c", "b/d", "e/f/g", "e/h"]), st.text("xyz", max_size=3))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=_FILES, left=_FILES, now=_FILES, written=_FILES)
def test_whatever_lay_here_and_whatever_a_command_does_mirror_and_store_end_alike(telling, before, left, now, written):
    store = new_store()
    with tempfile.TemporaryDirectory() as scratch:
        for there in (before, now):
            for name in set(store.files()) - set(there):
                store.remove(name)
            fill(store, there)
            mirror = mirror_of(store, Path(scratch))
            mirror.bring_in([""], everything)
            assert content_in(mirror.folder) == content_of(store) == there
            lay_down(mirror.folder, left)  # by a run that was killed
        mirror = mirror_of(store, Path(scratch))
        mirror.bring_in([""], everything)
        for path in mirror.held().values():
            path.unlink()
        lay_down(mirror.folder, written)
        changes = back(mirror)
        assert content_of(store) == written
        assert set(changes.written) == {name for name, content in written.items() if now.get(name) != content}


def test_what_is_not_needed_leaves_its_folder_and_a_night_that_vanished_leaves_none(store, mirror):
    fill(store, {"nights/16/x": "1", "nights/17/x": "2"})
    mirror.bring_in([""], everything)
    store.remove("nights/16/x")
    mirror.bring_in([""], lambda name: False, folders=["nights/18"])
    assert sorted(path.name for path in (mirror.folder / "nights").iterdir()) == ["17", "18"]
    assert content_in(mirror.folder) == {}
    mirror.bring_more("nights/17")
    assert content_in(mirror.folder) == {"nights/17/x": "2"}


def test_a_fetch_that_breaks_off_leaves_whole_files_only(store, mirror, telling):
    fill(store, {f"a/{number}": "x" * 100 for number in range(40)})
    telling.breaks = staticmethod(lambda kind, path: path.endswith("/23"))
    with pytest.raises(WorldError, match=r"--data: telling://.*a/23 could not be read: found ConnectionError"):
        mirror.bring_in([""], everything)
    assert set(content_in(mirror.folder).values()) <= {"x" * 100}
    assert "a/23" not in content_in(mirror.folder)
    arrived = len(content_in(mirror.folder))
    telling.breaks = staticmethod(lambda kind, path: False)
    telling.done.clear()
    mirror.bring_in([""], everything)
    assert len(content_in(mirror.folder)) == 40
    assert len(done(telling, "get")) == 40 - arrived


def test_a_file_of_another_size_than_listed_is_refused(store, mirror, telling):
    fill(store, {"a": "1"})
    telling.extra_names = ["a"]  # listed with 4 bytes
    with pytest.raises(WorldError, match="found 1 bytes, expected the 4"):
        mirror.bring_in([""], everything)
    assert content_in(mirror.folder) == {}


def test_hostile_names_write_nothing_outside_and_are_told(store, mirror, telling, tmp_path):
    fill(store, {"good": "1", "a": "file", "a/b": "2"})
    telling.extra_names = ["../../escaped", "a\\..\\x", "b/../../../y", "/absolute", "folder/"]
    mirror.bring_in([""], everything)
    assert content_in(mirror.folder) == {"good": "1", "a/b": "2"}
    assert set(mirror.left_out) == {"../../escaped", "a\\..\\x", "b/../../../y", "/absolute", "a"}
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["b", "good", "index.json"]


def test_links_in_a_local_store_are_not_followed(tmp_path):
    from pipeline.remote.store import Store

    secret, there = tmp_path / "secret", tmp_path / "there"
    (secret / "sub").mkdir(parents=True)
    (secret / "sub" / "x").write_text("s")
    there.mkdir()
    (there / "own").write_text("1")
    (there / "link").symlink_to(secret / "sub" / "x")
    (there / "folder").symlink_to(secret)
    store = Store("--raw", f"file://{there}")
    assert set(store.files()) == {"own"}
    assert store.names() == []


def test_only_changed_bytes_are_given_back_and_the_manifest_last(store, mirror, telling):
    fill(store, NIGHT | {"other": "o"})
    mirror.bring_in([""], everything)
    for name, content in (NIGHT | {"runs/2026-11-18/scores": "s2", "runs/2026-11-18/manifest.json": "m2"}).items():
        (mirror.folder / name).write_text(content)  # written anew, as a night does; some with the same bytes
    (mirror.folder / "runs/2026-11-18/new").write_text("n")
    (mirror.folder / "runs/2026-11-18/run.json").write_text("r2")
    telling.done.clear()
    changes = back(mirror)
    assert sorted(changes.written) == [
        f"runs/2026-11-18/{name}" for name in ("manifest.json", "new", "run.json", "scores")
    ]
    placed = done(telling, "copy")
    assert placed[-2:] == ["runs/2026-11-18/run.json", "runs/2026-11-18/manifest.json"]
    assert all(name.startswith(".incoming/night/") for name in done(telling, "put"))
    assert content_of(store) == content_in(mirror.folder)
    telling.done.clear()
    assert not back(mirror)
    assert telling.done == []


def test_what_is_removed_goes_after_its_manifest_fetched_or_not(store, mirror, telling):
    fill(store, NIGHT | {"runs/2026-11-18/report/page": "p", "keep/page": "k"})
    mirror.bring_in([""], lambda name: not name.endswith("page"))
    for name in NIGHT:
        (mirror.folder / name).unlink()
    (mirror.folder / "runs/2026-11-18/report").rmdir()
    back(mirror)
    assert content_of(store) == {"keep/page": "k"}
    removed = [name for name in done(telling, "remove") if name.startswith("runs/")]
    assert removed[0].endswith("manifest.json")


@pytest.mark.parametrize("broken", ["put", "copy"])
def test_giving_back_that_breaks_off(store, mirror, telling, broken):
    fill(store, NIGHT)
    mirror.bring_in([""], everything)
    for name in NIGHT:
        (mirror.folder / name).write_text("changed")
    telling.breaks = staticmethod(lambda kind, path: kind == broken and path.endswith("/scores"))
    with pytest.raises(WorldError, match="could not be written"):
        back(mirror)
    # Cut off on its way, or while it is put in place before any manifest: the night is what it was.
    assert content_of(store) == NIGHT
    telling.breaks = staticmethod(lambda kind, path: False)
    back(mirror)
    assert set(content_of(store).values()) == {"changed"}


def test_a_change_by_somebody_else_meanwhile_is_not_overwritten(store, mirror):
    fill(store, NIGHT)
    mirror.bring_in([""], everything)
    (mirror.folder / "runs/2026-11-18/scores").write_text("mine")
    fill(store, {"runs/2026-11-18/scores": "theirs"})
    with pytest.raises(WorldError, match="found runs/2026-11-18/scores changed by somebody else"):
        back(mirror)
    assert content_of(store)["runs/2026-11-18/scores"] == "theirs"


def test_nothing_is_given_back_once_the_lock_is_lost(store, mirror):
    fill(store, NIGHT)
    mirror.bring_in([""], everything)
    (mirror.folder / "runs/2026-11-18/scores").write_text("mine")

    def lost():
        raise WorldError("lost")

    with pytest.raises(WorldError, match="lost"):
        back(mirror, is_still_ours=lost)
    assert content_of(store) == NIGHT


def test_caches_locks_and_hidden_files_stay_where_they_are(store, mirror):
    fill(store, {"cache/big": "c", "locks/night.lock": "l", ".incoming/x": "i", "runs/.half/x": "h", "a": "1"})
    mirror.bring_in([""], everything)
    assert content_in(mirror.folder) == {"a": "1"}
    for name in ("cache/mine", "locks/mine", ".hidden"):
        (mirror.folder / name).parent.mkdir(exist_ok=True)
        (mirror.folder / name).write_text("mine")
    assert not back(mirror)
    assert "mine" not in content_of(store).values()


def test_all_that_others_delivered_is_taken_hidden_or_not(store, tmp_path):
    fill(store, {"images/.jpg": "1", "cache/x": "2", ".sources": "3"})
    mirror = Mirror(store, tmp_path / "files", MirrorIndex(tmp_path / "index.json"), takes_all=True)
    mirror.bring_in([""], everything)
    assert content_in(mirror.folder) == content_of(store)
    store.remove("images/.jpg")
    mirror.bring_in([""], everything)
    assert content_in(mirror.folder) == content_of(store)


def test_an_address_that_holds_nothing_is_refused(mirror):
    mirror.bring_in([""], everything)
    with pytest.raises(InputError, match="found nothing there, expected catalogs/"):
        refuse_nothing(mirror, "catalogs/")


def run_at(store, write, needs=None):
    """What a command does with DATA at the store's address; gives what was said."""
    said = []
    with at_hand({"data": store.address}, needs or Needs(("2026-11-18",), ("2026-11-18",)), said.append) as here:
        write(here["data"])
    return said


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("TOUCHSTONE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_failed_command_leaves_in_the_store_what_it_left_here_and_an_interrupted_one_nothing(store, own_cache):
    def fails(data):
        (data / "work").mkdir()
        (data / "work" / "table").write_text("t")
        raise InputError(f"{data}/raw: found nothing")

    with pytest.raises(InputError, match=f"{store.shown}/raw: found nothing"):
        run_at(store, fails)
    assert content_of(store) == {"work/table": "t"}

    def interrupted(data):
        (data / "work" / "table").write_text("u")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_at(store, interrupted)
    assert content_of(store) == {"work/table": "t"}
    run_at(store, lambda data: (data / "work" / "table").read_text() == "t" or pytest.fail("the interrupted run's"))


def test_nights_are_forgotten_without_being_fetched(store, telling, own_cache):
    fill(store, {"work/16/a/x": "1", "runs/16/manifest.json": "2", "work/17/a/x": "3", "sightings/16": "4"})
    needs = Needs((), reads=frozenset(("data",)), writes=frozenset(("data",)), reads_nights=False)

    def forgets(data):
        for night in (data / "work" / "16", data / "runs" / "16"):
            shutil.rmtree(night)
        (data / "sightings" / "16").unlink()

    run_at(store, forgets, needs)
    assert content_of(store) == {"work/17/a/x": "3"}
    assert done(telling, "get") == ["sightings/16"]


def test_a_folder_that_is_not_read_is_not_touched(store, telling, own_cache):
    fill(store, NIGHT)
    run_at(store, lambda data: None, Needs((), reads=frozenset(("raw",))))
    assert content_of(store) == NIGHT and done(telling, "get") == []


def test_raw_is_brought_for_the_nights_that_are_run_and_for_others_when_asked(telling, own_cache):
    store, night = new_store(), "snapshots/shop/2026-11-1"
    delivered = {"catalogs/b/brand.yaml": "b", "sources.yaml": "s", "private/notes": "n", "snapshots/shop/notes": "n"}
    delivered |= {f"{night}7/listings.csv": "l7", f"{night}8/listings.csv": "l8"}
    delivered |= {f"{night}6/images/x.jpg": "x", f"{night}6/images/y.jpg": "y", f"{night}6/images.tar": "t"}
    fill(store, delivered)
    with at_hand({"raw": store.address}, Needs(("2026-11-18",)), lambda line: None) as here:
        raw = here["raw"]
        tonight = {"catalogs/b/brand.yaml": "b", "sources.yaml": "s", f"{night}8/listings.csv": "l8"}
        assert content_in(raw) == tonight
        assert [str(one) for one in nights(raw)] == ["2026-11-16", "2026-11-17", "2026-11-18"]
        bring(raw / f"{night}6/images/x.jpg")
        assert content_in(raw) == tonight | {f"{night}6/images/x.jpg": "x"}
        bring(raw / f"{night}6/images/none.jpg")
        bring(raw / f"{night}6/images/../../../../../../escaped")
        bring_night(raw, date(2026, 11, 17))
        assert content_in(raw) == tonight | {f"{night}6/images/x.jpg": "x", f"{night}7/listings.csv": "l7"}
    bring(raw / f"{night}6")
    assert not (raw / f"{night}6/images.tar").exists(), "a folder that no command holds is left alone"


def test_two_processes_on_one_address_have_a_place_each_and_share_the_cache(store, own_cache):
    needs = Needs((), writes=frozenset())

    def outer(one):
        (one / "cache" / "signal").write_text("kept")
        run_at(store, lambda other: found.extend([one, other, (other / "cache" / "signal").read_text()]), needs)

    found = []
    run_at(store, outer, needs)
    assert found[0] != found[1] and found[2] == "kept"
