"""Names hidden word by word: a title's words looked up by their shape, and by what they are short of a name.

Right letters behind signs and spaces are found by the trie of `name_index`; here are the words whose letters
were changed. What a word may stand for depends on that word and the catalogues alone, so each word is worked out once.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from features.linking.common_words import common_words
from features.linking.hidden_phrases import LAST_SIGNS, MIXED, HiddenPhrases, Parts, Placed, Reading, SpokenWords
from features.linking.name_variants import DRAWN, DRAWN_SIGNS, LEAST_LETTERS
from features.linking.starred_names import StarredNames
from features.linking.word_names import STARRED_COST, WordNames, cost_of

# Words of spaced scripts with the signs sellers put in them; hyphens, points and slashes part words.
_SIGNS = re.escape(DRAWN_SIGNS) + r"*#_·•°"
_FIRST_SIGNS = _SIGNS.replace(re.escape("+"), "")  # +Mobile adds something
# A piece of a Russian or Greek word that happens to be drawn with Latin letters is no word.
_OTHER_SCRIPT = "\u00df-\u1fff"
_WORD = re.compile(rf"(?<![a-z0-9{_OTHER_SCRIPT}])[{_FIRST_SIGNS}]*[a-z0-9][a-z0-9{_SIGNS}]*(?![{_OTHER_SCRIPT}])")
_CODE = re.compile(r"[a-z]{0,4}[0-9]\w*")
_MOST_REMEMBERED = 400_000  # words, so that a long night does not fill the memory
# The word means something else in general language or in the catalogues' own titles. Chosen with `word_names.cost_of`.
_HONEST_WORD = 2.0
GLUED_COST = 1.0
# With a capital at the seam any letters may follow. Chosen on the develop part of benchmarks/evasion.py.
SEAM_COST = 0.5
_LETTERS_BEFORE = re.compile(rf"(?<![^\W_])[a-z]{{{LEAST_LETTERS},}}$")
_LETTERS_BEHIND = re.compile("[a-z0-9]{2,}")
_LEAST_GLUED_REST = 4
_LEAST_GLUED_TO_ANY, _LEAST_REST = 6, 3  # a long name is believed before letters that are no known word, too


@dataclass(frozen=True, slots=True)
class _Known:
    """What a word may stand for: names, parts of names, and whether the words beside it are worth a look."""

    readings: tuple[Reading, ...]
    parts: tuple[Reading, ...]
    is_telling: bool


@dataclass
class HiddenNames:
    """Finds bent names in skeletons. `names` are compact Latin names, `spaced` the same with their own spaces.

    `honest` are the words of the catalogues' titles, which mean what they say.
    """

    names: frozenset[str]
    honest: frozenset[str]
    spaced: tuple[str, ...] = ()
    _known: dict[str, _Known] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._words = WordNames(self.names)
        self._starred = StarredNames(self.names)
        self._phrases = HiddenPhrases(self.spaced, self._words, self._starred)
        self._starts = {name[:LEAST_LETTERS] for name in (*self.names, *self._phrases.names.names)}

    def read(self, cell: str) -> list[Reading]:
        """The bent names of one skeleton, in order of place; a name spelled right is not told."""
        return self.read_all([cell]).get(0, [])

    def read_all(self, cells: Sequence[str]) -> dict[int, list[Reading]]:
        """What `read` tells of each skeleton, by its place; those without a bent name are left out."""
        words_of = [_WORD.findall(cell) for cell in cells]
        spoken = self._spoken(words_of)
        known = [self._known[word] for word in spoken.words]
        is_telling = np.array([one.is_telling for one in known], dtype=bool)[spoken.number]
        is_told = np.zeros(len(cells), dtype=bool)
        is_told[spoken.cell[is_telling]] = True
        candidates = self._phrases.candidates(spoken.of_cells(is_told))
        is_read = np.array([bool(one.readings) for one in known], dtype=bool)[spoken.number]
        may_be_drawn = [one.is_telling and MIXED.match(word) for one, word in zip(known, spoken.words, strict=True)]
        is_drawn = np.array(list(map(bool, may_be_drawn)), dtype=bool)[spoken.number]
        of_phrase = {*candidates, *spoken.cell[is_drawn].tolist()}
        found = {}
        for cell in sorted(of_phrase.union(spoken.cell[is_read].tolist())):
            words = [(match[0], match.start()) for match in _WORD.finditer(cells[cell])]
            readings = [
                Reading(start + one.start, start + one.end, one.name, one.edit, one.cost)
                for word, start in words
                for one in self._known[word].readings
            ]
            if cell in of_phrase:
                readings += self._phrases_among(words, candidates.get(cell, set()))
            if readings:
                found[cell] = readings
        return found

    def _spoken(self, words_of: list[list[str]]) -> SpokenWords:
        flat = list(chain.from_iterable(words_of))
        words = list(dict.fromkeys(flat))
        self._learn(words)
        number_of = {word: at for at, word in enumerate(words)}
        number = np.fromiter(map(number_of.__getitem__, flat), dtype=np.int64, count=len(flat))
        cell = np.repeat(np.arange(len(words_of)), np.fromiter(map(len, words_of), dtype=np.int64, count=len(words_of)))
        return SpokenWords(words, [self._known[word].parts for word in words], number, cell)

    def _phrases_among(self, words: Placed, candidates: set[tuple[int, Parts]]) -> list[Reading]:
        """Names of several words, in the order in which their words stand."""
        found: dict[tuple[int, str], Reading] = {}
        by_word: dict[int, list[tuple[int, int, int, Parts]]] = defaultdict(list)
        for first, parts in candidates:
            by_word[first + self._first_read(words[first:], parts)].append(
                (self._phrases.rank[parts], first, len(parts), parts)
            )
        for at, (word, _) in enumerate(words):
            for _, first, count, parts in sorted(by_word.get(at, ())):
                read = self._phrases.phrase(words[first : first + count], parts, self._parts_of)
                if read is not None:
                    found.setdefault((read.start, read.name), read)
            if self._known[word].is_telling and MIXED.match(word):
                found |= {(read.start, read.name): read for read in self._phrases.drawn_runs(words, at)}
        return list(found.values())

    def _first_read(self, words: Placed, parts: Parts) -> int:
        """Which word is the first that reads as its part of the name."""
        reads = (
            any(one.name == part for one in self._parts_of(word)) for (word, _), part in zip(words, parts, strict=False)
        )
        return next(at for at, is_read in enumerate(reads) if is_read)

    def _parts_of(self, word: str) -> tuple[Reading, ...]:
        return self._known[word].parts

    def forget(self) -> None:
        """Drops what was worked out; nothing found changes."""
        self._known.clear()

    def _learn(self, words: Sequence[str]) -> None:
        """Works out all words that are not known yet, at once."""
        if len(self._known) + len(words) > _MOST_REMEMBERED:
            self.forget()
        new = [word for word in words if word not in self._known]
        bare = [word.rstrip(LAST_SIGNS) for word in new]
        names, parts = self._words.near_all(bare), self._phrases.names.near_all(bare)
        for at, word in enumerate(new):
            readings = tuple(self._readings(word, bare[at], names[at]))
            held = tuple(self._part_readings(bare[at], parts[at]))
            is_telling = bool(readings) or self._phrases.may_be_of_phrase(word, held)
            self._known[word] = _Known(readings, held, is_telling)

    def _readings(self, given: str, word: str, near: list[tuple[str, str]]) -> Iterable[Reading]:
        if near:
            more = _HONEST_WORD if self.is_honest(word) else 0.0
            yield from (Reading(0, len(word), name, kind, cost_of(kind, name) + more) for name, kind in near)
        for name in self._starred.near(word):
            yield Reading(0, len(word), name, "starred", STARRED_COST)
        if word != given:
            # `hu@we!`: the last sign may be drawn for a letter.
            yield from (
                Reading(0, len(given), name, DRAWN, 0.0) for name, kind in self._words.near(given) if kind == DRAWN
            )
        yield from self._glued(word)

    def _part_readings(self, word: str, near: list[tuple[str, str]]) -> Iterable[Reading]:
        names = self._phrases.names.names
        if word in names:
            yield Reading(0, len(word), word, "", 0.0)
        yield from (Reading(0, len(word), name, kind, cost_of(kind, name)) for name, kind in near)
        for name in self._phrases.starred.near(word):
            yield Reading(0, len(word), name, "starred", STARRED_COST)
        most = len(word) - _LEAST_REST + 1
        places = (
            [at for at in range(LEAST_LETTERS, most) if word[:at] in names]
            if word[:LEAST_LETTERS] in self._starts
            else []
        )
        if places and not self.is_honest(word):
            for at in places:
                cost = GLUED_COST * (1 if self._is_own_word(word[at:]) else 2)
                yield Reading(0, at, word[:at], "glued", cost)

    def read_at_seams(self, cell: str, places: Sequence[int]) -> list[Reading]:
        """The names that end at one of these places in the middle of a word, where capitals show two words in one."""
        found = []
        for at in places:
            name, rest = _LETTERS_BEFORE.search(cell[:at]), _LETTERS_BEHIND.match(cell[at:])
            if name and rest and name[0] in self.names and name[0].isalpha() and not self.is_honest(name[0] + rest[0]):
                found.append(Reading(name.start(), at, name[0], "glued", SEAM_COST * (1 + (name[0] in common_words()))))
        return found

    def is_honest(self, word: str) -> bool:
        """Whether a word means what it says in general language or in the catalogues."""
        return word in self.honest or word in common_words()

    def _glued(self, word: str) -> Iterable[Reading]:
        """A name right before another word or a model code, without a space: `SonyBloggie`, `CanonPG`."""
        if word[:LEAST_LETTERS] not in self._starts:
            return
        places = [at for at in range(LEAST_LETTERS, len(word)) if word[:at] in self.names]
        if not places or self.is_honest(word) or not word.isalnum():
            return
        for at in places:
            name, rest = word[:at], word[at:]
            if name.isalpha():
                if self._is_own_word(rest):
                    yield Reading(0, at, name, "glued", GLUED_COST * (1 + (name in common_words())))
                elif at >= _LEAST_GLUED_TO_ANY and len(rest) >= _LEAST_REST and name not in common_words():
                    yield Reading(0, at, name, "glued", 2 * GLUED_COST)

    def _is_own_word(self, rest: str) -> bool:
        return (len(rest) >= _LEAST_GLUED_REST and self.is_honest(rest)) or bool(_CODE.fullmatch(rest))
