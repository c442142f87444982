"""Sizes, capacities and counts in a title, so that two sizes of a product are kept apart.

`32 inch`, `2 m`, `16gb`, `pack of 4`, `36 x 60`, `2.5升`; what is measured in other units is converted.
"""

import re
from functools import cache

from features.skeleton import skeletons_of

Quantity = tuple[str, float]  # unit and number
Quantities = dict[str, frozenset[Quantity]]  # kind → what the title says of it
Numbered = dict[str, set[str]]  # word → the numbers that follow it

# Unit → kind, how many of the kind's first unit it is, and its spellings as they stand after a number in titles.
_UNITS: dict[str, tuple[str, float, list[str]]] = {
    "mm": ("length", 1, ["mm", "毫米"]),
    "cm": ("length", 10, ["cm", "厘米"]),
    "m": ("length", 1000, ["m", "meter", "meters", "metre", "metres", "mtr", "米"]),
    "inch": ("length", 25.4, ["inch", "inches", "in", '"', "''", "英寸", "寸"]),
    "ft": ("length", 304.8, ["ft", "feet", "foot", "'", "英尺"]),
    "yd": ("length", 914.4, ["yd", "yds", "yard", "yards", "码"]),
    "mb": ("capacity", 1, ["mb"]),
    "gb": ("capacity", 1000, ["gb", "g", "gig", "gigabyte", "gigabytes"]),
    "tb": ("capacity", 1_000_000, ["tb", "t", "terabyte", "terabytes"]),
    "ml": ("volume", 1, ["ml", "毫升"]),
    "litre": ("volume", 1000, ["l", "litre", "litres", "liter", "liters", "升"]),
    "oz": ("volume", 29.57, ["oz", "ounce", "ounces"]),
    "gallon": ("volume", 3785, ["gal", "gallon", "gallons"]),
    "kg": ("weight", 1000, ["kg", "kilo", "公斤", "千克"]),
    "lb": ("weight", 453.6, ["lb", "lbs", "pound", "pounds"]),
    "jin": ("weight", 500, ["斤"]),
    "watt": ("power", 1, ["w", "watt", "watts", "瓦"]),
    "volt": ("voltage", 1, ["v", "volt", "volts", "伏"]),
    "mah": ("charge", 1, ["mah", "毫安"]),
    "pack": (
        "pack",
        1,
        ["pack", "packs", "pk", "pcs", "pc", "pieces", "piece", "count", "ct", "set", "sets", "pairs", "pair"]
        + [
            "roll",
            "rolls",
            "box",
            "bx",
            "只装",
            "支装",
            "片装",
            "瓶装",
            "袋装",
            "件套",
            "包",
            "盒",
            "片",
            "支",
            "瓶",
            "袋",
        ],
    ),
    "sheet": ("sheets", 1, ["sheets", "sheet", "shts", "张"]),
    "mp": ("megapixel", 1, ["mp", "megapixel", "megapixels", "万像素"]),
    "port": ("ports", 1, ["port", "ports", "口"]),
    "outlet": ("outlets", 1, ["outlet", "outlets", "位", "孔"]),
    "speed": ("speed", 1, ["x"]),
    "mhz": ("frequency", 1, ["mhz"]),
    "ghz": ("frequency", 1000, ["ghz"]),
    "hz": ("refresh", 1, ["hz"]),
    "rpm": ("rpm", 1, ["rpm"]),
    "channel": ("channels", 1, ["channel", "channels", "ch"]),
    "hole": ("holes", 1, ["hole"]),
    "key": ("keys", 1, ["key", "keys", "键"]),
    "digit": ("digits", 1, ["digit", "digits"]),
    "user": ("users", 1, ["user", "users", "用户"]),
    "pin": ("pins", 1, ["pin", "pins"]),
    "shelf": ("shelves", 1, ["shelf", "shelves"]),
    "drawer": ("drawers", 1, ["drawer", "drawers"]),
    "tab": ("tabs", 1, ["tab", "tabs"]),
    "year": ("years", 1, ["year", "years", "yr"]),
    "bay": ("bays", 1, ["bay", "bays", "盘位"]),
}
_CHIP = re.compile(r"(?<![a-z0-9])(i[3579]|r[3579]|gtx ?\d{3,4}|rtx ?\d{3,4}|mx ?\d{3})(?![0-9])")
_PACK_OF = re.compile(r"(?:pack|box|set|case|lot|carton|bag|pkg) of (\d+)")
_SIDE = r"(\d+(?:\.\d+)?(?:[ -]\d{1,2}[ /]\d{1,2})?)"
_SIDES = re.compile(rf'(?<![a-z0-9.]){_SIDE} ?["\']* ?x ?{_SIDE}(?![a-z0-9])')
_SIZE_TOLERANCE = 0.015  # 31.5 inch is 80 cm
_SIDE_TOLERANCE = 0.01  # 2.62 for 2 5/8
_CAPACITY_TOLERANCE = 0.03  # 1024 mb are 1 gb
_ROUNDED = 1.0  # sellers round 15.6 to 15 or 16


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    unit_of = {skeletons_of([text])[0]: unit for unit, (_, _, texts) in _UNITS.items() for text in texts}
    texts = "|".join(re.escape(text) for text in sorted(unit_of, key=lambda text: (-len(text), text)))
    texts = texts.replace("|in|", r"|in(?! \d)|").replace("|x|", r"|x(?! ?\d)|")
    # Not `i3-2310M`, `30M28` or `6 in 1`.
    return re.compile(rf"(?<![a-z0-9.])(?<![a-z0-9]-)(\d+(?:\.\d+)?)[\s-]?({texts})(?![a-z0-9])"), unit_of


