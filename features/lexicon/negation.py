"""Whether a word is denied where it stands: "not a replica", "拒绝高仿", "偽物ではありません"."""

import re
from collections.abc import Iterable
from functools import cache

from features.lexicon.lexicon import languages
from features.skeleton import skeletons_of

# A denial is looked for this far on either side of the word. Long enough for "do not sell any cheap copies or",
# short enough that the "no" of the sentence before stays out.
WINDOW_CHARACTERS = 40


def is_denied(joined: str, start: int, end: int) -> bool:
    """Whether the word at joined[start:end] of a joined batch of skeletons is denied by the words around it."""
    before = joined[max(0, start - WINDOW_CHARACTERS) : start].rpartition("\n")[2]
    if _before().search(before):
        return True
    return _after().match(joined[end : end + WINDOW_CHARACTERS].partition("\n")[0]) is not None


@cache
def _before() -> re.Pattern[str]:
    words = _alternatives(word for spoken in languages() for word in spoken.negations_before)
    fillers = _alternatives(word for spoken in languages() for word in spoken.negation_fillers)
    return re.compile(rf"{words}[ -]?(?:{fillers}[ -]?)*$")


@cache
def _after() -> re.Pattern[str]:
    return re.compile(" ?" + _alternatives(word for spoken in languages() for word in spoken.negations_after))


def _alternatives(words: Iterable[str]) -> str:
    drawn = sorted(set(skeletons_of([word for word in words if word.strip()])), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(_whole(word) for word in drawn) + ")"


def _whole(word: str) -> str:
    # A word of a spaced script must not be the end of a longer word: the "no" of "casino" denies nothing.
    is_spaced = word[0].isalnum() and ord(word[0]) < 0x2E80
    return rf"(?<![^\W_]){re.escape(word)}(?![^\W_])" if is_spaced else re.escape(word)
