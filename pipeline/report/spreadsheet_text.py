"""Text that no spreadsheet runs as a formula, and the way back from it."""

import re

# What spreadsheets take for the start of a formula, in half and full width; leading quotes belong to the rule so that
# guarding can be undone without doubt.
_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST_CELL = 32_000  # Excel's limit is 32,767 characters


def guarded(text: str) -> str:
    """The text, with `'` before it when a spreadsheet would calculate it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def cell(text: str) -> str:
    """Text for one cell: cut to what a cell holds, without the characters that XML forbids."""
    kept = _NOT_IN_XML.sub("", text)
    return kept if len(kept) <= LONGEST_CELL else kept[:LONGEST_CELL] + " …"
