"""What the seller typed as brand, against a catalogued one."""

import pandas as pd

from features.linking.names.joined_text import fold, squeeze
from features.skeleton import skeletons_of

SAME, OTHER, MISSING, EVASIVE = "same", "other", "missing", "evasive"
# Typed to fill a mandatory field without saying anything. Compared as compact skeletons.
_SAYS_NOTHING = [
    "as show",
    "as shown",
    "as shown in picture",
    "as picture",
    "as the picture",
    "as pictures",
    "see picture",
    "see description",
    "unbranded",
    "unbranded/generic",
    "unbrand",
    "n/a",
    "na",
    "none",
    "null",
    "nil",
    "no",
    "no brand",
    "nobrand",
    "no-brand",
    "no name",
    "noname",
    "brandless",
    "non-branded",
    "not branded",
    "non brand",
    "generic",
    "generisch",
    "générique",
    "other",
    "others",
    "unknown",
    "unspecified",
    "not specified",
    "does not apply",
    "doesn't apply",
    "not applicable",
    "various",
    "misc",
    "miscellaneous",
    "oem",
    "compatible",
    "replacement",
    "for",
    "brand",
    "brand new",
    "new",
    "private label",
    "custom",
    "customized",
    "default",
    "any",
    "all",
    "sin marca",
    "genérico",
    "sans marque",
    "ohne marke",
    "markenlos",
    "no aplica",
    "sem marca",
    "senza marca",
    "geen merk",
    "bez marki",
    "без бренда",
    "нет бренда",
    "нет",
    "другое",
    "tanpa merek",
    "không",
    "no marca",
    "ノーブランド",
    "ノーブランド品",
    "ブランドなし",
    "その他",
    "노브랜드",
    "브랜드없음",
    "없음",
    "기타",
    "无品牌",
    "无",
    "其他",
    "其它",
    "其他品牌",
    "其它品牌",
    "其他/other",
    "other/其他",
    "other/其它",
    "无牌",
    "无logo",
    "杂牌",
    "见描述",
    "见详情",
    "见图",
    "如图",
    "如图所示",
    "不详",
    "未知",
    "暂无",
    "国产",
    "品牌",
]
_EVASIVE = frozenset(squeeze(text) for text in skeletons_of(_SAYS_NOTHING)) | {""}
_LEAST_SHARED = 4


def typed_brands(typed: pd.Series) -> list[str]:
    """The skeleton of each typed brand, `` for a missing one."""
    return skeletons_of(["" if text is None or text != text else str(text) for text in typed])


def is_evasive(typed: str) -> bool:
    """Whether a typed brand (its skeleton) says nothing; call it only on text that is there."""
    return squeeze(typed) in _EVASIVE


def typed_against(typed: str, names: list[str]) -> str:
    """The typed brand (`` when missing) against a brand's names, all skeletons: same, other, missing, evasive."""
    if not typed:
        return MISSING
    if is_evasive(typed):
        return EVASIVE
    if any(_is_same(typed, name) for name in names):
        return SAME
    folded = fold(typed)
    # The right name with digits or signs in it hides it from a filter: that is evasion, not another brand.
    return EVASIVE if any(len(fold(name)) >= _LEAST_SHARED and fold(name) == folded for name in names) else OTHER


def _is_same(typed: str, name: str) -> bool:
    if squeeze(typed) == squeeze(name):
        return _has_honest_signs(typed, name)
    if not squeeze(name).isascii():
        return squeeze(name) in squeeze(typed)
    short, long = sorted((typed, name), key=len)
    is_whole_words = long.startswith(short) and not long[len(short)].isalnum()
    return is_whole_words and (len(squeeze(short)) >= _LEAST_SHARED or short == name)


def _has_honest_signs(typed: str, name: str) -> bool:
    return not (set("*@#_^~+|•") & set(typed)) - set(name)
