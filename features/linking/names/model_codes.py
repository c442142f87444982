"""Model and article numbers: what makes one, and when two of them agree."""

import re

from rapidfuzz.distance import Indel

from features.linking.names.joined_text import squeeze

LEAST_CODE = 4
_LEAST_NEAR = 7  # shorter numbers a digit apart are neighbours in a price list
_NEAR = 0.8
_SIBLING_DIGITS = 2  # plain numbers are siblings when only the last two digits differ
_DIGITS = re.compile(r"\d")
_SERIES = re.compile(r"([a-z]{2,})(\d+)")
_SHAPE = str.maketrans("0123456789abcdefghijklmnopqrstuvwxyz", "0" * 10 + "a" * 26)
_HAS_DIGIT = re.compile(r"\d")
_HAS_LETTER = re.compile(r"[a-z]")
# 500gb, 1080p, 24x, 15.6inch, usb2: a quantity or a standard, not an article.
_QUANTITY = re.compile(
    r"^(?:\d+(?:gb|tb|mb|kb|g|m|k|t|w|v|a|x|p|i|d|c|s|ft|in|inch|mm|cm|oz|ml|mah|mhz|ghz|hz|rpm|dpi|mp|pin|port|pk|pack|ct"
    r"|bit|way|ch|th|st|nd|rd|pc|pcs|hr|yr|lb|lbs|fps|ppm|led|ohm|watt|sheet|x\d+)|usb\d+|ddr\d\w?|pc\d+|80211[a-z]*|win\d+"
    r"|\d*(?:i[3579])|mp[34]|h26[45]|cat\d[a-z]?|8p8c|rj\d+)$"
)
_PIECES = re.compile(r"[#/ ]")
_TOKEN = re.compile(r"[a-z0-9]+(?:[-/.#][a-z0-9]+)*")


def codes_of_model(model: str) -> list[tuple[str, bool]]:
    """The compact codes a catalogue's model number can be written as, each with whether it is the whole number.

    `CB322WN#140` is also found as `CB322WN`: sellers leave the suffix of the sales region out.
    """
    whole = squeeze(model)
    if len(whole) < LEAST_CODE or not _HAS_DIGIT.search(whole):
        return []
    found = [(whole, True)]
    pieces = [squeeze(piece) for piece in _PIECES.split(model)]
    found += [(piece, False) for piece in pieces if piece != whole and is_distinctive(piece, 5)]
    return found


def is_distinctive(code: str, least_length: int) -> bool:
    """Whether a compact code can name a product by itself: long enough, letters and digits, no quantity."""
    mixed = _HAS_DIGIT.search(code) and _HAS_LETTER.search(code)
    return len(code) >= least_length and bool(mixed) and not _QUANTITY.match(code)


def codes_in_title(title: str) -> list[str]:
    """The compact tokens of a title's skeleton that look like article numbers."""
    tokens = [token for token in _TOKEN.findall(title) if not token.isalpha()]
    compact = [token if token.isalnum() else squeeze(token) for token in tokens]
    return [token for token in compact if len(token) >= LEAST_CODE and _looks_like_code(token)]


def _looks_like_code(token: str) -> bool:
    if token.isdigit():
        return len(token) >= 5
    return is_distinctive(token, LEAST_CODE)


def codes_agree(one: str, other: str) -> str:
    """`equal`, `part` (one begins or ends with the other), `sibling` (two numbers of one series or of one make),
    `near` (a letter or two apart), `conflict`, or `unknown` when one is missing.
    """
    if not one or not other:
        return "unknown"
    if one == other:
        return "equal"
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if len(short) >= LEAST_CODE and (long.startswith(short) or long.endswith(short)):
        return "part"
    if (one[0] == other[0] or len(one) == len(other)) and _are_siblings(one, other):
        return "sibling"
    is_near = len(short) >= _LEAST_NEAR and Indel.normalized_similarity(short, long, score_cutoff=_NEAR) > 0
    return "near" if is_near else "conflict"


def _are_siblings(one: str, other: str) -> bool:
    """Numbers made alike: 21402 and 21403, FS116E and GS716T, or of one series: MP2300BLK and MP2425PUR."""
    if one.isdigit() or other.isdigit():
        return len(one) == len(other) and one[:-_SIBLING_DIGITS] == other[:-_SIBLING_DIGITS]
    if len(one) == len(other) and one.translate(_SHAPE) == other.translate(_SHAPE):
        return True
    ours, theirs = _SERIES.match(one), _SERIES.match(other)
    if ours is None or theirs is None or ours[1] != theirs[1]:
        return False
    return not (ours[2].startswith(theirs[2]) or theirs[2].startswith(ours[2]))
