"""Names and codes as a trie that is walked from every word border of a batch at once.

A name counts only where it starts at a word border, so nothing is looked for anywhere else: most walks end after a few
letters, and no object is made for what is not found.
"""

from dataclasses import dataclass

import numpy as np

from features.linking.names.key_table import KeyTable

_CODE_BITS = 21  # a code point needs no more
_CODE_POINTS = 0x110000
_NOTHING = -1


@dataclass(frozen=True)
class NameTrie:
    """Edges (node, letter) by the node they lead to, from node 1 on; those of the root in an array by letter.

    `pattern_of` is what ends at each node, -1 for nothing.
    """

    first_letters: np.ndarray
    edges: KeyTable
    pattern_of: np.ndarray

    @classmethod
    def build(cls, patterns: list[str]) -> "NameTrie":
        """The trie of `patterns`, which are sorted, none empty, each once."""
        lengths = np.fromiter(map(len, patterns), dtype=np.int64, count=len(patterns))
        codes = _codes("".join(patterns))
        first = np.cumsum(lengths) - lengths
        node, alive = np.zeros(len(patterns), dtype=np.int64), np.arange(len(patterns))
        keys, ends, nodes = [], [], 1
        for depth in range(int(lengths.max(initial=0))):
            alive = alive[lengths[alive] > depth]
            key = (node[alive] << _CODE_BITS) | codes[first[alive] + depth]
            is_new = np.concatenate([[True], key[1:] != key[:-1]])
            node[alive] = nodes + np.cumsum(is_new) - 1
            keys.append(key[is_new])
            nodes += int(is_new.sum())
            ends.append(alive[lengths[alive] == depth + 1])
        pattern_of = np.full(nodes, _NOTHING, dtype=np.int32)
        ended = _joined(ends)
        pattern_of[node[ended]] = ended
        first_letters = np.zeros(_CODE_POINTS, dtype=np.int32)
        if keys:
            first_letters[keys[0]] = np.arange(1, len(keys[0]) + 1)
        return cls(first_letters, KeyTable.of(_joined(keys)), pattern_of)

    def walk(self, letters: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Pattern, first and past-the-last place in `letters` (code points) of all patterns that start at `starts`."""
        at, origin = starts, starts
        found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        node = self.first_letters[letters[at]].astype(np.int64)
        while len(at):
            goes_on = np.flatnonzero(node > 0)
            node, origin, at = node[goes_on], origin[goes_on], at[goes_on] + 1
            pattern = self.pattern_of[node]
            ended = np.flatnonzero(pattern >= 0)
            found.append((pattern[ended].astype(np.int64), origin[ended], at[ended]))
            inside = at < len(letters)
            if not inside.all():
                node, origin, at = node[inside], origin[inside], at[inside]
            node = self.edges.find((node << _CODE_BITS) | letters[at]) + 1
        pattern, first, past = (_joined([part[of] for part in found]) for of in range(3))
        order = np.lexsort((first, past))
        return pattern[order], first[order], past[order]


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])
