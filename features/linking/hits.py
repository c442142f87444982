"""Each place where a listing writes a brand's name, right or hidden, with what the words beside it make of it."""

from dataclasses import dataclass

import numpy as np

from features.linking.claim_cues import ACCESSORY, PERHAPS_ACCESSORY, WINDOW, claim_beside, is_same_list
from features.linking.joined_text import BRAND_FIELD, JoinedText, squeeze
from features.linking.name_index import Coded, Found, NameIndex, Written
from features.linking.spelling import BENT, RIGHT, reading

_MARKS = "\uffff"


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
    hits: list[Hit] = []
    cell_hits: list[Hit] = []
    at_cell = -1
    order = np.lexsort((found.pattern, -found.end, found.start))
    places = zip(*(part[order].tolist() for part in (found.pattern, found.start, found.end, found.cell)), strict=True)
    for pattern, start, end, cell in places:
        if pattern not in index.written:
            continue
        if cell != at_cell:
            hits += _settled(cell_hits, joined, at_cell)
            cell_hits, at_cell = [], cell
        cell_hits += _readings(joined, (start, end, cell), index.written[pattern])
    return hits + _settled(cell_hits, joined, at_cell)


def _readings(joined: JoinedText, place: tuple[int, int, int], written: list[Written]) -> list[Hit]:
    start, end, cell = place
    text, first = joined.text, int(joined.starts[cell])
    span, before, after = text[start:end], text[start - 1 : start], text[end : end + 1]
    row, field = divmod(cell, joined.fields_a_row)
    made: dict[str, Hit] = {}
    for one in written:
        read = reading(span, before.strip(_MARKS), after.strip(_MARKS), one)
        is_whole_field = field == BRAND_FIELD and end - start == len(joined.cells[cell])
        if read is None or (one.brand_id in made and read != RIGHT) or (one.is_part and not is_whole_field):
            continue
        how = one.how if read == RIGHT else "obfuscated"
        made[one.brand_id] = Hit(
            row, field, start - first, end - first, one.brand_id, how, read, one.name, one.squeezed
        )
        made[one.brand_id].is_part = one.is_part
    return list(made.values())


def _settled(hits: list[Hit], joined: JoinedText, cell: int) -> list[Hit]:
    if not hits:
        return []
    right = [hit for hit in hits if hit.reading == RIGHT]
    # A hidden name that touches a plain one is another word, unless it holds it: Hogo Boss holds Boss.
    kept = [
        hit
        for hit in hits
        if hit.reading == RIGHT
        or all(_holds(hit, other) and hit.brand_id == other.brand_id for other in right if _touch(hit, other))
    ]
    kept = [hit for hit in kept if hit.reading != BENT or not any(_holds(other, hit) for other in kept)]
    for hit in kept:
        hit.is_inside = any(_holds(other, hit) and other.brand_id != hit.brand_id for other in kept)
    kept = [hit for hit in kept if not any(_holds(other, hit) and other.brand_id == hit.brand_id for other in kept)]
    if hits[0].field != BRAND_FIELD:
        _claim(kept, joined.cells[cell])
    return kept


def _touch(one: Hit, other: Hit) -> bool:
    return one.start < other.end and other.start < one.end


def _holds(one: Hit, other: Hit) -> bool:
    return one.start <= other.start and other.end <= one.end and one.end - one.start > other.end - other.start


def _claim(hits: list[Hit], text: str) -> None:
    last: Hit | None = None
    for hit in hits:
        hit.claim = claim_beside(text[max(0, hit.start - WINDOW) : hit.start], text[hit.end : hit.end + WINDOW])
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
