"""All text of a batch as one skeleton string and its compact form, with the way back to each listing's field.

The compact form keeps letters and digits only and folds the digits drawn as letters (0 as o, 1 as l …), so that
`L*V`, `A-v-entus`, `n i k e` and `n1ke` read as the names they hide. It has no word borders: whoever searches it
looks at the skeleton again before believing a hit.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd

from features.contracts import Listings
from features.skeleton import SEPARATOR, skeletons_of

FIELDS = ("title", "brand_field", "attributes", "description")
TITLE, BRAND_FIELD, ATTRIBUTES, DESCRIPTION = range(len(FIELDS))
_FOLDS = str.maketrans("013457i", "oleastl")
_NO_LETTER = re.compile(r"[\W_]+")
_CODE_POINTS = 0x110000
OTHER, LETTER, IDEOGRAPH = 0, 1, 2


def fold(text: str) -> str:
    """Letters and digits only, digits drawn as letters folded to them: `L*V`, `1V` → `lv`."""
    return squeeze(text).translate(_FOLDS)


def squeeze(text: str) -> str:
    """Letters and digits only."""
    return text if text.isalnum() else _NO_LETTER.sub("", text)


@cache
def letter_kinds() -> np.ndarray:
    """Kind of every code point: OTHER, LETTER (words have borders) or IDEOGRAPH (words have none)."""
    kinds = np.zeros(_CODE_POINTS, dtype=np.uint8)
    kinds[:0x30000] = [chr(code).isalnum() for code in range(0x30000)]
    # Kana, Han, Hangul: no border between words, or particles glued to them.
    for first, last in ((0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7A3), (0x20000, 0x2FFFF)):
        kinds[first : last + 1] *= IDEOGRAPH
    return kinds


@cache
def _folded_codes() -> np.ndarray:
    codes = np.arange(_CODE_POINTS, dtype=np.int32)
    for old, new in _FOLDS.items():
        codes[old] = ord(new) if isinstance(new, str) else new
    return codes


@dataclass(frozen=True)
class JoinedText:
    """The skeletons of all cells (row-major: listing, then field) joined by SEPARATOR."""

    cells: list[str]
    fields_a_row: int
    # The titles as written, when their capitals may be read.
    raw_titles: list[str] | None = None

    @cached_property
    def text(self) -> str:
        """The skeleton of the whole batch."""
        return SEPARATOR.join(self.cells)

    @cached_property
    def starts(self) -> np.ndarray:
        """Where each cell starts in `text`."""
        return np.concatenate([[0], ends_of(self.cells)[:-1]]).astype(np.int64)

    @cached_property
    def _codes(self) -> np.ndarray:
        return np.frombuffer(self.text.encode("utf-32-le"), dtype=np.uint32)

    @cached_property
    def kinds(self) -> np.ndarray:
        """Kind of each character of `text`, with OTHER before the first and after the last."""
        kinds = np.full(len(self._codes) + 2, OTHER, dtype=np.uint8)
        kinds[1:-1] = letter_kinds()[self._codes]
        return kinds

    @cached_property
    def is_digit(self) -> np.ndarray:
        """Whether each character of `text` is 0 to 9; one more for the end."""
        return np.append((self._codes >= ord("0")) & (self._codes <= ord("9")), False)

    @cached_property
    def kept(self) -> np.ndarray:
        """For each of `letters`, where it stands in `text`."""
        return np.flatnonzero(self.kinds[1:-1])

    @cached_property
    def letters(self) -> np.ndarray:
        """The compact form as code points: letters and digits of the whole batch, folded, without borders."""
        return _folded_codes()[self._codes[self.kept]]

    @cached_property
    def word_starts(self) -> np.ndarray:
        """The places in `letters` where a word may start: behind no letter, or in a script without borders."""
        is_letter = self.kinds == LETTER
        return np.flatnonzero(~(is_letter[1:-1] & is_letter[:-2])[self.kept])

    def after_number(self, positions: np.ndarray) -> np.ndarray:
        """For each position of `text`, the first place from there on that is no digit."""
        found, is_digit = positions.copy(), self.is_digit
        inside = np.flatnonzero(is_digit[found])
        while len(inside):
            found[inside] += 1
            inside = inside[is_digit[found[inside]]]
        return found

    def cell_of(self, positions: np.ndarray) -> np.ndarray:
        """The cell each position of `text` stands in."""
        return np.searchsorted(self.starts, positions, side="right") - 1


def ends_of(texts: Sequence[str]) -> np.ndarray:
    """Where each of these texts, joined with one sign between them, has ended: behind that sign."""
    return np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1)


def joined_titles(titles: Sequence[str]) -> JoinedText:
    """The joined text of plain titles, one cell each."""
    return JoinedText(skeletons_of(list(titles)), 1, list(titles))


def joined_listings(listings: pd.DataFrame) -> JoinedText:
    """The joined text of a Listings frame: title, typed brand, attributes and description of each listing."""
    raw = raw_cells(listings)
    return joined_cells(raw)


def joined_cells(raw: list[list[str]]) -> JoinedText:
    """The joined text of cells as `raw_cells` gives them."""
    return JoinedText(skeletons_of([text for row in zip(*raw, strict=True) for text in row]), len(FIELDS), raw[TITLE])


def raw_cells(listings: pd.DataFrame) -> list[list[str]]:
    """What stands in each of FIELDS, as the seller wrote it, one list a field; nothing is empty text."""
    plain = [
        ["" if text is None or text != text else str(text) for text in listings[column]]
        for column in (Listings.title, Listings.brand, Listings.description)
    ]
    attributes = [attributes_text(given) for given in listings[Listings.attributes]]
    return [plain[0], plain[1], attributes, plain[2]]


def attributes_text(attributes: dict[str, str] | None) -> str:
    """The attributes as one text, keys first, so that a key (`compatible brand: …`) speaks for its value."""
    return " ; ".join(f"{key} {value}" for key, value in sorted((attributes or {}).items()) if value is not None)
