"""Titles linked per second of one core against 10,000 products, beside rapidfuzz and sparse TF-IDF."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd
from linking_curve import Frames

from features.contracts import Listings, Products
from features.linking import LinkCatalog, LinkParams, link

LINKING = "link, all of it, no vectors"
PRODUCTS, RAPIDFUZZ_TITLES, ROUNDS = 10_000, 100, 3


def print_speed(frames: Frames, listings: pd.DataFrame, truth: pd.DataFrame) -> None:
    """Prints the best of three rounds, the competitors taking turns; the catalogues are prepared beforehand."""
    full = _of_size(frames, PRODUCTS)
    catalog, params = LinkCatalog(*full), LinkParams()
    titles = [str(title) for title in full[2][Products.title]]
    works: dict[str, tuple[int, Callable[[], Any]]] = {
        LINKING: (len(listings), lambda: link(listings, catalog, None, None, params)),
        "sparse TF-IDF, top 10": (len(listings), lambda: closest_ten(prepared, listings[Listings.title].str.lower())),
        "rapidfuzz extractOne": (RAPIDFUZZ_TITLES, lambda: _extract_one(titles, listings.head(RAPIDFUZZ_TITLES))),
    }
    prepared = tfidf_of(titles)
    print(f"{len(titles)} products, {len(listings)} listings; {len(truth)} known pairs are not used")
    best = dict.fromkeys(works, 0.0)
    for _ in range(ROUNDS):
        for name, (count, work) in works.items():
            started = time.process_time()
            work()
            best[name] = max(best[name], count / (time.process_time() - started))
    for name, rate in best.items():
        print(f"  {name:<30}{rate:12,.0f} titles a second, {rate / best[LINKING]:.4f} of {LINKING}")


def _of_size(frames: Frames, count: int) -> Frames:
    """The catalogues, filled up to `count` with further sizes of their own products."""
    brands, names, products = frames
    more = products.head(max(count - len(products), 0))
    made = more.assign(
        **{
            Products.product_id: more[Products.product_id] + "-more",
            Products.title: more[Products.title] + " second edition",
            Products.model: None,
            Products.gtin: None,
        }
    )
    return brands, names, Products.conform(pd.concat([products, made], ignore_index=True).head(count))


def tfidf_of(titles: list[str]) -> tuple[Any, Any]:
    """The vectorizer of these texts' 3-grams, and the texts in it."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    model = TfidfVectorizer(analyzer="char", ngram_range=(3, 3), sublinear_tf=True, dtype=np.float32)
    return model, model.fit_transform([title.lower() for title in titles]).T.tocsr()


def closest_ten(prepared: tuple[Any, Any], titles: Iterable[str]) -> list[np.ndarray]:
    """The places of the ten closest texts to each title, batch by batch."""
    model, ours = prepared
    theirs = model.transform(titles)
    found = []
    for at in range(0, theirs.shape[0], 512):
        scores = (theirs[at : at + 512] @ ours).toarray()
        found.append(np.argpartition(scores, -10, axis=1)[:, -10:])
    return found


def _extract_one(titles: list[str], listings: pd.DataFrame) -> list[Any]:
    from rapidfuzz import fuzz, process

    return [process.extractOne(str(title), titles, scorer=fuzz.WRatio) for title in listings[Listings.title]]
