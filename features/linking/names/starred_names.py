"""Names with letters starred out: `kenz*`, `g*cci`, `sa*su*g`, each sign standing for one letter."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from features.linking.names.name_variants import LEAST_LETTERS

STARS = frozenset("*#_@$·•°?")
_MOST_STARRED_SHARE = 0.5


class StarredNames:
    """Looks names up by length and the letters that are left; those of fewer than `least` letters are left out."""

    def __init__(self, names: Iterable[str], least: int = LEAST_LETTERS) -> None:
        by_length: dict[int, list[str]] = defaultdict(list)
        for name in sorted(names):
            if len(name) >= least and name.isalpha() and name.isascii():
                by_length[len(name)].append(name)
        self._names = dict(by_length)
        self._letters = {
            length: np.frombuffer("".join(held).encode("ascii"), dtype=np.uint8).reshape(-1, length)
            for length, held in by_length.items()
        }

    def near(self, word: str) -> list[str]:
        """The names a word with signs in it may be, none when it is too starred or spells no name."""
        if STARS.isdisjoint(word):
            return []
        starred = sum(letter in STARS for letter in word)
        if starred > len(word) * _MOST_STARRED_SHARE or len(word) not in self._names:
            return []
        if word[0] in STARS and word[1] in STARS:
            return []
        at = [place for place, letter in enumerate(word) if letter not in STARS]
        left = "".join(word[place] for place in at)
        # Names are letters alone, so a number or a model code is none of them.
        if not (left.isascii() and left.isalpha()):
            return []
        held = self._letters[len(word)]
        first, past = np.searchsorted(held[:, 0], [ord(word[0]), ord(word[0]) + 1]) if at[0] == 0 else (0, len(held))
        fits = (held[first:past, at] == np.frombuffer(left.encode("ascii"), dtype=np.uint8)).all(axis=1)
        return [self._names[len(word)][row] for row in (first + np.flatnonzero(fits)).tolist()]
