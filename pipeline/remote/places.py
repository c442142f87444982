"""The folders and files that a command's options name, brought to this machine when they are addresses."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.errors import InputError, TouchstoneError
from pipeline.remote.giving_back import give_back
from pipeline.remote.late_files import brought_by
from pipeline.remote.lease import leases
from pipeline.remote.mirror import Mirror, refuse_nothing
from pipeline.remote.mirror_index import MirrorIndex
from pipeline.remote.plain_names import fault_of, is_hidden
from pipeline.remote.slots import Slot, is_free, slot_for
from pipeline.remote.store import Store

RAW, DATA, MODELS, OUT = "raw", "data", "models", "out"
SNAPSHOTS = "snapshots"
RAW_PARTS = ("catalogs", "policy", "decisions", "complaints", "sources.yaml")
# What nights show people. Nothing reads the pages of an earlier night.
_PAGES = re.compile(r"(?:runs|work)/([^/]+)/(?:report|evidence)/.*", re.DOTALL)
_NIGHTS = ("runs/", "work/")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Needs:
    """What a command reads and writes of the folders it is given.

    `nights`: those whose snapshots and pages it reads (None: all there are); others are brought when they are asked
    for. `locks`: what it must be alone at. `reads`, `writes`: the options whose folders it looks into and may change.
    `reads_nights`: whether it opens files of DATA's nights, or only has to see that they are there.
    """

    nights: tuple[str, ...] | None = None
    locks: tuple[str, ...] = ()
    reads: frozenset[str] = frozenset((RAW, DATA, MODELS, OUT, "catalogs", "photos"))
    writes: frozenset[str] = frozenset((DATA, MODELS))
    raw_parts: tuple[str, ...] = RAW_PARTS
    reads_nights: bool = True


@dataclass(frozen=True)
class _Place:
    option: str
    mirror: Mirror
    slot: Slot


@contextmanager
def at_hand(addresses: Mapping[str, str], needs: Needs, say: Say) -> Iterator[dict[str, Path]]:
    """Option → the local folder that stands for its address while the block runs.

    What the block writes is given back when it ends, and when it fails with an error: the store then holds what a local
    folder would. An interrupted block gives nothing back. Raises InputError or WorldError.
    """
    with ExitStack() as held:
        places = [_opened(option, address, held) for option, address in addresses.items()]
        check = _locked(places, needs, held)
        for place in places:
            if place.option in needs.reads:
                _bring_in(place, needs, say)
            held.enter_context(brought_by(place.mirror.folder, place.mirror.bring_more))
        try:
            yield {place.option: place.mirror.folder for place in places}
        except Exception as failed:
            _give_all_back_after(failed, places, needs, say, check=check)
        else:
            _give_all_back(places, needs, say, check=check)


def _opened(option: str, address: str, held: ExitStack) -> _Place:
    store = Store(f"--{option}", address)
    slot = held.enter_context(slot_for(option, address))
    is_ours = option in (DATA, MODELS, OUT)
    return _Place(option, Mirror(store, slot.files, MirrorIndex(slot.index), takes_all=not is_ours), slot)


def _locked(places: list[_Place], needs: Needs, held: ExitStack) -> Callable[[], None]:
    """Takes the locks in DATA, as local runs do; gives what raises when one was lost."""
    for place in places:
        if place.option == DATA and needs.locks:
            return held.enter_context(leases(place.mirror.store, needs.locks, place.slot.name, is_free))
    return lambda: None


def _bring_in(place: _Place, needs: Needs, say: Say) -> None:
    mirror = place.mirror
    if place.option == RAW:
        _bring_raw(mirror, needs)
    elif place.option == DATA:
        mirror.bring_in([""], partial(_is_read, needs))
        _share_cache(place.slot)
    else:
        mirror.bring_in([""], lambda _: place.option != OUT)
    if place.option not in (DATA, MODELS, OUT):
        refuse_nothing(mirror, "catalogs/ and snapshots/" if place.option == RAW else "files")
    count = f"{len(mirror.fetched):,} files fetched, {len(mirror.stored) - len(mirror.fetched):,} not needed or here already"
    say(f"--{place.option} {mirror.store.shown}: {count}")
    for name, fault in list(mirror.left_out.items())[:3]:
        say(f"--{place.option}: left out {name!r}: {fault}")
    if len(mirror.left_out) > 3:
        say(f"--{place.option}: {len(mirror.left_out) - 3} more names left out")


def _bring_raw(mirror: Mirror, needs: Needs) -> None:
    """Every night's folder can be seen; what lies in it is brought for the nights that are needed."""
    store = mirror.store
    platforms = [name for name in store.names(SNAPSHOTS) if not name.startswith(".")]
    nights = [
        f"{SNAPSHOTS}/{platform}/{night}" for platform in platforms for night in store.names(f"{SNAPSHOTS}/{platform}")
    ]
    nights = [name for name in nights if fault_of(name) is None and not is_hidden(name)]
    wanted = [name for name in nights if needs.nights is None or name.rpartition("/")[2] in needs.nights]
    mirror.bring_in([*needs.raw_parts, *wanted], lambda _: True, folders=nights)


