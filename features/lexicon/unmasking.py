"""Texts read past their disguise: `r3pl1ca`, `r.e.p.l.i.c.a`, `高*仿`, `레 플 리 카` as the words they stand for.

A Latin or Cyrillic word is only rewritten into a word that hides (a word of the lexicon's fakes), so that model codes and
addresses stay what they are and hardly any honest text is read twice.
"""

import re
import unicodedata
from collections.abc import Set
from functools import cache

import numpy as np
import numpy.typing as npt

from features.lexicon.phrase_scan import BREAK, JoinedTexts
from features.skeleton import skeletons_of

Flags = npt.NDArray[np.bool_]

_LEET = {
    "0": "o",
    "1": "i",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "@": "a",
    "$": "s",
    "!": "i",
    "|": "l",
    "€": "e",
    "£": "e",
    "¥": "y",
}
# The same sign stands for several letters; a reading is tried when those before it give no word.
_LEET_TALL = {"1": "l", "!": "l", "|": "i"}
_LEET_CYRILLIC = {"1": "и", "!": "и", "|": "и", "4": "ч", "3": "з"}
# Signs that honest titles join words with ("4G+128G", "黑&白") hide a word of an unspaced script only between two lone
# characters: read anywhere they made 544 of 25,534 genuine titles be read twice for nothing.
_JOINERS = "+#&="
_BRACKETS = "()[]《》【】「」"
_SIGNS = "*.~|·•_^`°ˇˋˊ" + _JOINERS
# Letters that spell sounds beside Chinese characters, and hide nothing elsewhere: `精ㄈ仿`.
_BOPOMOFO = "\u3105-\u312f"
_LONE_SIGNS = " /-" + _SIGNS
# A shorter word in digits is a model code.
_SHORTEST = 4
_UNSPACED = "⺀-〇〡-\u30ff\u3130-鿿가-힣"
_LETTER = r"[^\W\d_]"
_LEETED = re.compile(r"[^\W_]*(?:[013457@$!|€£¥][^\W_]*)+")
_SIGNED = re.compile(rf"(?<![^\W_]){_LETTER}+(?:[{re.escape(_SIGNS)}/]+{_LETTER}+)+(?![^\W_])")
_SPACED = re.compile(rf"(?<![^\W_])[^\W_](?:[{re.escape(_LONE_SIGNS)}][^\W_]){{2,}}(?![^\W_])")
_JOINT = re.compile(rf"[{re.escape(_LONE_SIGNS)}]")
# Characters of unspaced scripts: with a sign between them, or standing one by one.
_PARTED = re.compile(
    rf"(?<=[{_UNSPACED}])(?:[{re.escape(_SIGNS + _BRACKETS)}{_BOPOMOFO}]|[\u2600-\u27bf\U0001f000-\U0001faff]){{1,3}}(?=[{_UNSPACED}])"
)
_LONELY = re.compile(rf"(?<![^\W_])[{_UNSPACED}a-z1](?:[{re.escape(_LONE_SIGNS)}][{_UNSPACED}a-z1])+(?![^\W_])")
_IN_HANGUL = re.compile("(?<=[가-힣])[0-9](?=[가-힣])")
# A syllable written as its letters: ㄹㅔ for 레.
_LETTERED = re.compile("[ㄱ-ㅎ][ㅏ-ㅣ]")
_LONG_MARK = re.compile("(?<=[ァ-ヶ])(?:-|一(?![\u4e00-鿿]))")
_SPACED_LETTER, _DIGIT, _LEETS, _SIGN, _IDEOGRAPH, _HANGUL, _KATAKANA, _SLASH, _JOINER, _BRACKET = (
    1 << bit for bit in range(10)
)


def unmasked(joined: JoinedTexts, skeletons: list[str], words: Set[str]) -> list[tuple[int, str]]:
    """(place, text) of the skeletons that read otherwise without their disguise; `words` are those that may come out.

    `joined` holds the same skeletons.
    """
    kinds = _kinds()[np.minimum(joined.codes, 0xFFFF)]
    in_words, in_texts = _suspects(kinds)
    known: dict[str, bool] = {}
    places = [at for at in in_words.tolist() if _hides(_around(joined.text, at), words, known)]
    rows = np.unique(joined.rows_of(np.array([*places, *in_texts.tolist()], dtype=np.int64))).tolist()
    return [(row, text) for row in rows if (text := _read(skeletons[row], words)) != skeletons[row]]


