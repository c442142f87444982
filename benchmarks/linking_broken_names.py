"""How many listings stay compared in price when the seller breaks the brand's name, or leaves it out.

    python benchmarks/linking_broken_names.py --raw DIR --truth FILE [--models] [--typed TEXT] [--told] [--seed N]

DIR is a raw folder in contract form, FILE the known products of its listings: a CSV (platform, listing_id,
product_id) or a simulated market's `truth.jsonl`. In each title that writes its brand's name the name is broken in one
way, and the brand field is emptied (or says TEXT); the model attribute goes too unless `--models` keeps it. Printed
are, for each way: listings; linked to the right product; compared in price with it; compared with another; and, with a
third of the known products out of the catalogue, how many of their listings are compared with something else.
`--told` prints instead how true the confidences are when every listing breaks its name, one way drawn for each: of the
products of the known pairs no weight was fitted on, every listing linked to one that is not its own counts as wrong.
"""

import argparse
import json
import random
import re
import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from linking import read_catalogs, read_listings
from linking_curve import EDGES, Frames, is_held, is_taken_out, number_of, without

from benchmarks.evasion_attacks import LATIN_ATTACKS
from benchmarks.evasion_material import HAN, kind_of, told_names
from features.contracts import Brands, LinkComparisons, Links, Listings, Names, Products
from features.families.peer_prices import LEAST_PRODUCT_CONFIDENCE
from features.linking import LinkCatalog, LinkParams, link

WAYS = ("leet", "starred", "signs_between", "split", "spaced", "dropped_letter", "dropped_first", "swapped", "doubled")
WAYS += ("foreign_letters",)
WHOLE, GONE = "untouched", "left out"


def known_listings(raw: Path, truth: Path) -> tuple[pd.DataFrame, pd.Series]:
    """The listings whose product is known, each once, and that product by listing id."""
    if truth.suffix == ".jsonl":
        lines = [json.loads(line) for line in truth.read_text("utf-8").splitlines()]
        known = {line["listing_id"]: line["product_id"] for line in lines if line["product_id"]}
    else:
        rows = pd.read_csv(truth, dtype=str)
        known = dict(zip(rows[Links.listing_id], rows["product_id"], strict=True))
    listings = read_listings(raw).drop_duplicates(Listings.listing_id, keep="last")
    listings = listings[listings[Listings.listing_id].isin(known)].reset_index(drop=True)
    return listings, listings[Listings.listing_id].map(known)


def named_listings(frames: Frames, listings: pd.DataFrame, products: pd.Series) -> pd.DataFrame:
    """Listings with the `name` of the product's brand that stands in the title, and `product_id`."""
    brands, names, catalog = frames
    brand_of = dict(zip(catalog[Products.product_id], catalog[Products.brand_id], strict=True))
    return _with_names(brands, names, listings.assign(product_id=products), products.map(brand_of))


def _with_names(
    brands: pd.DataFrame, names: pd.DataFrame, listings: pd.DataFrame, brand_ids: pd.Series
) -> pd.DataFrame:
    """Those of the listings whose title writes a name of their brand, with the longest such `name`."""
    held: dict[str, list[str]] = {}
    pairs = [*zip(brands[Brands.brand_id], brands[Brands.name], strict=True)]
    for brand_id, name in [*pairs, *zip(names[Names.brand_id], names[Names.name], strict=True)]:
        held.setdefault(brand_id, []).append(name)
    found = []
    for title, brand_id in zip(listings[Listings.title], brand_ids, strict=True):
        told = told_names(str(brand_id), title, "", held.get(brand_id, []), None)
        found.append(max((one.name for one in told), key=len, default=None))
    made = listings.assign(name=found)
    return made[made["name"].notna()].reset_index(drop=True)


def broken(named: pd.DataFrame, way: str, *, seed: int, fields: dict[str, object]) -> pd.DataFrame:
    """The listings with every writing of the name broken that way, those it cannot be done to left out."""
    titles = []
    for title, name, listing_id in zip(named[Listings.title], named["name"], named[Listings.listing_id], strict=True):
        chance = random.Random(f"{seed} {way} {listing_id}")
        attack = {WHOLE: lambda text, *_: text, GONE: lambda *_: ""}.get(way) or LATIN_ATTACKS[way]
        put = None if way in WAYS and kind_of(name) == HAN else attack(name, chance, 2)
        titles.append(None if put is None else re.sub(re.escape(name), lambda _, put=put: put, title, flags=re.I))
    made = named.assign(**{Listings.title: titles, **fields})
    return made[made[Listings.title].notna()].reset_index(drop=True)


