"""How a hit of the compact form is really written: right, or hidden behind signs, digits or spaces, and at what cost."""

import re
from collections.abc import Callable

from features.linking.names.joined_text import squeeze

RIGHT, SIGNS, DIGITS, SPACED, BENT, STARRED = "right", "signs", "digits", "spaced", "bent", "starred"
GLUED, LINE = "glued", "line"
_LEAST_HIDDEN = 4  # shorter names fold together with too much else
_LEAST_SWAPPED = 6
_LEAST_SPLIT = 8  # `cooler master` for Coolermaster is honest; a short name in two words is another phrase
_LEAST_GLUED = 5
_LEAST_DRAWN_IN_PIECES = 5
_LEAST_IN_THREE = 6  # letters of a name in three pieces or more; shorter ones are mostly words
_GAPS = re.compile(r"[\W_]+")
# What stands for a letter or between letters to hide a name; - . / & ' and brackets are honest between words.
HIDING_SIGNS = frozenset("*@#$!?_^~%€£|°·•\\<>`")
_HONEST_SIGNS = frozenset(" -./&'()[]{}【】（），。、,;；:：+=\"《》~")
# u.s. for US: points after initials are honest.
_INITIALS = re.compile(r"(?<!\w)(?:\w\.){1,2}\w\b(?!\.?\w)\.?")
# … after each of them, so is any number: I.R.I.S.
_ALL_INITIALS = re.compile(r"(?:\w\.)+\w")
_FEW = 2
# Points off the belief. A name in two pieces is the likelier two words the shorter it is; chosen with hidden_names.
_SPLIT_COSTS = {4: 3.0, 5: 2.0}
_SPLIT_COST, _ALL_APART_COST, _HONEST_PIECES, _PIECE_MORE = 1.0, 0.0, 2.0, 0.5
# Three words in a row that happen to make a name are rarer than two.
_IN_THREE_LESS = 1.0
_SHORT_DRAWN_COST, _GLUED_COST, _AMONG_IDEOGRAPHS = 2.0, 1.0, 3.0
Reading = tuple[str, float]
_RIGHT: Reading = (RIGHT, 0.0)


def reading(span: str, before: str, after: str, name: str, is_honest: Callable[[str], bool]) -> Reading | None:
    """How `span` writes `name` (a skeleton) and the points that costs, or None when it is something else.

    `before` and `after` are the characters beside the span, `is_honest` says which words mean what they say.
    """
    if span == name and not after.isdigit():
        return _RIGHT
    letters = squeeze(name)
    if squeeze(span) != letters:
        return _drawn(span, letters) if span.isalnum() else _drawn_in_pieces(span, name, letters, is_honest)
    if after.isdigit() and letters.isascii() and len(letters) < _LEAST_GLUED and not span[-1].isdigit():
        return (GLUED, _GLUED_COST) if span == name else None
    if span == name or (after == "." and _ALL_INITIALS.fullmatch(span)):
        return _RIGHT
    if _INITIALS.search(span):
        span = _INITIALS.sub(lambda found: squeeze(found[0]), span)
    gaps = _GAPS.findall(span)
    if not gaps or _is_same_split(span, gaps, name):
        return _RIGHT
    if not letters.isascii():
        return _of_ideographs(gaps, before, after, letters)
    if len(letters) < _LEAST_HIDDEN:
        return (SIGNS, 0.0) if _is_short_name_starred(gaps, letters) else None
    return _parted(span, name, letters, is_honest)


def _drawn(span: str, name: str) -> Reading | None:
    """Digits for letters, in one word; without a digit only i and l were swapped: `chanei`, but Aria is not Arla."""
    letters = squeeze(span)
    if letters != span or len(letters) != len(name) or any(letter.isdigit() for letter in name):
        return None
    digits = sum(letter.isdigit() for letter in letters)
    if len(letters) < _LEAST_HIDDEN:
        return (DIGITS, _SHORT_DRAWN_COST) if 0 < digits < len(letters) and name.isascii() else None
    least = _LEAST_HIDDEN if digits else _LEAST_SWAPPED
    return (DIGITS, 0.0) if len(letters) >= least and digits * 2 <= len(letters) else None


