"""How many listings that leave the brand's name out are still linked to its product, and how many to another one.

    python benchmarks/linking_without_owner.py --raw DIR --truth FILE [--codes N]

DIR is a raw folder in contract form, FILE a CSV of known pairs: platform, listing_id, product_id. From the listing of
each pair every name of its brand is struck out and the typed brand is evaded; then its attributes are taken away, then
the model number in its title, too. Besides, `--codes` registered model numbers are written alone and among words that
say nothing. Numbers of digits alone are told apart from those with letters: 8691 may be anything.
"""

import argparse
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.linking import KEY, read_catalogs, read_listings
from features.contracts import Brands, Links, Listings, Names, Products
from features.linking import LinkCatalog, LinkParams, link
from features.linking.names.joined_text import squeeze

_AMONG = ("{}", "{} new in box", "hot sale {} free shipping", "top quality {}")
_LEAST_CODE = 5
BRAND, PRODUCT = "brand_of_pair", "product_of_pair"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--raw", type=Path, required=True)
    asked.add_argument("--truth", type=Path, required=True)
    asked.add_argument("--codes", type=int, default=600)
    given = asked.parse_args()
    brands, names, products = read_catalogs(given.raw)
    catalog = LinkCatalog(brands, names, products)
    known = known_pairs(read_listings(given.raw), pd.read_csv(given.truth, dtype=str), products)
    known[Listings.title] = without_names(known, brands, names)
    known = known.assign(**{Listings.brand: "Unbranded", Listings.description: None})
    tell("name struck out", known, catalog)
    known = known.assign(**{Listings.attributes: None})
    tell("… and no attributes", known, catalog)
    known[Listings.title] = [
        _struck(title, [model]) for title, model in zip(known[Listings.title], known["model"], strict=True)
    ]
    tell("… and no model number in the title", known, catalog)
    for says, codes in registered_codes(products, given.codes):
        for among in _AMONG:
            tell(f"model number of {says}: {among.format('…')}", code_listings(codes, among), catalog)


def known_pairs(listings: pd.DataFrame, truth: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """The listings of the known pairs, with brand, product and model number of the product."""
    held = products[[Products.product_id, Products.brand_id, Products.model]]
    pairs = truth.merge(held, on=Products.product_id).rename(
        columns={Products.product_id: PRODUCT, Products.brand_id: BRAND, Products.model: "model"}
    )
    return listings.merge(pairs, on=KEY).reset_index(drop=True)


def without_names(known: pd.DataFrame, brands: pd.DataFrame, names: pd.DataFrame) -> list[str]:
    """Each title without any name of its pair's brand."""
    held: dict[str, set[str]] = defaultdict(set)
    for table, brand_id, name in ((brands, Brands.brand_id, Brands.name), (names, Names.brand_id, Names.name)):
        for one, written in zip(table[brand_id], table[name], strict=True):
            held[one].add(written)
    return [_struck(title, held[one]) for title, one in zip(known[Listings.title], known[BRAND], strict=True)]


def _struck(title: str, parts: Iterable[object]) -> str:
    for part in sorted((part for part in parts if isinstance(part, str)), key=len, reverse=True):
        title = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "", title, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", title).strip()


def registered_codes(products: pd.DataFrame, count: int) -> list[tuple[str, pd.DataFrame]]:
    """Products with a model number, drawn by chance: those of letters and digits, and those of digits alone."""
    compact = [squeeze(model.lower()) if isinstance(model, str) else "" for model in products[Products.model]]
    long = [at for at, code in enumerate(compact) if len(code) >= _LEAST_CODE and any(map(str.isdigit, code))]
    drawn = random.Random(0).sample(long, min(count, len(long)))
    plain = [at for at in drawn if compact[at].isdigit()]
    mixed = [at for at in drawn if not compact[at].isdigit()]
    return [("letters and digits", products.iloc[mixed]), ("digits alone", products.iloc[plain])]


def code_listings(products: pd.DataFrame, among: str) -> pd.DataFrame:
    """One listing for each product that says nothing but its model number."""
    rows = [
        {Listings.platform: "bench", Listings.listing_id: str(at), Listings.title: among.format(model), Listings.price: 10.0,
         Listings.currency: currency, Listings.brand: "N/A"}
        for at, (model, currency) in enumerate(zip(products[Products.model], products[Products.currency], strict=True))
    ]  # fmt: skip
    told = {BRAND: products[Products.brand_id].to_numpy(), PRODUCT: products[Products.product_id].to_numpy()}
    return Listings.conform(pd.DataFrame(rows)).assign(**told)


def tell(says: str, known: pd.DataFrame, catalog: LinkCatalog) -> None:
    """Prints how many are linked to their brand, to their product and to another brand."""
    links, _ = link(Listings.conform(known), catalog, None, None, LinkParams())
    met = known[[*KEY, BRAND, PRODUCT]].merge(links[[*KEY, Links.brand_id, Links.product_id]], on=KEY)
    at_brand = met[met[Links.brand_id] == met[BRAND]].drop_duplicates(KEY)
    at_product = met[met[Links.product_id] == met[PRODUCT]].drop_duplicates(KEY)
    elsewhere = met[met[Links.brand_id].notna() & (met[Links.brand_id] != met[BRAND])].drop_duplicates(KEY)
    shares = [f"{len(found) / max(len(known), 1):.3f}" for found in (at_brand, at_product, elsewhere)]
    print(f"{says:<58}{len(known):5} listings: brand {shares[0]}, product {shares[1]}, another brand {shares[2]}")


if __name__ == "__main__":
    main()
