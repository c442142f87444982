"""What a text is disguised with: characters drawn as nothing, and letters of other scripts among Latin ones."""

import re
import unicodedata
from functools import cache

import pandas as pd

from features.confusables import INVISIBLE_LETTERS, disguising_letters


def count_invisible(texts: pd.Series) -> pd.Series:
    """How many characters of each text are drawn as nothing (zero-width, joiners, direction marks …), Int64."""
    found = [None if text is None or text != text else sum(map(_is_invisible, str(text))) for text in texts]
    return pd.Series(found, index=texts.index, dtype="Int64")


@cache
def _is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf" or letter in INVISIBLE_LETTERS


@cache
def _mixture() -> re.Pattern[str]:
    foreign = "".join(re.escape(letter) for letter in disguising_letters())
    return re.compile(f"[A-Za-z][{foreign}]|[{foreign}][A-Za-z]")


def has_mixed_scripts(texts: pd.Series) -> pd.Series:
    """Whether a Latin letter stands directly beside a letter of another script that is drawn like a Latin one."""
    found = [isinstance(text, str) and _mixture().search(text) is not None for text in texts]
    return pd.Series(found, index=texts.index, dtype=bool)
