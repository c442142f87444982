"""The last night of a made market: how its counterfeits stand in the queues, as they are and when written otherwise."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import evasion_material as material
from benchmarks.markets import Market
from features.contracts import Brands, ImageMatches, Links, Listings, Names, Scores
from features.linking import LinkCatalog
from features.verdicts import settled_verdicts
from models.feature_log import LINK_KEY, LISTING_KEY, LogKeys
from models.metrics import in_queue
from pipeline.datasets import nightly
from pipeline.datasets.dataset import read
from pipeline.datasets.title_cache import title_vectors
from pipeline.link_spreading import Prepared, cut, link_all, vectors_of_products
from pipeline.market_trial import told_truth
from pipeline.stage import Context
from pipeline.stages import build_features
from pipeline.stages.score_listings import Scorer, scorer_of

NETWORK, IS_QUEUED, IS_LINKED = "network", "is_queued", "is_linked"


@dataclass(frozen=True)
class Night:
    """A logged night with what scores it.

    `fakes` has one row per live, unsettled counterfeit, indexed by its place among the listings, with the true brand
    and the network; `told` the names that stand plainly in the title of some of them, by the same place; `names` every
    name of a brand.
    """

    seed: int
    context: Context
    tables: dict[str, pd.DataFrame]
    prepared: Prepared
    scorer: Scorer
    fakes: pd.DataFrame
    told: dict[int, list[material.Told]]
    names: dict[str, list[str]]

    @property
    def model_version(self) -> str:
        return self.scorer.model.model_version

    def counted(self) -> str:
        live = len(self.tables[nightly.LISTINGS.name])
        return f"{live} listings, {len(self.fakes)} unsettled counterfeits, {len(self.told)} name their brand plainly"

    def listing(self, at: int) -> dict[str, Any]:
        """A listing's row by its place."""
        return dict(self.tables[nightly.LISTINGS.name].iloc[at])

    def standing(self, rewritten: list[dict[str, Any]]) -> pd.DataFrame:
        """How every counterfeit stands when these listings are written so: is_queued, is_linked (to its true brand),
        score (0 when not linked), beside its key and network; same index as `fakes`."""
        rows = self.queued(rewritten)[[*LINK_KEY, Scores.score, IS_QUEUED]]
        met = self.fakes.reset_index(names="_at").merge(rows, on=LINK_KEY, how="left", validate="1:1").set_index("_at")
        known: dict[str, Any] = {
            IS_LINKED: met[Scores.score].notna(),
            Scores.score: met[Scores.score].fillna(0.0),
            IS_QUEUED: met[IS_QUEUED].eq(True),
        }
        return met.assign(**known)

    def queued(self, rewritten: list[dict[str, Any]]) -> pd.DataFrame:
        """Every unsettled link of the night with its score, and whether it is within its brand's capacity."""
        tables = self.tables | (self._linked_again(rewritten) if rewritten else {})
        log = build_features.run(self.context, **tables)[nightly.FEATURES.name]
        rows = log[log[LogKeys.brand_id].notna()].reset_index(drop=True)
        settled = settled_verdicts(tables[nightly.DECISIONS.name], self.context.night)
        rows = rows[~_keys(rows, LINK_KEY).isin(_keys(settled, LINK_KEY))].reset_index(drop=True)
        scores = self.scorer.scores(rows[list(self.scorer.spec.names)])
        brands = tables[nightly.BRANDS.name]
        room = dict(zip(brands[Brands.brand_id], brands[Brands.capacity].astype(int), strict=True))
        return rows.assign(**{Scores.score: scores, IS_QUEUED: in_queue(rows, scores, room)})

    def _linked_again(self, rewritten: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
        """The tables a rewriting changes. A listing's links depend on it and the catalogues alone."""
        fresh = Listings.conform(pd.DataFrame(rewritten))
        vectors = title_vectors(self.context, fresh, self.tables[nightly.PRODUCTS.name])
        matches = self.tables[nightly.IMAGE_MATCHES.name]
        matches = matches[_keys(matches, LISTING_KEY).isin(_keys(fresh, LISTING_KEY))]
        links, comparisons = link_all(cut(fresh, vectors, ImageMatches.conform(matches)), self.prepared, workers=1)
        made = {nightly.LISTINGS.name: fresh, nightly.LINKS.name: links, nightly.LINK_COMPARISONS.name: comparisons}
        places = {key: at for at, key in enumerate(_keys(self.tables[nightly.LISTINGS.name], LISTING_KEY))}
        return {name: _put(self.tables[name], rows, fresh, places) for name, rows in made.items()}


def night_of(made: Market) -> Night:
    """The last night of a market, ready to be written otherwise."""
    context = made.context
    tables = {dataset.name: read(dataset, context.path_of(dataset)) for dataset in build_features.STAGE.reads}
    brands, products = tables[nightly.BRANDS.name], tables[nightly.PRODUCTS.name]
    names = read(nightly.NAMES, context.path_of(nightly.NAMES))
    vectors = title_vectors(context, tables[nightly.LISTINGS.name], products)
    prepared = Prepared(
        LinkCatalog(brands, names, products), vectors_of_products(vectors, products), context.params.linking
    )
    fakes = _fakes(tables, told_truth(made.truth), context)
    held = _names(brands, names)
    told = _told(tables[nightly.LISTINGS.name], fakes, held)
    return Night(made.seed, context, tables, prepared, scorer_of(context), fakes=fakes, told=told, names=held)


def _fakes(tables: dict[str, pd.DataFrame], truth: pd.DataFrame, context: Context) -> pd.DataFrame:
    live = tables[nightly.LISTINGS.name][LISTING_KEY].reset_index(names="_at")
    found = live.merge(truth[truth["is_counterfeit"]], on=LISTING_KEY, validate="1:1").set_index("_at")
    settled = settled_verdicts(tables[nightly.DECISIONS.name], context.night)
    found = found[~_keys(found, LINK_KEY).isin(_keys(settled, LINK_KEY))]
    seller = found[Listings.platform].astype("object") + "/" + found[Listings.seller_id].astype("object")
    return found[LINK_KEY].assign(**{NETWORK: found["gang_id"].astype("object").fillna(seller)})


def _names(brands: pd.DataFrame, names: pd.DataFrame) -> dict[str, list[str]]:
    held: dict[str, set[str]] = defaultdict(set)
    for table, brand_id, name in ((brands, Brands.brand_id, Brands.name), (names, Names.brand_id, Names.name)):
        for one, written in zip(table[brand_id], table[name], strict=True):
            held[one].add(written)
    return {brand_id: sorted(written) for brand_id, written in held.items()}


def _told(listings: pd.DataFrame, fakes: pd.DataFrame, names: dict[str, list[str]]) -> dict[int, list[material.Told]]:
    found = {}
    for at, brand_id in fakes[Links.brand_id].items():
        row = listings.iloc[at]
        model = (row[Listings.attributes] or {}).get("model")
        standing = material.told_names(brand_id, row[Listings.title], row[Listings.currency], names[brand_id], model)
        if standing:
            found[int(at)] = standing
    return found


def _put(table: pd.DataFrame, fresh: pd.DataFrame, gone: pd.DataFrame, places: dict[Any, int]) -> pd.DataFrame:
    """The table with the rows of these listings in place of the old ones, in the order of the listings."""
    kept = table[~_keys(table, LISTING_KEY).isin(_keys(gone, LISTING_KEY))]
    joined = pd.concat([kept, fresh], ignore_index=True)
    order = np.argsort([places[key] for key in _keys(joined, LISTING_KEY)], kind="stable")
    return joined.iloc[order].reset_index(drop=True)


def _keys(table: pd.DataFrame, key: list[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(table[key].astype("object"))
