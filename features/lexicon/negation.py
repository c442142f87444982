"""Whether a word is denied where it stands: "not a replica", "拒绝高仿", "偽物ではありません"."""

import re
from collections.abc import Iterable
from functools import cache

from features.alternation import any_of
from features.lexicon.lexicon import languages
from features.skeleton import skeletons_of

# A denial is looked for this far on either side of the word. Long enough for "do not sell any cheap copies or",
# short enough that the "no" of the sentence before stays out.
WINDOW_CHARACTERS = 40


def is_denied(joined: str, start: int, end: int) -> bool:
    """Whether the word at joined[start:end] of a joined batch of skeletons is denied by the words around it.

    "Not a replica" denies, and "a replica? no" answers a question.
    """
    before, after = _around(joined, start, end)
    return bool(_before().search(before) or _after().match(after) or _answered().match(after))


def is_warned_of(joined: str, start: int, end: int) -> bool:
    """Whether the word is said of what others sell: "beware of replicas", "how to spot a replica", "高仿太多".

    A buyer who warns speaks of the very thing, so this is no denial in a review.
    """
    before, after = _around(joined, start, end)
    return bool(_warned().search(before) or _warned_after().match(after))


def _around(joined: str, start: int, end: int) -> tuple[str, str]:
    before = joined[max(0, start - WINDOW_CHARACTERS) : start].rpartition("\n")[2]
    return before, joined[end : end + WINDOW_CHARACTERS].partition("\n")[0]


@cache
def _before() -> re.Pattern[str]:
    # "No, it is a fake": a comma at once ends what the negation says.
    return re.compile(rf"{said('negations_before')}(?! ?,)[ -]?(?:{said('negation_fillers')}[ -]?)*$")


@cache
def _warned() -> re.Pattern[str]:
    # A warning reaches further than a denial, to the end of its clause.
    return re.compile(rf"{said('warnings')}[^.!?;|。；，]*$")


@cache
def _warned_after() -> re.Pattern[str]:
    return re.compile(rf" ?(?:{said('negation_fillers')} ?)*{said('warnings_after')}")


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf" ?(?:{said('negation_fillers')} ?)*{said('negations_after')}")


@cache
def _answered() -> re.Pattern[str]:
    # Few words may stand between a question's word and its mark, and a letter may name who answers.
    return re.compile(rf"[^?？.!。|]{{0,12}}[?？][ :,-]*(?:[a-z答답]\w?[:：.] ?)?{said('answers')}")


def said(part: str) -> str:
    """A pattern of every language's words of one kind; `part` names a field of LanguageTerms."""
    return alternatives(word for spoken in languages() for word in getattr(spoken, part))


def alternatives(words: Iterable[str]) -> str:
    """A pattern of any of the words, whole and as skeletons, the longest first."""
    drawn = skeletons_of([word for word in words if word.strip()])
    # A word of a spaced script must not be the end of a longer word: the "no" of "casino" denies nothing.
    spaced = {word for word in drawn if word[0].isalnum() and ord(word[0]) < 0x2E80}
    found = [rf"(?<![^\W_]){any_of(spaced)}(?![^\W_])"] if spaced else []
    found += [any_of(others)] if (others := set(drawn) - spaced) else []
    return f"(?:{'|'.join(found)})"
