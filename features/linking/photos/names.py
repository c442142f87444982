"""Brands' names in the text of photos: plain spellings of telling names only, since readers misread and words are short."""

from collections import defaultdict
from dataclasses import dataclass

import pandas as pd

from features.contracts import Brands, Names
from features.lexicon.phrase_scan import PhraseScan
from features.linking.names.common_words import common_words
from features.linking.names.joined_text import squeeze
from features.skeleton import skeletons_of, traced

# A Latin name of three letters stands in every other word a reader guesses; a Chinese name of one is a word.
FEWEST_LATIN_LETTERS = 4
FEWEST_OTHER_LETTERS = 2


@dataclass(frozen=True)
class NameInPhoto:
    """A name as the photo shows it, and every catalogued brand that bears it."""

    shown: str
    brand_ids: frozenset[str]


def names_in_photos(texts: list[str], brands: pd.DataFrame, names: pd.DataFrame) -> list[list[NameInPhoto]]:
    """The brands' names in each text, in order of place, each once.

    Nicknames, short names and words of general language are not looked for. Words run together count (CALVINKLEIN).
    """
    bearers = _bearers(brands, names)
    found: list[list[NameInPhoto]] = [[] for _ in texts]
    if not bearers:
        return found
    scan = PhraseScan(sorted(bearers))
    drawn = skeletons_of(texts)
    hits = scan.find(drawn)
    starts = _starts(drawn)
    for row, phrase, start, end in zip(hits.row, hits.phrase, hits.start, hits.end, strict=True):
        first = int(start) - starts[int(row)]
        shown = traced(texts[int(row)]).raw_span(first, first + int(end) - int(start))
        one = NameInPhoto(shown, bearers[scan.phrases[int(phrase)]])
        if one.brand_ids not in [other.brand_ids for other in found[int(row)]]:
            found[int(row)].append(one)
    return found


def _starts(drawn: list[str]) -> list[int]:
    """Where each text begins in the scan's joined text: behind one break, then one more after each text."""
    starts, at = [], 1
    for text in drawn:
        starts.append(at)
        at += len(text) + 1
    return starts


def _bearers(brands: pd.DataFrame, names: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Name as looked for → the brands that bear it."""
    spoken = names[names[Names.kind] != "nickname"]
    ids = [str(brand_id) for brand_id in [*brands[Brands.brand_id], *spoken[Names.brand_id]]]
    written = skeletons_of([str(name) for name in [*brands[Brands.name], *spoken[Names.name]]])
    found: dict[str, set[str]] = defaultdict(set)
    for brand_id, name in zip(ids, written, strict=True):
        if _is_telling(name):
            found[name.strip()].add(brand_id)
            found[squeeze(name)].add(brand_id)
    return {name: frozenset(held) for name, held in found.items()}


def _is_telling(name: str) -> bool:
    letters = squeeze(name)
    if not letters.isascii():
        return len(letters) >= FEWEST_OTHER_LETTERS
    return len(letters) >= FEWEST_LATIN_LETTERS and letters not in common_words() and not letters.isdigit()
