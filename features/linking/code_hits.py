"""Each place where a listing writes a model code of a product."""

from dataclasses import dataclass

from features.linking.names.joined_text import JoinedText, squeeze
from features.linking.names.name_index import Coded, Found, NameIndex


@dataclass(slots=True)
class CodeHit:
    """One model code of one product in one field of one listing."""

    row: int
    field: int
    start: int
    end: int
    product: int
    is_whole: bool


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
