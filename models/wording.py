"""Measured values as people read them, by unit, in English and Chinese."""

import math
import re

# A share as `format_value` writes it; quoted words of a seller are never one.
_SHARE = re.compile(r"[\d.,]+ %")


def format_value(value: float | str | None, unit: str, language: str = "en") -> str:
    """The value in words: `0.43`, `43 %`, `12.50 USD`, `3`, `yes`. A missing value is `unknown` (`未知`)."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "未知" if language == "zh" else "unknown"
    if unit == "text" or isinstance(value, str):
        return str(value)
    if unit == "flag":
        return _flag(value, language)
    return _number(float(value), unit)


def in_language(shown: str, language: str) -> str:
    """A value that was shown in English, as the language writes it: Chinese has no space before the per cent sign."""
    return shown.replace(" ", "") if language == "zh" and _SHARE.fullmatch(shown) else shown


def _flag(value: float, language: str) -> str:
    words = ("是", "否") if language == "zh" else ("yes", "no")
    return words[0] if value >= 0.5 else words[1]


def _number(value: float, unit: str) -> str:
    if unit == "share":
        return f"{_plain(100 * value, 1)} %"
    if unit == "usd":
        return f"{value:,.2f} USD"
    if unit == "days" and value >= 10:
        return f"{value:,.0f}"
    if unit in ("ratio", "cosine"):
        return f"{value:.2f}"
    return _plain(value, 1)


def _plain(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
