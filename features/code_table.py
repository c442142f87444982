"""Characters of long texts put as other characters, by tables over all code points."""

from collections.abc import Mapping

import numpy as np

_CODE_POINTS = 0x110000
_UNKNOWN = 255


class CodeTable:
    """What `str.translate` does with a mapping of code points to texts, many times as fast for texts of all scripts.

    The mapping is asked once for each code point, when that is first met.
    """

    def __init__(self, mapping: Mapping[int, str]) -> None:
        self._mapping = mapping
        # How many characters a code point becomes, and the one it becomes, or where its several start in `_several`.
        self._counts = np.full(_CODE_POINTS, _UNKNOWN, dtype=np.uint8)
        self._becomes = np.zeros(_CODE_POINTS, dtype=np.uint32)
        self._several = ""

    def translate(self, text: str) -> np.ndarray:
        """The code points (uint32) that the text becomes."""
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        counts = self._counts[codes]
        unknown = codes[counts == _UNKNOWN]
        if len(unknown):
            self._learn(np.unique(unknown))
            counts = self._counts[codes]
        if int(counts.max(initial=0)) > 1:
            return self._becoming_several(codes, counts)
        return self._becomes[codes if counts.all() else codes[counts > 0]]

    def _learn(self, codes: np.ndarray) -> None:
        for code in codes.tolist():
            text = self._mapping[code]
            self._counts[code] = len(text)
            self._becomes[code] = ord(text) if len(text) == 1 else len(self._several)
            self._several += text if len(text) > 1 else ""

    def _becoming_several(self, codes: np.ndarray, counts: np.ndarray) -> np.ndarray:
        past = np.cumsum(counts, dtype=np.int64)
        found = np.empty(int(past[-1]), dtype=np.uint32)
        one = np.flatnonzero(counts == 1)
        found[past[one] - 1] = self._becomes[codes[one]]
        several = np.array([ord(letter) for letter in self._several], dtype=np.uint32)
        for count in np.unique(counts[counts > 1]).tolist():
            at = np.flatnonzero(counts == count)
            for place in range(count):
                found[past[at] - count + place] = several[self._becomes[codes[at]] + place]
        return found
