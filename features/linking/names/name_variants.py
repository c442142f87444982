"""How sellers bend a name so that a filter misses it and a buyer does not: which edit turns one word into another.

Only edits that sellers use are told: a letter dropped, doubled, swapped, or changed for one that looks or sounds alike.
Any other difference is another word.
"""

import re
from collections.abc import Sequence
from functools import cache

LEAST_LETTERS = 4  # shorter names have too many honest neighbours
LEAST_FOR_MOVED_VOWELS = 6
DRAWN, ALIKE, DOUBLED, DROPPED_FIRST, DROPPED, SWAPPED, CHANGED, MOVED, SOUNDED, BONES, INSERTED, SLIPPED = (
    "drawn", "alike", "doubled", "dropped_first", "dropped", "swapped", "changed", "moved", "sounded", "bones",
    "inserted", "slipped",
)  # fmt: skip


class _Shapes(dict[int, str]):
    """Code point → the letter it is drawn like, nothing for other signs; a line end stays."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = letter if letter.isalnum() or letter == "\n" else ""
        return self[code]


# Signs and digits drawn as letters, as they stand inside words: pa$$, s@msung, 5ony.
_DRAWN = _Shapes(str.maketrans(
    {"0": "o", "1": "l", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g", "@": "a",
     "$": "s", "!": "l", "|": "l", "+": "t", "€": "e", "£": "l", "¥": "y", "i": "l", "u": "v"}
))  # fmt: skip
DRAWN_SIGNS = "@$!|+€£¥"
_DRAWN_BEYOND_ASCII = "€£¥·•°"
_NO_SHAPE = bytes(code for code in range(128) if not _DRAWN[code])
TWO_FOR_ONE = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))
VOWELS = re.compile("[aeiouy]")
_RUNS = re.compile(r"(.)\1+")
# Letters that sellers put for one another because they sound or look alike; either way round.
EXCHANGED = frozenset(
    frozenset(pair.strip())
    for pair in re.findall("..(?: |$)", "ae ai ao au ay ei eo eu ey io iu iy ou oy uy ck cs kq ks sz cq kc mn vw uv ij il oq gq gj bp dt fv xs kx")
)  # fmt: skip


def shape(word: str) -> str:
    """The word with letters, digits and signs that are drawn alike made one: `5@msvn9` and `samsung` are one shape."""
    return word.translate(_DRAWN)


def shapes(words: Sequence[str]) -> list[str]:
    """The shape of each word, worked out over all of them joined; no word holds a line end."""
    if not words:
        return []
    joined = "\n".join(words)
    for sign in _DRAWN_BEYOND_ASCII if not joined.isascii() else ():
        joined = joined.replace(sign, _DRAWN[ord(sign)])
    # Bytes are translated by a table, several times as fast as text by a dict.
    if joined.isascii():
        joined = joined.encode("ascii").translate(_ascii_shapes(), _NO_SHAPE).decode("ascii")
    else:
        joined = joined.translate(_DRAWN)
    return joined.split("\n")


@cache
def _ascii_shapes() -> bytes:
    return bytes(ord(_DRAWN[code] or chr(code)) for code in range(128)) + bytes(range(128, 256))


def redrawn(word: str) -> list[str]:
    """The word with two letters that are drawn like one put as that one: `sarnsung` → `samsung`."""
    return [word.replace(two, one) for two, one in TWO_FOR_ONE if two in word]


# Letters and pairs of them that are said alike; put for one another all over a word: filips, panasonik.
_SAID = (("ph", "f"), ("ck", "k"), ("qu", "kw"), ("x", "ks"), ("c", "k"), ("q", "k"), ("z", "s"), ("ee", "i"), ("oo", "u"),
         ("y", "i"))  # fmt: skip
_NO_BONE = str.maketrans("", "", "aeiou")
LEAST_SAID, _LEAST_BONES, _LEAST_WITH_BONES = 4, 4, 6


def sounds(words: Sequence[str]) -> list[str]:
    """How each word is said, roughly, worked out over all of them joined; no word holds a line end."""
    joined = "\n".join(words)
    for written, said in _SAID:
        joined = joined.replace(written, said)
    return joined.split("\n") if words else []


def bones(name: str) -> str | None:
    """A long name's first letter and consonants, which are read as the name (`smsng`); None where they are too few."""
    left = name[:1] + name[1:].translate(_NO_BONE)
    return left if len(name) >= _LEAST_WITH_BONES and len(left) >= _LEAST_BONES and left != name else None


def collapsed(word: str) -> str:
    """The word with runs of a letter made one letter."""
    return _RUNS.sub(r"\1", word)


def without_vowels(word: str) -> str:
    """First letter and consonants: what stays when vowels move."""
    return word[:1] + VOWELS.sub("", word[1:])


def edit(word: str, name: str) -> str | None:
    """The edit that made `word` from `name` (both letters and digits only), None when it is no seller's edit."""
    if collapsed(word) == collapsed(name):
        return DOUBLED if len(word) > len(name) else DROPPED
    if len(word) == len(name) - 1:
        at = _first_difference(word, name)
        return (DROPPED if at else DROPPED_FIRST) if word[at:] == name[at + 1 :] else None
    if len(word) == len(name):
        return _edit_of_same_length(word, name)
    return None


def _first_difference(word: str, name: str) -> int:
    return next((at for at, (one, other) in enumerate(zip(word, name, strict=False)) if one != other), len(word))


def _edit_of_same_length(word: str, name: str) -> str | None:
    places = [at for at, (one, other) in enumerate(zip(word, name, strict=True)) if one != other]
    if len(places) == 1:
        return CHANGED if frozenset(word[places[0]] + name[places[0]]) in EXCHANGED else None
    if len(places) == 2 and word[places[0]] == name[places[1]] and word[places[1]] == name[places[0]]:
        return SWAPPED if places[1] - places[0] <= 2 else None
    return None


def has_moved_vowels(word: str, name: str) -> bool:
    """Whether only vowels were dropped, added or moved in a long name: `addis`, `adadis` for adidas."""
    is_near = abs(len(word) - len(name)) <= 1 and len(name) >= LEAST_FOR_MOVED_VOWELS
    return is_near and collapsed(without_vowels(word)) == collapsed(without_vowels(name))
