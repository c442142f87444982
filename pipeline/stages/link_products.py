"""Which brand each listing names or resembles, which product it claims to be, and which photos were copied."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pandas as pd

from features.contracts import Brands, Decisions, ReferenceSignals
from features.linking import LinkCatalog
from features.linking.photos.bank import match_photos
from features.verdicts import settled_verdicts
from pipeline import fingerprints
from pipeline.datasets import nightly, past_nights
from pipeline.datasets.dataset import read, sha256_of
from pipeline.datasets.title_cache import title_vectors
from pipeline.link_memory import link_keys, merged, remembered
from pipeline.link_spreading import Prepared, cut, link_all, vectors_of_products
from pipeline.photo_judging import KeptJudge
from pipeline.signal_extraction import known_fake_references
from pipeline.stage import Context, Stage


def run(
    context: Context,
    *,
    listings: pd.DataFrame,
    brands: pd.DataFrame,
    names: pd.DataFrame,
    products: pd.DataFrame,
    image_signals: pd.DataFrame,
    reference_signals: pd.DataFrame,
    decisions: pd.DataFrame,
) -> dict[str, Any]:
    fakes = _known_fakes(context, decisions)
    facts = _facts(context, fakes)
    if (kept := _kept(context, facts)) is not None:
        return kept
    references = pd.concat([reference_signals, fakes], ignore_index=True)
    judge = KeptJudge(context.cache, context.workers)
    matching = context.params.signals.matching
    sectors = brands.set_index(Brands.brand_id)[Brands.sector].dropna().to_dict()
    matches = match_photos(image_signals, references, matching, listings=listings, sectors=sectors, judge=judge)
    keys = link_keys(listings, matches, _basis(context, facts))
    known = remembered(context.data, context.night, listings, keys)
    unlinked = listings[known.is_new]
    vectors = title_vectors(context, unlinked, products)
    catalog = _catalog(_CatalogTables(_digest(context), brands, names, products))
    prepared = Prepared(catalog, vectors_of_products(vectors, products), context.params.linking)
    fresh = link_all(cut(unlinked, vectors, matches), prepared, workers=context.workers)
    links, comparisons = merged(listings, known.tables, fresh)
    return {
        nightly.IMAGE_MATCHES.name: matches,
        nightly.LINKS.name: links,
        nightly.LINK_COMPARISONS.name: comparisons,
        nightly.LINK_KEYS.name: keys,
        nightly.LINK_FACTS.name: facts,
    }


def _basis(context: Context, facts: dict[str, Any]) -> str:
    """What all listings of the night are linked against, and by what."""
    shared = {name: facts[name] for name in ("params", "code", "versions")}
    return json.dumps({"catalogs": _digest(context), **shared}, sort_keys=True)


def _facts(context: Context, fakes: pd.DataFrame) -> dict[str, Any]:
    """All that the answer depends on: equal facts give equal tables."""
    own = [ReferenceSignals.brand_id, ReferenceSignals.product_id, ReferenceSignals.image, ReferenceSignals.sha256]
    told = fakes[own].astype("object").to_csv(index=False).encode()
    return {
        "read": {dataset.name: sha256_of(context.path_of(dataset)) for dataset in STAGE.reads},
        "known_fakes": hashlib.sha256(told).hexdigest(),
        "params": {name: getattr(context.params, name).model_dump(mode="json") for name in STAGE.params},
        "code": fingerprints.code_sha256(),
        "versions": fingerprints.versions(),
    }


def _kept(context: Context, facts: dict[str, Any]) -> dict[str, Any] | None:
    """The tables of an earlier run of the night, when they were made of the same; None when they were not."""
    path = context.path_of(nightly.LINK_FACTS)
    is_whole = all(context.path_of(dataset).exists() for dataset in STAGE.writes)
    if is_whole and read(nightly.LINK_FACTS, path) == facts:
        return {dataset.name: read(dataset, context.path_of(dataset)) for dataset in STAGE.writes}
    # Gone until the new tables stand: a run killed between them must not pass for a whole one.
    path.unlink(missing_ok=True)
    return None


@dataclass(frozen=True)
class _CatalogTables:
    """Brands, names and products, known by the digest of their files."""

    digest: str
    brands: pd.DataFrame = field(compare=False)
    names: pd.DataFrame = field(compare=False)
    products: pd.DataFrame = field(compare=False)


@lru_cache(maxsize=1)
def _catalog(tables: _CatalogTables) -> LinkCatalog:
    """The catalogues made ready; nights that are backfilled one after another mostly share them."""
    return LinkCatalog(tables.brands, tables.names, tables.products)


def _digest(context: Context) -> str:
    files = (nightly.BRANDS, nightly.NAMES, nightly.PRODUCTS)
    return " ".join(sha256_of(context.path_of(dataset)) for dataset in files)


def _known_fakes(context: Context, decisions: pd.DataFrame) -> pd.DataFrame:
    """The photos of listings settled counterfeit before the night, as the last earlier night that held them saw them."""
    settled = settled_verdicts(decisions, context.night)
    counterfeit = settled[settled[Decisions.verdict] == "counterfeit"]
    return known_fake_references(past_nights.image_signals_of(context.data, context.night, counterfeit), counterfeit)


STAGE = Stage(
    name="link_products",
    says="links each listing to brand and product, and each copied photo to its original",
    run=run,
    reads=(
        nightly.LISTINGS,
        nightly.BRANDS,
        nightly.NAMES,
        nightly.PRODUCTS,
        nightly.IMAGE_SIGNALS,
        nightly.REFERENCE_SIGNALS,
        nightly.DECISIONS,
    ),
    writes=(nightly.IMAGE_MATCHES, nightly.LINKS, nightly.LINK_COMPARISONS, nightly.LINK_KEYS, nightly.LINK_FACTS),
    params=("signals", "linking"),
    code=(
        "features/alternation.py",
        "features/code_table.py",
        "features/confusables.py",
        "features/linking",
        "features/signals",
        "features/skeleton.py",
        "features/verdicts.py",
        "pipeline/collecting.py",
        "pipeline/fingerprints.py",
        "pipeline/link_memory.py",
        "pipeline/link_spreading.py",
        "pipeline/photo_judging.py",
        "pipeline/photo_workers.py",
        "pipeline/signal_cache.py",
        "pipeline/signal_extraction.py",
    ),
    data=("work",),
)
