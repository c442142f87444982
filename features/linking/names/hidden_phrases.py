"""Names of several words of which one or more are bent: `Buffa1o Techn0logy`."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from features.linking.names.joined_text import squeeze
from features.linking.names.key_table import KeyTable, grouped, spread_out
from features.linking.names.letter_sums import LetterSums
from features.linking.names.name_variants import DRAWN, LEAST_LETTERS, shape, shapes
from features.linking.names.parted_names import LENGTHS, PartedNames, Parts
from features.linking.names.run_sums import JoinedNames, RunSums, are_drawn_in
from features.linking.names.spoken_words import SpokenWords
from features.linking.names.word_names import DRAWN_COST, cost_of, may_be_drawn

_MIXED = re.compile(r"(?=.*[a-z]).*[0-9@$!|+]")
# A last sign that mostly ends a sentence.
_LAST_SIGNS = "!+·•°?"
_MOST_WORDS_DRAWN = 3
_RIGHT_PART, _BENT_PART = 1.0, 0.5
Run = tuple[int, int]  # place of the first word, number of the name whose parts its words may be


class Reading(NamedTuple):
    """One name a stretch of text may hide: `name` is its compact form, `cost` what it takes off the belief."""

    start: int
    end: int
    name: str
    edit: str
    cost: float


class Known(NamedTuple):
    """What a word may stand for: names, parts of names, and whether the words beside it are worth a look."""

    readings: tuple[Reading, ...]
    parts: tuple[Reading, ...]
    is_telling: bool


# Of runs of words, each written together: (name, edit) of all names it is bent from.
NearRuns = Callable[[Sequence[str]], list[list[tuple[str, str]]]]


def bare_words(words: Sequence[str]) -> list[str]:
    """The words without signs that end a sentence; a sign that also stands inside hides a letter there and at the end."""
    return [_bare(word) if word[-1] in _LAST_SIGNS else word for word in words]


def _bare(word: str) -> str:
    bare = word.rstrip(_LAST_SIGNS)
    return word if word[-1] in bare else bare


class HiddenPhrases:
    """Finds names of several words. `spaced` are names with their own spaces."""

    def __init__(self, spaced: Iterable[str]) -> None:
        self._names = PartedNames.of(spaced)
        self._phrases, self.number = self._names.phrases, self._names.number
        self._shapes = KeyTable.of(np.unique(_shape_keys(list(self.number))))
        is_short = [any(len(part) < LEAST_LETTERS for part in parts) for parts in self._phrases]
        self._beside_short = frozenset(
            part for parts, short in zip(self._phrases, is_short, strict=True) if short for part in parts
        )
        self._of_joined = grouped(("".join(parts), at) for at, parts in enumerate(self._phrases))
        self._joined = JoinedNames(self._of_joined)
        self._of_shape = grouped(zip(shapes(list(self._of_joined)), self._of_joined, strict=True))

    def opens_the_way(self, parts: Sequence[Reading]) -> bool:
        """Whether a word with these parts may be of a name: one is bent, or right beside one too short to be bent."""
        return any(part.edit or part.name in self._beside_short for part in parts)

    def drawn_parts(self, words: Sequence[str]) -> set[int]:
        """The words (by place) drawn with digits or signs as a part of a name is."""
        mixed = [at for at, word in enumerate(words) if not word.isalpha()]
        drawn = np.flatnonzero(self._shapes.find(_shape_keys([words[at] for at in mixed])) >= 0)
        return {mixed[of] for of in drawn.tolist() if _MIXED.match(words[mixed[of]])}

    def read(self, spoken: SpokenWords, known: Sequence[Known], near: NearRuns) -> Iterable[tuple[int, Reading]]:
        """(text, name of several words) wherever some of its words are bent; `known` tells of each distinct word."""
        is_telling = np.array([one.is_telling for one in known], dtype=bool)
        is_told = np.zeros(int(spoken.cell.max(initial=0)) + 1, dtype=bool)
        is_told[spoken.cell[is_telling[spoken.number]]] = True
        spoken = spoken.of_cells(is_told)
        if not self._phrases or not len(spoken.number):
            return
        bare = bare_words(spoken.words)
        wholes = self._wholes(spoken, bare, near)
        runs = sorted({*self._pairs(spoken, known), *wholes})
        found: list[tuple[int, Reading] | None] = [*self._drawn_throughout(spoken, is_telling)]
        found += [self._phrase(spoken, known, run, wholes.get(run)) for run in runs]
        best: dict[tuple[int, int, str], Reading] = {}
        for cell, read in filter(None, found):
            held = best.setdefault((cell, read.start, read.name), read)
            if read.cost < held.cost:
                best[cell, read.start, read.name] = read
        yield from ((cell, read) for (cell, _, _), read in sorted(best.items()))

    def _pairs(self, spoken: SpokenWords, known: Sequence[Known]) -> Iterable[Run]:
        """Runs with two words beside each other that read as such parts, one of them bent."""
        used = [at for at, held in enumerate(known) if held.parts]
        parts = [one for at in used for one in known[at].parts]
        part = np.array([self.number[one.name] for one in parts], dtype=np.int64)
        is_bent = np.array([bool(one.edit) for one in parts], dtype=bool)
        count = np.zeros(len(known), dtype=np.int64)
        count[used] = [len(known[at].parts) for at in used]
        begin = np.cumsum(count) - count
        has_bent = np.zeros(len(known), dtype=bool)
        has_bent[np.repeat(np.arange(len(known)), count)[is_bent]] = True
        is_part, is_bent_word = (count > 0)[spoken.number], has_bent[spoken.number]
        is_pair = is_part[:-1] & is_part[1:] & (is_bent_word[:-1] | is_bent_word[1:])
        at = np.flatnonzero(is_pair & (spoken.cell[:-1] == spoken.cell[1:]))
        one, other = spoken.number[at], spoken.number[at + 1]
        pair, which = spread_out(count[one] * count[other])
        of_one = begin[one[pair]] + which // count[other[pair]]
        of_other = begin[other[pair]] + which % count[other[pair]]
        bent = np.flatnonzero(is_bent[of_one] | is_bent[of_other])
        found, phrase, place = self._names.with_pair(part[of_one[bent]], part[of_other[bent]], 1)
        first = at[pair[bent[found]]] - place
        for words in LENGTHS:
            fits = np.flatnonzero(self._names.lengths[phrase] == words)
            fits = fits[spoken.has_inside(first[fits], words)]
            yield from zip(first[fits].tolist(), phrase[fits].tolist(), strict=True)

    def _wholes(self, spoken: SpokenWords, bare: list[str], near: NearRuns) -> dict[Run, tuple[float, str]]:
        """Cost and edit of the runs with a right part in its place that are bent from a name as a whole."""
        texts = [
            (first, tuple(bare[number] for number in run))
            for starts, runs in self._perhaps_wholes(spoken, bare)
            for first, run in zip(starts.tolist(), runs.tolist(), strict=True)
        ]
        joined = list(dict.fromkeys("".join(text) for _, text in texts))
        near_of = dict(zip(joined, near(joined), strict=True))
        found: dict[Run, tuple[float, str]] = {}
        for first, text in texts:
            for name, kind in near_of["".join(text)]:
                one = cost_of(kind, name), kind
                for phrase in self._of_joined.get(name, ()):
                    if _share_a_word(text, self._phrases[phrase]):
                        found[first, phrase] = min(one, found.get((first, phrase), one))
        return found

    def _perhaps_wholes(self, spoken: SpokenWords, bare: list[str]) -> list[tuple[np.ndarray, np.ndarray]]:
        """Where runs start that may be bent from a name with other words of it right, and the words of each run.

        One word of a name of two is right, two of a longer one are, and the run shares a sum with a name.
        """
        part = np.array([self.number.get(word, -1) for word in bare], dtype=np.int64)[spoken.number]
        starts, counts = self._names.runs_mostly_right(part)
        firsts = [spoken.inside(starts[counts == words], words) for words in LENGTHS]
        runs = [spoken.runs(first, words) for first, words in zip(firsts, LENGTHS, strict=True)]
        sums = RunSums(bare, runs)
        are_perhaps = [sums.perhaps_in(self._joined, one) for one in runs]
        return [(first[kept], one[kept]) for first, one, kept in zip(firsts, runs, are_perhaps, strict=True)]

    def _phrase(
        self, spoken: SpokenWords, known: Sequence[Known], run: Run, whole: tuple[float, str] | None
    ) -> tuple[int, Reading] | None:
        """A run of words as the parts of a name, None when they are something else or spelled right."""
        first, parts = run[0], self._phrases[run[1]]
        numbers = spoken.number[first : first + len(parts)].tolist()
        if tuple(bare_words([spoken.words[number] for number in numbers])) == parts:
            return None
        read = [
            min(_as_part(known[number], part, at, len(parts)), key=lambda one: one.cost, default=None)
            for at, (number, part) in enumerate(zip(numbers, parts, strict=True))
        ]
        bent = [one for one in read if one is not None and one.edit]
        # A right word beside a bent one says that the other is no chance.
        less = _RIGHT_PART if len(bent) < len(parts) else _BENT_PART
        are_alike = len({one.edit == "glued" for one in bent}) == 1
        if None not in read and (len(bent) == 1 or are_alike):
            cost, kind = max(one.cost for one in bent), bent[0].edit
        elif whole is not None:
            cost, kind = whole
        else:
            return None
        begin = read[0].start if read[0] is not None else 0
        last = read[-1]
        letters = last.end if last is not None and last.edit == "glued" else None
        return _placed(
            spoken, first, len(parts), Reading(begin, 0, "".join(parts), kind, max(cost - less, 0.0)), letters
        )

    def _drawn_throughout(self, spoken: SpokenWords, is_telling: np.ndarray) -> Iterable[tuple[int, Reading]]:
        """Names of two or three words drawn with digits and signs throughout: `4pe Ca$e`."""
        is_drawn = np.zeros(len(is_telling), dtype=bool)
        told = ((number, spoken.words[number]) for number in np.flatnonzero(is_telling).tolist())
        is_drawn[[number for number, word in told if not word.isalpha() and _MIXED.match(word)]] = True
        at = np.flatnonzero(is_drawn[spoken.number])
        for words in range(2, _MOST_WORDS_DRAWN + 1):
            starts = spoken.inside(np.concatenate([at, at - 1]), words)
            runs = spoken.runs(starts, words)
            are_drawn = np.flatnonzero(are_drawn_in(self._joined, spoken.words, runs))
            for first, run in zip(starts[are_drawn].tolist(), runs[are_drawn].tolist(), strict=True):
                text = "".join(spoken.words[number] for number in run)
                for name in self._of_shape.get(shape(text), ()) if may_be_drawn(text) else ():
                    if name != squeeze(text):
                        yield _placed(spoken, first, words, Reading(0, 0, name, DRAWN, DRAWN_COST))


def _shape_keys(words: Sequence[str]) -> np.ndarray:
    return LetterSums.of(shapes(words)).right.view(np.int64)


def _as_part(word: Known, part: str, at: int, count: int) -> Iterable[Reading]:
    """The ways a word may be one part of a name; other letters may stand only before the first and behind the last."""
    return (
        one
        for one in word.parts
        if one.name == part and (one.edit != "glued" or (at == 0 if one.start else at == count - 1))
    )


def _placed(
    spoken: SpokenWords, first: int, words: int, reading: Reading, letters: int | None = None
) -> tuple[int, Reading]:
    """The text of a run of words and the reading where it stands there; of the last word only so many letters.

    The reading's start is the place in the first word.
    """
    last = first + words - 1
    end = int(spoken.start[last]) + (len(spoken.words[spoken.number[last]]) if letters is None else letters)
    return int(spoken.cell[first]), reading._replace(start=int(spoken.start[first]) + reading.start, end=end)


def _share_a_word(text: Parts, parts: Parts) -> bool:
    return len(text) == len(parts) and any(map(str.__eq__, text, parts))
