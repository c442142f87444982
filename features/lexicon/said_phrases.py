"""The phrases of a listing's words that may be compared: without the brands' names and without what is known already.

A phrase is one to three words, or two to six characters of a script without spaces.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pandas as pd

from features.contracts.table import Table, flag, text, texts, time
from features.lexicon.column_patterns import as_texts
from features.lexicon.matcher import LexiconMatcher
from features.skeleton import skeletons_of

# Between title and description, and where a known word or a name was taken out: no phrase reaches over it.
BREAK = " | "
_UNSPACED = "⺀-〇〡-鿿가-힣豈-﫿"
_TOKEN = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+(?:[:.+&/*'@][^\W_{_UNSPACED}]+)*")
_DIGITS = re.compile(r"\d")
_WORDS_MOST = 3
_CHARACTERS = range(2, 7)
# Longer numbers are prices, telephones and model codes.
_MOST_DIGITS = 4


class SaidTexts(Table):
    """One row per listing whose words are compared."""

    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    seller_group: Any = text("the seller, or the group of related sellers", required=True)
    title: Any = text("the raw title", required=True)
    description: Any = text("the long text, or missing")
    names: Any = texts("how its text names brands: taken out before words are compared")
    night: Any = time("first night that held it", required=True)
    is_counterfeit: Any = flag("settled counterfeit; False: settled otherwise, or not settled")


def compared_texts(rows: pd.DataFrame, lexicon: LexiconMatcher) -> list[str]:
    """Title and description as one skeleton a row, without the brands' names and without what the lexicon knows."""
    titles, described = (skeletons_of(as_texts(rows[name])) for name in (SaidTexts.title, SaidTexts.description))
    drawn = [parted(f"{title}{BREAK}{long}") for title, long in zip(titles, described, strict=True)]
    hits = lexicon.find_in_skeletons(drawn)
    taken = [set(map(parted, skeletons_of([*names]))) for names in rows[SaidTexts.names]]
    for row, found in zip(hits["row"], hits["found"], strict=True):
        taken[row].add(found)
    return [_without(one, parts) for one, parts in zip(drawn, taken, strict=True)]


def parted(skeleton: str) -> str:
    """As the lexicon compares it: sellers join and part words at will."""
    return skeleton.replace("-", " ").replace("_", " ")


def phrases_in(skeleton: str) -> set[str]:
    """Every phrase of the text: runs of one to three words, or of two to six characters of an unspaced script."""
    found: set[str] = set()
    words: list[str] = []
    end = -1
    for token in _TOKEN.finditer(skeleton):
        if skeleton[end : token.start()] != " ":
            words = []
        end = token.end()
        if ord(token[0][0]) >= ord("⺀"):
            found.update(_characters(token[0]))
            words = []
            continue
        words = [*words, token[0]][-_WORDS_MOST:]
        found.update(" ".join(words[-size:]) for size in range(1, len(words) + 1))
    return {phrase for phrase in found if _is_telling(phrase)}


def _characters(run: str) -> Iterator[str]:
    for size in _CHARACTERS:
        yield from (run[at : at + size] for at in range(len(run) - size + 1))


def _is_telling(phrase: str) -> bool:
    digits = len(_DIGITS.findall(phrase))
    letters = len(phrase) - digits - phrase.count(" ")
    return len(phrase) > 1 and digits <= _MOST_DIGITS and letters > 0


def _without(drawn: str, parts: set[str]) -> str:
    # Longest first, so that a short name inside a longer one does not leave its rest behind.
    for part in sorted((part.strip() for part in parts), key=lambda part: (-len(part), part)):
        if part and part in drawn:
            drawn = _whole(part).sub(BREAK, drawn)
    return drawn


@lru_cache(maxsize=4096)
def _whole(part: str) -> re.Pattern[str]:
    """The part as whole words: "on" is not taken out of "bonnet"."""
    before, after = (bool(re.match("[a-z0-9]", letter)) for letter in (part[0], part[-1]))
    return re.compile(("(?<![a-z0-9])" if before else "") + re.escape(part) + ("(?![a-z0-9])" if after else ""))
