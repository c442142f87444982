"""Options that name folders and files take addresses too (s3://, gs://, oss://, file:// …): every command is wrapped once.

A command itself sees local paths only. Nothing of `pipeline.remote` that costs time is imported for local ones.
"""

import functools
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from pipeline.commands import options
from pipeline.remote.addresses import address_in, shown

if TYPE_CHECKING:
    from pipeline.remote.places import Needs

FOLDERS = ("raw", "data", "models", "out", "catalogs", "photos")
FILES = ("file", "params")
# These write below --out alone and say so of the other folders.
_OWN_FOLDER = ("demo", "simulate")
# Commands that write a file they are given the name of.
_WRITING_FILES = ("fakes export",)
_LEDGERS = ("decisions", "complaints", "policy", "sources.yaml")
Given = Mapping[str, Any]


def take_addresses(app: typer.Typer) -> None:
    """Lets every command of the command line take addresses where it takes folders and files."""
    for info in app.registered_commands:
        info.callback = _reaching(info.callback, _name_of(info))
    for group in app.registered_groups:
        for info in group.typer_instance.registered_commands if group.typer_instance else ():
            info.callback = _reaching(info.callback, f"{group.name} {_name_of(info)}")


def _name_of(info: Any) -> str:
    return str(info.name or info.callback.__name__)


def _reaching(command: Callable[..., Any] | None, name: str) -> Callable[..., Any]:
    assert command is not None

    @functools.wraps(command)
    def reached(**given: Any) -> Any:
        found = {option: address_in(value) for option, value in given.items() if isinstance(value, Path)}
        addresses = {option: address for option, address in found.items() if address is not None}
        return _called(command, name, given, addresses) if addresses else command(**given)

    return reached


def _called(command: Callable[..., Any], name: str, given: Given, addresses: Mapping[str, str]) -> Any:
    from pipeline.remote.places import at_hand, file_at_hand

    refused = [option for option in addresses if option not in (*FOLDERS, *FILES) or (name, option) == ("demo", "out")]
    options.refuse_addresses(**{option: given[option] for option in refused})
    unused = [option for option in addresses if name in _OWN_FOLDER and option in ("raw", "data", "models")]
    here: dict[str, Path] = {option: Path(shown(addresses[option])) for option in unused}
    with ExitStack() as held:
        scratch = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="touchstone-")))
        for option in (option for option in addresses if option in FILES):
            say = _say if option == "file" and name in _WRITING_FILES else None
            label = "FILE" if option == "file" else f"--{option}"
            here[option] = held.enter_context(file_at_hand(label, addresses[option], scratch / option, say=say))
        folders = {option: addresses[option] for option in addresses if option in FOLDERS and option not in unused}
        here |= held.enter_context(at_hand(folders, _needs(name, given), _say))
        return command(**{**given, **here})


def _needs(name: str, given: Given) -> "Needs":
    """What the command of that name reads and writes. One that is not named here is brought all there is."""
    from pipeline.remote.places import DATA, MODELS, OUT, RAW, Needs

    nights = tuple(_nights(name, given))
    both, nothing = frozenset((DATA, MODELS)), frozenset[str]()
    ledger = Needs((), reads=frozenset((RAW,)), writes=frozenset((RAW,)), raw_parts=_LEDGERS)
    known = {
        "nightly": Needs(nights, nights, writes=both),
        "backfill": Needs(nights, nights, writes=both),
        "run": Needs(nights, nights, writes=both),
        "replay": Needs(nights, writes=nothing),
        "validate": Needs(nights or None, reads=frozenset((RAW,)), writes=nothing),
        "train": Needs((), ("training",), writes=both),
        "evaluate": Needs((), ("training",), writes=both),
        "promote": Needs((), ("training",), writes=both),
        "forget": Needs((), reads=frozenset((DATA,)), writes=frozenset((DATA,)), reads_nights=False),
        "describe": Needs((), writes=nothing),
        "decisions add": ledger,
        "complaints add": ledger,
        "fakes import": ledger,
        "fakes export": Needs((), reads=frozenset((RAW, DATA)), writes=nothing),
        "simulate": Needs(writes=frozenset((OUT,))),
    }
    return known.get(name, Needs(writes=frozenset((RAW, DATA, MODELS, OUT))))


def _nights(name: str, given: Given) -> list[str]:
    """The nights a command is called for. Raises InputError for what is no date."""
    if name == "backfill":
        from pipeline.nightly import nights_between

        first, last = options.night_from(given["first"], "--from"), options.night_from(given["last"], "--to")
        return [night.isoformat() for night in nights_between(first, last)]
    night = given.get("date")
    return [options.night_from(night).isoformat()] if night else []


def _say(line: str) -> None:
    typer.echo("".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in line), err=True)