def _is_read(needs: Needs, name: str) -> bool:
    """Whether a command opens a file of DATA."""
    if not needs.reads_nights and name.startswith(_NIGHTS):
        return False
    page = _PAGES.fullmatch(name)
    return page is None or needs.nights is None or page[1] in needs.nights


def _share_cache(slot: Slot) -> None:
    """Signals stay on this machine, in one folder for all processes on the address."""
    cache = slot.files / "cache"
    slot.shared.mkdir(exist_ok=True)
    if not cache.is_symlink():
        cache.symlink_to(slot.shared)


def _give_all_back(places: list[_Place], needs: Needs, say: Say, *, check: Callable[[], None]) -> None:
    for place in places:
        if place.option not in needs.writes & needs.reads:
            continue
        label = "+".join(needs.locks)[:100] or place.slot.name.replace(":", "-").replace("/", "-")
        changes = give_back(place.mirror, label=label, is_still_ours=check)
        shown = place.mirror.store.shown
        say(f"--{place.option} {shown}: {len(changes.written):,} files given back, {len(changes.gone):,} removed")


def _give_all_back_after(
    failed: Exception, places: list[_Place], needs: Needs, say: Say, *, check: Callable[[], None]
) -> None:
    """A command that failed leaves in the store what it leaves in a local folder; then its error goes on."""
    try:
        _give_all_back(places, needs, say, check=check)
    except TouchstoneError as also:
        say(str(also))
    if isinstance(failed, TouchstoneError):
        raise type(failed)(_with_addresses(str(failed), places)) from failed
    raise failed


def _with_addresses(text: str, places: list[_Place]) -> str:
    for place in places:
        text = text.replace(str(place.mirror.folder), place.mirror.store.shown)
    return text


@contextmanager
def file_at_hand(option: str, address: str, scratch: Path, *, say: Say | None = None) -> Iterator[Path]:
    """A local file that stands for the one at the address while the block runs.

    With `say` it is a file that the block writes: it is given back, and that is said. Otherwise it is read, and
    InputError is raised when it is not there.
    """
    folder, _, name = address.rpartition("/")
    store = Store(option, folder)
    if fault_of(name) is not None:
        raise InputError(f"{option}: {store.shown}/{name!r}: found {fault_of(name)}, expected the address of a file")
    target = scratch / name
    scratch.mkdir()
    is_there = name in store.names(kind="file")
    if is_there:
        store.get(name, target)
    elif say is None:
        raise InputError(f"{option}: {store.shown}/{name}: found no file there. Check the address.")
    yield target
    if say is not None and not is_there and target.is_file():
        store.put(target, name)
        say(f"{option} {store.shown}/{name}: given back")
