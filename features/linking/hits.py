"""Each place where a listing writes a brand's name, right or hidden, with what the words beside it make of it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from features.linking.claim_cues import ACCESSORY, PERHAPS_ACCESSORY, WINDOW, claim_beside, cue_places, is_same_list
from features.linking.hidden_phrases import Reading
from features.linking.joined_text import BRAND_FIELD, TITLE, JoinedText, squeeze
from features.linking.name_index import Coded, Found, NameIndex, Written
from features.linking.name_variants import DRAWN
from features.linking.seams import seams
from features.linking.spelling import BENT, DIGITS, GLUED, LINE, RIGHT, STARRED, reading

_MARKS = "\uffff"
_TYPED_SO = 2.0  # points off a bent reading of a word the seller typed as brand


@dataclass(slots=True)
class Hit:
    """One name of one brand in one field of one listing; `start` and `end` are places in the field's skeleton."""

    row: int
    field: int
    start: int
    end: int
    brand_id: str
    how: str
    reading: str
    name: str
    squeezed: str
    claim: str | None = None
    # Only the first word of a longer name, as the whole typed brand: OCZ for OCZ Technologies.
    is_part: bool = False
    # Part of a longer name of another brand: Griffin in Griffin Technology.
    is_inside: bool = False
    # Points off the belief for the way it is written.
    cost: float = 0.0


@dataclass(slots=True)
class CodeHit:
    """One model code of one product in one field of one listing."""

    row: int
    field: int
    start: int
    end: int
    product: int
    is_whole: bool


def name_hits(joined: JoinedText, found: Found, index: NameIndex) -> list[Hit]:
    """The name hits of a batch by listing, field and place; bent forms that touch a right name are dropped."""
    by_cell: dict[int, list[Hit]] = defaultdict(list)
    order = np.lexsort((found.pattern, -found.end, found.start))
    places = zip(*(part[order].tolist() for part in (found.pattern, found.start, found.end, found.cell)), strict=True)
    for pattern, start, end, cell in places:
        if pattern in index.written:
            by_cell[cell] += _readings(joined, (start, end, cell), index.written[pattern], index.hidden.is_honest)
    for row, hidden in index.hidden.read_all(joined.cells[TITLE :: joined.fields_a_row]).items():
        cell = row * joined.fields_a_row + TITLE
        by_cell[cell] += _hidden_hits(joined, cell, hidden, index)
    titles = joined.cells[TITLE :: joined.fields_a_row]
    for row, borders in seams(joined.raw_titles, titles, index.hidden.names).items() if joined.raw_titles else ():
        cell = row * joined.fields_a_row + TITLE
        by_cell[cell] += _hidden_hits(joined, cell, index.hidden.read_at_seams(titles[row], borders), index)
    hit_cells = sorted(filter(by_cell.get, by_cell))
    cued = set(joined.cell_of(cue_places(joined.text)).tolist()) if hit_cells else set()
    return [
        hit
        for cell in hit_cells
        for hit in _settled(
            by_cell[cell],
            joined.cells[cell],
            may_claim=cell in cued and cell % joined.fields_a_row != BRAND_FIELD,
        )
    ]


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


def _readings(
    joined: JoinedText, place: tuple[int, int, int], written: list[Written], is_honest: Callable[[str], bool]
) -> list[Hit]:
    start, end, cell = place
    text, first = joined.text, int(joined.starts[cell])
    span, before, after = text[start:end], text[start - 1 : start], text[end : end + 1]
    row, field = divmod(cell, joined.fields_a_row)
    made: dict[str, Hit] = {}
    for one in written:
        read = reading(span, before.strip(_MARKS), after.strip(_MARKS), one.name, is_honest)
        is_whole_field = field == BRAND_FIELD and end - start == len(joined.cells[cell])
        if read is None or (one.brand_id in made and read[0] != RIGHT) or (one.is_part and not is_whole_field):
            continue
        if one.line_cost is not None:
            if read[0] != RIGHT:
                continue
            read = LINE, one.line_cost
        how = one.how if read[0] in (RIGHT, GLUED, LINE) else "obfuscated"
        made[one.brand_id] = Hit(
            row, field, start - first, end - first, one.brand_id, how, read[0], one.name, one.squeezed, cost=read[1]
        )
        made[one.brand_id].is_part = one.is_part
    return list(made.values())


