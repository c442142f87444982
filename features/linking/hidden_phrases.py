"""Names of several words of which one or more are bent: `Buffa1o Techn0logy`."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from features.linking.joined_text import squeeze
from features.linking.key_table import spread_out
from features.linking.name_variants import DRAWN, LEAST_LETTERS, shape
from features.linking.run_sums import RunSums, joined_name_table
from features.linking.starred_names import StarredNames
from features.linking.word_names import DRAWN_COST, WordNames, cost_of

MIXED = re.compile(r"(?=.*[a-z]).*[0-9@$!|+]")
# A last sign that mostly ends a sentence.
LAST_SIGNS = "!+·•°"
_MOST_WORDS_A_NAME = 4
_RIGHT_PART, _BENT_PART = 1.0, 0.5
_BETWEEN_PARTS = re.compile(r"[\s\-./&']+")
Parts = tuple[str, ...]
Placed = list[tuple[str, int]]  # the words of a text with their places


class Reading(NamedTuple):
    """One name a stretch of text may hide: `name` is its compact form, `cost` what it takes off the belief."""

    start: int
    end: int
    name: str
    edit: str
    cost: float


@dataclass(frozen=True)
class SpokenWords:
    """The distinct words of a batch with what each may be a part of, and where each stands: cell by cell, in order."""

    words: list[str]
    parts: list[tuple[Reading, ...]]
    number: np.ndarray
    cell: np.ndarray

    def of_cells(self, is_wanted: np.ndarray) -> "SpokenWords":
        """The same words where they stand in the wanted cells."""
        at = np.flatnonzero(is_wanted[self.cell])
        return SpokenWords(self.words, self.parts, self.number[at], self.cell[at])


class HiddenPhrases:
    """Finds names of several words. `spaced` are names with their own spaces, `whole` the words of all names."""

    def __init__(self, spaced: Iterable[str], whole: WordNames, whole_starred: StarredNames) -> None:
        self.splits: dict[str, list[tuple[int, Parts]]] = defaultdict(list)
        self._beside: dict[tuple[str, str], list[tuple[int, Parts]]] = defaultdict(list)
        self._of_joined: dict[str, list[Parts]] = defaultdict(list)
        self.rank: dict[Parts, int] = {}
        for name in spaced:
            parts = tuple(squeeze(part) for part in _BETWEEN_PARTS.split(name) if squeeze(part))
            if 1 < len(parts) <= _MOST_WORDS_A_NAME and max(map(len, parts)) >= LEAST_LETTERS:
                self._hold(parts)
        self.names = WordNames(self.splits)
        self.starred = StarredNames(self.splits)
        self.shapes = {shape(part) for part in self.splits}
        short = {part for part in self.splits if len(part) < LEAST_LETTERS}
        self.beside_short = {
            part for part, held in self.splits.items() if any(not short.isdisjoint(parts) for _, parts in held)
        }
        self._number = {part: at for at, part in enumerate(self.splits)}
        places = [sorted({(place, len(parts)) for place, parts in held}) for held in self.splits.values()]
        self._places = np.array([pair for held in places for pair in held], dtype=np.int64).reshape(-1, 2)
        self._first_place = np.cumsum([0, *map(len, places)])
        self._joined_table = joined_name_table(self._of_joined)
        self._whole, self._whole_starred = whole, whole_starred
        self._near: dict[str, list[tuple[str, str]]] = {}

    def _hold(self, parts: Parts) -> None:
        self.rank.setdefault(parts, len(self.rank))
        for at, part in enumerate(parts):
            self.splits[part].append((at, parts))
        for at, pair in enumerate(zip(parts, parts[1:], strict=False)):
            self._beside[pair].append((at, parts))
        self._of_joined["".join(parts)].append(parts)

    def may_be_of_phrase(self, word: str, parts: tuple[Reading, ...]) -> bool:
        """Whether a word may open the way to a name of several: a bent part, or a right one beside one too short to be bent."""
        if parts and any(part.edit or part.name in self.beside_short for part in parts):
            return True
        return not word.isalpha() and MIXED.match(word) is not None and shape(word) in self.shapes

    def candidates(self, spoken: SpokenWords) -> dict[int, set[tuple[int, Parts]]]:
        """Cell → (which of its words is the first, parts) of all runs of words that may hide a name."""
        found: dict[int, set[tuple[int, Parts]]] = defaultdict(set)
        self._near = {}
        if not self.splits or not len(spoken.number):
            return found
        borders = np.concatenate([[0], np.flatnonzero(np.diff(spoken.cell)) + 1, [len(spoken.cell)]])
        first = np.repeat(borders[:-1], np.diff(borders))
        past = np.repeat(borders[1:], np.diff(borders))
        for start, parts in [*self._read_in_pairs(spoken), *self._like_a_whole(spoken, past)]:
            if start >= 0 and start + len(parts) <= past[start]:
                found[int(spoken.cell[start])].add((start - int(first[start]), parts))
        return found

    def _read_in_pairs(self, spoken: SpokenWords) -> Iterable[tuple[int, Parts]]:
        """Runs with two words beside each other that read as such parts, one of them bent."""
        is_part = np.array([bool(parts) for parts in spoken.parts])[spoken.number]
        is_bent = np.array([any(part.edit for part in parts) for parts in spoken.parts])[spoken.number]
        both = is_part[:-1] & is_part[1:] & (is_bent[:-1] | is_bent[1:]) & (spoken.cell[:-1] == spoken.cell[1:])
        known: dict[tuple[int, int], list[tuple[int, Parts]]] = {}
        for at in np.flatnonzero(both).tolist():
            pair = int(spoken.number[at]), int(spoken.number[at + 1])
            if pair not in known:
                known[pair] = [
                    held
                    for one in spoken.parts[pair[0]]
                    for other in spoken.parts[pair[1]]
                    if one.edit or other.edit
                    for held in self._beside.get((one.name, other.name), ())
                ]
            yield from ((at - place, parts) for place, parts in known[pair])

    def _like_a_whole(self, spoken: SpokenWords, past: np.ndarray) -> Iterable[tuple[int, Parts]]:
        """Runs with a right part in its place whose letters together are bent from the name."""
        part = np.array([self._number.get(word.rstrip(LAST_SIGNS), -1) for word in spoken.words])[spoken.number]
        at = np.flatnonzero(part >= 0)
        thing, place, count = self._placed(part[at])
        start = at[thing] - place
        for words in range(2, _MOST_WORDS_A_NAME + 1):
            first = np.unique(start[(count == words) & (start >= 0)])
            first = first[first + words <= past[first]]
            used, runs = np.unique(spoken.number[first[:, None] + np.arange(words)], return_inverse=True)
            runs = runs.reshape(-1, words)
            bare = [spoken.words[number].rstrip(LAST_SIGNS) for number in used.tolist()]
            sums = RunSums(bare)
            kept = np.flatnonzero(sums.perhaps_in(self._joined_table, runs))
            texts = [tuple(bare[number] for number in run) for run in runs[kept].tolist()]
            for begin, found in zip(first[kept].tolist(), self._wholes(texts), strict=True):
                yield from ((begin, parts) for parts in found)

    def _placed(self, part: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """For each part (by number) every place it has in a name: which of `part`, the place, the words of the name."""
        thing, which = spread_out(np.diff(self._first_place)[part])
        place, count = self._places[self._first_place[part[thing]] + which].T
        return thing, place, count

    def _wholes(self, texts: list[Parts]) -> list[list[Parts]]:
        """The names (their parts) that each run is bent from as a whole while one of its words is right."""
        distinct = list(dict.fromkeys(texts))
        joined = ["".join(text) for text in distinct]
        self._near |= dict(zip(joined, self._near_all(joined), strict=True))
        named = {
            text: [
                parts
                for name, _ in self._near["".join(text)]
                for parts in self._of_joined.get(name, ())
                if _share_a_word(text, parts)
            ]
            for text in distinct
        }
        return [named[text] for text in texts]

    def _near_all(self, runs: list[str]) -> list[list[tuple[str, str]]]:
        """(name, edit) of the names each run of words, written together, is bent from."""
        found = self._whole.near_all(runs)
        return [
            near + [(name, "starred") for name in self._whole_starred.near(run)]
            for run, near in zip(runs, found, strict=True)
        ]

    def phrase(self, words: Placed, parts: Parts, parts_of: Callable[[str], tuple[Reading, ...]]) -> Reading | None:
        """A run of words as the parts of a name, None when they are something else or spelled right.

        Runs are those of the last `candidates`, which holds what each is bent from as a whole.
        """
        name = "".join(parts)
        bare = [word.rstrip(LAST_SIGNS) for word, _ in words]
        if tuple(bare) == parts:
            return None
        read = [
            min((one for one in parts_of(word) if one.name == part), key=lambda one: one.cost, default=None)
            for (word, _), part in zip(words, parts, strict=True)
        ]
        bent = [one for one in read if one is not None and one.edit]
        # A right word beside a bent one says that the other is no chance.
        less = _RIGHT_PART if len(bent) < len(parts) else _BENT_PART
        if None not in read and not (len(bent) > 1 and any(one.edit == "glued" for one in bent)):
            kind, cost = bent[0].edit, max(one.cost for one in bent)
        else:
            whole = [(cost_of(kind, name), kind) for near, kind in self._near.get("".join(bare), ()) if near == name]
            if not whole or not any(one is not None and not one.edit for one in read):
                return None
            cost, kind = min(whole)
        last, last_start = words[-1]
        end = next((one.end for one in read[-1:] if one is not None and one.edit == "glued"), len(last))
        return Reading(words[0][1], last_start + end, name, kind, max(cost - less, 0.0))

    def drawn_runs(self, words: Placed, at: int) -> Iterable[Reading]:
        """Names of two or three words drawn with digits and signs throughout: `4pe Ca$e`."""
        for first, past in ((at, at + 2), (at - 1, at + 1), (at, at + 3), (at - 1, at + 2)):
            run = words[max(first, 0) : past]
            if first >= 0 and len(run) == past - first:
                last, start = run[-1]
                for name in self._whole.drawn("".join(word for word, _ in run)):
                    if name in self._of_joined:
                        yield Reading(run[0][1], start + len(last), name, DRAWN, DRAWN_COST)


def _share_a_word(text: Parts, parts: Parts) -> bool:
    return len(text) == len(parts) and any(map(str.__eq__, text, parts))
