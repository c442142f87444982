"""Which edit of a seller's lies between a word and a name, for very many pairs at once.

Only edits that sellers use are told: a letter dropped, doubled, swapped, or changed for one that looks or sounds alike.
Any other difference is another word.
"""

from functools import cache

import numpy as np

from features.linking.names.letter_sums import CODES, LetterSums
from features.linking.names.name_variants import (
    ALIKE,
    BONES,
    CHANGED,
    DOUBLED,
    DRAWN,
    DROPPED,
    DROPPED_FIRST,
    EXCHANGED,
    INSERTED,
    MOVED,
    SLIPPED,
    SOUNDED,
    SWAPPED,
)  # fmt: skip

_EDITS = ("", DROPPED_FIRST, DROPPED, DOUBLED, CHANGED, SWAPPED)
_NONE, _DROPPED_FIRST, _DROPPED, _DOUBLED, _CHANGED, _SWAPPED = range(len(_EDITS))
# Every edit by its number, first those that are told here; no edit is the first.
EDITS = (*_EDITS, DRAWN, ALIKE, MOVED, SOUNDED, BONES, SLIPPED, INSERTED)
# Words, the names they are bent from (both by place), and the number of each edit.
Near = tuple[np.ndarray, np.ndarray, np.ndarray]
_FARTHEST_SWAP = 2


def edits_of(edit: str, count: int) -> np.ndarray:
    """The number of one edit, so many times."""
    return np.full(count, EDITS.index(edit))


def edits(words: LetterSums, word: np.ndarray, names: LetterSums, name: np.ndarray) -> np.ndarray:
    """For each pair (places in `words` and `names`) the place in EDITS of the edit that made the word of the name."""
    found = np.full(len(word), _NONE)
    longer = words.lengths[word] - names.lengths[name]
    is_doubled = words.collapsed.right[word] == names.collapsed.right[name]
    found[is_doubled] = np.where(longer[is_doubled] > 0, _DOUBLED, _DROPPED)
    for less, told in ((0, _of_same_length), (1, _of_one_dropped)):
        at = np.flatnonzero(~is_doubled & (longer == -less))
        width = int(names.lengths[name[at]].max(initial=0))
        found[at] = told(words.padded(word[at], width), names.padded(name[at], width))
    return found


def _of_one_dropped(words: np.ndarray, names: np.ndarray) -> np.ndarray:
    """The same of rows of letters, the words one letter shorter."""
    is_other_behind = np.cumsum((words[:, :-1] != names[:, 1:])[:, ::-1], axis=1)[:, ::-1] > 0
    is_same_before = np.cumsum(words != names, axis=1) == 0
    # A letter may be dropped where all before it and all behind it are the same.
    may_drop = np.ones(words.shape, dtype=bool)
    may_drop[:, 1:] = is_same_before[:, :-1]
    may_drop[:, :-1] &= ~is_other_behind
    return np.where(may_drop[:, :1].any(axis=1), _DROPPED_FIRST, np.where(may_drop.any(axis=1), _DROPPED, _NONE))


def _of_same_length(words: np.ndarray, names: np.ndarray) -> np.ndarray:
    """The same of rows of letters of equal length."""
    differs = words != names
    count, row = differs.sum(axis=1), np.arange(len(words))
    if not differs.shape[1]:
        return np.full(len(words), _NONE)
    first, last = differs.argmax(axis=1), differs.shape[1] - 1 - differs[:, ::-1].argmax(axis=1)
    is_swapped = (words[row, first] == names[row, last]) & (words[row, last] == names[row, first])
    is_changed = _may_be_exchanged()[words[row, first], names[row, first]]
    swapped = (count == 2) & is_swapped & (last - first <= _FARTHEST_SWAP)
    return np.where((count == 1) & is_changed, _CHANGED, np.where(swapped, _SWAPPED, _NONE))


@cache
def _may_be_exchanged() -> np.ndarray:
    found = np.zeros((CODES, CODES), dtype=bool)
    for one, other in map(sorted, EXCHANGED):
        found[ord(one), ord(other)] = found[ord(other), ord(one)] = True
    return found
