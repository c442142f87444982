"""Whether a word of a fake is said under a condition, asked, or feared for nothing: it then calls nothing a fake.

"Money back if not genuine", "万一是假货包退", "is this a replica?", "I feared a fake, but it is genuine".
"""

import re
from functools import cache

from features.lexicon.lexicon import DENIABLE_GRADES
from features.lexicon.negation import is_denied, is_warned_of, said

# A promise and its condition stand in one or two sentences, and so does a fear with what became of it.
WINDOW_CHARACTERS = 80
# "But the shop in our street looked at it and says that it is genuine": how far the good word stands from its turn.
_TURN_REACH = 40
_SENTENCE_ENDS = re.compile(r"[.!?;|。！？；\n]")


def denies(grade: str, joined: str, start: int, end: int) -> bool:
    """Whether what stands around the word at joined[start:end] takes back what a word of its grade says."""
    if grade not in DENIABLE_GRADES:
        return False
    if is_denied(joined, start, end) or (grade != "accusation" and is_warned_of(joined, start, end)):
        return True
    return is_hedged(grade, joined, start, end)


def is_hedged(grade: str, joined: str, start: int, end: int) -> bool:
    """Whether the word at joined[start:end] of a joined batch of skeletons is conditional, or in a review asked or feared.

    A seller's condition must name what he gives back, else any "if" beside a word of a fake would silence it.
    """
    before = joined[max(0, start - WINDOW_CHARACTERS) : start].rpartition("\n")[2]
    after = joined[end : end + WINDOW_CHARACTERS].partition("\n")[0]
    is_conditional = bool(_if().search(before) or _if_after().match(after))
    if grade == "accusation":
        return is_conditional or _is_asked(before, after) or _is_feared(before, after)
    return is_conditional and bool(_remedy().search(before) or _remedy().search(after))


def _is_asked(before: str, after: str) -> bool:
    """A question of fact; "why do you sell fakes?" is none."""
    mark = _SENTENCE_ENDS.search(after)
    if mark is None or mark[0] not in "?？":
        return False
    return not _reproach().search(_SENTENCE_ENDS.split(before)[-1])


def _is_feared(before: str, after: str) -> bool:
    """Feared on either side of the word, and found genuine after it."""
    feared_before = bool(_doubt().search(_SENTENCE_ENDS.split(before)[-1]))
    turns = _turn().finditer(after)
    return any(
        (feared_before or _doubt().search(after[: turn.end()]))
        and _is_called_genuine(after[turn.end() : turn.end() + _TURN_REACH])
        for turn in turns
    )


def _is_called_genuine(outcome: str) -> bool:
    return any(not is_denied(outcome, *found.span()) for found in _genuine().finditer(outcome))


@cache
def _if() -> re.Pattern[str]:
    return re.compile(rf"{said('conditions')}[ ,]*(?:{said('condition_fillers')}[ ,]*)*$")


@cache
def _if_after() -> re.Pattern[str]:
    return re.compile(rf"[ ,]*(?:{said('condition_fillers')}[ ,]*)*{said('conditions_after')}")


@cache
def _remedy() -> re.Pattern[str]:
    return re.compile(said("remedies"))


@cache
def _reproach() -> re.Pattern[str]:
    return re.compile(said("reproaches"))


@cache
def _doubt() -> re.Pattern[str]:
    return re.compile(said("doubts"))


@cache
def _turn() -> re.Pattern[str]:
    return re.compile(said("turns"))


@cache
def _genuine() -> re.Pattern[str]:
    return re.compile(said("genuine_words"))
