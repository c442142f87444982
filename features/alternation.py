"""Patterns that find any of many words."""

import re
from collections.abc import Iterable
from itertools import groupby


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of the words (none empty), of two that begin alike the longer one first.

    Words of one first letter stand together: where none of the letters stands, one look each says so, and of the rest
    only a few words are tried.
    """
    parts = []
    for first, held in groupby(sorted(set(words)), key=lambda word: word[0]):
        rests = sorted((word[1:] for word in held), key=lambda rest: (-len(rest), rest))
        parts.append(f"{re.escape(first)}(?:{'|'.join(map(re.escape, rests))})")
    return f"(?:{'|'.join(parts)})"
