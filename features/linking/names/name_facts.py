"""How much a name says by itself, learned from the catalogues: one that stands in other brands' titles says little."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from features.linking.names.common_words import common_words
from features.linking.names.hit import Hit
from features.linking.names.joined_text import squeeze
from features.linking.names.spelling import RIGHT

_SHORT_LATIN, _SHORT_OTHER = 3, 1
# Seen in titles of other brands, beside no word like `for`: at least so often, and in this share of its titles.
_LEAST_ELSEWHERE, _SHARE_ELSEWHERE = 3, 0.25


@dataclass(frozen=True)
class NameFacts:
    """Compact names by what weakens them."""

    seen_elsewhere: frozenset[str]
    capitals: frozenset[str]

    def doubts(self, squeezed: str) -> int:
        """How many of three hold: short, a word of general language, seen in other brands' titles."""
        return self.is_short(squeezed) + (squeezed in common_words()) + (squeezed in self.seen_elsewhere)

    @staticmethod
    def is_short(squeezed: str) -> bool:
        """Whether the name has too few letters to be told from other words; bent or not, the only doubt that stays."""
        return len(squeezed) <= (_SHORT_LATIN if squeezed.isascii() else _SHORT_OTHER)

    def is_capitals(self, squeezed: str) -> bool:
        """Whether the name is registered in capitals."""
        return squeezed in self.capitals


def learn_name_facts(hits: Iterable[Hit], brand_of_title: list[str], names: Iterable[str]) -> NameFacts:
    """The facts from the name hits in the catalogues' own titles and the names as registered.

    Two brands of one name are one here.
    """
    bearers: dict[str, set[str]] = defaultdict(set)
    titles: dict[str, set[int]] = defaultdict(set)
    for hit in hits:
        if hit.reading == RIGHT and hit.claim is None and not hit.is_inside:
            bearers[hit.squeezed].add(hit.brand_id)
            titles[hit.squeezed].add(hit.row)
    seen = set()
    for name, rows in titles.items():
        elsewhere = sum(brand_of_title[row] not in bearers[name] for row in rows)
        if elsewhere >= _LEAST_ELSEWHERE and elsewhere >= _SHARE_ELSEWHERE * len(rows):
            seen.add(name)
    return NameFacts(frozenset(seen), frozenset(squeeze(name.lower()) for name in names if name.isupper()))
