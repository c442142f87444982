"""The contacts a text gives, in one spelling: `phone:13812345678`, `wechat:shop_88`, `mail:a@b.cn`.

Read from skeletons, so that ①③⑧, full-width digits and disguised letters are the same number or name.
"""

import re

import pandas as pd

from features.skeleton import skeletons_of

_WECHAT = r"wechat|we chat|weixin|微信号|微信|威信|薇信|徽信|微号|v信|加v|加微"
_MESSENGERS = r"kakaotalk|kakao|카카오톡|카톡|line id|line|라인|instagram|insta|ig|snapchat|snap|signal|viber|zalo"
_PHONE_WORDS = r"whatsapp|whats app|whatsap|watsapp|wa\.me/|wa|电话|手机|联系方式|전화|тел"
# These stand beside model numbers too ("Phone 2022 128"), so they need a colon or a country's prefix.
_LOOSE_WORDS = r"telephone|tel|phone|mobile|call|mob"
_NUMBER = r"\+?\d[\d ().-]{5,17}\d"
# Two letters are the start of many model numbers ("TG-UNV100", "WX Series"), so they need a sign or a mixed name.
_SHORT_WECHAT = r"(?<![a-z0-9])(?:vx|wx)(?: ?id)?(?: ?[:=@] ?| (?=[a-z_-]*\d))"
# What stands between the word and the value: ": ", "号=", " id - ".
_LINK = r"(?: ?(?:id|no|号|号码|아이디))? ?[:=+-]? ?"
_PATTERN = re.compile(
    "|".join(
        [
            r"(?P<mail>[a-z0-9._%+-]{2,64}@[a-z0-9-]{1,63}(?:\.[a-z]{2,24}){1,3})",
            rf"(?:(?:{_WECHAT}){_LINK}|{_SHORT_WECHAT})(?P<wechat>[a-z][a-z0-9_-]{{4,19}}|(?:1[3-9]\d{{9}})|\d{{6,12}})",
            rf"(?<![a-z0-9])(?:telegram{_LINK}@?|t\.me/|tg ?[:=@] ?@?)(?P<telegram>[a-z][a-z0-9_]{{4,31}})",
            rf"(?<![a-z0-9])(?:qq|扣扣|企鹅){_LINK}(?P<qq>\d{{5,11}})(?!\d)",
            rf"(?<![a-z0-9])(?:{_MESSENGERS})(?: ?id| ?아이디)? ?[:@=] ?@?(?P<messenger>[a-z0-9_.]{{4,30}})",
            rf"(?<![a-z0-9])(?:{_PHONE_WORDS}){_LINK}(?P<keyed>{_NUMBER})",
            rf"(?<![a-z0-9])(?:{_LOOSE_WORDS})(?: ?(?:no|number))?\.? ?(?:[:=] ?|(?=\+))(?P<loose>{_NUMBER})",
            r"(?P<album>[a-z0-9-]{2,40}(?:\.x)?\.(?:yupoo|szwego|wego)\.com)",
            r"(?P<international>\+\d{1,3}[ -]?\(?\d{1,4}\)?(?:[ -]?\d{2,4}){2,4})",
            r"(?<!\d)(?P<mobile>1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)",
        ]
    )
)
_PHONES = ("keyed", "loose", "international", "mobile")
# One cheap look that every pattern above implies; most texts end here.
_CUE = re.compile(
    rf"@|yupoo|wego|{_WECHAT}|vx|wx|telegram|t\.me/|tg|qq|扣扣|企鹅|(?:{_MESSENGERS})[^:@=]{{0,5}}[:@=]"
    rf"|(?:{_PHONE_WORDS}|{_LOOSE_WORDS})[^0-9]{{0,9}}\d|\+\d|1[3-9]\d[ -]?\d{{4}}"
)
_CHINA_PREFIXES = ("0086", "86")
FEWEST_PHONE_DIGITS = 7
# A contact column may hold a bare handle; shorter ones collide by chance, longer ones are prose.
BARE_LENGTHS = range(5, 41)


def contacts_in(texts: pd.Series) -> pd.Series:
    """The distinct contacts each text gives, sorted, as a list; same index, missing texts give an empty list."""
    return pd.Series(contacts_of([_as_text(text) for text in texts]), index=texts.index, dtype="object")


def contacts_of(texts: list[str]) -> list[list[str]]:
    """The distinct contacts of each of a list of texts, sorted."""
    return [_read(text) if _CUE.search(text) else [] for text in skeletons_of(texts)]


def contacts_in_field(texts: pd.Series) -> pd.Series:
    """As `contacts_in`, for a column that holds nothing but contacts: a bare handle or number counts whole."""
    drawn = skeletons_of([_as_text(text) for text in texts])
    return pd.Series([_read(text) or _bare(text) for text in drawn], index=texts.index, dtype="object")


def _as_text(text: object) -> str:
    return text if isinstance(text, str) else ""


def _read(skeleton: str) -> list[str]:
    found = {_spelled(str(match.lastgroup), match[str(match.lastgroup)]) for match in _PATTERN.finditer(skeleton)}
    return sorted(found - {""})


def _spelled(kind: str, value: str) -> str:
    if kind in _PHONES or (kind == "wechat" and re.fullmatch(r"1[3-9]\d{9}", value)):
        return _phone(value)
    return f"{kind}:{value.strip('.-_')}"


def _phone(value: str) -> str:
    digits = re.sub(r"\D", "", value)
    for prefix in _CHINA_PREFIXES:
        if digits.startswith(prefix) and len(digits) == len(prefix) + 11:
            digits = digits[len(prefix) :]
    return f"phone:{digits}" if len(digits) >= FEWEST_PHONE_DIGITS else ""


def _bare(skeleton: str) -> list[str]:
    letters = re.sub(r"[\W_]", "", skeleton)
    if len(letters) not in BARE_LENGTHS:
        return []
    return [_phone(letters) if letters.isdigit() and len(letters) >= FEWEST_PHONE_DIGITS else f"handle:{letters}"]
