"""How much of the goods a title offers, so that a price can be asked per millilitre or per piece.

`2 x 50 ml`, `pack of 3`, `500g*3袋`, `两瓶装 50毫升`, `100 ml / 3.4 fl oz`. What could be read in two ways is not read.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

import pandas as pd

from features.alternation import any_of
from features.lexicon.column_patterns import as_texts, has_pattern
from features.skeleton import skeletons_of

# Kind of size → its spellings as they stand after a number, and how many of the kind's first unit each is.
_SIZES: dict[str, dict[str, float]] = {
    "volume": {
        **dict.fromkeys(["ml", "毫升"], 1.0),
        "cl": 10.0,
        **dict.fromkeys(["l", "litre", "litres", "liter", "liters", "升"], 1000.0),
        **dict.fromkeys(["fl oz", "fl. oz", "floz", "oz", "ounce", "ounces"], 29.57),
    },
    "weight": {
        **dict.fromkeys(["g", "gram", "grams", "克"], 1.0),
        **dict.fromkeys(["kg", "公斤", "千克"], 1000.0),
        "斤": 500.0,
    },
    "contents": dict.fromkeys(["sheets", "sheet", "capsules", "tablets", "softgels", "粒", "张", "抽"], 1.0),
}
# A number before a bare `g` that is as likely a memory size or a mobile network.
_NO_GRAMS = frozenset(
    [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0, 96.0, 128.0, 256.0, 512.0]
)
_CHINESE = {"两": 2, "双": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_COUNT = r"(\d{1,3}|[" + "".join(_CHINESE) + "])"
# Not the second bottle (第2瓶), nor the end of a longer number (十二瓶).
_MANY = r"(?<![a-z0-9.第十百-])" + _COUNT
_TIMES = r" ?[x*] ?"
# What stands after a number of pieces; a measure word that also counts other things must be followed by 装 or 套.
_PIECES = (
    r"(?:pack|packs|pk|pcs|pc|pieces|piece|count|ct|bottles|box|boxes|carton|bags|rolls|tubes|cans|jars)(?![a-z0-9])"
)
_PIECES_ZH = r"(?:[瓶盒支袋罐卷]装?|[个只件片条包]套?装|件套)"
_PACKED = (
    rf"(?:pack|box|set|case|lot|carton|bag|pkg|bundle) of (\d{{1,3}})(?![\d.])|{_MANY}(?:[ -]?{_PIECES}| ?{_PIECES_ZH})"
)
_PACKED_TEXT = re.compile(_PACKED + r"|(twin)[ -]?pack|(?<!\d )(?<!half )(dozen)")
_NAMED_COUNTS = {**_CHINESE, "twin": 2, "dozen": 12}
# What weighs or stores something is not sold by weight: `980g` is a laptop's, `500G` its disk's.
_DEVICE = re.compile(r"\d ?(?:gb|tb|mah|hz|mp)(?![a-z])|ssd|固态|硬盘|内存|独显|英寸|inch")
# Sizes within this of each other are one size in two units: 3.4 fl oz are 100 ml.
_SAME = 0.03
# No offer holds that many times the product: a typing error, or the number of something else.
MOST_TIMES = 50.0


@dataclass(frozen=True)
class Amount:
    """`size` of one piece in the first unit of its `kind` (None: only pieces are counted), and how many pieces (None: not said)."""

    kind: str | None
    size: float | None
    pieces: float | None


# A text without any of these tells no amount: it finds nothing by itself, it spares the patterns most titles.
_HINT = (
    r"[0-9][ -]?(?:"
    + "|".join(sorted({text[0] for texts in _SIZES.values() for text in texts}))
    + r"|p|c|b|r|t|j|瓶|盒|支|袋|罐|卷|个|只|件|片|条|包|套)|of [0-9]|twin|dozen|["
    + "".join(_CHINESE)
    + r"] ?[瓶盒支袋罐卷个只件片条包套]"
)


@cache
def _measured() -> tuple[re.Pattern[str], dict[str, tuple[str, float]]]:
    """Number, unit and how often, as `3 x 50 ml` or `50 ml x 3`; unit → kind and factor."""
    spelled = {text: (kind, factor) for kind, texts in _SIZES.items() for text, factor in texts.items()}
    units = any_of(spelled)
    before = rf"(?:(?<![a-z0-9.-]){_COUNT}{_TIMES})?"
    after = rf"(?:{_TIMES}(\d{{1,3}})(?![\d.]* ?{units}(?![a-z0-9]))(?![\d.]))?"
    number = r"(?<![a-z0-9.,/-])(\d{1,5}(?:\.\d{1,3})?)|(?<=[x*])(\d{1,5}(?:\.\d{1,3})?)"
    return re.compile(rf"{before}(?:{number})[ -]?({units})(?![a-z0-9]){after}"), spelled


@lru_cache(maxsize=50_000)
def amount_of(skeleton: str) -> Amount | None:
    """What a title's skeleton offers; None when it says nothing, or says it in two ways that differ."""
    pattern, spelled = _measured()
    sizes: dict[str, list[float]] = {}
    counts = {_counted(text) for found in _PACKED_TEXT.findall(skeleton) for text in found if text}
    for before, number, glued, unit, after in pattern.findall(skeleton):
        kind, factor = spelled[unit]
        value = float(number or glued)
        if value <= 0 or (unit == "g" and value in _NO_GRAMS):
            continue
        sizes.setdefault(kind, []).append(value * factor)
        counts |= {_counted(text) for text in (before, after) if text}
    counts -= {0.0}
    if len(counts) > 1:
        return None
    if "weight" in sizes and _DEVICE.search(skeleton):
        del sizes["weight"]
    return _told(sizes, next(iter(counts), None))


