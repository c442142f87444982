"""Titles with the brand's name put right, so that a product is compared as if its seller had written it plainly.

Whether the brand is meant is asked elsewhere, of the title as it stands. A broken name must not make the product
doubtful besides: every n-gram and word of it would count as one that the product's title has not.
"""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence

from features.linking.names.hit import Hit
from features.linking.names.joined_text import BRAND_FIELD, FIELDS, TITLE, JoinedText, squeeze
from features.linking.names.name_facts import NameFacts
from features.linking.names.spelling import LINE, RIGHT
from features.linking.product_bank import is_ideographic

_LEAST_SHARE = 0.5  # a name that most titles of a brand leave out belongs in none
# Brand and whether titles in Chinese, Japanese or Korean are meant → its name as such titles of its own write it.
WrittenNames = Mapping[tuple[str, bool], str]


def written_names(
    names_of: Mapping[str, Sequence[str]], titles_of: Mapping[str, Sequence[str]]
) -> dict[tuple[str, bool], str]:
    """Each brand's name as most of its own titles of a script write it (skeletons all); absent where most do not."""
    found = {}
    for brand_id, names in names_of.items():
        for script in (False, True):
            titles = [f" {title} " for title in titles_of.get(brand_id, ()) if is_ideographic(title) == script]
            held = {name: sum(_stands_in(name, title) for title in titles) for name in names}
            best = max(names, key=lambda name: (held[name], len(name)), default="")
            if best and held[best] > _LEAST_SHARE * len(titles):
                found[brand_id, script] = best
    return found


def repaired_titles(
    joined: JoinedText, mentions: Mapping[tuple[int, str], list[Hit]], written: WrittenNames, facts: NameFacts
) -> list[str]:
    """The title skeletons; where none writes a brand's name plainly, the likeliest name hidden in it is put right, and
    where it only writes a line that is one brand's alone, the brand's name is put before it.

    A plain name that is a common word (Zoom, Boss) does not count as one: it may be said of any brand's goods.
    """
    titles = joined.cells[TITLE :: len(FIELDS)]
    hits_of: dict[int, list[Hit]] = defaultdict(list)
    for (row, _), hits in mentions.items():
        hits_of[row] += hits
    for row, hits in hits_of.items():
        best = _to_repair(hits, facts)
        if best is not None:
            titles[row] = _repaired(titles[row], best, written)
    return titles


def _to_repair(hits: list[Hit], facts: NameFacts) -> Hit | None:
    """Of one listing's hits the hidden name or the line to put right, if any."""
    in_title = [hit for hit in hits if hit.field == TITLE]
    plain = [hit for hit in in_title if hit.reading == RIGHT]
    if len(plain) == len(in_title) or any(not facts.doubts(hit.squeezed) for hit in plain):
        return None
    typed = {hit.brand_id for hit in hits if hit.field == BRAND_FIELD and hit.reading == RIGHT}
    said = {hit.brand_id for hit in plain}
    hidden = [hit for hit in in_title if hit.reading not in (RIGHT, LINE) and hit.brand_id not in said]
    lines = [hit for hit in in_title if hit.reading == LINE] if not (hidden or plain or typed) else []
    return min(hidden or lines, key=lambda hit: _unlikeliness(hit, typed), default=None)


def _repaired(title: str, hit: Hit, written: WrittenNames) -> str:
    name = written.get((hit.brand_id, is_ideographic(title)), "")
    kept = title[hit.start : hit.end] if hit.reading == LINE else ""
    return " ".join(f"{title[: hit.start]} {name} {kept} {title[hit.end :]}".split())


def _unlikeliness(hit: Hit, typed: Container[str]) -> tuple[bool, float, bool, int, int, str]:
    return hit.brand_id not in typed, hit.cost, hit.is_inside, -len(hit.squeezed), hit.start, hit.brand_id


def _stands_in(name: str, title: str) -> bool:
    return f" {name} " in title if name.isascii() else squeeze(name) in title
