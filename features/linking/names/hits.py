"""Each place where a listing writes a brand's name, right or hidden, with what the words beside it make of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np

from features.linking.names.hidden_hits import hidden_hits
from features.linking.names.hit import Hit, NameForm
from features.linking.names.hit_claims import claim_all
from features.linking.names.joined_text import BRAND_FIELD, JoinedText
from features.linking.names.name_index import Found, NameIndex, Written
from features.linking.names.spelling import BENT, GLUED, LINE, RIGHT, reading

_MARKS = "\uffff"
Read = tuple[NameForm, float]


def name_hits(joined: JoinedText, found: Found, index: NameIndex) -> list[Hit]:
    """The name hits of a batch by listing, field and place; bent forms that touch a right name are dropped."""
    plain = _plain_hits(joined, found, index)
    hidden = hidden_hits(joined, index)
    settled: dict[int, list[Hit]] = {}
    for cell in sorted(plain.keys() | hidden.of_cell.keys()):
        if cell in plain:
            settled[cell] = _settled(plain[cell] + hidden.of_cell.get(cell, []))
        else:
            held = hidden.of_cell[cell]
            settled[cell] = _untangled(held) if cell in hidden.tangled else held
    claim_all(joined, settled)
    return [hit for hits in settled.values() for hit in hits]


def plainly_named(joined: JoinedText, index: NameIndex) -> list[tuple[int, str]]:
    """(cell, brand) of every name that stands in a text as registered: the plain part of naming, without its weighing."""
    found = index.search(joined)
    places = zip(*(part.tolist() for part in (found.pattern, found.start, found.end, found.cell)), strict=True)
    text, written = joined.text, index.written
    named: dict[tuple[int, str], None] = {}
    for pattern, start, end, cell in places:
        span = text[start:end]
        for one in written.get(pattern, ()):
            if span == one.name and one.line_cost is None and not one.is_part:
                named[cell, one.brand_id] = None
    return list(named)


def _plain_hits(joined: JoinedText, found: Found, index: NameIndex) -> dict[int, list[Hit]]:
    """The hits, by cell, of names whose right letters stand in the text, whatever stands between them."""
    by_cell: dict[int, list[Hit]] = defaultdict(list)
    order = np.lexsort((found.pattern, -found.end, found.start))
    order = order[index.is_name[found.pattern[order]]]
    columns = (found.pattern, found.start, found.end, found.cell, joined.starts[found.cell])
    text, cells, fields = joined.text, joined.cells, joined.fields_a_row
    # Most names are written in the same way between the same signs over and over again.
    known: dict[tuple[int, str, str, str, bool], list[Read]] = {}
    for pattern, start, end, cell, first in zip(*(part[order].tolist() for part in columns), strict=True):
        row, field = divmod(cell, fields)
        is_whole_field = field == BRAND_FIELD and end - start == len(cells[cell])
        place = pattern, text[start:end], text[start - 1 : start], text[end : end + 1], is_whole_field
        read = known.get(place)
        if read is None:
            read = known[place] = list(_readings(place, index.written[pattern], index.hidden.is_honest))
        if read:
            by_cell[cell] += [Hit(row, field, start - first, end - first, form, cost) for form, cost in read]
    return by_cell


def _readings(
    place: tuple[int, str, str, str, bool], written: list[Written], is_honest: Callable[[str], bool]
) -> Iterable[Read]:
    """What a stretch of text between these signs is to each brand whose name it writes, and at what cost."""
    _, span, before, after, is_whole_field = place
    made: dict[str, Read] = {}
    for one in written:
        read = reading(span, before.strip(_MARKS), after.strip(_MARKS), one.name, is_honest)
        if read is None or (one.brand_id in made and read[0] != RIGHT) or (one.is_part and not is_whole_field):
            continue
        if one.line_cost is not None:
            if read[0] != RIGHT:
                continue
            read = LINE, one.line_cost
        how = one.how if read[0] in (RIGHT, GLUED, LINE) else "obfuscated"
        made[one.brand_id] = NameForm(one.brand_id, how, read[0], one.squeezed, one.is_part), read[1]
    return made.values()


def _settled(hits: list[Hit]) -> list[Hit]:
    if len(hits) > 1:
        hits.sort(key=lambda hit: (hit.start, -hit.end, hit.cost, hit.brand_id))
    return hits if _are_apart(hits) else _untangled(hits)


def _are_apart(hits: list[Hit]) -> bool:
    """Whether hits (by place) share all of their letters or none, and no plain name stands among hidden ones."""
    last = hits[0]
    for hit in hits:
        is_same = hit.start == last.start and hit.end == last.end
        if not is_same and hit.start < last.end or is_same and (hit.reading == RIGHT) != (last.reading == RIGHT):
            return False
        last = hit
    return True


def _untangled(hits: list[Hit]) -> list[Hit]:
    right = [hit for hit in hits if hit.reading == RIGHT]
    # A hidden name that touches a plain one is another word, unless it holds it: Hogo Boss holds Boss.
    kept = [
        hit
        for hit in hits
        if hit.reading == RIGHT
        or all(_holds(hit, other) and _is_part_of(other, hit) for other in right if _touch(hit, other))
    ]
    holders = [_holding(hit, kept) for hit in kept]
    dropped = {id(hit) for hit, held_by in zip(kept, holders, strict=True) if held_by and hit.reading == BENT}
    settled = []
    for hit, held_by in zip(kept, holders, strict=True):
        if id(hit) not in dropped:
            brands = {other.brand_id for other in held_by if id(other) not in dropped}
            hit.is_inside = bool(brands - {hit.brand_id})
            if hit.brand_id not in brands:
                settled.append(hit)
    return settled


def _holding(hit: Hit, hits: list[Hit]) -> list[Hit]:
    """Those of the hits that hold this one and more."""
    start, end = hit.start, hit.end
    return [
        other
        for other in hits
        if other.start <= start and end <= other.end and (other.start != start or other.end != end)
    ]


def _touch(one: Hit, other: Hit) -> bool:
    return one.start < other.end and other.start < one.end


def _holds(one: Hit, other: Hit) -> bool:
    return one.start <= other.start and other.end <= one.end and one.end - one.start > other.end - other.start


def _is_part_of(inner: Hit, outer: Hit) -> bool:
    """Whether a plain name is but a word of the hidden one around it: Boss in Hogo Boss, Atlantic in M*ddle Atlantic."""
    return inner.brand_id == outer.brand_id or inner.squeezed in outer.squeezed