def _suspects(kinds: npt.NDArray[np.uint16]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where a sign or figure stands within a Latin word, and where other texts look taken apart."""
    # Five places are looked at together: two before, the place itself and two after.
    padded = np.concatenate([np.zeros(2, np.uint16), kinds, np.zeros(4, np.uint16)])
    size = len(kinds)

    def at(offset: int, mask: int) -> Flags:
        found: Flags = (padded[2 + offset : 2 + offset + size] & mask) != 0
        return found

    letter, unspaced, word = _SPACED_LETTER, _IDEOGRAPH | _HANGUL, _SPACED_LETTER | _DIGIT | _IDEOGRAPH | _HANGUL
    between = at(-1, letter) & (at(1, letter))
    is_leet = at(0, _LEETS) & between & (at(-2, letter) | at(2, letter))
    is_signed = at(0, _SIGN | _JOINER) & between | at(0, _SLASH) & between & ~at(-2, word) & ~at(2, word)
    alone = at(0, word) & ~at(-1, word) & ~at(1, word)
    lone = np.concatenate([alone, np.zeros(4, bool)])
    apart = alone & lone[2 : 2 + size]
    # Figures standing alone are measures ("2 x 8 GB"); two of three must be letters.
    letters = at(0, letter).astype(np.uint8) + at(2, letter) + at(4, letter)
    is_apart = apart & (lone[4:] & (letters > 1) | at(0, unspaced) | at(2, unspaced))
    is_parted = at(0, _SIGN) & at(-1, unspaced) & (at(1, unspaced) | at(2, unspaced) | at(3, unspaced))
    is_parted |= at(0, _JOINER | _BRACKET) & at(-1, unspaced) & at(1, unspaced) & ~at(-2, word) & ~at(2, word)
    is_kept_apart = at(0, _DIGIT) & at(-1, _HANGUL) & at(1, _HANGUL) | at(0, _KATAKANA) & at(1, _SLASH)
    return np.flatnonzero(is_leet | is_signed), np.flatnonzero(is_apart | is_parted | is_kept_apart)


@cache
def _kinds() -> npt.NDArray[np.uint16]:
    """Character code → what it may be in a disguise; the last answers for everything beyond: pictures."""
    kinds = np.array([_kind(chr(code)) for code in range(0x10000)], dtype=np.uint16)
    kinds[0xFFFF] = _SIGN
    return kinds


def _kind(letter: str) -> int:
    if "ァ" <= letter <= "ヶ":
        return _IDEOGRAPH | _KATAKANA
    if "ㄱ" <= letter <= "ㅣ":
        return _HANGUL | (_KATAKANA if letter <= "ㅎ" else _SLASH)
    if letter == "一":  # in Katakana, drawn like the long mark
        return _IDEOGRAPH | _SLASH
    if "가" <= letter <= "힣":
        return _HANGUL
    if "ㄅ" <= letter <= "ㄯ":
        return _SIGN
    if letter >= "⺀" and letter.isalpha():
        return _IDEOGRAPH
    kind = _LEETS if letter in _LEET else 0
    kind |= _SLASH if letter in "/-" else 0
    kind |= _BRACKET if letter in _BRACKETS else 0
    kind |= _JOINER if letter in _JOINERS else _SIGN if letter in _SIGNS or unicodedata.category(letter) == "So" else 0
    return kind | (_SPACED_LETTER if letter.isalpha() else _DIGIT if letter.isdigit() else 0)


def _around(joined: str, at: int) -> str:
    """What stands around a place, from space to space."""
    first = max(joined.rfind(" ", 0, at), joined.rfind(BREAK, 0, at)) + 1
    past = joined.find(BREAK, at)
    space = joined.find(" ", at, past)
    return joined[first : space if space >= 0 else past]


def _hides(chunk: str, words: Set[str], known: dict[str, bool]) -> bool:
    if chunk not in known:
        known[chunk] = _read(chunk, words) != chunk
    return known[chunk]


def _read(text: str, words: Set[str]) -> str:
    text = _SPACED.sub(lambda found: _if_word(found[0], words), text)
    text = _SIGNED.sub(lambda found: _if_word(found[0], words), text)
    text = _LEETED.sub(lambda found: _without_leet(found[0], words), text)
    if text.isascii():
        return text
    text = _LETTERED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), _LONG_MARK.sub("ー", text))
    text = _IN_HANGUL.sub("", _PARTED.sub("", text))
    return _LONELY.sub(lambda found: _JOINT.sub("", found[0]), text)


def _if_word(written: str, words: Set[str]) -> str:
    joined = _JOINT.sub("", written)
    plain = joined if joined in words else _without_leet(joined, words)
    return plain if plain in words else written


def _without_leet(written: str, words: Set[str]) -> str:
    for reading in _readings():
        plain = written.translate(reading)
        if plain != written and len(plain) >= _SHORTEST and plain in words:
            return plain
    return written


@cache
def _readings() -> tuple[dict[int, str], ...]:
    cyrillic = dict(zip(_LEET_CYRILLIC, skeletons_of(list(_LEET_CYRILLIC.values())), strict=True))
    return tuple(str.maketrans(_LEET | more) for more in ({}, _LEET_TALL, cyrillic))
