"""What a text is disguised with: characters drawn as nothing, and letters of other scripts among Latin ones."""

import re
import unicodedata
from functools import cache

from features.confusables import INVISIBLE_LETTERS, disguising_letters


def count_invisible(text: str) -> int:
    """How many characters of a text are drawn as nothing: zero-width, joiners, direction marks …"""
    return sum(map(_is_invisible, text))


@cache
def _is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf" or letter in INVISIBLE_LETTERS


@cache
def _mixture() -> re.Pattern[str]:
    foreign = "".join(re.escape(letter) for letter in disguising_letters())
    return re.compile(f"[A-Za-z][{foreign}]|[{foreign}][A-Za-z]")


def has_mixed_scripts(text: str) -> bool:
    """Whether a Latin letter stands directly beside a letter of another script that is drawn like a Latin one."""
    return _mixture().search(text) is not None
