"""Every way a catalogued brand can be written, and every model code, as one automaton over compact text."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Brands, Names, Products
from features.linking.common_words import common_words
from features.linking.joined_text import LETTER, JoinedText, fold, squeeze
from features.linking.model_codes import codes_of_model
from features.linking.name_variants import LEAST_LETTERS, variants
from features.skeleton import skeletons_of

_LEAST_PART = 3
_LEAST_PINYIN = 5  # shorter transcriptions (`lu`, `mi`) are syllables of every other word


@dataclass(frozen=True)
class Written:
    """One way of writing one name of one brand."""

    brand_id: str
    how: str  # exact, alias or nickname when spelled right
    name: str  # the name's skeleton, with its own spaces and signs
    bent: str | None = None  # the compact form when it is an edit of the name
    gap: int | None = None
    is_plain: bool = False
    # The first word of a longer name (OCZ of OCZ Technologies): believed only as the whole typed brand.
    is_part: bool = False

    @cached_property
    def squeezed(self) -> str:
        """The compact form looked for, not folded."""
        return self.bent if self.bent is not None else squeeze(self.name)


@dataclass(frozen=True)
class Coded:
    """One model code of one product."""

    product: int  # row in the catalogue's products
    code: str
    is_whole: bool


@dataclass(frozen=True)
class Found:
    """Hits of the automaton that stand between word borders, as parallel arrays; positions are in `text`."""

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
    _automaton: Any = field(default=None, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_automaton": None}  # the automaton cannot travel; it is rebuilt where it is used

    def search(self, joined: JoinedText) -> Found:
        """All hits that lie in one cell and stand between word borders, in order of place."""
        if not self.patterns or not joined.compact:
            return Found(*(np.zeros(0, dtype=np.int64) for _ in range(4)))
        if self._automaton is None:
            from ahocorasick_rs import AhoCorasick

            self._automaton = AhoCorasick(self.patterns, store_patterns=False)
        hits = self._automaton.find_matches_as_indexes(joined.compact, overlapping=True)
        pattern, first, past = np.array(hits, dtype=np.int64).reshape(-1, 3).T
        return _between_borders(joined, pattern, joined.kept[first], joined.kept[past - 1] + 1)


def _between_borders(joined: JoinedText, pattern: np.ndarray, start: np.ndarray, end: np.ndarray) -> Found:
    kinds, is_digit = joined.kinds, joined.is_digit
    # kinds is shifted by one: kinds[start] is the character before, kinds[end + 1] the one after.
    before = (kinds[start + 1] != LETTER) | (kinds[start] != LETTER)
    glued_number = (
        is_digit[np.minimum(end, len(is_digit) - 1)] & ~is_digit[end - 1] & (end - start >= LEAST_LETTERS + 1)
    )
    after = (kinds[end] != LETTER) | (kinds[end + 1] != LETTER) | glued_number
    cell = joined.cell_of(start)
    keep = before & after & (cell == joined.cell_of(end - 1))
    return Found(pattern[keep], start[keep], end[keep], cell[keep])


def build_name_index(brands: pd.DataFrame, names: pd.DataFrame, products: pd.DataFrame, seen: JoinedText) -> NameIndex:
    """The index of all names, their bent forms and all model codes.

    A bent form that is a word of general language, another brand's name, or stands in a catalogue title (`seen`)
    is left out: there it would mean something else.
    """
    right = list(_right_spellings(brands, names))
    by_pattern: dict[str, list[Written]] = defaultdict(list)
    for written in right:
        by_pattern[fold(written.name)].append(written)
    right_patterns = set(by_pattern)
    for part in _leading_words(right, right_patterns):
        by_pattern[fold(part.name)].append(part)
    for written in right:
        for bent in _bent_forms(written, right_patterns):
            by_pattern[fold(bent.bent or "")].append(bent)
    codes: dict[str, list[Coded]] = defaultdict(list)
    for coded in _codes(products):
        codes[fold(coded.code)].append(coded)
    patterns = sorted({*by_pattern, *codes} - {""})
    index = NameIndex(
        patterns,
        {at: by_pattern[text] for at, text in enumerate(patterns) if text in by_pattern},
        {at: codes[text] for at, text in enumerate(patterns) if text in codes},
    )
    return _without_seen(index, right_patterns, seen)


def _without_seen(index: NameIndex, right_patterns: set[str], seen: JoinedText) -> NameIndex:
    found = index.search(seen)
    met = {at for at in np.unique(found.pattern).tolist() if index.patterns[at] not in right_patterns}
    for at in sorted(met & set(index.written)):
        # A sign in the gap still tells `g*cci` from the word that is left without the letter.
        held = index.written[at]
        index.written[at] = [replace(one, is_plain=False) for one in held if one.gap is not None or one.is_part]
    return index


def _right_spellings(brands: pd.DataFrame, names: pd.DataFrame) -> Iterable[Written]:
    official = dict(zip(brands[Brands.brand_id], skeletons_of(list(brands[Brands.name])), strict=True))
    rows = [(brand_id, name, "name") for brand_id, name in official.items()]
    spelled = skeletons_of(list(names[Names.name]))
    rows += list(zip(names[Names.brand_id], spelled, names[Names.kind], strict=True))
    done: set[tuple[str, str]] = set()
    for brand_id, name, kind in rows:
        how = "nickname" if kind == "nickname" else "exact" if name == official.get(brand_id) else "alias"
        for text, said in [(name, how), *_pinyin(name)]:
            if fold(text) and (brand_id, fold(text)) not in done:
                done.add((brand_id, fold(text)))
                yield Written(brand_id, said, text)


def _pinyin(name: str) -> list[tuple[str, str]]:
    if not name or not all("一" <= letter <= "龥" for letter in name):
        return []
    from anyascii import anyascii

    text = anyascii(name).lower()
    return [(text, "alias")] if len(text) >= _LEAST_PINYIN and text not in common_words() else []


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


def _bent_forms(written: Written, right_patterns: set[str]) -> Iterable[Written]:
    for made in variants(squeeze(written.name)):
        if fold(made.text) in right_patterns:
            continue
        is_plain = made.is_plain and made.text not in common_words()
        if is_plain or made.gap is not None:
            yield Written(written.brand_id, "obfuscated", written.name, made.text, made.gap, is_plain)


def _codes(products: pd.DataFrame) -> Iterable[Coded]:
    models = skeletons_of(["" if model is None or model != model else model for model in products[Products.model]])
    for row, model in enumerate(models):
        yield from (Coded(row, code, is_whole) for code, is_whole in codes_of_model(model))
