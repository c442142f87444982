"""The hits of names whose letters were changed, each with the brands that bear the name."""

from dataclasses import dataclass
from itertools import repeat

import numpy as np

from features.linking.names.hidden_phrases import Reading
from features.linking.names.hit import Hit, NameForm
from features.linking.names.joined_text import BRAND_FIELD, TITLE, JoinedText
from features.linking.names.key_table import spread_out
from features.linking.names.name_index import NameIndex
from features.linking.names.name_variants import DRAWN
from features.linking.names.spelling import BENT, DIGITS, GLUED, STARRED

_TYPED_SO = 2.0  # points off a bent reading of a word the seller typed as brand
_READING_OF_EDIT = {DRAWN: DIGITS, "starred": STARRED, "glued": GLUED}


@dataclass(frozen=True)
class HiddenHits:
    """Hits of bent names by cell, each cell's by place, then by cost, and the cells where some of them overlap."""

    of_cell: dict[int, list[Hit]]
    tangled: frozenset[int]


def hidden_hits(joined: JoinedText, index: NameIndex) -> HiddenHits:
    """The hits of bent names; a word that is also the typed brand is rather that brand's own name."""
    hidden = index.hidden.read_all(joined.cells[TITLE :: joined.fields_a_row], joined.raw_titles)
    borne = [_borne_by(one, index) for one in hidden.readings]
    count = np.array(list(map(len, borne)), dtype=np.int64)
    at, of = spread_out(count[hidden.which])
    of += (np.cumsum(count) - count)[hidden.which[at]]
    forms = [one for held in borne for one in held]
    rank_of = {brand: rank for rank, brand in enumerate(sorted({form.brand_id for form in forms}))}
    rank = np.array([rank_of[form.brand_id] for form in forms], dtype=np.int64)[of]
    row, start, end = hidden.cell[at], hidden.start[at], hidden.end[at]
    cost = np.array([one.cost for one in hidden.readings], dtype=np.float64)[hidden.which[at]]
    cost[_are_typed(joined, row, start, end)] += _TYPED_SO
    longest = int(end.max(initial=0)) + 1
    order = np.lexsort((rank, cost, (row * longest + start) * longest - end))
    row, start, end, cost = (part[order] for part in (row, start, end, cost))
    written = map(forms.__getitem__, of[order].tolist())
    made = list(map(Hit, row.tolist(), repeat(TITLE), start.tolist(), end.tolist(), written, cost.tolist()))
    return _by_cell(made, row * joined.fields_a_row + TITLE, start, end)


def _by_cell(made: list[Hit], cell: np.ndarray, start: np.ndarray, end: np.ndarray) -> HiddenHits:
    is_new = np.ones(len(cell), dtype=bool)
    is_new[1:] = cell[1:] != cell[:-1]
    is_same_place = (start[1:] == start[:-1]) & (end[1:] == end[:-1])
    overlaps = ~is_new[1:] & ~is_same_place & (start[1:] < end[:-1])
    first = np.flatnonzero(is_new)
    borders = zip(cell[first].tolist(), first.tolist(), np.append(first, len(cell))[1:].tolist(), strict=True)
    return HiddenHits({at: made[begin:past] for at, begin, past in borders}, frozenset(cell[1:][overlaps].tolist()))


def _are_typed(joined: JoinedText, row: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Which of these stretches of titles, by place, also stand in the typed brand of their listing."""
    fields = joined.fields_a_row
    if fields <= BRAND_FIELD:
        return np.zeros(0, dtype=np.int64)
    has_typed = np.array([typed != "" for typed in joined.cells[BRAND_FIELD::fields]], dtype=bool)
    perhaps = np.flatnonzero(has_typed[row])
    places = zip(*(part[perhaps].tolist() for part in (row, start, end)), strict=True)
    is_typed = [
        joined.cells[row * fields + TITLE][start:end] in joined.cells[row * fields + BRAND_FIELD]
        for row, start, end in places
    ]
    return perhaps[np.array(is_typed, dtype=bool)]


def _borne_by(one: Reading, index: NameIndex) -> list[NameForm]:
    """What a hidden name is to each brand that bears it."""
    kind = _READING_OF_EDIT.get(one.edit, BENT)
    return [
        NameForm(of.brand_id, of.how if kind == GLUED else "obfuscated", kind, of.squeezed)
        for of in index.bearers(one.name)
    ]
