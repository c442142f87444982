"""Names with letters starred out: `kenz*`, `g*cci`, `sa*su*g`, each sign standing for one letter."""

from collections import defaultdict
from collections.abc import Iterable

from features.linking.name_variants import LEAST_LETTERS

STARS = frozenset("*#_@$·•°")
_MOST_STARRED_SHARE = 0.5


class StarredNames:
    """Looks names up by length and the letters that are left."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_place: dict[tuple[int, int, str], list[str]] = defaultdict(list)
        for name in sorted(names):
            if len(name) >= LEAST_LETTERS and name.isalpha() and name.isascii():
                for at in (0, 1):
                    self._by_place[len(name), at, name[at]].append(name)

    def near(self, word: str) -> list[str]:
        """The names a word with signs in it may be, none when it is too starred or spells no name."""
        starred = sum(letter in STARS for letter in word)
        if not starred or starred > len(word) * _MOST_STARRED_SHARE or len(word) < LEAST_LETTERS:
            return []
        at = 1 if word[0] in STARS else 0
        return [name for name in self._by_place.get((len(word), at, word[at]), ()) if _fits(word, name)]


def _fits(word: str, name: str) -> bool:
    return all(drawn == letter or drawn in STARS for drawn, letter in zip(word, name, strict=True))
