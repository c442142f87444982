"""What a listing says it is to the brand it names: its own goods, an accessory for them, or something like them.

The words stand before or behind the name, by language; they are compared as skeletons like everything else.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from ahocorasick_rs import AhoCorasick, Implementation

from features.alternation import any_of
from features.skeleton import skeletons_of

# Before the name: what the goods serve. Sources: FTC and EU wording of compatible parts, and marketplace help pages.
ACCESSORY_BEFORE = {
    "en": [
        "for",
        "fits",
        "fit",
        "to fit",
        "compatible with",
        "works with",
        "work with",
        "designed for",
        "made for",
        "replacement for",
        "replaces",
        "replace",
        "suitable for",
        "for use with",
        "for use in",
        "use with",
        "supports",
        "compatible for",
        "compatible",
        "equivalent to",
    ],
    "de": ["für", "passend für", "passend zu", "kompatibel mit", "geeignet für"],
    "fr": ["pour", "compatible avec", "adapté à"],
    "es": ["para", "compatible con"],
    "it": ["adatto per", "compatibile con"],
    "pt": ["para", "compatível com"],
    "nl": ["voor", "geschikt voor"],
    "pl": ["dla", "pasuje do"],
    "sv": ["för", "passar"],
    "ru": ["для", "совместим с", "подходит для"],
    "id": ["untuk", "cocok untuk"],
}
ACCESSORY_BEFORE_UNSPACED = [
    "适用于",
    "适用",
    "适配",
    "兼容",
    "通用于",
    "配套",
    "替代",
    "専用",
    "対応機種",
    "用于",
    "可用于",
]
ACCESSORY_AFTER = {"en": ["compatible", "replacement", "equivalent"], "de": ["kompatibel"], "fr": ["compatible"]}
ACCESSORY_AFTER_UNSPACED = ["适用", "通用", "专用", "兼容", "用", "対応", "専用", "互換", "호환", "전용", "용"]
LOOKALIKE_BEFORE = {
    "en": [
        "inspired by",
        "inspired",
        "similar to",
        "looks like",
        "look like",
        "lookalike",
        "dupe of",
        "dupe for",
        "dupe",
        "alternative to",
        "alternative for",
        "in the style of",
        "type of",
        "impression of",
        "our version of",
        "like",
    ],
    "fr": ["inspiré de", "inspiré par", "façon"],
    "es": ["inspirado en", "tipo", "estilo"],
    "de": ["inspiriert von", "ähnlich wie", "im stil von"],
    "it": ["ispirato a", "stile", "tipo"],
    "id": ["mirip"],
}
LOOKALIKE_BEFORE_UNSPACED = ["平替", "类似", "仿", "同款"]
LOOKALIKE_AFTER = {
    "en": ["style", "styled", "inspired", "dupe", "lookalike", "-type", "-like", "-look"],
    "de": ["stil"],
    "fr": ["style"],
    "es": ["estilo"],
}
LOOKALIKE_AFTER_UNSPACED = ["同款", "平替", "风格", "风", "款式", "版型", "式", "스타일", "풍", "風", "タイプ"]
# A bare "for" also stands in a brand's own titles (`Toner for HP LaserJet` by HP); these words do not.
_BARE = ["for", "für", "pour", "para", "voor", "för", "untuk", "for use in", "для", "dla", "用", "용", "用于"]
ACCESSORY, PERHAPS_ACCESSORY, LOOKALIKE = "accessory", "perhaps_accessory", "lookalike"
# Words that may stand between the cue and the name: `for use with your new 15 inch Dell`.
_BETWEEN = r"(?:[\s:,]++(?!(?:by|from|and|with)\b)[^\s,;|()\[\]-][^\s,;|()\[\]]*+){0,3}+"
# A list goes on: `for Apple iPhone, Samsung Galaxy and HTC`.
_LIST_GOES_ON = re.compile(
    r"^[^;|()\[\]]{0,40}(?:[,/&+、，]|\b(?:and|or|und|et|y|e|oder|ou)\b|和|及)\s*[^;|()\[\]]{0,24}$"
)
_UNSPACED_REACH = 8  # characters a Chinese, Japanese or Korean cue reaches
WINDOW = 64  # characters looked at before and behind a name


def _any_cue(words: list[str]) -> str:
    return any_of(skeletons_of(words))


def _spaced(cues: dict[str, list[str]]) -> str:
    return _any_cue([word for words in cues.values() for word in words])


@cache
def _before(kind: str, *, is_ascii: bool) -> re.Pattern[str]:
    """Finds the cue before a name, in group 1 or 2; in plain ASCII text none of the scripts without spaces."""
    spaced, unspaced = {
        "accessory": (ACCESSORY_BEFORE, ACCESSORY_BEFORE_UNSPACED),
        "lookalike": (LOOKALIKE_BEFORE, LOOKALIKE_BEFORE_UNSPACED),
    }[kind]
    between = _BETWEEN if kind == "accessory" else r"(?:\s+(?:the|a|an))?"
    reach = rf"[^，。,;；|()（）【】]{{0,{_UNSPACED_REACH if kind == 'accessory' else 1}}}"
    spaced_cue = rf"(?:^|[^\w])({_spaced(spaced)})(?![\w]){between}[\s:'\"(/-]*+"
    return re.compile(f"{spaced_cue}()$" if is_ascii else f"(?:{spaced_cue}|({_any_cue(unspaced)}){reach})$")


@cache
def _after(kind: str) -> re.Pattern[str]:
    """Finds the cue behind a name, in group 1 or 2."""
    spaced, unspaced = {
        "accessory": (ACCESSORY_AFTER, ACCESSORY_AFTER_UNSPACED),
        "lookalike": (LOOKALIKE_AFTER, LOOKALIKE_AFTER_UNSPACED),
    }[kind]
    return re.compile(rf"^(?:[\s-]?({_spaced(spaced)})(?![a-z])|\s?({_any_cue(unspaced)}))")


def claim_beside(before: str, after: str) -> str | None:
    """What the words beside a name (skeletons, at most WINDOW characters each) make of it.

    `lookalike`, `accessory`, `perhaps_accessory` when only a bare "for" says so, or None.
    """
    is_ascii = before.isascii()
    if _after("lookalike").search(after) or _before("lookalike", is_ascii=is_ascii).search(before):
        return LOOKALIKE
    found = _before("accessory", is_ascii=is_ascii).search(before) or _after("accessory").search(after)
    if found is None:
        return None
    return PERHAPS_ACCESSORY if _bare_cues().fullmatch(found[1] or found[2]) else ACCESSORY


def cue_places(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Where cues for a name behind them start in a text (skeleton), and cues for one before them, in order.

    Told whatever stands beside them: elsewhere no claim is found. Behind a cue of a script with spaces stands no letter
    a-z: `for`, not `fortune`.
    """
    cues = _every_cue()
    found = np.array(cues.finder.find_matches_as_indexes(text, overlapping=True), dtype=np.int64).reshape(-1, 3)
    codes = np.frombuffer(f"{text} ".encode("utf-32-le"), dtype=np.uint32)[found[:, 2]]
    goes_on = cues.is_spaced[found[:, 0]] & (codes >= ord("a")) & (codes <= ord("z"))
    cue, start, _ = found[~goes_on].T
    return np.sort(start[cues.is_before[cue]]), np.sort(start[cues.is_after[cue]])


