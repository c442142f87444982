"""Giving a command's work back to the store, so that a reader never sees a manifest without its files."""

from collections.abc import Callable
from pathlib import Path

from pipeline.errors import WorldError
from pipeline.publishing import MANIFEST, RUN_FACTS
from pipeline.remote.mirror import Changes, Mirror, at_once
from pipeline.remote.store import Store

# Hidden, so that nobody takes it for what is published.
INCOMING = ".incoming"
_MOST_NAMED = 5


def give_back(mirror: Mirror, *, label: str, is_still_ours: Callable[[], None]) -> Changes:
    """Makes the store hold what the command left: what was written, last the manifests; what is gone, they first.

    Everything is first sent beside (`.incoming/<label>`), then put in place within the store: a transfer that breaks
    off leaves all that was there before. `is_still_ours` raises when the lock was lost. Raises WorldError, with
    nothing changed, when somebody else changed the same files since they were brought in.
    """
    changes = mirror.changes()
    if not changes:
        return changes
    is_still_ours()
    _refuse_conflicts(mirror, changes)
    store, beside = mirror.store, f"{INCOMING}/{label}"
    _clear(store, beside)
    try:
        at_once(lambda name: store.put(changes.written[name], f"{beside}/{name}"), sorted(changes.written))
        is_still_ours()
        _put_in_place(store, beside, changes)
    finally:
        _clear(store, beside)
        store.remove_folder(beside)
    mirror.note_given_back(changes)
    return changes


def _put_in_place(store: Store, beside: str, changes: Changes) -> None:
    for rank in sorted({_rank(name) for name in changes.written}):
        names = sorted(name for name in changes.written if _rank(name) == rank)
        at_once(lambda name: store.copy(f"{beside}/{name}", name, source=changes.written[name]), names)
    for rank in sorted({_rank(name) for name in changes.gone}, reverse=True):
        at_once(store.remove, [name for name in changes.gone if _rank(name) == rank])


def _rank(name: str) -> int:
    """Files are put in place in this order, and removed in the opposite one: readers trust what a manifest names."""
    return {MANIFEST: 2, RUN_FACTS: 1}.get(Path(name).name, 0)


def _refuse_conflicts(mirror: Mirror, changes: Changes) -> None:
    touched = sorted({*changes.written, *changes.gone})
    tops = sorted({name.partition("/")[0] for name in touched})
    now = mirror.listed(tops)
    changed = [name for name in touched if now.get(name) != mirror.stored.get(name)]
    if changed:
        named = ", ".join(changed[:_MOST_NAMED]) + (
            f" and {len(changed) - _MOST_NAMED} more" if changed[_MOST_NAMED:] else ""
        )
        raise WorldError(
            f"{mirror.store.option}: {mirror.store.shown}: found {named} changed by somebody else since this command began, "
            "expected them as they were; nothing was given back. Run the command again."
        )


def _clear(store: Store, beside: str) -> None:
    at_once(store.remove, list(store.files(beside)))
