"""Numbers with a unit in a title (16gb, 15.6 inch, 4 pack, i7), so that two sizes of a product are kept apart."""

import re
from functools import cache

from features.skeleton import skeletons_of

# Unit → its spellings, as they stand after a number in titles.
_SPELLINGS = {
    "gb": ["gb", "g", "gig", "gigabyte"],
    "tb": ["tb", "t"],
    "mb": ["mb"],
    "inch": ["inch", "inches", "in", '"', "''", "英寸", "寸"],
    "ft": ["ft", "feet", "foot", "'"],
    "mm": ["mm"],
    "cm": ["cm"],
    "m": ["meter", "meters", "metre", "米"],
    "watt": ["w", "watt", "watts"],
    "volt": ["v", "volt", "volts"],
    "mah": ["mah"],
    "pack": [
        "pack",
        "pk",
        "packs",
        "pcs",
        "pc",
        "pieces",
        "piece",
        "count",
        "ct",
        "set",
        "只装",
        "件套",
        "片装",
        "包",
        "盒",
        "only",
    ],
    "box": ["box", "bx"],
    "sheet": ["sheets", "sheet", "shts"],
    "ml": ["ml", "毫升"],
    "litre": ["l", "litre", "liter"],
    "oz": ["oz", "ounce"],
    "mp": ["mp", "megapixel"],
    "port": ["port", "ports"],
    "speed": ["x"],
    "mhz": ["mhz"],
    "ghz": ["ghz"],
    "hz": ["hz"],
    "rpm": ["rpm"],
    "channel": ["channel", "ch"],
    "hole": ["hole"],
    "key": ["key", "keys"],
    "digit": ["digit", "digits"],
    "user": ["user", "users"],
    "pin": ["pin"],
    "shelf": ["shelf", "shelves"],
    "drawer": ["drawer", "drawers"],
}
_CHIP = re.compile(r"(?<![a-z0-9])(i[3579]|r[3579]|gtx ?\d{3,4}|rtx ?\d{3,4}|mx ?\d{3})(?![0-9])")


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    unit_of = {skeletons_of([text])[0]: unit for unit, texts in _SPELLINGS.items() for text in texts}
    texts = "|".join(re.escape(text) for text in sorted(unit_of, key=lambda text: (-len(text), text)))
    return re.compile(rf"(?<![a-z0-9.])(\d+(?:\.\d+)?)[\s-]?({texts})(?![a-z])"), unit_of


def quantities(title: str) -> set[tuple[str, str]]:
    """(unit, number) of every quantity in a title's skeleton: {("gb", "16"), ("inch", "15.6")}."""
    pattern, unit_of = _pattern()
    found = {(unit_of[unit], number.removesuffix(".0")) for number, unit in pattern.findall(title)}
    return found | {("chip " + chip[0], chip.replace(" ", "")) for chip in _CHIP.findall(title)}


def agreement(one: set[tuple[str, str]], other: set[tuple[str, str]]) -> tuple[int, int]:
    """How many units two titles share with an equal number, and how many with different numbers only."""
    if not one or not other:
        return 0, 0
    shared = {unit for unit, _ in one} & {unit for unit, _ in other}
    agreed = {unit for unit, _ in one & other}
    return len(agreed), len(shared - agreed)
