"""What is listed whatever the model says: words, categories and images the policy prohibits."""

import re

import pandas as pd

from features.contracts import Candidates, ImageMatches, ProhibitedTerms
from features.skeleton import skeletons, skeletons_of
from models.feature_log import LISTING_KEY

# Between two letters of a prohibited word a seller may put one of these and still be read.
_BROKEN_BY = r"[-._*·'’+~|/\\]?"
_LATIN = "a-z0-9"


def prohibited_listings(
    candidates: pd.DataFrame, prohibited_terms: pd.DataFrame, image_matches: pd.DataFrame
) -> pd.DataFrame:
    """The listings (platform, listing_id; each once, sorted) that a prohibited word, category or banned image names."""
    listings = candidates.drop_duplicates(LISTING_KEY)
    found = _by_word(listings, prohibited_terms) | _by_category(listings, prohibited_terms)
    banned = image_matches.loc[image_matches[ImageMatches.bank] == "banned", LISTING_KEY]
    is_live = pd.MultiIndex.from_frame(banned).isin(pd.MultiIndex.from_frame(listings[LISTING_KEY]))
    named = pd.concat([listings.loc[found, LISTING_KEY], banned[is_live]])
    return named.drop_duplicates().sort_values(LISTING_KEY, kind="stable", ignore_index=True)


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


def _by_word(listings: pd.DataFrame, terms: pd.DataFrame) -> pd.Series:
    words = [word_pattern(word) for word in terms[ProhibitedTerms.word].dropna()]
    if not words or not len(listings):
        return pd.Series(False, index=listings.index)
    titles = skeletons(listings[Candidates.title]).astype("object").fillna("")
    wanted = re.compile("|".join(words))
    return pd.Series([wanted.search(title) is not None for title in titles], index=listings.index)


def _by_category(listings: pd.DataFrame, terms: pd.DataFrame) -> pd.Series:
    found = pd.Series(False, index=listings.index)
    category = listings[Candidates.category].astype("object").fillna("").map(_level_names)
    for prefix in terms[ProhibitedTerms.category].dropna().map(_level_names):
        found |= category.map(lambda path, prefix=prefix: bool(prefix) and path[: len(prefix)] == prefix)
    return found


def _level_names(path: str) -> tuple[str, ...]:
    return tuple(level.strip().casefold() for level in path.split(">") if level.strip())
