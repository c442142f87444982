"""A brand's name as a seller writes it who does not want it found."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.simulator.chance import Chance
from pipeline.simulator.trade import Brand

# Letters of other scripts that look like Latin ones; a small set of the simulation's own.
LOOKALIKE_LETTERS = {
    "a": "а",
    "e": "е",
    "o": "о",
    "c": "с",
    "p": "р",
    "x": "х",
    "y": "у",
    "i": "і",
    "s": "ѕ",
    "H": "Н",
    "M": "М",
    "T": "Т",
    "B": "В",
    "K": "К",
}
DIGIT_SHAPES = {"l": "1", "o": "0", "i": "1", "e": "3", "a": "@", "s": "5", "S": "5", "O": "0"}
ZERO_WIDTH = "\u200b"
FULL_WIDTH_OFFSET = 0xFEE0


def _place(name: str, chance: Chance) -> int:
    return chance.whole(1, max(1, len(name) - 2))


def drop_first(name: str, chance: Chance) -> str:
    return name[1:] if len(name) > 3 else name + name[-1]


def star_letter(name: str, chance: Chance) -> str:
    place = _place(name, chance)
    return name[:place] + chance.pick("**.*_") + name[place + 1 :]


def split_letters(name: str, chance: Chance) -> str:
    return chance.pick(("*", "-", ".", " ")).join(name.replace(" ", "")[:6]) + name.replace(" ", "")[6:]


def double_letter(name: str, chance: Chance) -> str:
    place = _place(name, chance)
    return name[:place] + name[place] + name[place:]


def swap_letters(name: str, chance: Chance) -> str:
    place = _place(name, chance)
    return name[: place - 1] + name[place] + name[place - 1] + name[place + 1 :]


def foreign_letters(name: str, chance: Chance) -> str:
    return "".join(LOOKALIKE_LETTERS.get(letter, letter) if chance.flip(0.6) else letter for letter in name)


def digit_shapes(name: str, chance: Chance) -> str:
    return "".join(DIGIT_SHAPES.get(letter, letter) for letter in name)


def zero_width(name: str, chance: Chance) -> str:
    place = _place(name, chance)
    return name[:place] + ZERO_WIDTH + name[place:]


def full_width(name: str, chance: Chance) -> str:
    return "".join(chr(ord(letter) + FULL_WIDTH_OFFSET) if "!" <= letter <= "~" else letter for letter in name)


WAYS: dict[str, Callable[[str, Chance], str]] = {
    "drop_first": drop_first,
    "star_letter": star_letter,
    "split_letters": split_letters,
    "double_letter": double_letter,
    "swap_letters": swap_letters,
    "foreign_letters": foreign_letters,
    "digit_shapes": digit_shapes,
    "zero_width": zero_width,
    "full_width": full_width,
}


def broken_name(brand: Brand, language: str, chance: Chance) -> tuple[str, str]:
    """(the name as written, the way it was broken); a name left out altogether is an empty text.

    Chinese platforms break the Latin name too, or write pinyin, or a nickname.
    """
    nicknames = brand.nicknames.get(language, ())
    ways = dict.fromkeys(WAYS, 1.0) | {"left_out": 2.5, "nickname": 1.5 if nicknames else 0.0}
    ways["pinyin"] = 2.0 if language == "zh" and brand.pinyin else 0.0
    way = chance.weighted(ways)
    if way in WAYS:
        return WAYS[way](brand.name, chance), way
    return {"left_out": "", "nickname": chance.pick(nicknames or ("",)), "pinyin": brand.pinyin}[way], way