def _told(sizes: dict[str, list[float]], pieces: float | None) -> Amount | None:
    for kind in _SIZES:
        if kind not in sizes:
            continue
        least, most = min(sizes[kind]), max(sizes[kind])
        if most <= least * (1 + _SAME):
            return Amount(kind, sizes[kind][0], pieces)
        # "6 x 330 ml, 1980 ml": the second is the whole of it.
        is_whole = pieces and abs(most - least * pieces) <= _SAME * most and len(sizes[kind]) == 2
        return Amount(kind, least, pieces) if is_whole else None
    return Amount(None, None, pieces) if pieces else None


def _counted(text: str) -> float:
    return float(_NAMED_COUNTS.get(text, text))


def times_offered(one: Amount | None, other: Amount | None) -> float | None:
    """How many times the other's amount the one is; None when they are not told in the same kind, or beyond belief.

    Where a size is told without a count it is one piece; but a product of several is not compared with a title that
    may have left the count out.
    """
    if one is None or other is None or (one.pieces is None and (other.pieces or 1.0) > 1.0):
        return None
    if one.kind is not None and one.kind == other.kind:
        assert one.size is not None and other.size is not None
        found = one.size * (one.pieces or 1.0) / (other.size * (other.pieces or 1.0))
    elif one.kind is None and one.pieces and (other.pieces or other.kind is not None):
        found = one.pieces / (other.pieces or 1.0)
    else:
        return None
    return found if 1.0 / MOST_TIMES <= found <= MOST_TIMES else None


def times_products(titles: pd.Series, products: pd.Series) -> pd.Series:
    """How many times the product's amount each title offers, float64; NaN where either title does not tell."""
    asked = as_texts(products)
    theirs = _amounts(asked)
    # Most products tell no amount: only titles beside one that does are read.
    rows = [at for at, text in enumerate(asked) if theirs[text] is not None]
    written = as_texts(titles.iloc[rows])
    ours = _amounts(written)
    found = [times_offered(ours[text], theirs[asked[at]]) for at, text in zip(rows, written, strict=True)]
    return pd.Series(found, index=titles.index[rows], dtype="float64").reindex(titles.index)


def _amounts(texts: Iterable[str]) -> dict[str, Amount | None]:
    distinct = list(dict.fromkeys(texts))
    drawn = skeletons_of(distinct)
    told = zip(distinct, drawn, has_pattern(drawn, _HINT), strict=True)
    return {text: amount_of(skeleton) if may_tell else None for text, skeleton, may_tell in told}
