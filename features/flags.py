"""Flags in a text: two letters each to a program, one picture to a reader."""

import re

_LETTERS = [chr(code) for code in range(0x1F1E6, 0x1F200)]
_FLAG = f"(?<![{_LETTERS[0]}-{_LETTERS[-1]}])[{_LETTERS[0]}-{_LETTERS[-1]}]{{2}}(?![{_LETTERS[0]}-{_LETTERS[-1]}])"
# Alone two such letters may be a name written with them; against other letters they only part or adorn those.
_ORNAMENT = re.compile(rf"(?<=[^\W_]){_FLAG}|{_FLAG}(?=[^\W_])")
_SHOWN = "⚑⚑"


def may_hold_flags(text: str) -> bool:
    """Whether some letter that flags are made of stands in the text; quick, for most texts hold none."""
    return not text.isascii() and any(letter in text for letter in _LETTERS)


def flags_as_signs(text: str) -> str:
    """The text with every flag that touches a letter as two signs, so that all other places stay; `G🇮🇹ucci`."""
    return _ORNAMENT.sub(_SHOWN, text) if may_hold_flags(text) else text
