"""The contacts a text gives, in one spelling: `phone:13812345678`, `wechat:shop_88`, `mail:a@b.cn`.

Read from skeletons, so that ①③⑧, full-width digits and disguised letters are the same number or name.
"""

import re

import numpy as np
import pandas as pd

from features.lexicon.column_patterns import as_texts, has_pattern
from features.skeleton import skeletons_of

_WECHAT = r"wechat|we chat|weixin|微信号|微信|威信|薇信|徽信|微号|v信|加v|加微"
_MESSENGERS = r"kakaotalk|kakao|카카오톡|카톡|line id|line|라인|instagram|insta|ig|snapchat|snap|signal|viber|zalo"
_PHONE_WORDS = r"whatsapp|whats app|whatsap|watsapp|wa\.me/|wa|电话|手机|联系方式|전화|тел"
# These stand beside model numbers too ("Phone 2022 128"), so they need a colon or a country's prefix.
_LOOSE_WORDS = r"telephone|tel|phone|mobile|call|mob"
_NUMBER = r"\+?\d[\d ().-]{5,17}\d"
_MOST_QUOTED = 2  # a reader needs no more to see what is meant
# Two letters are the start of many model numbers ("TG-UNV100", "WX Series"), so they need a sign or a mixed name.
_SHORT_WECHAT = r"<word>(?:vx|wx)(?: ?id)?(?: ?[:=@] ?| <mixed>)"
# What stands between the word and the value: ": ", "号=", " id - ".
_LINK = r"(?: ?(?:id|no|号|号码|아이디))? ?[:=+-]? ?"
_KINDS = {
    "mail": r"<value>[a-z0-9._%+-]{2,64}@[a-z0-9-]{1,63}(?:\.[a-z]{2,24}){1,3})",
    "wechat": rf"(?:(?:{_WECHAT}){_LINK}|{_SHORT_WECHAT})<value>[a-z][a-z0-9_-]{{4,19}}|1[3-9]\d{{9}}|\d{{6,12}})",
    "telegram": r"<word>(?:telegram" + _LINK + r"@?|t\.me/|tg ?[:=@] ?@?)<value>[a-z][a-z0-9_]{4,31})",
    "qq": rf"<word>(?:qq|扣扣|企鹅){_LINK}<value>\d{{5,11}})",
    "messenger": rf"<word>(?:{_MESSENGERS})(?: ?id| ?아이디)? ?[:@=] ?@?<value>[a-z0-9_.]{{4,30}})",
    "keyed": rf"<word>(?:{_PHONE_WORDS}){_LINK}<value>{_NUMBER})",
    "loose": rf"<word>(?:{_LOOSE_WORDS})(?: ?(?:no|number))?\.? ?(?:[:=] ?|<plus>)<value>{_NUMBER})",
    "album": r"<value>[a-z0-9-]{2,40}(?:\.x)?\.(?:yupoo|szwego|wego)\.com)",
    "international": r"<value>\+\d{1,3}[ -]?\(?\d{1,4}\)?(?:[ -]?\d{2,4}){2,4})",
    "mobile": r"<start>(?:0086|86)?<value>1[3-9]\d[ -]?\d{4}[ -]?\d{4})<stop>",
}
_PHONES = ("keyed", "loose", "international", "mobile")
_PRECISE = {
    "<word>": "(?<![a-z0-9])",
    "<mixed>": r"(?=[a-z_-]*\d)",
    "<plus>": r"(?=\+)",
    "<start>": r"(?<!\d)",
    "<stop>": r"(?!\d)",
}
# The same without look-around finds a little more; it only chooses the texts that are read precisely.
_COARSE = {"<word>": "(?:^|[^a-z0-9])", "<mixed>": "", "<plus>": "", "<start>": "", "<stop>": "", "<value>": "(?:"}
FEWEST_PHONE_DIGITS = 7
# A contact column may hold a bare handle; shorter ones collide by chance, longer ones are prose.
BARE_LENGTHS = range(5, 41)


def contacts_in(texts: pd.Series) -> pd.Series:
    """The distinct contacts each text gives, sorted, as a list; same index, missing texts give an empty list."""
    return pd.Series(contacts_in_skeletons(skeletons_of(as_texts(texts))), index=texts.index, dtype="object")


def contacts_in_skeletons(skeletons: list[str]) -> list[list[str]]:
    """As `contacts_in`, for texts whose skeletons are already drawn."""
    found: list[list[str]] = [[] for _ in skeletons]
    for at in np.flatnonzero(has_pattern(skeletons, _COARSE_PATTERN)):
        found[at] = _read(skeletons[at])
    return found


def quoted_contacts(text: str) -> str:
    """The first contacts in one text as a sentence shows them, each in quotes; empty for none."""
    found = contacts_in_skeletons(skeletons_of([text]))[0]
    return ", ".join(f"“{one}”" for one in found[:_MOST_QUOTED])


def contacts_in_field(texts: pd.Series) -> pd.Series:
    """As `contacts_in`, for a column that holds nothing but contacts: a bare handle or number counts whole."""
    at, written = pd.factorize(pd.Series(as_texts(texts), dtype="object"))
    drawn = skeletons_of(list(written))
    read = [found or _bare(text) for found, text in zip(contacts_in_skeletons(drawn), drawn, strict=True)]
    return pd.Series([read[one] for one in at], index=texts.index, dtype="object")


def _filled(pattern: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(name, part)
    return pattern


_PATTERN = re.compile("|".join(_filled(one, _PRECISE | {"<value>": f"(?P<{kind}>"}) for kind, one in _KINDS.items()))
_COARSE_PATTERN = "|".join(_filled(one, _COARSE) for one in _KINDS.values())


def _read(skeleton: str) -> list[str]:
    found = {_spelled(str(match.lastgroup), match[str(match.lastgroup)]) for match in _PATTERN.finditer(skeleton)}
    return sorted(found - {""})


def _spelled(kind: str, value: str) -> str:
    if kind in _PHONES or (kind == "wechat" and re.fullmatch(r"1[3-9]\d{9}", value)):
        return _phone(value)
    return f"{kind}:{value.strip('.-_')}"


def _phone(value: str) -> str:
    digits = re.sub(r"\D", "", value)
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) == len(prefix) + 11:
            digits = digits[len(prefix) :]
    return f"phone:{digits}" if len(digits) >= FEWEST_PHONE_DIGITS else ""


def _bare(skeleton: str) -> list[str]:
    letters = re.sub(r"[\W_]", "", skeleton)
    if len(letters) not in BARE_LENGTHS:
        return []
    return [_phone(letters) if letters.isdigit() and len(letters) >= FEWEST_PHONE_DIGITS else f"handle:{letters}"]
