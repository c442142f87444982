"""Names and codes as a trie that is walked from every word border of a batch at once.

A name counts only where it starts at a word border, so nothing is looked for anywhere else: most walks end after a few
letters, and no object is made for what is not found.
"""

from dataclasses import dataclass

import numpy as np

from features.linking.names.key_table import KeyTable

_NEAR_ROOT = 1 << 22  # keys; 16 MB
_CODE_POINTS = 0x110000
_NOTHING = -1


@dataclass(frozen=True)
class NameTrie:
    """Edges by key, a node and the number of a letter, each with the node it leads to; the root is node 0.

    Nodes are numbered level by level, so the first keys are those of the first letters, where nearly all walks end:
    `near_root` has the node of each of these, 0 for none, and `edges` of all. `letter_number` gives each code point a
    number, 0 where no pattern has it. `pattern_of` is what ends at each node, -1 for nothing.
    """

    letter_number: np.ndarray
    letters: int
    near_root: np.ndarray
    edges: KeyTable
    pattern_of: np.ndarray

    @classmethod
    def build(cls, patterns: list[str]) -> "NameTrie":
        """The trie of `patterns`, which are sorted, none empty, each once."""
        lengths = np.fromiter(map(len, patterns), dtype=np.int64, count=len(patterns))
        letter_number, letters = _letter_numbers("".join(patterns))
        numbers = letter_number[_codes("".join(patterns))].astype(np.int64)
        first = np.cumsum(lengths) - lengths
        node, alive = np.zeros(len(patterns), dtype=np.int64), np.arange(len(patterns))
        keys, ends, nodes = [], [], 1
        for depth in range(int(lengths.max(initial=0))):
            alive = alive[lengths[alive] > depth]
            key = node[alive] * letters + numbers[first[alive] + depth]
            is_new = np.concatenate([[True], key[1:] != key[:-1]])
            node[alive] = nodes + np.cumsum(is_new) - 1
            keys.append(key[is_new])
            nodes += int(is_new.sum())
            ends.append(alive[lengths[alive] == depth + 1])
        pattern_of = np.full(nodes, _NOTHING, dtype=np.int32)
        ended = _joined(ends)
        pattern_of[node[ended]] = ended
        edges = _joined(keys)
        near_root = np.zeros(min(nodes * letters, _NEAR_ROOT), dtype=np.int32)
        near = np.flatnonzero(edges < len(near_root))
        near_root[edges[near]] = near + 1
        return cls(letter_number, letters, near_root, KeyTable.of(edges), pattern_of)

    def walk(self, letters: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Pattern, first and past-the-last place in `letters` (code points) of all patterns that start at `starts`."""
        at, origin = starts, starts
        found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        node = self._next(np.zeros(len(at), dtype=np.int64), letters[at])
        while len(at):
            goes_on = np.flatnonzero(node > 0)
            node, origin, at = node[goes_on], origin[goes_on], at[goes_on] + 1
            pattern = self.pattern_of[node]
            ended = np.flatnonzero(pattern >= 0)
            found.append((pattern[ended].astype(np.int64), origin[ended], at[ended]))
            inside = at < len(letters)
            if not inside.all():
                node, origin, at = node[inside], origin[inside], at[inside]
            node = self._next(node, letters[at])
        pattern, first, past = (_joined([part[of] for part in found]) for of in range(3))
        order = np.lexsort((first, past))
        return pattern[order], first[order], past[order]

    def _next(self, node: np.ndarray, letter: np.ndarray) -> np.ndarray:
        """The node that each letter leads to, 0 for none."""
        keys = node * self.letters + self.letter_number[letter]
        is_near = keys.max(initial=0) < len(self.near_root)
        return self.near_root[keys].astype(np.int64) if is_near else self.edges.find(keys) + 1


def _letter_numbers(text: str) -> tuple[np.ndarray, int]:
    """The number of each code point, from 1 on for those in the text, and one more than the last."""
    codes = sorted(map(ord, set(text)))
    numbers = np.zeros(_CODE_POINTS, dtype=np.int32)
    numbers[codes] = np.arange(1, len(codes) + 1)
    return numbers, len(codes) + 1


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])