_READING_OF_EDIT = {DRAWN: DIGITS, "starred": STARRED, "glued": GLUED}


def _hidden_hits(joined: JoinedText, cell: int, hidden: list[Reading], index: NameIndex) -> list[Hit]:
    """Hits of bent names; a word that is also the typed brand is rather that brand's own name."""
    row, field = divmod(cell, joined.fields_a_row)
    typed = joined.cells[cell + BRAND_FIELD] if joined.fields_a_row > BRAND_FIELD else ""
    text, hits = joined.cells[cell], []
    for one in hidden:
        cost = one.cost + _TYPED_SO * (text[one.start : one.end] in typed)
        kind = _READING_OF_EDIT.get(one.edit, BENT)
        for of in index.bearers(one.name):
            how = of.how if kind == GLUED else "obfuscated"
            hits.append(Hit(row, field, one.start, one.end, of.brand_id, how, kind, of.name, of.squeezed, cost=cost))
    return hits


def _settled(hits: list[Hit], text: str, *, may_claim: bool) -> list[Hit]:
    if len(hits) > 1:
        hits.sort(key=lambda hit: (hit.start, -hit.end, hit.cost, hit.brand_id))
    kept = hits if _are_apart(hits) else _untangled(hits)
    if may_claim:
        _claim(kept, text)
    return kept


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
    kept = [hit for hit in kept if hit.reading != BENT or not any(_holds(other, hit) for other in kept)]
    for hit in kept:
        hit.is_inside = any(_holds(other, hit) and other.brand_id != hit.brand_id for other in kept)
    return [hit for hit in kept if not any(_holds(other, hit) and other.brand_id == hit.brand_id for other in kept)]


def _touch(one: Hit, other: Hit) -> bool:
    return one.start < other.end and other.start < one.end


def _holds(one: Hit, other: Hit) -> bool:
    return one.start <= other.start and other.end <= one.end and one.end - one.start > other.end - other.start


def _is_part_of(inner: Hit, outer: Hit) -> bool:
    """Whether a plain name is but a word of the hidden one around it: Boss in Hogo Boss, Atlantic in M*ddle Atlantic."""
    return inner.brand_id == outer.brand_id or inner.squeezed in outer.squeezed


def _claim(hits: list[Hit], text: str) -> None:
    last: Hit | None = None
    of_place: dict[tuple[int, int], str | None] = {}
    for hit in hits:
        place = hit.start, hit.end
        if place not in of_place:
            of_place[place] = claim_beside(
                text[max(0, hit.start - WINDOW) : hit.start], text[hit.end : hit.end + WINDOW]
            )
        hit.claim = of_place[place]
        goes_on = last is not None and last.claim in (ACCESSORY, PERHAPS_ACCESSORY) and last.end <= hit.start
        if last is not None and hit.claim is None and goes_on and is_same_list(text[last.end : hit.start]):
            hit.claim = last.claim
        if last is None or hit.start >= last.end:
            last = hit


def code_hits(joined: JoinedText, found: Found, index: NameIndex) -> list[CodeHit]:
    """The model code hits of a batch by listing, field and place."""
    hits: list[CodeHit] = []
    for pattern, start, end, cell in zip(found.pattern, found.start, found.end, found.cell, strict=True):
        if int(pattern) not in index.coded:
            continue
        span = joined.text[start:end]
        row, field = divmod(int(cell), joined.fields_a_row)
        first = int(joined.starts[cell])
        hits += [
            CodeHit(row, field, int(start) - first, int(end) - first, coded.product, coded.is_whole)
            for coded in index.coded[int(pattern)]
            if _writes_code(span, coded)
        ]
    return hits


def _writes_code(span: str, coded: Coded) -> bool:
    letters = squeeze(span)
    # Spaces inside a short code join what are two words: `2 in 1 a` is no code.
    return letters == coded.code and (" " not in span or len(letters) > 5)
