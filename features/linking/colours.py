"""The colours a title or a model number names, as bits, so that two colours of a product are kept apart."""

import re
from functools import cache

from features.alternation import any_of
from features.skeleton import skeletons_of

# Colour → how titles name it in English and Chinese, and how model numbers end for it.
_COLOURS: dict[str, tuple[list[str], list[str]]] = {
    "black": (["black", "blk", "ebony", "onyx", "黑色", "曜黑", "雅黑", "亮黑", "纯黑", "哑黑"], ["blk", "bk"]),
    "white": (["white", "wht", "ivory", "pearl", "白色", "亮白", "皓白", "米白", "纯白"], ["wht", "wh"]),
    "grey": (
        ["grey", "gray", "gry", "graphite", "charcoal", "gunmetal", "灰色", "空灰", "银灰", "深灰", "浅灰"],
        ["gry"],
    ),
    "silver": (["silver", "slv", "titanium", "platinum", "chrome", "银色", "亮银", "皓月银"], ["sil", "slv", "svr"]),
    "red": (
        ["red", "crimson", "burgundy", "maroon", "ruby", "cherry", "scarlet", "红色", "酒红", "玫红"],
        ["red", "rd"],
    ),
    "blue": (
        ["blue", "blu", "navy", "azure", "cobalt", "aqua", "teal", "turquoise", "蓝色", "深蓝", "天蓝", "藏青", "藏蓝"],
        ["blu"],
    ),
    "green": (["green", "grn", "lime", "olive", "mint", "emerald", "绿色", "墨绿", "军绿"], ["grn"]),
    "yellow": (["yellow", "黄色", "米黄"], ["yel", "ylw"]),
    "gold": (["gold", "golden", "champagne", "金色", "玫瑰金", "香槟金"], ["gld"]),
    "orange": (["orange", "橙色", "橘色"], ["org", "orn"]),
    "purple": (["purple", "violet", "lavender", "plum", "lilac", "mauve", "紫色"], ["pur", "ppl"]),
    "pink": (["pink", "rose", "fuchsia", "粉色", "粉红色"], ["pnk"]),
    "brown": (
        [
            "brown",
            "tan",
            "copper",
            "bronze",
            "chocolate",
            "mocha",
            "beige",
            "khaki",
            "camel",
            "米色",
            "杏色",
            "棕色",
            "咖啡色",
            "褐色",
            "驼色",
            "卡其",
        ],
        ["brn"],
    ),
    "clear": (["clear", "transparent", "透明"], ["clr"]),
    "cyan": (["cyan", "青色"], ["cyn"]),
    "magenta": (["magenta", "品红"], ["mag"]),
    "camouflage": (["camo", "camouflage", "mossy", "迷彩"], []),
}
# Beside another colour these are what a thing is made of, or its shade: titanium white, rose gold, cherry red.
_MATERIALS = frozenset(
    [
        "titanium",
        "platinum",
        "chrome",
        "graphite",
        "copper",
        "bronze",
        "pearl",
        "ivory",
        "ebony",
        "onyx",
        "ruby",
        "rose",
        "cherry",
        "chocolate",
        "champagne",
    ]
)
_LETTERS = {"黑": "black", "白": "white", "灰": "grey", "银": "silver", "红": "red", "蓝": "blue", "绿": "green"}
_LETTERS |= {"黄": "yellow", "金": "gold", "橙": "orange", "紫": "purple", "粉": "pink", "棕": "brown", "青": "cyan"}
_IDEOGRAPHS = "\u3040-\u9fff"
_LATIN_WORD = re.compile("[a-z]+")
_MODEL_END = re.compile(r"[a-z]+$")


@cache
def _titles() -> tuple[re.Pattern[str], dict[str, int]]:
    bit_of = {skeletons_of([text])[0]: 1 << at for at, (texts, _) in enumerate(_COLOURS.values()) for text in texts}
    bit_of |= {letter: bit_of[name] for letter, name in _LETTERS.items()}
    other = any_of(text for text in bit_of if not text.isascii() and text not in _LETTERS)
    # Alone between other signs one letter is a colour: `64G黑`; beside others it may be part of any word.
    alone = "|".join(letter for letter in _LETTERS)
    return re.compile(rf"{other}|(?<![{_IDEOGRAPHS}])(?:{alone})(?![{_IDEOGRAPHS}])"), bit_of


@cache
def _endings() -> dict[str, int]:
    return {ending: 1 << at for at, (_, endings) in enumerate(_COLOURS.values()) for ending in endings}


def colours(title: str) -> int:
    """The colours of a title's skeleton, one bit each; 0 when it names none."""
    unspaced, bit_of = _titles()
    found = material = 0
    for word in _LATIN_WORD.findall(title):
        if word in _MATERIALS:
            material |= bit_of[word]
        else:
            found |= bit_of.get(word, 0)
    for text in unspaced.findall(title) if not title.isascii() else ():
        found |= bit_of[text]
    return found or material


def colour_of_model(model: str) -> int:
    """The colour a compact model number ends with (`icc816blk`), 0 when it tells none."""
    ending = _MODEL_END.search(model)
    if ending is None or len(ending[0]) == len(model):
        return 0
    return next((bit for text, bit in _endings().items() if len(text) > 2 and ending[0].endswith(text)), 0)
