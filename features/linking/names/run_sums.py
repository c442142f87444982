"""Which runs of words may be bent from a name when they are written together, by the sums of their words.

The sums of a run are put together from those of its words, so a run is looked at by its letters only when a name shares
one of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from features.linking.distinct import distinct
from features.linking.names.key_table import KeyTable, ManyOfKey, numbered
from features.linking.names.letter_sums import LetterSums, are_one_exchange, powers, salted, step_back, weights
from features.linking.names.name_variants import LEAST_FOR_MOVED_VOWELS, TWO_FOR_ONE, redrawn, shapes
from features.linking.names.starred_names import STARS

_SHORT_OF_ONE, _IN_ANY_ORDER, _COLLAPSED, _BONES, _SHAPE, _RIGHT = range(1, 7)


class JoinedNames:
    """Names without their spaces, looked up by the sums that a run of words shares with those it may be bent from."""

    def __init__(self, names: Iterable[str]) -> None:
        given = [name for name in names if name.isascii()]
        sums = LetterSums.of(given)
        far = LetterSums.of([name for name in given if len(name) >= LEAST_FOR_MOVED_VOWELS])
        bones = _Pieces.of(far.bones, far.bones.right)
        keys = [
            salted(sums.right, _RIGHT),
            salted(sums.short_of_one()[1], _SHORT_OF_ONE),
            salted(sums.in_any_order, _IN_ANY_ORDER),
            salted(sums.collapsed.right, _COLLAPSED),
            salted(LetterSums.of(shapes([form for name in given for form in (name, *redrawn(name))])).right, _SHAPE),
            *(_of_bones(bones.sums, far.codes[far.starts[:-1]], far.lengths + more) for more in (-1, 0, 1)),
        ]
        self._table = KeyTable.of(distinct(np.concatenate(keys)))
        self._of_sounds = ManyOfKey.of(sums.of_sounds.view(np.int64), np.arange(len(given)))
        self._letters = sums.in_any_order

    def has(self, sums: np.ndarray, kind: int) -> np.ndarray:
        """Whether a name has each of these sums of a kind."""
        return self.holds(salted(sums, kind))

    def holds(self, keys: np.ndarray) -> np.ndarray:
        """Whether a name has each of these keys."""
        return self._table.find(keys) >= 0

    def one_exchange_from(self, sounds: np.ndarray, letters: np.ndarray) -> np.ndarray:
        """Whether words (their sums) sound like a name and differ from it in one letter exchanged."""
        found = np.zeros(len(sounds), dtype=bool)
        word, name = self._of_sounds.find(sounds.view(np.int64))
        found[word[are_one_exchange(self._letters[name] - letters[word])]] = True
        return found


def _of_bones(bones: np.ndarray, first: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """One key of a word's consonants, first letter and length: what stays when its vowels move."""
    return salted(bones + weights()[first] * powers(lengths), _BONES)


@dataclass(frozen=True)
class _Pieces:
    """A sum of each word, how many letters it counts, the first and last of them (0 for none)."""

    sums: np.ndarray
    lengths: np.ndarray
    first: np.ndarray
    last: np.ndarray

    @classmethod
    def of(cls, words: LetterSums, sums: np.ndarray) -> "_Pieces":
        filled = words.lengths > 0
        codes = np.append(words.codes, 0)
        first, last = codes[words.starts[:-1]], codes[words.starts[1:] - 1]
        return cls(sums, words.lengths, np.where(filled, first, 0), np.where(filled, last, 0))

    def joined(self, runs: np.ndarray) -> np.ndarray:
        """The sum of each run, its words by number."""
        total, length = self.sums[runs[:, 0]], self.lengths[runs[:, 0]]
        for column in runs.T[1:]:
            total = total + self.sums[column] * powers(length)
            length = length + self.lengths[column]
        return total

    def joined_without_doubles(self, runs: np.ndarray) -> np.ndarray:
        """The same where a letter that ends one word and begins the next is counted once."""
        total, length = self.sums[runs[:, 0]], self.lengths[runs[:, 0]]
        last = self.last[runs[:, 0]]
        for column in runs.T[1:]:
            is_double = (last == self.first[column]) & (last > 0)
            more = np.where(is_double, (self.sums[column] - weights()[last]) * step_back(), self.sums[column])
            total = total + more * powers(length)
            length = length + self.lengths[column] - is_double
            last = np.where(self.last[column] > 0, self.last[column], last)
        return total


