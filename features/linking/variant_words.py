"""What else tells two variants of a product apart: strength of a scent, for whom, which generation, factor, shade.

`EDT` and `eau de parfum`, `for men` and `女士`, `gen 2` and `第三代`, `SPF 30`, `#05`; each as a kind and its value.
"""

import re
from collections.abc import Iterator
from functools import cache

from features.alternation import any_of
from features.skeleton import skeletons_of

# Kind → value → how titles write it, English and Chinese. Words of one value are the same thing said otherwise.
_WORDS: dict[str, dict[str, list[str]]] = {
    "concentration": {
        "edt": ["eau de toilette", "edt", "e.d.t", "淡香水", "淡香氛"],
        "edp": ["eau de parfum", "edp", "e.d.p", "浓香水", "淡香精"],
        "edc": ["eau de cologne", "edc", "古龙水"],
        "extrait": ["extrait de parfum", "extrait", "浓香精"],
    },
    "for whom": {
        "men": ["for men", "men's", "mens", "men", "for him", "pour homme", "homme", "male", "herren", "hombre", "uomo"]
        + ["男士", "男款", "男式", "男性", "男装", "男鞋", "男用"],
        "women": [
            "for women",
            "women's",
            "womens",
            "women",
            "for her",
            "pour femme",
            "femme",
            "female",
            "ladies",
            "lady",
        ]
        + ["damen", "mujer", "donna", "女士", "女款", "女式", "女性", "女装", "女鞋", "女用"],
        "children": ["for kids", "kids'", "kids", "kid's", "junior", "children's", "children", "childrens", "toddler"]
        + ["infant", "baby", "boys", "girls", "kinder", "儿童", "童款", "童装", "童鞋", "婴儿", "宝宝", "男童", "女童"],
    },
    "generation": {
        "1": ["first generation", "1st generation", "1st gen", "gen 1", "第一代", "一代", "1代"],
        "2": [
            "second generation",
            "2nd generation",
            "2nd gen",
            "gen 2",
            "mark 2",
            "mk 2",
            "第二代",
            "二代",
            "2代",
            "ii",
        ],
        "3": [
            "third generation",
            "3rd generation",
            "3rd gen",
            "gen 3",
            "mark 3",
            "mk 3",
            "第三代",
            "三代",
            "3代",
            "iii",
        ],
        "4": [
            "fourth generation",
            "4th generation",
            "4th gen",
            "gen 4",
            "mark 4",
            "mk 4",
            "第四代",
            "四代",
            "4代",
            "iv",
        ],
        "5": ["fifth generation", "5th generation", "5th gen", "gen 5", "mark 5", "mk 5", "第五代", "五代", "5代"],
        "6": ["sixth generation", "6th generation", "6th gen", "gen 6", "第六代", "六代", "6代"],
        "7": ["seventh generation", "7th generation", "7th gen", "gen 7", "第七代", "七代", "7代"],
        "8": ["eighth generation", "8th generation", "8th gen", "gen 8", "第八代", "八代", "8代"],
        "9": ["ninth generation", "9th generation", "9th gen", "gen 9", "第九代", "九代", "9代"],
        "10": ["tenth generation", "10th generation", "10th gen", "gen 10", "第十代", "十代", "10代"],
    },
}
# For both, or for everybody: says nothing of who it is for.
_FOR_ALL = re.compile(r"unisex|男女|中性|情侣|亲子")
_NUMBERED = re.compile(
    r"(?P<spf>(?:(?<![a-z])spf|防晒指数|防晒)[ -]?(?P<factor>\d{1,3})(?!\d))"
    r"|(?:(?<![a-z])(?:shade|no\.?o?|nr\.?|n°)|(?<![\w#])#|色号)[ .:]{0,2}(?P<shade>\d{1,3})(?![\d.a-z])"
    r"|(?<![\w.#-])(?P<number>\d{2,3}) ?(?:号|#)"
)
_HINT = re.compile(r"spf|防晒|shade|no|nr|n°|#|色号|号")
# `八代酷睿`, `8th gen Core i5`: the processor's generation, not the product's; products seldom see a fourth.
_PROCESSOR = re.compile(
    r"酷睿|英特尔|处理器|四核|六核|八核|锐龙|骁龙|(?<![a-z])(?:intel|core|ryzen|cpu|i[3579])(?![a-z])"
)
_LAST_BESIDE_PROCESSOR = 3
Told = tuple[str, str]  # kind and value


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, Told]]:
    """What finds the words in an ASCII title, what finds them in any other, and what each says."""
    told = {
        skeletons_of([text])[0]: (kind, value)
        for kind, values in _WORDS.items()
        for value, texts in values.items()
        for text in texts
    }
    # `2nd-gen`, `gen2`, `mk-2`: what parts the words is free.
    told |= {text.replace(" ", sign): of for text, of in told.items() if of[0] == "generation" for sign in ("-", "")}
    # `mark ii` is told by its `ii`.
    latin, other = (any_of(text for text in told if text.isascii() == is_latin) for is_latin in (True, False))
    in_latin = rf"(?<![a-z0-9'.&+/-]){latin}(?![a-z0-9'&+/-])"
    return re.compile(in_latin), re.compile(f"{in_latin}|{other}"), told


def variant_words(title: str) -> Iterator[Told]:
    """Each kind and value a title's skeleton tells."""
    in_latin, in_any, told = _words()
    for text in (in_latin if title.isascii() else in_any).findall(title):
        kind, value = told[text]
        is_other = (
            _FOR_ALL.search(title) if kind == "for whom" else kind == "generation" and _is_processors(value, title)
        )
        if not is_other:
            yield kind, value
    if _HINT.search(title):
        for found in _NUMBERED.finditer(title):
            if found["factor"]:
                yield "factor", str(int(found["factor"]))
            else:
                yield "shade", str(int(found["shade"] or found["number"]))


def _is_processors(generation: str, title: str) -> bool:
    return int(generation) > _LAST_BESIDE_PROCESSOR and _PROCESSOR.search(title) is not None