def compared(catalog: LinkCatalog, listings: pd.DataFrame) -> pd.DataFrame:
    """Per listing the products it is linked to and compared with: `is_right`, `is_compared`, `is_elsewhere`."""
    given = Listings.conform(listings.drop(columns=["name", "product_id"]))
    links, comparisons = link(given, catalog, None, None, LinkParams())
    links = links.merge(comparisons, on=[Links.platform, Links.listing_id, Links.brand_id])
    links = links[links[Links.product_id].notna()]
    told = dict(zip(listings[Listings.listing_id], listings["product_id"], strict=True))
    is_right = links[Links.product_id] == links[Links.listing_id].map(told)
    is_compared = links[LinkComparisons.product_confidence].astype(float) >= LEAST_PRODUCT_CONFIDENCE
    ids = listings[Listings.listing_id]
    held = {
        "is_right": links[Links.listing_id][is_right],
        "is_compared": links[Links.listing_id][is_right & is_compared],
        "is_elsewhere": links[Links.listing_id][~is_right & is_compared],
    }
    return pd.DataFrame({name: ids.isin(set(rows)) for name, rows in held.items()})


def print_told(frames: Frames, raw: Path, truth: Path, *, seed: int, fields: dict[str, object]) -> None:
    """Prints told against right for both confidences, listings of a brand's name in the title all broken."""
    known = pd.read_csv(truth, dtype=str)
    held = known[known[Links.listing_id].map(is_held)]
    listings = read_listings(raw)
    listings = listings[listings[Listings.platform].isin(known[Links.platform])].reset_index(drop=True)
    brands, names, _ = frames
    bearer = dict(zip(brands[Brands.name].str.casefold(), brands[Brands.brand_id], strict=True))
    named = _with_names(brands, names, listings, listings[Listings.brand].str.casefold().map(bearer))
    ways = named[Listings.listing_id].map(lambda of: WAYS[number_of(f"{seed} {of}") % len(WAYS)])
    made = pd.concat(
        [broken(part, str(way), seed=seed, fields=fields) for way, part in named.groupby(ways)], ignore_index=True
    )
    links, comparisons = link(
        Listings.conform(made.drop(columns=["name"])), LinkCatalog(*frames), None, None, LinkParams()
    )
    links = links.merge(comparisons, on=[Links.platform, Links.listing_id, Links.brand_id])
    links = links[links[Links.product_id].isin(set(held["product_id"]))]
    own = dict(zip(known[Links.listing_id], known["product_id"], strict=True))
    is_right = links[Links.listing_id].map(own) == links[Links.product_id]
    print(f"{len(made)} listings, {len(links)} linked to one of {len(held)} products")
    for column in (Links.link_confidence, LinkComparisons.product_confidence):
        told = links[column].astype(float)
        shown = pd.DataFrame({"told": told, "right": is_right, "bin": pd.cut(told, EDGES, right=False)})
        print(column)
        for name, part in shown.groupby("bin", observed=True):
            print(f"  {name!s:<14} told {part['told'].mean():.3f} right {part['right'].mean():.3f} of {len(part)}")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--raw", type=Path, required=True)
    asked.add_argument("--truth", type=Path, required=True)
    asked.add_argument("--models", action="store_true", help="keep the attributes")
    asked.add_argument("--typed", help="what the brand field says instead of nothing")
    asked.add_argument("--told", action="store_true", help="how true the confidences are; nothing else is done")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    frames = read_catalogs(given.raw)
    fields: dict[str, object] = {Listings.brand: given.typed} | ({} if given.models else {Listings.attributes: None})
    if given.told:
        print_told(frames, given.raw, given.truth, seed=given.seed, fields=fields)
        return
    named = named_listings(frames, *known_listings(given.raw, given.truth))
    less = LinkCatalog(*without(frames, {of for of in named["product_id"] if is_taken_out(of)}))
    whole = LinkCatalog(*frames)
    print(f"{len(named)} listings name their brand in the title; brand field now {given.typed!r}")
    print(f"{'':<18}{'listings':>9}{'right':>8}{'compared':>9}{'elsewhere':>10}{'| taken out: compared elsewhere':>33}")
    for way in (WHOLE, *WAYS, GONE):
        made = broken(named, way, seed=given.seed, fields=fields)
        found = compared(whole, made).mean()
        out = made[made["product_id"].map(is_taken_out)].reset_index(drop=True)
        shares = [
            found["is_right"],
            found["is_compared"],
            found["is_elsewhere"],
            compared(less, out)["is_elsewhere"].mean(),
        ]
        print(
            f"{way:<18}{len(made):9}"
            + "".join(f"{share:{w}.3f}" for share, w in zip(shares, (8, 9, 10, 33), strict=True))
        )


if __name__ == "__main__":
    main()
