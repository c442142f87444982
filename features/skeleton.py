"""The comparison text of what a seller wrote: what a reader sees, whatever characters it was written with.

NFKD by letter, casefold, invisible characters and marks dropped, letters of other scripts drawn as Latin ones,
traditional Chinese as simplified, every space one space. Every character is mapped by itself (a flag that touches
letters as signs), so a text means the same in any batch and each skeleton character knows the raw character it came
from. For comparison only: the raw text is what is kept and shown.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from features.code_table import CodeTable
from features.confusables import INVISIBLE_LETTERS, latin_of
from features.contracts.table import TEXT
from features.flags import flags_as_signs, may_hold_flags

# A noncharacter: reading removes them from every listing, so it can stand between the texts of a batch.
SEPARATOR = "\uffff"
_SYLLABLE = re.compile("[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?")
_FIRST_CONSONANTS = (0x1100, 0x1112)
_TEXTS_AT_ONCE = 10_000
_LATIN_NAME = re.compile(
    r"^(?:LATIN (?:SMALL |CAPITAL |EPIGRAPHIC )?(?:CAPITAL )?LETTER(?: SMALL CAPITAL)?"
    r"(?: (?:TURNED|REVERSED|INVERTED|SIDEWAYS|OPEN|CLOSED|BARRED|INSULAR|SCRIPT|BLACKLETTER|STIRRUP|BROKEN|DOTLESS))*"
    r"|(?:NEGATIVE )?(?:CIRCLED|SQUARED) LATIN CAPITAL LETTER"
    r"|REGIONAL INDICATOR SYMBOL LETTER) ([A-Z])(?: (?:WITH|WITHOUT|BAR|ROTUNDA)\b.*)?$"
)
_DROPPED = frozenset(["Cf", "Mn", "Me", "Cs", "Co", "Cn"])
_CJK = ("\u3400", "\u9fff")
# Shows what follows from right to left, up to its end mark: `\u202egnusmaS\u202c` is read Samsung. Inside a word and
# never ended it makes the text unreadable, so there it only hides the word from a filter.
_OVERRIDE = "\u202e"
_OVERRIDDEN = re.compile(
    "((?<!\\w)\u202e[^\u202c\u202d\u202e\n]*|\u202e[^\u202c\u202d\u202e\n]*(?=[\u202c\u202d]))|.", re.DOTALL
)
_MOST_ROUNDS = 5  # a character settles in two or three; five is a stop, not a limit that is met


@cache
def _simplified() -> dict[str, str]:
    """Traditional → simplified character, one to one, from OpenCC's own table."""
    from opencc import OpenCC

    letters = [chr(code) for code in range(ord(_CJK[0]), ord(_CJK[1]) + 1)]
    turned = OpenCC("t2s").convert("\n".join(letters)).split("\n")
    return {old: new for old, new in zip(letters, turned, strict=True) if old != new and len(new) == 1}


class _SkeletonTable(dict[int, str]):
    """Code point → its skeleton, worked out when first met."""

    def __init__(self) -> None:
        super().__init__({ord(SEPARATOR): SEPARATOR})
        self._latin = latin_of()

    def __missing__(self, code: int) -> str:
        found = chr(code)
        for _ in range(_MOST_ROUNDS):
            settled = "".join(map(self._once, found))
            if settled == found:
                break
            found = settled
        self[code] = found
        return found

    def _once(self, letter: str) -> str:
        if letter < "\x7f" and letter >= " ":
            return letter.lower()
        if letter in self._latin:
            return self._latin[letter]
        category = unicodedata.category(letter)
        if category in _DROPPED or letter in INVISIBLE_LETTERS:
            return ""
        if category[0] == "Z" or letter in "\t\n\r\v\f\x1c\x1d\x1e\x1f\x85":
            return " "
        return "" if category == "Cc" else self._letter(letter, category)

    def _letter(self, letter: str, category: str) -> str:
        if category == "Nd":
            return str(unicodedata.decimal(letter))
        if _CJK[0] <= letter <= _CJK[1]:
            return _simplified().get(letter, letter)
        if _is_hangul(letter):
            return letter
        plain = _opened(letter)
        if plain != letter:
            return plain
        named = _LATIN_NAME.match(unicodedata.name(letter, ""))
        if named:
            return named[1].lower()
        folded = letter.casefold()
        return self._latin.get(folded, folded)


def _is_hangul(letter: str) -> bool:
    return "가" <= letter <= "힣" or "\u1100" <= letter <= "\u11ff" or "\u3130" <= letter <= "\u318f"


def _opened(letter: str) -> str:
    """The letter's compatibility parts; Hangul stays in whole syllables, narrow Hangul becomes wide."""
    if "\uffa1" <= letter <= "\uffdc":
        return (
            chr(int(unicodedata.decomposition(letter).split(" ")[1], 16)) if unicodedata.decomposition(letter) else ""
        )
    return _SYLLABLE.sub(_composed, unicodedata.normalize("NFKD", letter))


