"""Sizes, capacities and counts in a title, so that two sizes of a product are kept apart.

`32 inch`, `2 m`, `16gb`, `pack of 4`, `36 x 60`, `2.5升`; what is measured in other units is converted.
"""

import re
from functools import cache

from features.alternation import any_of
from features.linking.variant_words import variant_words
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
    "gb": ("capacity", 1000, ["gb", "gig", "gigabyte", "gigabytes"]),
    "tb": ("capacity", 1_000_000, ["tb", "t", "terabyte", "terabytes"]),
    "ml": ("volume", 1, ["ml", "毫升"]),
    "litre": ("volume", 1000, ["l", "litre", "litres", "liter", "liters", "升"]),
    "oz": ("volume", 29.57, ["oz", "ounce", "ounces"]),
    "gallon": ("volume", 3785, ["gal", "gallon", "gallons"]),
    "g": ("weight", 1, ["g", "gr", "gram", "grams", "克"]),  # or gigabytes, see `_grams`
    "kg": ("weight", 1000, ["kg", "kilo", "公斤", "千克"]),
    "lb": ("weight", 453.6, ["lb", "lbs", "pound", "pounds"]),
    "jin": ("weight", 500, ["斤"]),
    "watt": ("power", 1, ["w", "watt", "watts", "瓦"]),
    "volt": ("voltage", 1, ["v", "volt", "volts", "伏"]),
    "mah": ("charge", 1, ["mah", "毫安", "毫安时"]),
    "mg": ("strength", 1, ["mg", "毫克"]),
    "mcg": ("strength", 0.001, ["mcg", "µg", "μg", "ug", "微克"]),
    "iu": ("units", 1, ["iu", "国际单位"]),
    "piece": (
        "contents",
        1,
        [
            "capsules",
            "capsule",
            "caps",
            "tablets",
            "tablet",
            "softgels",
            "softgel",
            "gummies",
            "pills",
            "粒",
            "粒装",
            "颗",
        ],
    ),
    "pack": (
        "pack",
        1,
        ["pack", "packs", "pk", "pcs", "pc", "pieces", "piece", "count", "ct", "set", "sets", "pairs", "pair"]
        + [
            "roll",
            "rolls",
            "box",
            "bx",
            *(f"{one}{packed}" for one in "只支片瓶袋件盒双罐条个" for packed in ("装", "套")),
            "双",
            "罐",
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
# A bare `g` after these numbers is a memory size as likely as a weight; beside a device's other measures it always is.
_MEMORY = frozenset([2.0**power for power in range(10)] + [3.0, 6.0, 12.0, 24.0, 48.0, 96.0])
_DEVICE = re.compile(
    r"\d ?(?:gb|tb|mah|hz|mp)(?![a-z])|\d ?t(?![a-z0-9])|ssd|hdd|ddr|usb|drive|固态|硬盘|内存|显|笔记本|手机|笔电"
)
# `60 ct` are sixty in a bottle or a pack of sixty.
_EITHER_COUNT = frozenset(["ct", "count"])
_MEMORY_KINDS = "ssd|hdd|l?p?ddr|pcie|emmc|nvme|r[ao]m"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_TEN_THOUSANDS = re.compile(r"(\d+(?:\.\d+)?)万(?=毫安)")
_CHIP = re.compile(r"(?<![a-z0-9])(i[3579]|r[3579]|gtx ?\d{3,4}|rtx ?\d{3,4}|mx ?\d{3})(?![0-9])")
_PACK_OF = re.compile(r"(?:pack|box|set|case|lot|carton|bag|pkg) of (\d+)")
_MANY = {"两": 2, "双": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "八": 8, "十": 10, "twin": 2, "dozen": 12}
# `x3`, `50ml*3`, but not `20 x 30`; `三支装`, `twin pack`.
_TIMES = re.compile(
    r"(?:(?<![a-z0-9])(?<!\d )x|(?<!\d)\*) ?(\d{1,2})(?![\w.])|(twin)[ -]?packs?|(?<!half )(dozen)"
    r"|(?<!十)([两双二三四五六八十])[支只片瓶袋件盒罐条个]装"
)
_TIMES_HINTS = (" x", "*", "装", "twin", "dozen")
_SIDE = r"(\d+(?:\.\d+)?(?:[ -]\d{1,2}[ /]\d{1,2})?)"
_SIDES = re.compile(rf'(?<![a-z0-9.]){_SIDE} ?["\']* ?x ?{_SIDE}(?![a-z0-9])')
_SIZE_TOLERANCE = 0.015  # 31.5 inch is 80 cm
_SIDE_TOLERANCE = 0.01  # 2.62 for 2 5/8
_CAPACITY_TOLERANCE = 0.03  # 1024 mb are 1 gb


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    unit_of = {skeletons_of([text])[0]: unit for unit, (_, _, texts) in _UNITS.items() for text in texts}
    latin, other = ({text for text in unit_of if text.isascii() == is_latin} for is_latin in (True, False))
    in_latin = rf"(?:{any_of(latin - {'in', 'x'})}|in(?! \d)|x(?! ?\d))"
    # Not `i3-2310M`, `30M28` or `6 in 1`; but `256GSSD`, and `14英寸FHD`.
    number = r"(?<![a-z0-9.])(?<![a-z0-9]-)(\d+(?:\.\d+)?)[\s-]?"
    return re.compile(rf"{number}({in_latin}(?:(?![a-z0-9])|(?<=[gtb])(?={_MEMORY_KINDS}))|{any_of(other)})"), unit_of


def quantities(title: str) -> Quantities:
    """What a title's skeleton counts and measures: {"capacity": {("gb", 16.0)}, "length": {("inch", 15.6)}}."""
    pattern, unit_of = _pattern()
    found: dict[str, set[Quantity]] = {}
    title = _plain_numbers(title)
    for number, text in pattern.findall(title):
        unit = unit_of[text]
        if unit == "g" and text == "g":
            unit = _grams(float(number), title)
        found.setdefault(_UNITS[unit][0], set()).add((unit, float(number)))
        if text in _EITHER_COUNT:
            found.setdefault("contents", set()).add(("piece", float(number)))
    for number in _PACK_OF.findall(title) if " of " in title else ():
        found.setdefault("pack", set()).add(("pack", float(number)))
    for told in _TIMES.findall(title) if any(map(title.__contains__, _TIMES_HINTS)) else ():
        text = next(filter(None, told))
        found.setdefault("pack", set()).add(("pack", float(_MANY.get(text, text))))
    for one, other in _SIDES.findall(title) if "x" in title else ():
        found.setdefault("sides", set()).add((f"x {max(_side(one), _side(other)):g}", min(_side(one), _side(other))))
    for kind, value in variant_words(title):
        found.setdefault(kind, set()).add((value, 0.0))
    for text in _CHIP.findall(title):
        found.setdefault("chip " + text[0], set()).add((text.replace(" ", ""), 0.0))
    return {kind: frozenset(held) for kind, held in found.items()}


def _plain_numbers(title: str) -> str:
    """`10,000 mah` and `1万毫安` as `10000`."""
    if "," in title:
        title = _THOUSANDS.sub("", title)
    if "万" in title:
        title = _TEN_THOUSANDS.sub(lambda found: f"{float(found[1]) * 10_000:g}", title)
    return title


def _grams(number: float, title: str) -> str:
    return "gb" if number in _MEMORY or _DEVICE.search(title) else "g"


_NUMBERED = re.compile(r"((?<![a-z])[a-z]+(?![a-z])|[^\W\da-z_])[\W_]*(\d+(?:\.\d+)?)")


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
        if theirs is None or held == theirs:
            continue
        if not held.isdisjoint(theirs):
            contradicting += kind == "capacity" and _is_other_set(kind, held, theirs)
            continue
        if not any(_is_same(kind, this, that) for this in held for that in theirs):
            is_flat = _is_one(kind, held) and _is_one(kind, theirs)
            contradicting += is_flat
            differing += not is_flat
    return contradicting, differing


def _is_other_set(kind: str, one: frozenset[Quantity], other: frozenset[Quantity]) -> bool:
    """Whether each side tells something the other has not: `8 GB 256 GB` and `8 GB 512 GB`."""
    sides = ((one, other), (other, one))
    return all(any(not any(_is_same(kind, this, that) for that in those) for this in these) for these, those in sides)


def _is_one(kind: str, held: frozenset[Quantity]) -> bool:
    """Whether all that is told is one measure: `100 ml`, or `100 ml / 3.4 oz`."""
    first, *others = held
    return all(_is_same(kind, first, other) for other in others)


def _is_same(kind: str, one: Quantity, other: Quantity) -> bool:
    if kind == "sides":
        pairs = ((one[1], other[1]), (float(one[0][2:]), float(other[0][2:])))
        return all(abs(this - that) <= _SIDE_TOLERANCE * max(this, that) for this, that in pairs)
    if one[0] not in _UNITS or other[0] not in _UNITS:
        return False
    if one[0] == other[0] == "inch" and (one[1] % 1 == 0) != (other[1] % 1 == 0):
        # Sellers round 15.6 to 15 or 16, and 13.3 to 13: 14 is another screen.
        whole, part = sorted((one[1], other[1]), key=lambda number: number % 1)
        return whole in (part // 1, round(part))
    ours, theirs = one[1] * _UNITS[one[0]][1], other[1] * _UNITS[other[0]][1]
    tolerance = _CAPACITY_TOLERANCE if kind == "capacity" else _SIZE_TOLERANCE
    return abs(ours - theirs) <= tolerance * max(ours, theirs)
