"""The two kinds of text a page holds: our words, in both languages, and a stranger's words, as they were written."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST_SHOWN = 500  # characters of a stranger's text on a page; longer ones say how much was left out
_MOST_COMBINING = 3  # Thai, Hindi and Vietnamese stack up to three marks; zalgo text stacks dozens
_INVISIBLE_LETTERS = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0}
_PLAIN_SPACES = {" ", "\u00a0", "\u3000"}
# Letters of other scripts that stand in for Latin ones: Greek to Armenian, Cherokee, mathematical and full-width.
_STAND_INS = re.compile("[\u0370-\u058f\u13a0-\u13ff\u1c80-\u1c8f\U0001d400-\U0001d7ff\uff21-\uff3a\uff41-\uff5a]")
_WORD = re.compile(r"[^\W_]+")
_NEEDS_A_LOOK = re.compile(
    "[\u0300-\u036f\u0370-\u058f\u115f\u1160\u13a0-\u13ff\u17b4\u17b5\u1ab0-\u1aff\u1c80-\u1cff\u2800\u3164"
    "\ufe00-\ufe0f\uff21-\uff5a\uffa0\U0001d400-\U0001d7ff\U000e0000-\U000e01ff]"
)


@dataclass(frozen=True)
class Text:
    """Our own words in English and in Chinese."""

    en: str
    zh: str

    def __add__(self, other: "Text") -> "Text":
        return Text(self.en + other.en, self.zh + other.zh)


@dataclass(frozen=True)
class Piece:
    """A run of a stranger's text. `mark` is '' for ordinary text, 'hidden' for a character named by its code
    point, 'standin' for a letter of another script inside a Latin word; `says` names the character."""

    text: str
    mark: str = ""
    says: str = ""


@dataclass(frozen=True)
class Raw:
    """A stranger's text, exactly as written, cut so that nothing in it stays invisible."""

    pieces: tuple[Piece, ...]

    @property
    def plain(self) -> str:
        """The text for places without markup: hidden characters as ⟨U+200B⟩."""
        return "".join(f"⟨{piece.text}⟩" if piece.mark == "hidden" else piece.text for piece in self.pieces)


def same(text: str) -> Text:
    """The same words in both languages: names, figures, codes."""
    return Text(text, text)


def raw(text: str) -> Raw:
    """A stranger's text with hidden, direction-turning and look-alike characters made visible."""
    cut = text[:LONGEST_SHOWN]
    more = (Piece(f" … (+{len(text) - LONGEST_SHOWN:,})"),) if len(text) > LONGEST_SHOWN else ()
    if cut.isprintable() and not _NEEDS_A_LOOK.search(cut):
        return Raw((Piece(cut), *more))
    return Raw((*_pieces(cut), *more))


def plain(text: str) -> str:
    """The same as one string, for sentences that quote a stranger's text."""
    return text if text.isascii() and text.isprintable() else raw(text).plain


def _pieces(text: str) -> list[Piece]:
    stand_ins = _stand_in_places(text)
    pieces: list[Piece] = []
    stacked = 0
    for at, letter in enumerate(text):
        stacked = stacked + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if _is_hidden(text, at) or stacked > _MOST_COMBINING:
            pieces.append(Piece(f"U+{ord(letter):04X}", "hidden", _name(letter)))
        elif at in stand_ins:
            pieces.append(Piece(letter, "standin", _name(letter)))
        elif pieces and not pieces[-1].mark:
            pieces[-1] = Piece(pieces[-1].text + letter)
        else:
            pieces.append(Piece(letter))
    return pieces


def _is_hidden(text: str, at: int) -> bool:
    letter = text[at]
    if letter in "\ufe0f\u200d" and at and unicodedata.category(text[at - 1]) in ("So", "Sk", "Mn"):
        return False  # inside an emoji
    if ord(letter) in _INVISIBLE_LETTERS or "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef":
        return True
    kind = unicodedata.category(letter)
    return kind[0] == "C" or kind in ("Zl", "Zp") or (kind == "Zs" and letter not in _PLAIN_SPACES)


def _stand_in_places(text: str) -> set[int]:
    places: set[int] = set()
    for word in _WORD.finditer(text):
        found = [word.start() + hit.start() for hit in _STAND_INS.finditer(word.group())]
        if found and any(letter.isascii() and letter.isalpha() for letter in word.group()):
            places.update(found)
    return places


def _name(letter: str) -> str:
    return f"U+{ord(letter):04X} {unicodedata.name(letter, 'unnamed character')}"