@cache
def _table() -> _SkeletonTable:
    return _SkeletonTable()


@cache
def _codes() -> CodeTable:
    return CodeTable(_table())


def skeletons(texts: pd.Series) -> pd.Series:
    """The comparison text of each text, same index; missing stays missing. Never raises on any text."""
    present = texts.notna()
    found = pd.Series(None, index=texts.index, dtype="object")
    if present.any():
        found[present] = skeletons_of([str(text) for text in texts[present]])
    return found.astype(TEXT)


def skeletons_of(texts: list[str]) -> list[str]:
    """The comparison text of each of a list of texts, worked out over many joined ones."""
    batches = (texts[start : start + _TEXTS_AT_ONCE] for start in range(0, len(texts), _TEXTS_AT_ONCE))
    return [skeleton for batch in batches for skeleton in _skeletons(batch)]


def _skeletons(texts: list[str]) -> list[str]:
    joined = SEPARATOR.join(texts)
    if may_hold_flags(joined):
        texts = list(map(flags_as_signs, texts))
        joined = SEPARATOR.join(texts)
    if _OVERRIDE in joined:
        texts = ["".join(text[at] for at in _order_shown(text)) for text in texts]
        joined = SEPARATOR.join(texts)
    if joined.count(SEPARATOR) != len(texts) - 1:
        joined = SEPARATOR.join(text.replace(SEPARATOR, "") for text in texts)
    drawn = _codes().translate(joined)
    is_space = drawn == ord(" ")
    drawn = drawn[~(is_space & np.append(is_space[1:], False))]
    text = drawn.tobytes().decode("utf-32-le")
    if ((drawn >= _FIRST_CONSONANTS[0]) & (drawn <= _FIRST_CONSONANTS[1])).any():
        text = _SYLLABLE.sub(_composed, text)
    return [skeleton.strip(" ") for skeleton in text.split(SEPARATOR)]


def _order_shown(text: str) -> list[int]:
    """The places of a text's characters in the order they are shown: a right-to-left override turns what follows."""
    places = list(range(len(text)))
    if _OVERRIDE not in text:
        return places
    return [
        at
        for run in _OVERRIDDEN.finditer(text)
        for at in (reversed(range(*run.span())) if run[1] else range(*run.span()))
    ]


def _composed(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", found[0])


@dataclass(frozen=True)
class Traced:
    """A skeleton whose every character knows the raw characters it came from: raw[starts[i]:ends[i]]."""

    raw: str
    letters: list[str]
    starts: list[int]
    ends: list[int]

    @property
    def skeleton(self) -> str:
        """The comparison text, equal to what `skeletons` gives."""
        return "".join(self.letters)

    def raw_span(self, start: int, end: int) -> str:
        """What the seller wrote for characters start to end of the skeleton, marks over the last letter included."""
        if not 0 <= start < end <= len(self.letters):
            return ""
        stop = max(self.ends[start:end])
        while stop < len(self.raw) and unicodedata.category(self.raw[stop]) in ("Mn", "Me"):
            stop += 1
        return self.raw[min(self.starts[start:end]) : stop]


def is_letter_for_letter(text: str, skeleton: str) -> bool:
    """Whether each character of a text became one of its skeleton: places in one are then places in the other."""
    # No ASCII character becomes several, so that of equal lengths none was dropped either.
    return len(text) == len(skeleton) and (text.isascii() or all(map(_becomes_one, set(text))))


@cache
def _becomes_one(letter: str) -> bool:
    return len(_table()[ord(letter)]) == 1


def traced(text: str) -> Traced:
    """The skeleton of one text with the way back to the text as written."""
    table = _table()
    order, shown = _order_shown(text), flags_as_signs(text)
    drawn = [("" if shown[at] == SEPARATOR else table[ord(shown[at])]) for at in order]
    letters = list("".join(drawn))
    starts = order if len(letters) == len(order) and "" not in drawn else _sources(order, drawn)
    ends = [at + 1 for at in starts]
    _compose_traced(letters, starts, ends)
    kept = [at for at, letter in enumerate(letters) if letter != " " or (at and letters[at - 1] != " ")]
    while kept and letters[kept[-1]] == " ":
        kept.pop()
    return Traced(text, [letters[at] for at in kept], [starts[at] for at in kept], [ends[at] for at in kept])


def _sources(order: list[int], drawn: list[str]) -> list[int]:
    return [at for at, given in zip(order, drawn, strict=True) for _ in given]


def _compose_traced(letters: list[str], starts: list[int], ends: list[int]) -> None:
    for found in reversed(list(_SYLLABLE.finditer("".join(letters)))):
        first, past = found.span()
        letters[first:past] = [_composed(found)]
        ends[first:past] = [ends[past - 1]]
        starts[first:past] = [starts[first]]
