"""Which number a 64-bit key has, for very many keys asked at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd

_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: neighbouring keys land far apart
_NOTHING = -1
Key = TypeVar("Key")
Value = TypeVar("Value")
_BITS = (1 << np.arange(8)).astype(np.uint8)


@dataclass(frozen=True)
class KeyTable:
    """Distinct int64 keys in a table at most two thirds full, each at the first free slot from its own; -1 is no key.

    Most keys that are asked for have no number: `marks` has, for every slot, one of eight bits set for each key whose
    own it is, so that nearly all others are turned away by a small array that stays near the processor.
    """

    keys: np.ndarray
    numbers: np.ndarray
    marks: np.ndarray

    @classmethod
    def of(cls, keys: np.ndarray) -> "KeyTable":
        """The table that numbers these distinct keys by their place, from 0 on."""
        size = 1 << max(int(1.5 * len(keys)).bit_length(), 4)
        table, numbers = np.full(size, _NOTHING, dtype=np.int64), np.full(size, _NOTHING, dtype=np.int32)
        slot, mark = _slots(keys, size)
        marks = np.zeros(size, dtype=np.uint8)
        np.bitwise_or.at(marks, slot, mark)
        left = np.arange(len(keys))
        while len(left):
            free = left[table[slot[left]] == _NOTHING]
            table[slot[free]] = keys[free]
            numbers[slot[free]] = free
            # Of several keys that wanted one slot the last has it, on every machine.
            left = left[numbers[slot[left]] != left]
            slot[left] = (slot[left] + 1) & (size - 1)
        return cls(table, numbers, marks)

    def find(self, keys: np.ndarray) -> np.ndarray:
        """The number of each key, int64, -1 where it has none."""
        found = np.full(len(keys), _NOTHING, dtype=np.int64)
        slot, mark = _slots(keys, len(self.keys))
        left = np.flatnonzero(self.marks[slot] & mark)
        slot, keys = slot[left], keys[left]
        while len(left):
            there = self.keys[slot]
            is_found = there == keys
            found[left[is_found]] = self.numbers[slot[is_found]]
            goes_on = np.flatnonzero(~is_found & (there != _NOTHING))
            left, keys = left[goes_on], keys[goes_on]
            slot = (slot[goes_on] + 1) & (len(self.keys) - 1)
        return found


def _slots(keys: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The own slot of each key and its bit there."""
    spread = (keys.view(np.uint64) * _SPREAD) >> np.uint64(64 - size.bit_length() - 2)
    return (spread >> np.uint64(3)).view(np.int64), _BITS[(spread & np.uint64(7)).view(np.int64)]


@dataclass(frozen=True)
class ManyOfKey:
    """Keys that may stand for several values each."""

    table: KeyTable
    first: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, keys: np.ndarray, values: np.ndarray) -> "ManyOfKey":
        """Key `keys[i]` stands for `values[i]`, among others."""
        order = np.lexsort((values, keys))
        keys, values = keys[order], values[order]
        is_first = np.concatenate([[True], keys[1:] != keys[:-1]]) if len(keys) else np.zeros(0, dtype=bool)
        first = np.append(np.flatnonzero(is_first), len(keys))
        return cls(KeyTable.of(keys[is_first]), first, values.astype(np.int32))

    def find(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The place in `keys` and one value of it, for all values of all keys."""
        number = self.table.find(keys)
        known = np.flatnonzero(number >= 0)
        first, past = self.first[number[known]], self.first[number[known] + 1]
        place, within = spread_out(past - first)
        return known[place], self.values[first[place] + within].astype(np.int64)


def spread_out(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For things of so many parts each: of every part the thing it is of, and which of its parts it is."""
    thing = np.repeat(np.arange(len(counts)), counts)
    return thing, np.arange(len(thing)) - np.repeat(np.cumsum(counts) - counts, counts)


def numbered(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first place of each distinct key, in order, and the number of every key among them."""
    number, distinct = pd.factorize(keys)
    first = np.empty(len(distinct), dtype=np.int64)
    first[number[::-1]] = np.arange(len(keys))[::-1]
    return first, number


def grouped(pairs: Iterable[tuple[Key, Value]]) -> dict[Key, tuple[Value, ...]]:
    """Key → its values. Tuples of plain values, unlike lists, are nothing that the garbage collector walks."""
    found: dict[Key, list[Value]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(held) for key, held in found.items()}
