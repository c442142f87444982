"""How a hit of the compact form is really written: right, or hidden behind signs, digits, spaces or edits."""

import re

from features.linking.common_words import common_words
from features.linking.joined_text import squeeze
from features.linking.name_index import Written

RIGHT, SIGNS, DIGITS, SPACED, BENT, STARRED = "right", "signs", "digits", "spaced", "bent", "starred"
_LEAST_HIDDEN = 4  # shorter names fold together with too much else
_LEAST_SWAPPED = 6
_LEAST_SPLIT = 8  # `cooler master` for Coolermaster is honest; a short name in two words is another phrase
_GAPS = re.compile(r"[^\w]+|_+")
# What stands for a letter or between letters to hide a name; - . / & ' and brackets are honest between words.
_HIDING_SIGNS = frozenset("*@#$!?_^~%€£|°·•\\<>`")
# u.s. for US: points after initials are honest.
_INITIALS = re.compile(r"(?<!\w)(?:\w\.){1,2}\w\b\.?(?!\w)")
_FEW = 2


def reading(span: str, before: str, after: str, written: Written) -> str | None:
    """How `span` writes the name: one of the words above, or None when it is something else.

    `before` and `after` are the characters beside the span.
    """
    gaps = _GAPS.findall(span)
    if squeeze(span) != written.squeezed:
        is_hidden = written.bent is None and _is_digits_for_letters(span, written) and not gaps
        return DIGITS if is_hidden else None
    if written.bent is None:
        return _reading_of_right_letters(span, gaps, written)
    if written.gap is not None and _is_gap_starred(span, before, after, written):
        return STARRED
    return BENT if written.is_plain and len(gaps) <= len(_GAPS.findall(written.name)) else None


def _reading_of_right_letters(span: str, gaps: list[str], written: Written) -> str | None:
    if _INITIALS.search(span):
        span = _INITIALS.sub(lambda found: squeeze(found[0]), span)
        gaps = _GAPS.findall(span)
    if span == written.name or not gaps or _is_same_split(span, gaps, written):
        return RIGHT
    if not written.squeezed.isascii():
        return SIGNS if len(written.squeezed) > _FEW and all(gap.strip() for gap in gaps) else None
    if len(written.squeezed) < _LEAST_HIDDEN:
        return SIGNS if _is_short_name_starred(gaps, written) else None
    if all(gap.strip() for gap in gaps):
        return SIGNS
    return SPACED if _is_spaced_out(span, gaps) else None


def _is_same_split(span: str, gaps: list[str], written: Written) -> bool:
    """The gaps of the span are where the name has its own, or the span is an honest two-word form of a long name."""
    own = _places(written.name)
    if _places(span) <= own and max(map(len, gaps)) <= _FEW + 1:
        return True
    pieces = _GAPS.split(span)
    is_plain_gap = len(gaps) == 1 and gaps[0] in (" ", "-")
    return is_plain_gap and len(written.squeezed) >= _LEAST_SPLIT and min(map(len, pieces)) > _FEW


def _places(text: str) -> set[int]:
    pieces = _GAPS.split(text)
    places, at = set(), 0
    for piece in pieces[:-1]:
        at += len(piece)
        places.add(at)
    return places


def _is_short_name_starred(gaps: list[str], written: Written) -> bool:
    is_every_letter_apart = len(gaps) == len(written.squeezed) - 1
    signs = {gap.strip() for gap in gaps}
    if len(written.squeezed) <= _FEW:
        return is_every_letter_apart and signs <= {"*", "@", "#"}
    return is_every_letter_apart and all(sign and sign in "*@#._" for sign in signs)


def _is_spaced_out(span: str, gaps: list[str]) -> bool:
    pieces = [piece for piece in _GAPS.split(span) if piece]
    if all(len(piece) == 1 for piece in pieces):
        return len({gap.strip() for gap in gaps}) == 1
    is_split_name = len(gaps) == 1 and sum(map(len, pieces)) > _LEAST_HIDDEN + 1
    return is_split_name and not any(piece in common_words() or piece.isdigit() for piece in pieces)


def _is_digits_for_letters(span: str, written: Written) -> bool:
    letters = squeeze(span)
    if len(letters) != len(written.squeezed) or any(letter.isdigit() for letter in written.squeezed):
        return False
    digits = sum(letter.isdigit() for letter in letters)
    # Without a digit only i and l were swapped: `chanei`, but Aria is another word than Arla.
    least = _LEAST_HIDDEN if digits else _LEAST_SWAPPED
    return len(letters) >= least and digits * 2 <= len(letters)


def _is_gap_starred(span: str, before: str, after: str, written: Written) -> bool:
    gap = written.gap or 0
    letters = squeeze(span)
    if gap == 0:
        return before in _HIDING_SIGNS and bool(before) and len(letters) == len(span)
    if gap == len(letters):
        return after in _HIDING_SIGNS - {"!", "?", "+"} and bool(after) and len(letters) == len(span)
    return _places(span) == {gap} and any(sign in _HIDING_SIGNS for sign in span)
