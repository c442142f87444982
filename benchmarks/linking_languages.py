"""How well Chinese listings are linked to a catalogue written in English alone, with title vectors and without.

    python benchmarks/linking_languages.py --raw DIR

DIR is a raw folder whose products have Chinese titles besides English ones (a simulated market). Each Chinese title
becomes a listing that names the brand but no model number; the catalogue keeps the English titles only.
"""

import argparse
import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from linking import Encoded, read_catalogs

from features.contracts import Links, Listings, Products
from features.linking import LinkCatalog, LinkParams, link

OTHER, THIRD = Products.other_titles, 3


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--raw", type=Path, required=True)
    brands, names, products = read_catalogs(asked.parse_args().raw)
    chinese = products[[len(titles) > 0 for titles in products[OTHER]]]
    listings = Listings.conform(
        pd.DataFrame(
            {
                Listings.platform: "chinese",
                Listings.listing_id: chinese[Products.brand_id] + "/" + chinese[Products.product_id],
                Listings.title: [titles[0] for titles in chinese[OTHER]],
                Listings.price: 10.0,
                Listings.currency: "CNY",
            }
        )
    )
    english = products.assign(**{OTHER: [[] for _ in range(len(products))]})
    vectors = Encoded([*listings[Listings.title], *english[Products.title]])
    out = set(products[Products.product_id].iloc[::THIRD])
    less = Products.conform(english[~english[Products.product_id].isin(out)].reset_index(drop=True))
    for says, used in (("title vectors", vectors), ("no vectors", None)):
        full = _linked(listings, LinkCatalog(brands, names, Products.conform(english)), used)
        reduced = _linked(listings, LinkCatalog(brands, names, less), used)
        right = [found == of for found, of in zip(full, chinese[Products.product_id], strict=True)]
        elsewhere = [
            found is not None for found, of in zip(reduced, chinese[Products.product_id], strict=True) if of in out
        ]
        made = sum(found is not None for found in full)
        print(
            f"{says}: {len(right)} listings, recall {sum(right) / len(right):.3f}, precision "
            f"{sum(right) / max(made, 1):.3f} of {made}; of {len(elsewhere)} whose product is not there "
            f"{sum(elsewhere) / max(len(elsewhere), 1):.3f} are linked to another"
        )


def _linked(listings: pd.DataFrame, catalog: LinkCatalog, vectors: Encoded | None) -> list[str | None]:
    links, _ = link(listings, catalog, vectors, None, LinkParams())
    best = links[links[Links.product_id].notna()].sort_values(Links.link_confidence, ascending=False, kind="stable")
    found = best.drop_duplicates(Links.listing_id).set_index(Links.listing_id)[Links.product_id]
    return [found.get(listing_id) for listing_id in listings[Listings.listing_id]]


if __name__ == "__main__":
    main()
