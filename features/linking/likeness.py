"""Listings that name no brand, or one without such a product, linked by the product they are surely like."""

import re
from collections import defaultdict

import numpy as np

from features.linking.batch import Batch, Compared
from features.linking.catalog import LinkCatalog
from features.linking.code_hits import CodeHit
from features.linking.levels import Level
from features.linking.link_tables import LinkRow
from features.linking.matcher import TYPED_LEVELS, TYPED_SAME, choose
from features.linking.names.joined_text import BRAND_FIELD, FIELDS, TITLE
from features.linking.names.model_codes import is_distinctive
from features.linking.names.naming import claim_by_code
from features.linking.names.typed_brand import OTHER, SAME
from features.linking.params import LinkParams
from features.skeleton import traced

_LEAST_CODE_QUOTED = 4
# Log odds more for a telling code of so many letters and digits where no brand is named, by text or typed. Origin:
# 16,102 real titles with their brand struck out: codes of seven and more were right 13 times of 13, of six 2 of 2 where
# they were no piece of a longer code, of five 4 of 12; the wording alone put them at log odds -4 to -2.
_CODE_ALONE, _LONG_CODE_ALONE = {6: 3.0}, 4.0
_GOES_ON_BEFORE, _GOES_ON_BEHIND = re.compile(r"[a-z0-9][-/.]$"), re.compile(r"[-/.][a-z0-9]")


def likeness_rows(
    batch: Batch, compared: Compared, catalog: LinkCatalog, rows: list[LinkRow], params: LinkParams
) -> list[LinkRow]:
    """Rows for listings without a product so far (`rows` are the decided ones), by the product they surely are like."""
    at = _open_pairs(compared, catalog, rows)
    listing, group = np.unique(compared.pairs.listing[at], return_inverse=True)
    named = {found.row for found in rows}
    odds = compared.odds[at] + _told_by_code(batch, compared, catalog, at, named)
    choice = choose(group, odds, compared.product[at])
    codes = _codes_by_row(batch.codes)
    return [
        _like_row(
            batch, compared, catalog, int(at[best]), codes=codes.get(int(row), []), probability=float(probability)
        )
        for row, best, probability in zip(listing, choice.best, choice.probability, strict=True)
        if probability >= params.least_likeness_confidence
    ]


def _open_pairs(compared: Compared, catalog: LinkCatalog, rows: list[LinkRow]) -> np.ndarray:
    """The pairs that may still make a row.

    A listing that names a brand is given another one only where that one's model code stands in it. A plain model
    number is no likeness: 7301 is a Lego set and a battery charger.
    """
    settled = {found.row for found in rows if found.product is not None}
    named = {found.row for found in rows}
    taken = {(found.row, found.brand_id) for found in rows}
    equal = compared.levels[Level.model_equal] > 0
    is_telling = catalog.bank.has_telling_model[compared.product]
    is_coded = is_telling & (equal | (compared.levels[Level.model_in_text] > 0))
    is_number_alone = ~is_telling & (equal | (compared.levels[Level.number_in_text] > 0))
    is_alike = ~is_number_alone | (compared.levels[TYPED_SAME] == TYPED_LEVELS[SAME])
    brands = catalog.brand_of_product[compared.product].tolist()
    pairs = zip(compared.pairs.listing.tolist(), brands, is_coded.tolist(), is_alike.tolist(), strict=True)
    kept = [
        row not in settled and (row, brand) not in taken and (coded if row in named else alike)
        for row, brand, coded, alike in pairs
    ]
    return np.flatnonzero(np.array(kept, dtype=bool))


def _told_by_code(
    batch: Batch, compared: Compared, catalog: LinkCatalog, at: np.ndarray, named: set[int]
) -> np.ndarray:
    """Log odds more for the pairs (of `at`) whose listing writes the product's code and names no brand at all."""
    points = {
        (hit.row, hit.product): _CODE_ALONE.get(len(code), _LONG_CODE_ALONE)
        for hit in batch.codes
        if hit.is_whole
        and hit.row not in named
        and len(code := catalog.bank.models[hit.product]) >= min(_CODE_ALONE)
        and catalog.bank.has_telling_model[hit.product]
        and _stands_alone(batch.skeleton(hit.row, hit.field), hit)
    }
    is_others = compared.levels[TYPED_SAME][at] == TYPED_LEVELS[OTHER]
    pairs = zip(compared.pairs.listing[at].tolist(), compared.product[at].tolist(), strict=True)
    return np.where(is_others, 0.0, [points.get(pair, 0.0) for pair in pairs])


def _stands_alone(text: str, hit: CodeHit) -> bool:
    """Whether a code is no piece of a longer one: TS-500B in KX-TS500B is another maker's."""
    return not (_GOES_ON_BEFORE.search(text[: hit.start]) or _GOES_ON_BEHIND.match(text[hit.end :]))


def _codes_by_row(codes: list[CodeHit]) -> dict[int, list[CodeHit]]:
    found: dict[int, list[CodeHit]] = defaultdict(list)
    for hit in codes:
        found[hit.row].append(hit)
    return found


def _like_row(
    batch: Batch, compared: Compared, catalog: LinkCatalog, pair: int, *, codes: list[CodeHit], probability: float
) -> LinkRow:
    row, product = int(compared.pairs.listing[pair]), int(compared.product[pair])
    brand_id = str(catalog.brand_of_product[product])
    typed = catalog.typed_against(batch.skeleton(row, BRAND_FIELD), brand_id)
    named_as, named_in = _written_code(batch, catalog, row, product, codes)
    return LinkRow(
        row=row,
        brand_id=brand_id,
        product=product,
        confidence=probability,
        claim=claim_by_code(batch.skeleton(row, TITLE), batch.skeleton(row, BRAND_FIELD), typed)
        if named_as
        else "none",
        named_as=named_as,
        named_how="model_code" if named_as else "none",
        named_in=named_in,
        brand_field=typed,
        name=None,
        pair=pair,
        product_confidence=probability,
    )


def _written_code(
    batch: Batch, catalog: LinkCatalog, row: int, product: int, codes: list[CodeHit]
) -> tuple[str | None, str]:
    """The product's code as the seller wrote it and the field it stands in, when that code can name a brand alone."""
    hits = [hit for hit in codes if hit.product == product and hit.is_whole]
    if not hits or not (
        catalog.bank.has_telling_model[product] or is_distinctive(catalog.bank.models[product], _LEAST_CODE_QUOTED)
    ):
        return None, "none"
    hit = min(hits, key=lambda found: (found.field, found.start))
    return traced(batch.raw[hit.field][row]).raw_span(hit.start, hit.end) or None, FIELDS[hit.field]
