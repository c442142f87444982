"""Characters no listing needs and every later format chokes on: NUL, controls, noncharacters."""

import re

_PLANE_ENDS = "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(17))
_NONCHARACTERS = f"\ufdd0-\ufdef{_PLANE_ENDS}"
# Tab, LF and CR are white space rather than controls: they become a space in a line and stay in a long text.
_REMOVED = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_NONCHARACTERS}]")
_BREAKS = re.compile(r"[\t\n\r]+")
_UNWANTED = re.compile(f"[\x00-\x1f\x7f-\x9f{_NONCHARACTERS}]")


def is_clean(text: str) -> bool:
    """True when the text is one line that needs no cleaning."""
    # isprintable() is ten times faster than the pattern and refuses more: ideographic spaces, joiners.
    return text.isprintable() or not _UNWANTED.search(text)


def clean_line(text: str) -> str:
    """The text on one line, without controls and noncharacters."""
    return _REMOVED.sub("", _BREAKS.sub(" ", text)) if not is_clean(text) else text


def plain_line_ends(text: str) -> str:
    """The text with CR LF and CR as LF, which is no cleaning worth a remark."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def clean_long_text(text: str) -> str:
    """The text with its lines and tabs, without other controls and noncharacters."""
    return _REMOVED.sub("", text)