class RunSums:
    """The sums of words (letters, digits and signs), those that stand in `runs` (rows of word numbers), and of runs."""

    def __init__(self, words: Sequence[str], runs: Sequence[np.ndarray]) -> None:
        used, self._place = _used(len(words), runs)
        self._words = [words[number] for number in used.tolist()]
        plain = LetterSums.of([word if word.isalpha() else "" for word in self._words])
        self._is_plain = plain.lengths > 0
        signed = np.flatnonzero(~self._is_plain).tolist()
        self._is_starred = _flags(len(used), [at for at in signed if not STARS.isdisjoint(self._words[at])])
        self._right = _Pieces.of(plain, plain.right)
        self._sounds = _Pieces.of(plain, plain.of_sounds)
        self._in_any_order = plain.in_any_order
        self._collapsed = _Pieces.of(plain.collapsed, plain.collapsed.right)
        self._bones = _Pieces.of(plain.bones, plain.bones.right)
        self._drawn = _drawn(self._words)
        given = LetterSums.of(self._words)
        self._has_two = _flags(len(used), given.holding([two for two, _ in TWO_FOR_ONE]))
        self._begins = _bits(given.codes[given.starts[:-1]], [two[1] for two, _ in TWO_FOR_ONE])
        self._ends = _bits(given.codes[given.starts[1:] - 1], [two[0] for two, _ in TWO_FOR_ONE])

    def perhaps_in(self, names: JoinedNames, runs: np.ndarray) -> np.ndarray:
        """Of each run whether a name may be hidden in all of it."""
        # The same run stands in many texts.
        keys = (self._place[runs].astype(np.uint64) * powers(np.arange(runs.shape[1]))).sum(axis=1)
        first, number = numbered(keys)
        return self._perhaps_in(names, self._place[runs[first]])[number]

    def _perhaps_in(self, names: JoinedNames, runs: np.ndarray) -> np.ndarray:
        found = self._is_starred[runs].any(axis=1) | names.has(self._drawn.joined(runs), _SHAPE)
        has_two = self._has_two[runs].any(axis=1) | (self._ends[runs[:, :-1]] & self._begins[runs[:, 1:]]).any(axis=1)
        left = np.flatnonzero(has_two & ~found)
        found[left] = self._are_redrawn(names, runs[left])
        plain = np.flatnonzero(self._is_plain[runs].all(axis=1))
        found[plain] = self._are_bent(names, runs[plain], found[plain])
        return found

    def _are_bent(self, names: JoinedNames, runs: np.ndarray, are_drawn: np.ndarray) -> np.ndarray:
        """The same of runs of plain words; one that spells a name right hides none."""
        right, letters = self._right.joined(runs), self._in_any_order[runs].sum(axis=1)
        bones = self._bones.joined_without_doubles(runs)
        shared = are_drawn | names.has(right, _SHORT_OF_ONE) | names.has(letters, _IN_ANY_ORDER)
        shared |= names.has(self._collapsed.joined_without_doubles(runs), _COLLAPSED)
        shared |= names.one_exchange_from(self._sounds.joined(runs), letters)
        shared |= names.holds(_of_bones(bones, self._right.first[runs[:, 0]], self._right.lengths[runs].sum(axis=1)))
        return shared & ~names.has(right, _RIGHT)

    def _are_redrawn(self, names: JoinedNames, runs: np.ndarray) -> np.ndarray:
        """Of each run whether a name of the table is its shape with two letters for one, over its borders, too."""
        texts = ["".join(map(self._words.__getitem__, run)) for run in runs.tolist()]
        distinct, found = list(dict.fromkeys(texts)), set[str]()
        for two, one in TWO_FOR_ONE:
            held = [text for text in distinct if two in text]
            sums = LetterSums.of(shapes([text.replace(two, one) for text in held]))
            found.update(held[at] for at in np.flatnonzero(names.has(sums.right, _SHAPE)).tolist())
        return np.array([text in found for text in texts], dtype=bool)


def _flags(count: int, places: Sequence[int] | np.ndarray) -> np.ndarray:
    """So many of False, True at these places."""
    found = np.zeros(count, dtype=bool)
    found[places] = True
    return found


def _bits(codes: np.ndarray, sought: Sequence[str]) -> np.ndarray:
    """For each letter a bit for each of the sought ones that it is."""
    return sum((codes == ord(one)).astype(np.uint8) << at for at, one in enumerate(sought))


def are_drawn_in(names: JoinedNames, words: Sequence[str], runs: np.ndarray) -> np.ndarray:
    """Of each run (a row of word numbers) whether a name is of its shape."""
    used, place = _used(len(words), [runs])
    drawn = _drawn([words[number] for number in used.tolist()])
    return names.has(drawn.joined(place[runs]), _SHAPE)


def _used(count: int, runs: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Which of so many words stand in the runs, and of each word its place among those."""
    place = np.zeros(count, dtype=np.int64)
    for run in runs:
        place[run] = 1
    used = np.flatnonzero(place)
    place[used] = np.arange(len(used))
    return used, place


def _drawn(words: Sequence[str]) -> _Pieces:
    sums = LetterSums.of(shapes(words))
    return _Pieces.of(sums, sums.right)
