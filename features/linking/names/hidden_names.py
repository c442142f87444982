"""Names hidden word by word: a title's words looked up by their shape, and by what they are short of a name.

Right letters behind signs and spaces are found by the trie of `name_index`; here are the words whose letters
were changed. What a word may stand for depends on that word and the catalogues alone, so each word is worked out once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from features.linking.names.common_words import common_words, frequent_words
from features.linking.names.crossed_names import CrossedNames
from features.linking.names.glued_names import ANY_LETTERS_COST, GLUED_COST, LEAST_GLUED_REST, GluedNames
from features.linking.names.hidden_phrases import HiddenPhrases, Known, Reading, bare_words
from features.linking.names.key_table import spread_out
from features.linking.names.name_variants import DRAWN
from features.linking.names.seam_names import SeamNames
from features.linking.names.short_beginnings import ShortBeginnings
from features.linking.names.signed_names import SignedNames
from features.linking.names.signed_words import SignedWords
from features.linking.names.spoken_words import SpokenWords
from features.linking.names.starred_names import StarredNames
from features.linking.names.word_names import STARRED_COST, WordNames, cost_of

_MOST_REMEMBERED = 400_000  # words, so that a long night does not fill the memory
# The word means something else in general language or in the catalogues' own titles. Chosen with `word_names.cost_of`.
_HONEST_WORD = 2.0
_LEAST_STARRED_PART = 3  # the other words of a name speak for one of three letters: L*n T*ng


_NOTHING = Known((), (), is_telling=False)


@dataclass(frozen=True)
class Hidden:
    """Bent names where they stand, as parallel arrays: the text, the places in it, and which of `readings` it is."""

    cell: np.ndarray
    start: np.ndarray
    end: np.ndarray
    which: np.ndarray
    readings: list[Reading]


@dataclass
class HiddenNames:
    """Finds bent names in skeletons. `names` are compact Latin names, `spaced` the same with their own spaces.

    `honest` are the words of the catalogues' titles, which mean what they say.
    """

    names: frozenset[str]
    honest: frozenset[str]
    spaced: tuple[str, ...] = ()
    _known: dict[str, Known] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._phrases = HiddenPhrases(self.spaced)
        self._crossed, self._beginnings = CrossedNames(self.spaced), ShortBeginnings(self.spaced)
        self._parts = frozenset(self._phrases.number)
        self._words = WordNames(self.names | self._parts)
        self._starred, self._starred_parts = StarredNames(self.names), StarredNames(self._parts, _LEAST_STARRED_PART)
        self._glued = GluedNames.of(self.names | self._parts, self.is_honest)
        self._signed = SignedNames(self.names, self._words, self._starred, self._glued)
        self._at_seams = SeamNames.of(self.names, self.spaced, self.is_honest)

    def read(self, text: str) -> list[Reading]:
        """The bent names of one skeleton, in order of place; a name spelled right is not told."""
        found = self.read_all([text])
        places = zip(found.start.tolist(), found.end.tolist(), found.which.tolist(), strict=True)
        return sorted(found.readings[of]._replace(start=start, end=end) for start, end, of in places)

    def read_all(self, texts: Sequence[str], raw: Sequence[str] | None = None) -> Hidden:
        """What `read` tells of each skeleton, and with the texts as written the names that capitals show."""
        spoken = SpokenWords.of(texts)
        self._learn(spoken.words)
        known = [self._known[word] for word in spoken.words]
        readings = [reading for one in known for reading in one.readings]
        count = np.array([len(one.readings) for one in known], dtype=np.int64)
        at, which = spread_out(count[spoken.number])
        which += (np.cumsum(count) - count)[spoken.number[at]]
        start, end = (np.array([one[of] for one in readings], dtype=np.int64) for of in range(2))
        others = [*self._phrases.read(spoken, known, self._near_runs), *self._read_signed(spoken)]
        others += [*self._crossed.read(spoken), *self._beginnings.read(spoken)]
        others += self._at_seams.read(raw, texts) if raw else ()
        more = np.array([(cell, one.start, one.end) for cell, one in others], dtype=np.int64).reshape(-1, 3).T
        return Hidden(
            np.concatenate([spoken.cell[at], more[0]]),
            np.concatenate([spoken.start[at] + start[which], more[1]]),
            np.concatenate([spoken.start[at] + end[which], more[2]]),
            np.concatenate([which, len(readings) + np.arange(len(others))]),
            [*readings, *(one for _, one in others)],
        )

    def _read_signed(self, spoken: SpokenWords) -> Iterable[tuple[int, Reading]]:
        """(text, name) of the names that words with signs inside hide as a whole."""
        told = SignedWords.of(spoken, self.is_honest)
        read = self._signed.readings(told.written)
        for cell, start, number in zip(told.cell.tolist(), told.start.tolist(), told.number.tolist(), strict=True):
            for one in read[number]:
                yield cell, one._replace(start=start + one.start, end=start + one.end)

    def _near_runs(self, runs: Sequence[str]) -> list[list[tuple[str, str]]]:
        """(name, edit) of the names that each of these runs of words, written together, is bent from."""
        near = self._words.near_all(runs)
        return [
            [(name, kind) for name, kind in near.get(at, {}).items() if name in self.names and run not in self.names]
            + [(name, "starred") for name in self._starred.near(run)]
            for at, run in enumerate(runs)
        ]

    def forget(self) -> None:
        """Drops what was worked out; nothing found changes."""
        self._known.clear()

    def _learn(self, words: Sequence[str]) -> None:
        """Works out all words that are not known yet, at once."""
        if len(self._known) + len(words) > _MOST_REMEMBERED:
            self.forget()
        new = [word for word in words if word not in self._known]
        bare = bare_words(new)
        self._known |= dict.fromkeys(new, _NOTHING)
        self._known |= {new[at]: self._right_part(word) for at, word in enumerate(bare) if word in self._parts}
        near, inside, drawn = self._words.near_all(bare), self._glued.places(bare), self._drawn_to_the_last(new, bare)
        telling = self._phrases.drawn_parts(new)
        starred = [at for at, word in enumerate(bare) if not word.isalnum()]
        signed = dict(zip(starred, self._signed.readings([bare[at] for at in starred]), strict=True))
        for at in sorted({*starred, *near, *inside, *drawn, *telling}):
            word, held = bare[at], near.get(at, {})
            readings, parts = self._bent_so(word, held)
            readings += drawn.get(at, ())
            if at in signed:
                readings += self._starred_so(word, self._starred)
                named = {one.name for one in readings}
                readings += (one for one in signed[at] if one.name not in named)
                parts += self._starred_so(word, self._starred_parts)
            if at in inside:
                glued, glued_parts = self._glued_so(word, inside[at])
                readings += glued
                parts += glued_parts
            is_telling = bool(readings) or at in telling or self._phrases.opens_the_way(parts)
            self._known[new[at]] = Known(tuple(readings), tuple(parts), is_telling)

    def _right_part(self, word: str) -> Known:
        """What a part of a name is by itself."""
        parts = (Reading(0, len(word), word, "", 0.0),)
        return Known((), parts, self._phrases.opens_the_way(parts))

    def _drawn_to_the_last(self, given: Sequence[str], bare: Sequence[str]) -> dict[int, list[Reading]]:
        """Word (by place) → names drawn with its last sign, too: `hu@we!`."""
        signed = [at for at, word in enumerate(given) if len(word) > len(bare[at])]
        near = self._words.near_all([given[at] for at in signed])
        return {
            signed[at]: [
                Reading(0, len(given[signed[at]]), name, DRAWN, 0.0)
                for name, kind in held.items()
                if kind == DRAWN and name in self.names
            ]
            for at, held in near.items()
        }

    def _bent_so(self, word: str, near: dict[str, str]) -> tuple[list[Reading], list[Reading]]:
        """The names and the parts of names that a word is bent from; one that is a part stands for itself."""
        length, names, parts = len(word), self.names, self._parts
        is_part = word in parts
        readings = [Reading(0, length, word, "", 0.0)] if is_part else []
        if not near:
            return [], readings
        costs = [(name, kind, cost_of(kind, name)) for name, kind in near.items()]
        if not is_part:
            readings = [Reading(0, length, name, kind, cost) for name, kind, cost in costs if name in parts]
        if word in names:
            return [], readings
        more = _HONEST_WORD if self.is_honest(word) else 0.0
        bent = [Reading(0, length, name, kind, cost + more) for name, kind, cost in costs if name in names]
        # One of the most frequent words that is as near to several names tells none, and stands in very many titles.
        return [] if len(bent) > 1 and word in frequent_words() else bent, readings

    @staticmethod
    def _starred_so(word: str, names: StarredNames) -> Iterable[Reading]:
        return (Reading(0, len(word), name, "starred", STARRED_COST) for name in names.near(word))

    def _glued_so(self, word: str, places: list[tuple[int, int]]) -> tuple[list[Reading], list[Reading]]:
        """The names with other letters beside them in this word, and parts of names: those need one side free.

        The words beside a part speak for it, so any letters may follow it.
        """
        if self.is_honest(word):
            # Paper Mates: the plural of a part is a word like others.
            plurals = [end for start, end in places if not start and word[end:] == "s" and word[:end] in self._parts]
            return [], [Reading(0, end, word[:end], "glued", GLUED_COST) for end in plurals]
        costs = self._glued.costs(word, places)
        names, parts = [], []
        for start, end in places:
            cost, name = costs.get((start, end)), word[start:end]
            if cost is not None and name in self.names:
                names.append(Reading(start, end, name, "glued", cost))
            if name in self._parts and (end == len(word) if start else len(word) - end >= LEAST_GLUED_REST or cost):
                parts.append(Reading(start, end, name, "glued", ANY_LETTERS_COST if cost is None else cost))
        return names, parts

    def is_honest(self, word: str) -> bool:
        """Whether a word means what it says in general language or in the catalogues."""
        return word in self.honest or word in common_words()