@dataclass(frozen=True)
class _Cues:
    """Finds all cues; of each whether its script has spaces, and whether it stands before a name or after one."""

    finder: AhoCorasick
    is_spaced: np.ndarray
    is_before: np.ndarray
    is_after: np.ndarray


@cache
def _every_cue() -> _Cues:
    before = _cues_of((ACCESSORY_BEFORE, LOOKALIKE_BEFORE), (ACCESSORY_BEFORE_UNSPACED, LOOKALIKE_BEFORE_UNSPACED))
    after = _cues_of((ACCESSORY_AFTER, LOOKALIKE_AFTER), (ACCESSORY_AFTER_UNSPACED, LOOKALIKE_AFTER_UNSPACED))
    cues = sorted({*before, *after})
    is_spaced = [before.get(cue, True) and after.get(cue, True) for cue in cues]
    return _Cues(
        AhoCorasick(cues, implementation=Implementation.DFA),
        *(np.array(held) for held in (is_spaced, *([cue in of for cue in cues] for of in (before, after)))),
    )


def _cues_of(spaced: Iterable[dict[str, list[str]]], unspaced: Iterable[list[str]]) -> dict[str, bool]:
    """The skeletons of cues, and of each whether its script has spaces."""
    ending = skeletons_of([word for held in spaced for words in held.values() for word in words])
    going_on = skeletons_of([word for words in unspaced for word in words])
    return dict.fromkeys(ending, True) | dict.fromkeys(going_on, False)


@cache
def _bare_cues() -> re.Pattern[str]:
    return re.compile(_any_cue(_BARE))


def is_same_list(between: str) -> bool:
    """Whether two names with this text between them stand in one list: a cue before the first then holds for both."""
    return _LIST_GOES_ON.match(between) is not None
