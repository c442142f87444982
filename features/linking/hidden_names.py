"""Names hidden word by word: a title's words looked up by their shape, and by what they are short of a name.

Right letters behind signs and spaces are found by the automaton of `name_index`; here are the words whose letters
were changed. What a word may stand for depends on that word and the catalogues alone, so each word is worked out once.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from features.linking.common_words import common_words
from features.linking.joined_text import squeeze
from features.linking.name_variants import DRAWN, DRAWN_SIGNS, LEAST_LETTERS, shape
from features.linking.starred_names import StarredNames
from features.linking.word_names import DRAWN_COST, STARRED_COST, WordNames, cost_of

# Words of spaced scripts with the signs sellers put in them; hyphens, points and slashes part words.
_SIGNS = re.escape(DRAWN_SIGNS) + r"*#_·•°"
_FIRST_SIGNS = _SIGNS.replace(re.escape("+"), "")  # +Mobile adds something
# A piece of a Russian or Greek word that happens to be drawn with Latin letters is no word.
_OTHER_SCRIPT = "\u00df-\u1fff"
_WORD = re.compile(rf"(?<![a-z0-9{_OTHER_SCRIPT}])[{_FIRST_SIGNS}]*[a-z0-9][a-z0-9{_SIGNS}]*(?![{_OTHER_SCRIPT}])")
_LAST_SIGNS = re.compile(r"[!+·•°]+$")
_CODE = re.compile(r"[a-z]{0,4}[0-9]\w*")
_MIXED = re.compile(r"(?=.*[a-z]).*[0-9@$!|+]")
_MOST_REMEMBERED = 400_000  # words, so that a long night does not fill the memory
_MOST_WORDS_A_NAME = 4
# The word means something else in general language or in the catalogues' own titles. Chosen with `word_names.cost_of`.
_HONEST_WORD = 2.0
GLUED_COST = 1.0
_LEAST_GLUED_REST = 4
_LEAST_GLUED_TO_ANY, _LEAST_REST = 6, 3  # a long name is believed before letters that are no known word, too
_RIGHT_PART, _BENT_PART = 1.0, 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """One name a stretch of text may hide: `name` is its compact form, `cost` what it takes off the belief."""

    start: int
    end: int
    name: str
    edit: str
    cost: float


@dataclass
class HiddenNames:
    """Finds bent names in skeletons. `names` are compact Latin names, `spaced` the same with their own spaces.

    `honest` are the words of the catalogues' titles, which mean what they say.
    """

    names: frozenset[str]
    honest: frozenset[str]
    spaced: tuple[str, ...] = ()
    _memory: dict[str, tuple[Reading, ...]] = field(default_factory=dict, repr=False)
    _telling: dict[str, bool] = field(default_factory=dict, repr=False)
    _parts_memory: dict[str, tuple[Reading, ...]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._words = WordNames(self.names)
        self._starred = StarredNames(self.names)
        self._splits: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        for name in self.spaced:
            parts = tuple(squeeze(part) for part in re.split(r"[\s\-./&']+", name) if squeeze(part))
            if 1 < len(parts) <= _MOST_WORDS_A_NAME and max(map(len, parts)) >= LEAST_LETTERS:
                for at, part in enumerate(parts):
                    self._splits[part].append((at, parts))
        self._joined = {"".join(parts) for held in self._splits.values() for _, parts in held}
        self._parts = WordNames(self._splits)
        self._part_shapes = {shape(part) for part in self._splits}
        shortest = {parts: min(map(len, parts)) for held in self._splits.values() for _, parts in held}
        self._beside_short = {part for parts, least in shortest.items() if least < LEAST_LETTERS for part in parts}
        self._starred_parts = StarredNames(self._splits)

    def read(self, cell: str) -> list[Reading]:
        """The bent names of one skeleton, in order of place; a name spelled right is not told."""
        telling = self._telling
        if not any(telling.get(word, True) for word in _WORD.findall(cell)):
            return []
        found: list[Reading] = []
        words = [(match[0], match.start()) for match in _WORD.finditer(cell)]
        for word, start in words:
            readings = self._memory.get(word)
            if readings is None:
                readings = self._remember(word)
            if readings:
                found += [Reading(start + one.start, start + one.end, *_said(one)) for one in readings]
        return found + self._phrases(words) if any(telling.get(word, True) for word, _ in words) else found

    def forget(self) -> None:
        """Drops what was worked out; nothing found changes."""
        self._memory.clear()
        self._parts_memory.clear()
        self._telling.clear()

    def _remember(self, word: str) -> tuple[Reading, ...]:
        if len(self._memory) >= _MOST_REMEMBERED:
            self.forget()
        found = self._memory[word] = tuple(self._word(word))
        self._telling[word] = bool(found) or self._may_be_of_phrase(word)
        return found

    def _may_be_of_phrase(self, word: str) -> bool:
        """Whether a word may open the way to a name of several: a bent part, or a right one beside one too short to be bent."""
        if any(part.edit or part.name in self._beside_short for part in self._part(word)):
            return True
        return _MIXED.match(word) is not None and shape(word) in self._part_shapes

    def _word(self, given: str) -> Iterable[Reading]:
        word = _LAST_SIGNS.sub("", given)
        more = _HONEST_WORD if self.is_honest(word) else 0.0
        for name, kind in self._words.near(word):
            yield Reading(0, len(word), name, kind, cost_of(kind, name) + more)
        for name in self._starred.near(word):
            yield Reading(0, len(word), name, "starred", STARRED_COST)
        if word != given:
            # `hu@we!`: the last sign may be drawn for a letter.
            yield from (
                Reading(0, len(given), name, DRAWN, 0.0) for name, kind in self._words.near(given) if kind == DRAWN
            )
        yield from self._glued(word)

    def is_honest(self, word: str) -> bool:
        """Whether a word means what it says in general language or in the catalogues."""
        return word in self.honest or word in common_words()

    def _glued(self, word: str) -> Iterable[Reading]:
        """A name right before another word or a model code, without a space: `SonyBloggie`, `CanonPG`."""
        if self.is_honest(word) or not word.isalnum():
            return
        for at in range(LEAST_LETTERS, len(word)):
            name, rest = word[:at], word[at:]
            if name in self.names and name.isalpha():
                if self._is_own_word(rest):
                    yield Reading(0, at, name, "glued", GLUED_COST * (1 + (name in common_words())))
                elif at >= _LEAST_GLUED_TO_ANY and len(rest) >= _LEAST_REST and name not in common_words():
                    yield Reading(0, at, name, "glued", 2 * GLUED_COST)

    def _is_own_word(self, rest: str) -> bool:
        return (len(rest) >= _LEAST_GLUED_REST and self.is_honest(rest)) or bool(_CODE.fullmatch(rest))

    def _phrases(self, words: Sequence[tuple[str, int]]) -> list[Reading]:
        """Names of several words of which one or more are bent: `Buffa1o Techn0logy`."""
        found: dict[tuple[int, str], Reading] = {}
        for at, (word, _) in enumerate(words):
            for part in self._part(word):
                for place, parts in self._splits[part.name]:
                    run = words[max(0, at - place) : at - place + len(parts)]
                    if len(run) == len(parts) and at >= place:
                        read = self._phrase(run, parts)
                        if read is not None:
                            found.setdefault((read.start, read.name), read)
            if self._telling.get(word, True) and _MIXED.match(word):
                found |= {(read.start, read.name): read for read in self._drawn_runs(words, at)}
        return list(found.values())

    def _drawn_runs(self, words: Sequence[tuple[str, int]], at: int) -> Iterable[Reading]:
        """Names of two or three words drawn with digits and signs throughout: `4pe Ca$e`."""
        for first, past in ((at, at + 2), (at - 1, at + 1), (at, at + 3), (at - 1, at + 2)):
            run = words[max(first, 0) : past]
            if first >= 0 and len(run) == past - first:
                last, start = run[-1]
                for name in self._words.drawn("".join(word for word, _ in run)):
                    if name in self._joined:
                        yield Reading(run[0][1], start + len(last), name, DRAWN, DRAWN_COST)

    def _part(self, word: str) -> tuple[Reading, ...]:
        held = self._parts_memory.get(word)
        if held is None:
            bare = _LAST_SIGNS.sub("", word)
            right = [Reading(0, len(bare), bare, "", 0.0)] if bare in self._parts.names else []
            bent = [Reading(0, len(bare), name, kind, cost_of(kind, name)) for name, kind in self._parts.near(bare)]
            bent += [Reading(0, len(bare), name, "starred", STARRED_COST) for name in self._starred_parts.near(bare)]
            if not self.is_honest(bare):
                bent += [
                    Reading(0, at, bare[:at], "glued", GLUED_COST * (1 if self._is_own_word(bare[at:]) else 2))
                    for at in range(LEAST_LETTERS, len(bare) - _LEAST_REST + 1)
                    if bare[:at] in self._parts.names
                ]
            held = self._parts_memory[word] = tuple(right + bent)
        return held

    def _phrase(self, words: Sequence[tuple[str, int]], parts: tuple[str, ...]) -> Reading | None:
        """A run of words as the parts of a name, None when they are something else or spelled right."""
        name = "".join(parts)
        bare = [_LAST_SIGNS.sub("", word) for word, _ in words]
        if tuple(bare) == parts:
            return None
        read = [
            min((one for one in self._part(word) if one.name == part), key=lambda one: one.cost, default=None)
            for (word, _), part in zip(words, parts, strict=True)
        ]
        bent = [one for one in read if one is not None and one.edit]
        # A right word beside a bent one says that the other is no chance.
        less = _RIGHT_PART if len(bent) < len(parts) else _BENT_PART
        if None not in read and not (len(bent) > 1 and any(one.edit == "glued" for one in bent)):
            kind, cost = bent[0].edit, max(one.cost for one in bent)
        else:
            whole = [(cost_of(kind, name), kind) for near, kind in self._near("".join(bare)) if near == name]
            if not whole or not any(one is not None and not one.edit for one in read):
                return None
            cost, kind = min(whole)
        last, last_start = words[-1]
        end = next((one.end for one in read[-1:] if one is not None and one.edit == "glued"), len(last))
        return Reading(words[0][1], last_start + end, name, kind, max(cost - less, 0.0))

    def _near(self, run: str) -> list[tuple[str, str]]:
        return [*self._words.near(run), *((name, "starred") for name in self._starred.near(run))]


def _said(one: Reading) -> tuple[str, str, float]:
    return one.name, one.edit, one.cost
