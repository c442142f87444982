"""Every way a catalogued brand can be written, and every model code, as one trie over compact text."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np
import pandas as pd

from features.contracts import Brands, Names, Products
from features.linking.names.common_words import common_words
from features.linking.names.hidden_names import HiddenNames
from features.linking.names.joined_text import LETTER, JoinedText, fold, squeeze
from features.linking.names.line_names import LineName, line_names
from features.linking.names.model_codes import codes_of_model
from features.linking.names.name_trie import NameTrie
from features.linking.names.name_variants import LEAST_LETTERS
from features.skeleton import skeletons_of

_WORDS = re.compile("[a-z]+")
# Points off for a line that few products show, and for one that is not plainly a coined word.
_RARE_LINE, _WELL_KNOWN_LINE, _ORDINARY_LINE = 1.0, 8, 3.0
_LEAST_PART = 3
_JOINED_BY_AND = re.compile(r"\s*&\s*|\s+(?:and|und)\s+")
_LEAST_JOINED = 2  # Tiffany and Co
_ANDS = ("&", "and", "n")
_MOST_HALF_PINYIN = 4  # characters; of more there are too many halves
_LEAST_PINYIN = 5  # shorter transcriptions (`lu`, `mi`) are syllables of every other word


@dataclass(frozen=True)
class Written:
    """One way of writing one name of one brand."""

    brand_id: str
    how: str  # exact, alias, nickname, or model_code for a line the catalogue shows to be this brand's alone
    name: str  # the name's skeleton, with its own spaces and signs
    # The name of a line of products: points off the belief; None for a name of the brand itself.
    line_cost: float | None = None
    # The first word of a longer name (OCZ of OCZ Technologies): believed only as the whole typed brand.
    is_part: bool = False

    @cached_property
    def squeezed(self) -> str:
        """The compact form looked for, not folded."""
        return squeeze(self.name)


@dataclass(frozen=True)
class Coded:
    """One model code of one product."""

    product: int  # row in the catalogue's products
    code: str
    is_whole: bool


@dataclass(frozen=True)
class Found:
    """Hits of the trie that stand between word borders, as parallel arrays; positions are in `text`."""

    pattern: np.ndarray
    start: np.ndarray
    end: np.ndarray
    cell: np.ndarray


@dataclass
class NameIndex:
    """The prepared search: `patterns` in order, and what each stands for."""

    patterns: list[str]
    written: dict[int, list[Written]]
    coded: dict[int, list[Coded]]
    hidden: HiddenNames
    by_squeezed: dict[str, list[Written]]
    _bearers: dict[str, list[Written]] = field(default_factory=dict, repr=False)

    def bearers(self, squeezed: str) -> list[Written]:
        """One way of writing a compact name for each brand that bears it, the last of those a brand has."""
        if squeezed not in self._bearers:
            self._bearers[squeezed] = list({one.brand_id: one for one in self.by_squeezed[squeezed]}.values())
        return self._bearers[squeezed]

    def search(self, joined: JoinedText) -> Found:
        """All hits that lie in one cell and stand between word borders, in order of place."""
        pattern, first, past = self._trie.walk(joined.letters, joined.word_starts)
        found = Found(pattern, joined.kept[first], joined.kept[past - 1] + 1, np.zeros(0, dtype=np.int64))
        return _between_borders(joined, found, self.is_name)

    @cached_property
    def _trie(self) -> NameTrie:
        return NameTrie.build(self.patterns)

    @cached_property
    def is_name(self) -> np.ndarray:
        """Of each pattern whether it is a name; the others are model codes alone."""
        return np.array([at in self.written for at in range(len(self.patterns))], dtype=bool)


def _between_borders(joined: JoinedText, found: Found, is_name: np.ndarray) -> Found:
    """The hits that end at a word border and in the cell they start in; they start at a border already."""
    start, end = found.start, found.end
    cell = joined.cell_of(start)
    inside = np.flatnonzero(cell == joined.cell_of(end - 1))
    pattern, start, end, cell = (part[inside] for part in (found.pattern, start, end, cell))
    kinds, is_digit = joined.kinds, joined.is_digit
    # kinds is shifted by one: kinds[end + 1] is the character after.
    meets_number = is_digit[end] & ~is_digit[end - 1]
    # HP56: behind a short name nothing but the number may stand.
    is_number_alone = kinds[joined.after_number(end) + 1] != LETTER
    glued_number = meets_number & ((end - start > LEAST_LETTERS) | (is_number_alone & is_name[pattern]))
    keep = (kinds[end] != LETTER) | (kinds[end + 1] != LETTER) | glued_number
    return Found(pattern[keep], start[keep], end[keep], cell[keep])


def build_name_index(brands: pd.DataFrame, names: pd.DataFrame, products: pd.DataFrame, seen: JoinedText) -> NameIndex:
    """The index of all names and all model codes, and the search for names that are bent.

    A word of the catalogues' titles (`seen`) means what it says: taken for a bent name it costs more.
    """
    right = list(_right_spellings(brands, names))
    by_pattern: dict[str, list[Written]] = defaultdict(list)
    by_squeezed: dict[str, list[Written]] = defaultdict(list)
    for written in right:
        by_pattern[fold(written.name)].append(written)
        by_squeezed[written.squeezed].append(written)
    for other in [*_otherwise_joined(right, set(by_pattern)), *_leading_words(right, set(by_pattern))]:
        by_pattern[fold(other.name)].append(other)
    for line in line_names(products, by_squeezed_brands(by_squeezed)):
        for brand_id in line.brand_ids:
            by_pattern[fold(line.word)].append(Written(brand_id, "model_code", line.word, line_cost=_line_cost(line)))
    codes: dict[str, list[Coded]] = defaultdict(list)
    for coded in _codes(products):
        codes[fold(coded.code)].append(coded)
    patterns = sorted({*by_pattern, *codes} - {""})
    return NameIndex(
        patterns,
        {at: by_pattern[text] for at, text in enumerate(patterns) if text in by_pattern},
        {at: codes[text] for at, text in enumerate(patterns) if text in codes},
        hidden_names(right, seen),
        dict(by_squeezed),
    )


def _line_cost(line: LineName) -> float:
    return _ORDINARY_LINE if not line.is_coined else _RARE_LINE * (line.products < _WELL_KNOWN_LINE)


def by_squeezed_brands(by_squeezed: dict[str, list[Written]]) -> dict[str, frozenset[str]]:
    """Compact name → the brands that bear it."""
    return {name: frozenset(written.brand_id for written in held) for name, held in by_squeezed.items()}


def hidden_names(right: list[Written], seen: JoinedText) -> HiddenNames:
    """The search for bent forms of the Latin names among `right`."""
    latin = {written.squeezed for written in right if written.squeezed.isascii()}
    words = {word for cell in seen.cells for word in _WORDS.findall(cell)}
    spaced = sorted({written.name for written in right if written.name.isascii()})
    return HiddenNames(frozenset(latin), frozenset(words), tuple(spaced))


def _right_spellings(brands: pd.DataFrame, names: pd.DataFrame) -> Iterable[Written]:
    official = dict(zip(brands[Brands.brand_id], skeletons_of(list(brands[Brands.name])), strict=True))
    rows = [(brand_id, name, "name") for brand_id, name in official.items()]
    spelled = skeletons_of(list(names[Names.name]))
    rows += list(zip(names[Names.brand_id], spelled, names[Names.kind], strict=True))
    done: set[tuple[str, str]] = set()
    for brand_id, name, kind in rows:
        how = "nickname" if kind == "nickname" else "exact" if name == official.get(brand_id) else "alias"
        for text, said in [(name, how), *_pinyin(name), *_half_pinyin(name)]:
            if fold(text) and (brand_id, fold(text)) not in done:
                done.add((brand_id, fold(text)))
                yield Written(brand_id, said, text)


def _otherwise_joined(right: list[Written], right_patterns: set[str]) -> Iterable[Written]:
    """Names of words that a sign or a word joins, joined in the other ways: `Cordova & Sons`, `Cordova and Sons`."""
    for written in right:
        parts = _JOINED_BY_AND.split(written.name)
        # D&G in words is `d and g`, two letters of a list.
        if len(parts) > 1 and min(map(len, map(squeeze, parts))) >= _LEAST_JOINED:
            forms = (f" {word} ".join(parts) for word in _ANDS)
            yield from (Written(written.brand_id, "alias", one) for one in forms if fold(one) not in right_patterns)


def _pinyin(name: str) -> list[tuple[str, str]]:
    """The transcription of a Chinese name, syllables apart as sellers write it either way."""
    if not name or not all("一" <= letter <= "龥" for letter in name):
        return []
    from anyascii import anyascii

    syllables = [anyascii(letter).lower() for letter in name]
    text = "".join(syllables)
    return [(" ".join(syllables), "alias")] if len(text) >= _LEAST_PINYIN and text not in common_words() else []


def _half_pinyin(name: str) -> Iterable[tuple[str, str]]:
    """A Chinese name with some of its characters transcribed: 佳neng. Only a name that is hidden is written so."""
    if not 1 < len(name) <= _MOST_HALF_PINYIN or not all("一" <= letter <= "龥" for letter in name):
        return
    from anyascii import anyascii

    for ways in product(*((letter, anyascii(letter).lower()) for letter in name)):
        text = "".join(ways)
        if text != name and not text.isascii():
            yield text, "obfuscated"


def _leading_words(right: list[Written], right_patterns: set[str]) -> Iterable[Written]:
    bearers: dict[str, list[Written]] = defaultdict(list)
    for written in right:
        first, _, rest = written.name.partition(" ")
        if (
            rest
            and len(squeeze(first)) >= _LEAST_PART
            and first not in common_words()
            and fold(first) not in right_patterns
        ):
            bearers[first].append(written)
    for first, held in bearers.items():
        if len({written.brand_id for written in held}) == 1:
            yield Written(held[0].brand_id, "alias", first, is_part=True)


def _codes(products: pd.DataFrame) -> Iterable[Coded]:
    models = skeletons_of(["" if model is None or model != model else model for model in products[Products.model]])
    for row, model in enumerate(models):
        yield from (Coded(row, code, is_whole) for code, is_whole in codes_of_model(model))
