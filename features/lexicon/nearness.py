"""Whether a word stands near one of the words it belongs with: "same leather … as the original"."""

import re
from functools import cache

from features.lexicon.negation import alternatives

# About six words, or a clause of Chinese: "same stitching, same box as authentic".
NEAR_CHARACTERS = 40
# Another sentence, or the description after the title, is no neighbour.
_CLAUSES = re.compile(r"[.!?;|。！？；\n]")


def stands_near(joined: str, start: int, end: int, near: tuple[str, ...]) -> bool:
    """Whether one of `near` stands in the clause around joined[start:end]; a word that nothing must be near always does."""
    if not near:
        return True
    before = _CLAUSES.split(joined[max(0, start - NEAR_CHARACTERS) : start])[-1]
    after = _CLAUSES.split(joined[end : end + NEAR_CHARACTERS])[0]
    return any(_pattern(near).search(side) for side in (before, after))


@cache
def _pattern(near: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(alternatives(near))
