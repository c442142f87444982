"""Each place where a listing writes a brand's name, right or hidden, with what the words beside it make of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from features.linking.claim_cues import ACCESSORY, PERHAPS_ACCESSORY, WINDOW, claim_beside, cue_places, is_same_list
from features.linking.hidden_phrases import Reading
from features.linking.joined_text import BRAND_FIELD, TITLE, JoinedText
from features.linking.key_table import spread_out
from features.linking.name_index import Found, NameIndex, Written
from features.linking.name_variants import DRAWN
from features.linking.spelling import BENT, DIGITS, GLUED, LINE, RIGHT, STARRED, reading

_MARKS = "\uffff"
_SAID = 9  # fields of a hit that follow from the name alone
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


def name_hits(joined: JoinedText, found: Found, index: NameIndex) -> list[Hit]:
    """The name hits of a batch by listing, field and place; bent forms that touch a right name are dropped."""
    by_cell: dict[int, list[Hit]] = defaultdict(list)
    _add_plain(by_cell, joined, found, index)
    _add_hidden(by_cell, joined, index)
    settled = {cell: _settled(by_cell[cell]) for cell in sorted(filter(by_cell.get, by_cell))}
    _claim_all(joined, settled)
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


def _add_plain(by_cell: dict[int, list[Hit]], joined: JoinedText, found: Found, index: NameIndex) -> None:
    """Adds the hits of names whose right letters stand in the text, whatever stands between them."""
    order = np.lexsort((found.pattern, -found.end, found.start))
    order = order[index.is_name[found.pattern[order]]]
    columns = (found.pattern, found.start, found.end, found.cell, joined.starts[found.cell])
    for pattern, start, end, cell, first in zip(*(part[order].tolist() for part in columns), strict=True):
        place = start, end, cell, first
        by_cell[cell] += _readings(joined, place, index.written[pattern], index.hidden.is_honest)


def _readings(
    joined: JoinedText, place: tuple[int, int, int, int], written: list[Written], is_honest: Callable[[str], bool]
) -> Iterable[Hit]:
    start, end, cell, first = place
    text = joined.text
    span, before, after = text[start:end], text[start - 1 : start].strip(_MARKS), text[end : end + 1].strip(_MARKS)
    row, field = divmod(cell, joined.fields_a_row)
    is_whole_field = field == BRAND_FIELD and end - start == len(joined.cells[cell])
    made: dict[str, Hit] = {}
    for one in written:
        read = reading(span, before, after, one.name, is_honest)
        if read is None or (one.brand_id in made and read[0] != RIGHT) or (one.is_part and not is_whole_field):
            continue
        if one.line_cost is not None:
            if read[0] != RIGHT:
                continue
            read = LINE, one.line_cost
        how = one.how if read[0] in (RIGHT, GLUED, LINE) else "obfuscated"
        made[one.brand_id] = Hit(
            row, field, start - first, end - first, one.brand_id, how, read[0], one.name, one.squeezed, cost=read[1],
            is_part=one.is_part,
        )  # fmt: skip
    return made.values()


_READING_OF_EDIT = {DRAWN: DIGITS, "starred": STARRED, "glued": GLUED}


def _add_hidden(by_cell: dict[int, list[Hit]], joined: JoinedText, index: NameIndex) -> None:
    """Adds the hits of bent names; a word that is also the typed brand is rather that brand's own name."""
    fields = joined.fields_a_row
    hidden = index.hidden.read_all(joined.cells[TITLE::fields], joined.raw_titles)
    borne = [_borne_by(one, index) for one in hidden.readings]
    count = np.array(list(map(len, borne)), dtype=np.int64)
    at, of = spread_out(count[hidden.which])
    of += (np.cumsum(count) - count)[hidden.which[at]]
    said = np.array([one for held in borne for one in held], dtype=object).reshape(-1, _SAID).T[:, of].tolist()
    row, start, end = (part[at].tolist() for part in (hidden.cell, hidden.start, hidden.end))
    for hit in map(Hit, row, repeat(TITLE), start, end, *said):
        cell = hit.row * fields + TITLE
        if fields > BRAND_FIELD and joined.cells[cell][hit.start : hit.end] in joined.cells[cell + BRAND_FIELD]:
            hit.cost += _TYPED_SO
        by_cell[cell].append(hit)


def _borne_by(one: Reading, index: NameIndex) -> list[tuple[str, str, str, str, str, None, bool, bool, float]]:
    """What a hidden name is to each brand that bears it: the fields of its hit from the brand on."""
    kind = _READING_OF_EDIT.get(one.edit, BENT)
    return [
        (
            of.brand_id,
            of.how if kind == GLUED else "obfuscated",
            kind,
            of.name,
            of.squeezed,
            None,
            False,
            False,
            one.cost,
        )
        for of in index.bearers(one.name)
    ]


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


def _claim_all(joined: JoinedText, hits_of: dict[int, list[Hit]]) -> None:
    """Gives the hits of each cell the claim that the words beside them make."""
    cues = np.sort(cue_places(joined.text)) if hits_of else np.zeros(0, dtype=np.int64)
    cells = np.array(list(hits_of), dtype=np.int64)
    first = np.searchsorted(cues, joined.starts[cells])
    past = np.searchsorted(cues, joined.starts[cells] + [len(joined.cells[cell]) for cell in hits_of])
    is_cued = (past > first) & (cells % joined.fields_a_row != BRAND_FIELD)
    of_cell = zip(cells[is_cued].tolist(), first[is_cued].tolist(), past[is_cued].tolist(), strict=True)
    for cell, begin, end in of_cell:
        _claim(hits_of[cell], joined.cells[cell], (cues[begin:end] - joined.starts[cell]).tolist())


def _claim(hits: list[Hit], text: str, cues: list[int]) -> None:
    """The claims in one text, whose cues start at these places."""
    last: Hit | None = None
    of_place: dict[tuple[int, int], str | None] = {}
    for hit in hits:
        place = hit.start, hit.end
        if place not in of_place:
            of_place[place] = _claim_at(hit, text, cues)
        hit.claim = of_place[place]
        goes_on = last is not None and last.claim in (ACCESSORY, PERHAPS_ACCESSORY) and last.end <= hit.start
        if last is not None and hit.claim is None and goes_on and is_same_list(text[last.end : hit.start]):
            hit.claim = last.claim
        if last is None or hit.start >= last.end:
            last = hit


def _claim_at(hit: Hit, text: str, cues: list[int]) -> str | None:
    """The claim beside one hit. A cue stands in the window before it, or right behind it and at most one space."""
    first = next((cue for cue in cues if cue >= hit.start - WINDOW), hit.start)
    before = text[max(0, hit.start - WINDOW, first - 1) : hit.start] if first < hit.start else ""
    is_behind = hit.end in cues or hit.end + 1 in cues
    if not before and not is_behind:
        return None
    return claim_beside(before, text[hit.end : hit.end + WINDOW] if is_behind else "")