def quantities(title: str) -> Quantities:
    """What a title's skeleton counts and measures: {"capacity": {("gb", 16.0)}, "length": {("inch", 15.6)}}."""
    pattern, unit_of = _pattern()
    found: dict[str, set[Quantity]] = {}
    for number, text in pattern.findall(title):
        unit = unit_of[text]
        found.setdefault(_UNITS[unit][0], set()).add((unit, float(number)))
    for number in _PACK_OF.findall(title):
        found.setdefault("pack", set()).add(("pack", float(number)))
    for one, other in _SIDES.findall(title) if "x" in title else ():
        found.setdefault("sides", set()).add((f"x {max(_side(one), _side(other)):g}", min(_side(one), _side(other))))
    for text in _CHIP.findall(title):
        found.setdefault("chip " + text[0], set()).add((text.replace(" ", ""), 0.0))
    return {kind: frozenset(held) for kind, held in found.items()}


_NUMBERED = re.compile(r"([a-z]+|[^\W\da-z_])[\W_]*(\d+(?:\.\d+)?)")


def numbered_words(title: str) -> Numbered:
    """The words of a title's skeleton that numbers follow: {"mouse": {"3000"}, "h": {"17"}}."""
    found: Numbered = {}
    for word, number in _NUMBERED.findall(title):
        found.setdefault(word, set()).add(number)
    return found


def numbered_otherwise(one: Numbered, other: Numbered) -> int:
    """How many words two titles number in different ways: another generation, series or model."""
    return sum(one[word].isdisjoint(other[word]) for word in one.keys() & other.keys())


def _side(text: str) -> float:
    """`8-1 2` and `8.5` as 8.5."""
    whole, *fraction = re.split(r"[ /-]+", text)
    return float(whole) + (float(fraction[0]) / max(float(fraction[1]), 1) if fraction else 0)


def agreement(one: Quantities, other: Quantities) -> tuple[int, int]:
    """In how many kinds two titles flatly contradict each other (one measure each), in how many they differ else."""
    contradicting = differing = 0
    for kind, held in one.items():
        theirs = other.get(kind)
        if theirs is None or not held.isdisjoint(theirs):
            continue
        if not any(_is_same(kind, this, that) for this in held for that in theirs):
            is_flat = len(held) == len(theirs) == 1
            contradicting += is_flat
            differing += not is_flat
    return contradicting, differing


def _is_same(kind: str, one: Quantity, other: Quantity) -> bool:
    if kind == "sides":
        pairs = ((one[1], other[1]), (float(one[0][2:]), float(other[0][2:])))
        return all(abs(this - that) <= _SIDE_TOLERANCE * max(this, that) for this, that in pairs)
    if one[0] not in _UNITS or other[0] not in _UNITS:
        return False
    if one[0] == other[0] == "inch" and (one[1] % 1 == 0) != (other[1] % 1 == 0):
        return abs(one[1] - other[1]) < _ROUNDED
    ours, theirs = one[1] * _UNITS[one[0]][1], other[1] * _UNITS[other[0]][1]
    tolerance = _CAPACITY_TOLERANCE if kind == "capacity" else _SIZE_TOLERANCE
    return abs(ours - theirs) <= tolerance * max(ours, theirs)
