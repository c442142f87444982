"""What is listed whatever the model says: words, categories and images the policy prohibits."""

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from features.contracts import Candidates, ImageMatches, ProhibitedTerms
from features.skeleton import skeletons, skeletons_of
from models.feature_log import LISTING_KEY

# Between two letters of a prohibited word a seller may put one of these and still be read.
_BROKEN_BY = r"[-._*·'’+~|/\\]?"
_LATIN = "a-z0-9"
CODE, VALUE = "code", "value"


def prohibitions(candidates: pd.DataFrame, prohibited_terms: pd.DataFrame, image_matches: pd.DataFrame) -> pd.DataFrame:
    """One row per listing and thing the policy prohibits in it: platform, listing_id, code, value; each once, sorted.

    `code` is prohibited_word, prohibited_category or banned_image; `value` names the word, category or photos, and
    the rule with what it says.
    """
    listings = candidates.drop_duplicates(LISTING_KEY)
    rows = [*_by_word(listings, prohibited_terms), *_by_category(listings, prohibited_terms)]
    found = pd.DataFrame(rows, columns=[*LISTING_KEY, CODE, VALUE])
    found = pd.concat([found, _by_image(listings, image_matches)]).astype("object")
    return found.drop_duplicates().sort_values([*LISTING_KEY, CODE, VALUE], kind="stable", ignore_index=True)


def word_pattern(word: str) -> str:
    """A pattern that finds the word in a comparison text: whole, in the plural, broken by a sign or by spaces.

    Latin words must stand alone ("airbag" is not in "chairbags"); words of scripts without spaces are found anywhere.
    """
    plain = skeletons_of([word])[0]
    pieces = [_BROKEN_BY.join(map(re.escape, piece)) for piece in re.split(r"[\s-]+", plain) if piece]
    body = r"[\s._-]*".join(pieces)
    if not body:
        return r"(?!)"
    before = f"(?<![{_LATIN}])" if re.match(f"[{_LATIN}]", plain) else ""
    after = f"(?:s|es)?(?![{_LATIN}])" if re.search(f"[{_LATIN}]$", plain) else ""
    return before + body + after


def _by_word(listings: pd.DataFrame, terms: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    worded = terms[terms[ProhibitedTerms.word].notna()]
    rules = [
        (re.compile(word_pattern(word)), _named(word, rule_id, says))
        for word, rule_id, says in _columns(worded, ProhibitedTerms.word, ProhibitedTerms.rule_id, ProhibitedTerms.says)
    ]
    if not rules:
        return
    any_word = re.compile("|".join(pattern.pattern for pattern, _ in rules))
    titles = skeletons(listings[Candidates.title]).astype("object").fillna("")
    for (platform, listing_id), title in zip(_columns(listings, *LISTING_KEY), titles, strict=True):
        if any_word.search(title):
            yield from (
                (platform, listing_id, "prohibited_word", says) for pattern, says in rules if pattern.search(title)
            )


def _by_category(listings: pd.DataFrame, terms: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    by_prefix = [
        (_level_names(category), _named(category, rule_id, says))
        for category, rule_id, says in _columns(
            terms[terms[ProhibitedTerms.category].notna()],
            ProhibitedTerms.category,
            ProhibitedTerms.rule_id,
            ProhibitedTerms.says,
        )
    ]
    if not by_prefix:
        return
    for platform, listing_id, category in _columns(listings, *LISTING_KEY, Candidates.category):
        path = _level_names(category) if isinstance(category, str) else ()
        for prefix, says in by_prefix:
            if prefix and path[: len(prefix)] == prefix:
                yield platform, listing_id, "prohibited_category", says


def _by_image(listings: pd.DataFrame, image_matches: pd.DataFrame) -> pd.DataFrame:
    banned = image_matches[image_matches[ImageMatches.bank] == "banned"]
    is_live = pd.MultiIndex.from_frame(banned[LISTING_KEY]).isin(pd.MultiIndex.from_frame(listings[LISTING_KEY]))
    banned = banned[is_live]
    photos = banned[ImageMatches.image].astype("object") + " = " + banned[ImageMatches.reference_image].astype("object")
    return banned[LISTING_KEY].assign(**{CODE: "banned_image", VALUE: photos})


def _named(what: str, rule_id: str, says: str) -> str:
    return f"{what} ({rule_id}: {says})"


def _columns(table: pd.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(table[name].astype("object") for name in names), strict=True)


def _level_names(path: str) -> tuple[str, ...]:
    return tuple(level.strip().casefold() for level in path.split(">") if level.strip())
