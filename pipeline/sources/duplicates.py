"""Records of one key: the same content again is repeated; of other contents the newest is kept, the rest rejected."""

from collections.abc import Hashable
from enum import Enum


class Outcome(Enum):
    """What a record becomes beside those of its key read before it."""

    KEPT = "kept"
    REPEATED = "repeated"
    OLDER = "older"
    REPLACES = "replaces"


class KeyBook:
    """The rows held for each key so far. Rows are whole numbers the caller chooses."""

    def __init__(self) -> None:
        self._row_of: dict[Hashable, int] = {}
        self._held: dict[int, tuple[bytes, int]] = {}
        self._other_contents: dict[Hashable, set[bytes]] = {}

    def enter(self, key: Hashable, row: int, content: bytes, time: int | None) -> tuple[Outcome, int]:
        """The outcome for the row, and the row that held the key before (itself when none did).

        At equal times, and without times, the record read first stays; a record without a time is the oldest.
        """
        since = -(1 << 63) if time is None else time
        holder = self._row_of.setdefault(key, row)
        if holder == row:
            self._held[row] = (content, since)
            return Outcome.KEPT, row
        held_content, held_since = self._held[holder]
        others = self._other_contents.setdefault(key, set())
        if content == held_content or content in others:
            return Outcome.REPEATED, holder
        if since <= held_since:
            others.add(content)
            return Outcome.OLDER, holder
        others.add(held_content)
        del self._held[holder]
        self._row_of[key], self._held[row] = row, (content, since)
        return Outcome.REPLACES, holder
