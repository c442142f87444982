"""The spellings a form is hidden in: pinyin, like-sounding characters, initials, a masked, split or miswritten word.

Drawn once from the forms when the lexicon is read, so that they cost the texts nothing. What is told by the text itself
(leet, signs and spaces between the letters) is undone in features.lexicon.unmasking.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

_LATIN_WORD = re.compile(r"[^\W\d_⺀-\uffff]+")
_MASKABLE = re.compile(r"[^\W\d_⺀-\uffff]+(?: [^\W\d_⺀-\uffff]+)*")
# A shorter word, masked or split, is also a model code or the end of one name and the start of the next.
_SHORTEST_WORD = 6
# A shorter reading written out is a word of some language: "fuke", "shan".
_SHORTEST_READING = 6
_SHORTEST_KANA = 5
# A shorter word with one letter wrong is another word: "clone", "colne", "copies", "copes".
_SHORTEST_MISWRITTEN = 7
_SHORTEST_INITIALS = 3
_MOST_CHARACTERS = 4
_KANA_MASKS = "〇○●*"
# Halves that are words themselves stand side by side in honest titles.
_HONEST_SPLITS = frozenset({"boot leg", "boot legs", "super fake", "super clone", "green light", "green lights"})


def disguised_spellings(
    forms: Iterable[str], readings: Mapping[str, str], sounds_like: Mapping[str, str]
) -> tuple[str, ...]:
    """Every spelling drawn from the forms, in order, without the forms themselves.

    `readings` is character → its sound in Latin letters, `sounds_like` character → characters used in its place.
    """
    given = list(dict.fromkeys(forms))
    found = (spelling for form in given for spelling in _of(form, readings, sounds_like))
    return tuple(one for one in dict.fromkeys(found) if one not in given)


def _of(form: str, readings: Mapping[str, str], sounds_like: Mapping[str, str]) -> Iterator[str]:
    yield from _masked(form)
    yield from _split(form)
    yield from _miswritten(form)
    yield from _read_aloud(form, readings)
    yield from _alike(form, sounds_like)
    yield from _in_kana(form)
    yield from _initials(form)


def _masked(form: str) -> Iterator[str]:
    """`repl*ca`: one inner letter of a long enough word."""
    if _MASKABLE.fullmatch(form):
        for word in _LATIN_WORD.finditer(form):
            if len(word[0]) >= _SHORTEST_WORD:
                inner = range(word.start() + 1, word.end() - 1)
                yield from (f"{form[:at]}*{form[at + 1 :]}" for at in inner)


def _split(form: str) -> Iterator[str]:
    """`rep lica`, which also answers for `rep-lica`: at least two letters on either side."""
    if _LATIN_WORD.fullmatch(form) and len(form) >= _SHORTEST_WORD:
        halves = (f"{form[:at]} {form[at:]}" for at in range(2, len(form) - 1))
        yield from (one for one in halves if one not in _HONEST_SPLITS)


def _miswritten(form: str) -> Iterator[str]:
    """`repplica`, `repilca`, `repiica`: in one long word, a letter twice, two changed over, or l and i for each other."""
    if not _LATIN_WORD.fullmatch(form) or len(form) < _SHORTEST_MISWRITTEN:
        return
    for at in range(1, len(form) - 1):
        yield f"{form[: at + 1]}{form[at:]}"
        if at < len(form) - 2:
            yield f"{form[:at]}{form[at + 1]}{form[at]}{form[at + 2 :]}"
        if form[at] in "li":
            yield f"{form[:at]}{'i' if form[at] == 'l' else 'l'}{form[at + 1 :]}"


def _read_aloud(form: str, readings: Mapping[str, str]) -> Iterator[str]:
    """`gao仿`, `高fang`, `gao fang`, `gaofang` of 高仿: every mixture of characters and readings."""
    if not 1 < len(form) <= _MOST_CHARACTERS or not any(letter in readings for letter in form):
        return
    for parts in product(*([letter, readings[letter]] if letter in readings else [letter] for letter in form)):
        written = "".join(parts)
        if written.isascii():
            yield " ".join(parts)
            if len(written) >= _SHORTEST_READING:
                yield written
        elif written != form:
            yield written


def _alike(form: str, sounds_like: Mapping[str, str]) -> Iterator[str]:
    """One character at a time is written as another of its sound."""
    for at, letter in enumerate(form):
        yield from (f"{form[:at]}{other}{form[at + 1 :]}" for other in sounds_like.get(letter, ""))


def _in_kana(form: str) -> Iterator[str]:
    """Katakana as Hiragana, without its long marks, and with one letter masked."""
    kana = [at for at, letter in enumerate(form) if "ァ" <= letter <= "ヶ" or letter == "ー"]
    if len(kana) < 2:
        return
    yield "".join(chr(ord(letter) - 0x60) if "ァ" <= letter <= "ヶ" else letter for letter in form)
    if len(form) >= _SHORTEST_KANA:
        yield form.replace("ー", "")
        yield from (f"{form[:at]}{mask}{form[at + 1 :]}" for at in kana[1:] for mask in _KANA_MASKS)


def _initials(form: str) -> Iterator[str]:
    """ㄹㅍㄹㅋ of 레플리카: the first letters of the syllables."""
    if len(form) >= _SHORTEST_INITIALS and all("가" <= letter <= "힣" for letter in form):
        yield "".join("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"[(ord(letter) - ord("가")) // 588] for letter in form)
