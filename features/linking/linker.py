"""The link step: from listings to one row per listing and brand it names or resembles."""

import math
from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd

from features.linking.batch import Batch, Compared, Key, compare_batch, read_batch
from features.linking.catalog import LinkCatalog
from features.linking.comparisons import vector_cosines
from features.linking.levels import Level
from features.linking.likeness import likeness_rows
from features.linking.link_tables import LinkRow, tables
from features.linking.names.joined_text import BRAND_FIELD, TITLE
from features.linking.names.naming import Naming, keep_fitting_namesakes, weigh_naming
from features.linking.names.naming_support import Evidence
from features.linking.names.spelling import RIGHT
from features.linking.params import LinkParams

_NAMESAKE_TOLERANCE = 0.75  # less than a currency or a script in common
_NAMESAKE_COSINE_WEIGHT = 2.0


def link(
    listings: pd.DataFrame, catalog: LinkCatalog, vectors: Any, image_matches: Any, params: LinkParams
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Links and LinkComparisons of a Listings frame, rows in the order of the listings.

    `vectors` (TextVectors, its `.of(raw titles)` gives an array) and `image_matches` (ImageMatches) may be None.
    A listing's rows depend on that listing and the catalogues alone, so any cut of a night gives the same rows.
    """
    batch = read_batch(listings.reset_index(drop=True), catalog, image_matches, params)
    compared = compare_batch(batch, catalog, vectors, params)
    namings = accepted_namings(batch, compared, catalog, params)
    rows = [_named_row(naming, compared, params) for naming in namings]
    rows += _photo_rows(batch, compared, catalog, {(found.row, found.brand_id) for found in rows}, params)
    rows += likeness_rows(batch, compared, catalog, rows, params)
    shown = np.array(sorted({row.pair for row in rows if row.pair is not None}), dtype=np.int64)
    cosines = vector_cosines(batch.titles, catalog.bank, compared.pairs, shown, vectors)
    levels = {**compared.levels, Level.vector_cosine: cosines}
    return tables(batch.listings, rows, levels, products=catalog.products, most_a_listing=params.most_brands_a_listing)


def accepted_namings(batch: Batch, compared: Compared, catalog: LinkCatalog, params: LinkParams) -> list[Naming]:
    """The brands each listing names, with enough support, namesakes that fit worse left out."""
    evidence_of = _evidence(batch, compared, catalog)
    found = []
    for key, hits in batch.mentions.items():
        naming = weigh_naming(key, hits, batch.text(key[0]), catalog.facts, evidence=evidence_of[key])
        if naming.support >= params.least_naming_support:
            found.append(naming)
    fit = {(naming.row, naming.brand_id): _fit(naming, batch, compared, catalog) for naming in found}
    return keep_fitting_namesakes(found, fit, catalog.namesake_of, _NAMESAKE_TOLERANCE)


def _rightly_named(batch: Batch, catalog: LinkCatalog) -> dict[int, set[str]]:
    """Listing row → the brands its title or brand field names plainly, namesakes as one."""
    named: dict[int, set[str]] = defaultdict(set)
    for (row, brand_id), hits in batch.mentions.items():
        if any(hit.reading == RIGHT and not hit.is_inside and hit.field in (TITLE, BRAND_FIELD) for hit in hits):
            named[row].add(catalog.namesake_of[brand_id])
    return named


def _evidence(batch: Batch, compared: Compared, catalog: LinkCatalog) -> dict[Key, Evidence]:
    rivals = _rightly_named(batch, catalog)
    coded = {(hit.row, str(catalog.brand_of_product[hit.product])) for hit in batch.codes if hit.is_whole}
    found = {}
    for key in batch.mentions:
        row, brand_id = key
        pair = compared.best_pair(key)
        found[key] = Evidence(
            typed=catalog.typed_against(batch.skeleton(row, BRAND_FIELD), brand_id),
            ngram_cosine=compared.cosine_as_written(pair),
            has_model_code=key in coded or compared.level(pair, Level.model_equal) > 0,
            has_photo=key in batch.photos,
            right_rivals=len(rivals.get(row, set()) - {catalog.namesake_of[brand_id]}),
            is_shouting=batch.raw[TITLE][row].isupper(),
        )
    return found


def _fit(naming: Naming, batch: Batch, compared: Compared, catalog: LinkCatalog) -> float:
    """How well a brand's catalogue suits a listing: currency and script in common, closest product."""
    held = catalog.currencies_of.get(naming.brand_id)
    share = catalog.ideographic_share_of.get(naming.brand_id, 0.5)
    in_script = share if batch.weighed.is_ideographic[naming.row] else 1 - share
    in_currency = 0.5 if not held else float(batch.currencies[naming.row] in held)
    cosine = compared.level(compared.best_pair((naming.row, naming.brand_id)), Level.ngram_cosine)
    return in_currency + in_script + _NAMESAKE_COSINE_WEIGHT * cosine


def _named_row(naming: Naming, compared: Compared, params: LinkParams) -> LinkRow:
    key = (naming.row, naming.brand_id)
    pair, group = compared.best_pair(key), compared.group_of.get(key)
    product, confidence, sure = None, naming.belief, math.nan
    if pair is not None and group is not None:
        probability = float(compared.choice.probability[group])
        is_apart = compared.choice.margin[group] >= params.least_log_odds_margin
        if probability >= params.least_product_confidence and is_apart:
            product, confidence, sure = int(compared.product[pair]), confidence * probability, probability
    return LinkRow(
        row=naming.row,
        brand_id=naming.brand_id,
        product=product,
        confidence=confidence,
        claim=naming.claim,
        named_as=naming.named_as or None,
        named_how=naming.hit.form.how,
        named_in=naming.named_in,
        brand_field=naming.typed,
        name=naming.hit.squeezed,
        pair=pair,
        product_confidence=sure,
    )


def _photo_rows(
    batch: Batch, compared: Compared, catalog: LinkCatalog, named: set[Key], params: LinkParams
) -> list[LinkRow]:
    """Rows for brands only a copied official photo gives away; the listing itself claims nothing of them.

    A listing whose words name a brand is taken at its word: there the photo is evidence, not a name.
    """
    rows = []
    speaking = {row for row, _ in named}
    for (row, brand_id), match in sorted(batch.photos.items(), key=lambda item: item[0]):
        if row not in speaking and match.confidence >= params.least_image_confidence:
            typed = catalog.typed_against(batch.skeleton(row, BRAND_FIELD), brand_id)
            pair = compared.best_pair((row, brand_id))
            sure = math.nan if match.product is None else match.confidence
            told = (match.confidence, "none", None, "image", "image", typed, None, pair, sure)
            rows.append(LinkRow(row, brand_id, match.product, *told))
    return rows
