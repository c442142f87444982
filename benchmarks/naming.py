"""How many titles a second are drawn as skeletons and searched for names, beside three peers in the same process.

    python benchmarks/naming.py --raw DIR --aliases FILE [--count 60000] [--repeats 3]

DIR is a raw folder in contract form, FILE a CSV with columns brand and aliases (`|`-separated). Made-up names fill the
aliases up to `--count`. Seconds are CPU seconds of this process, the best of `--repeats`. pyahocorasick is a dependency of
this file alone: `pip install pyahocorasick`.
"""

import argparse
import csv
import pickle
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.linking import read_listings
from benchmarks.linking_speed import closest_ten, tfidf_of
from features.contracts import Brands, Listings, Names, Products
from features.linking.names.hits import name_hits, plainly_named
from features.linking.names.joined_text import JoinedText, joined_titles
from features.linking.names.name_index import NameIndex, build_name_index
from features.skeleton import skeletons_of
from pipeline.collecting import collect_seldom

_FUZZY_TITLES = 12  # rapidfuzz compares each title with every alias
_TFIDF_TITLES = 256  # so does a sparse product, whose rows are then as long as the aliases


def aliases_of(path: Path, count: int) -> list[tuple[str, str]]:
    """(brand, alias) pairs: those of the file, then made-up names whose letters follow one another as in those."""
    with path.open(encoding="utf-8") as file:
        rows = [
            (row["brand"], name) for row in csv.DictReader(file) for name in [row["brand"], *row["aliases"].split("|")]
        ]
    found = dict.fromkeys((brand, name) for brand, name in rows if len(name) > 2)
    chance = random.Random(0)
    after: dict[str, list[str]] = {}
    for _, name in sorted(found):
        if name.isascii():
            for at in range(len(name) - 2):
                after.setdefault(name[at : at + 2].lower(), []).append(name[at + 2].lower())
    starts = sorted(key for key in after if key.isalpha())
    while len(found) < count:
        name, length = chance.choice(starts), chance.randint(6, 14)
        while len(name) < length and name[-2:] in after:
            name += chance.choice(after[name[-2:]])
        if len(name.strip()) > 4:
            found[f"{name} & Co", name.strip().title()] = None
    return list(found)[:count]


def index_of(aliases: list[tuple[str, str]]) -> NameIndex:
    brands = sorted({brand for brand, _ in aliases})
    names = [{"brand_id": brand, "language": "en", "name": name, "kind": "name"} for brand, name in aliases]
    return build_name_index(
        Brands.conform(pd.DataFrame([{"brand_id": brand, "name": brand, "capacity": 1} for brand in brands])),
        Names.conform(pd.DataFrame(names)),
        Products.conform(pd.DataFrame({"brand_id": [], "product_id": [], "title": []})),
        joined_titles([]),
    )


ALIAS_NAMING = "skeletons and alias naming"


def timed(says: str, count: int, repeats: int, work: Callable[[], Any], *, rates: dict[str, float]) -> Any:
    """What the work gives; prints its best rate, also as a share of alias naming's once that is known."""
    best, found = float("inf"), None
    for _ in range(repeats):
        started = time.process_time()
        found = work()
        best = min(best, time.process_time() - started)
    rate = count / max(best, 1e-9)
    ours = rates.setdefault("ours", rate) if says == ALIAS_NAMING else rates.get("ours")
    print(f"{says:<58}{rate:12,.0f} titles a second" + (f"{rate / ours:10.4f} of {ALIAS_NAMING}" if ours else ""))
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--raw", type=Path, required=True)
    asked.add_argument("--aliases", type=Path, required=True)
    asked.add_argument("--count", type=int, default=60_000)
    asked.add_argument("--repeats", type=int, default=3)
    given = asked.parse_args()
    collect_seldom()  # as the command line does
    repeats = given.repeats
    titles = [str(title) for title in read_listings(given.raw)[Listings.title]]
    aliases = aliases_of(given.aliases, given.count)
    started = time.process_time()
    index = index_of(aliases)
    size = len(pickle.dumps(index)) / 1e6
    print(
        f"{len(titles)} titles, {len(aliases)} aliases; index built in {time.process_time() - started:.1f} s, {size:.0f} MB"
    )
    count, rates = len(titles), dict[str, float]()
    timed("skeletons", count, repeats, lambda: skeletons_of(titles), rates=rates)
    plain = timed(ALIAS_NAMING, count, repeats, lambda: plainly_named(fresh(titles), index), rates=rates)

    def hidden() -> Any:
        joined = fresh(titles)
        # Words are remembered from batch to batch; here every batch starts with none.
        index.hidden.forget()
        return name_hits(joined, index.search(joined), index)

    hits = timed("skeletons, alias naming and hidden names", count, repeats, hidden, rates=rates)
    print(f"  plain names {len(plain)}, all hits {len(hits)}")
    peers(titles, [name for _, name in aliases], repeats, rates)


def fresh(titles: list[str]) -> JoinedText:
    return joined_titles(titles)


def peers(titles: list[str], names: list[str], repeats: int, rates: dict[str, float]) -> None:
    """Prints what the automaton, the fuzzy search and a sparse product alone cost on the same titles and names."""
    lowered = [title.lower() for title in titles]
    try:
        import ahocorasick
    except ImportError:
        print("pyahocorasick is not installed: no figure beside it")
    else:
        automaton = ahocorasick.Automaton()
        for name in names:
            automaton.add_word(name.lower(), name)
        automaton.make_automaton()
        timed(
            "pyahocorasick alone, lower case, no word borders",
            len(titles),
            repeats,
            lambda: [list(automaton.iter(t)) for t in lowered],
            rates=rates,
        )
    from rapidfuzz import fuzz, process

    some = lowered[:: max(1, len(lowered) // _FUZZY_TITLES)]
    pool = [name.lower() for name in names]
    timed(
        "rapidfuzz process.extractOne, partial_ratio",
        len(some),
        repeats,
        lambda: [process.extractOne(title, pool, scorer=fuzz.partial_ratio, score_cutoff=90) for title in some],
        rates=rates,
    )
    few = lowered[:: max(1, len(lowered) // _TFIDF_TITLES)]
    prepared = tfidf_of(pool)
    timed("sparse TF-IDF of 3-grams, top 10", len(few), repeats, lambda: closest_ten(prepared, few), rates=rates)


if __name__ == "__main__":
    main()