def _drawn_in_pieces(span: str, name: str, letters: str, is_honest: Callable[[str], bool]) -> Reading | None:
    """Digits for letters and signs between them: `R-0-1-0-d-e-x`."""
    if len(letters) < _LEAST_DRAWN_IN_PIECES or _drawn(squeeze(span), letters) is None:
        return None
    parted = _parted(span, name, letters, is_honest)
    return None if parted is None else (DIGITS, parted[1])


def _is_same_split(span: str, gaps: list[str], name: str) -> bool:
    """The gaps of the span are where the name has its own, or the span is an honest two-word form of a long name."""
    if _places(span) <= _places(name) and max(map(len, gaps)) <= _FEW + 1:
        return not any(HIDING_SIGNS & set(gap) for gap in gaps) or any(HIDING_SIGNS & set(name))
    pieces = _GAPS.split(span)
    is_plain_gap = len(gaps) == 1 and gaps[0] in (" ", "-")
    return is_plain_gap and len(squeeze(name)) >= _LEAST_SPLIT and min(map(len, pieces)) > _FEW


def _places(text: str) -> set[int]:
    pieces = _GAPS.split(text)
    places, at = set(), 0
    for piece in pieces[:-1]:
        at += len(piece)
        places.add(at)
    return places


def _of_ideographs(gaps: list[str], before: str, after: str, letters: str) -> Reading | None:
    """`联*想`, `联 想`: between other ideographs a gap may as well part two words."""
    is_among = _is_ideograph(before) or _is_ideograph(after)
    if all(set(gap.strip()) - _HONEST_SIGNS for gap in gaps) or (len(letters) > _FEW and all(map(str.strip, gaps))):
        return SIGNS, 0.0
    if len(gaps) < len(letters) - 1:
        return None
    return SPACED, _AMONG_IDEOGRAPHS if _is_ideograph(before) else 1.0 + is_among


def _is_ideograph(letter: str) -> bool:
    return "\u3040" <= letter <= "\ud7a3"


def _is_short_name_starred(gaps: list[str], letters: str) -> bool:
    is_every_letter_apart = len(gaps) == len(letters) - 1
    signs = {gap.strip() for gap in gaps}
    if len(letters) <= _FEW:
        return is_every_letter_apart and signs <= {"*", "@", "#"}
    return is_every_letter_apart and all(sign and sign in "*@#._" for sign in signs)


def _parted(span: str, name: str, letters: str, is_honest: Callable[[str], bool]) -> Reading | None:
    """The right letters with gaps where the name has none: signs, or spaces of which the name's own do not count."""
    own = _places(name)
    pieces = [piece for piece in _GAPS.split(span) if piece]
    gaps = [gap for gap in _GAPS.findall(span) if gap]
    at, extra = 0, []
    for piece, gap in zip(pieces, [*gaps, ""], strict=False):
        at += len(piece)
        if gap and at not in own:
            extra.append(gap)
    if all(len(piece) == 1 for piece in pieces):
        are_alike = len({gap.strip() for gap in extra}) == 1 or all(map(str.strip, gaps))
        return (SPACED, _ALL_APART_COST) if are_alike else None
    if all(gap.strip() for gap in extra):
        is_hiding = all(HIDING_SIGNS & set(gap) or not set(gap) <= _HONEST_SIGNS for gap in extra)
        # `Arm.ani`: without a space two words are the less likely.
        return SIGNS, 0.0 if is_hiding or len(extra) > 1 else _split_cost(pieces, letters, is_honest) / 2
    if any(piece.isdigit() for piece in pieces) or (len(extra) > 1 and len(letters) < _LEAST_IN_THREE):
        return None
    less = _IN_THREE_LESS * (len(extra) > 1)
    return SPACED, max(_split_cost(pieces, letters, is_honest) - less, _SPLIT_COST) + _PIECE_MORE * (len(extra) - 1)


def _split_cost(pieces: list[str], letters: str, is_honest: Callable[[str], bool]) -> float:
    # Of four letters in two halves any may be words: `as us`.
    are_words = all(is_honest(piece) or len(piece) == len(letters) - _FEW == _FEW for piece in pieces)
    return _SPLIT_COSTS.get(len(letters), _SPLIT_COST) + _HONEST_PIECES * are_words
