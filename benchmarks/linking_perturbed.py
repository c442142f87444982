"""How often a real title that now tells another variant is still linked to the product it told before.

    python benchmarks/linking_perturbed.py --raw DIR --truth FILE [--read N]

DIR is a raw folder in contract form, FILE known pairs whose products are left out of the test. Each product's title is
made a listing: a quarter of its words dropped, the rest in another order, its model number gone; then one measure or
colour is changed. Printed are, by what was changed: listings, how many are linked to the product all the same, how
many are compared in price with it, and how many say what another product of the brand says and are linked to it.
"""

import argparse
import random
import re
import sys
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from linking import read_catalogs

from features.contracts import LinkComparisons, Links, Listings, Products
from features.families.peer_prices import LEAST_PRODUCT_CONFIDENCE
from features.linking import LinkCatalog, LinkParams, link

# What is changed → where it stands, and what may stand there instead.
CHANGES: dict[str, tuple[str, list[str]]] = {
    "memory": (r"(?<![\d.])(4|8|16)(?= ?GB?\b)", ["4", "8", "16", "32"]),
    "storage": (r"(?<![\d.])(120|128|250|256|320|500|512)(?= ?GB?\b)", ["64", "128", "256", "512", "750"]),
    "screen": (
        r"(?<![\d.])(11\.6|13\.3|14|15\.6|17\.3|19|22|24|27|32)(?= ?(?:英寸|寸|[Ii]nch|\"))",
        ["13.3", "14", "15.6", "24", "32"],
    ),
    "processor": (r"\bi([357])(?=-?\d{4}|\b)", ["i3", "i5", "i7"]),
    "length": (r"(?<![\d.x])(3|6|10|12|15|25|50)(?=[ -]?(?:ft|Ft|feet|Feet|foot)\b)", ["3", "6", "12", "25", "100"]),
    "pack": (r"(?<=Pack of )(\d+)|(?<![\d.])(2|3|4|6|8|10|12)(?=[- ]?(?:Pack|pack|pk|PK)\b)", ["2", "4", "5", "10"]),
    "colour": (
        r"\b(Black|White|Red|Blue|Pink|Silver|Green|Purple)\b|(?<=[^\u3040-\u9fff])(黑|银|金|灰|红|蓝|粉)(?=色|\)|）|$)",
        ["Black", "White", "Red", "Blue", "黑", "银", "红", "蓝"],
    ),
}
UNCHANGED, DROPPED = "nothing", 0.25
_COLOUR = re.compile(CHANGES["colour"][0] + "|黑|银|金|灰|红|蓝|粉|白")
_WORD = re.compile(
    r"(?<![\d.])[\d.]+ ?(?:英寸|寸|[Ii]nch|[Ff]t|[Ff]eet|[Pp]ack)|Pack of \d+|[\u3040-\u9fff]+|[^\s\u3040-\u9fff]+"
)


def changed(title: str, kind: str, chance: random.Random) -> str | None:
    """The title with one thing changed, every time it says it; None where it does not say it."""
    if kind == UNCHANGED:
        return title
    pattern, values = CHANGES[kind]
    found = re.search(pattern, title)
    if found is None:
        return None
    others = [value for value in values if value.lower() != found[0].lower() and value.isascii() == found[0].isascii()]
    other = chance.choice(others)
    return re.sub(pattern, lambda met: other if met[0] == found[0] else met[0], title)


def rewritten(title: str, model: str | None, brand: str, chance: random.Random) -> str:
    """The title as another seller may write it: shuffled, without the model number and some plain words."""
    words = _WORD.findall(title.replace(model, " ") if model else title)
    telling = re.compile(rf"\d|{_COLOUR.pattern}")
    kept = [word for word in words if telling.search(word) or len(word) < 3 or chance.random() >= DROPPED]
    middle = kept[1:]
    at = chance.randrange(len(middle) + 1) if middle else 0
    return " ".join([brand, *kept[:1], *middle[at:], *middle[:at]])


def cases(products: pd.DataFrame, brands: dict[str, str], seed: int) -> pd.DataFrame:
    found = []
    for brand_id, product_id, title, model in products.itertuples(index=False):
        for kind in (UNCHANGED, *CHANGES):
            chance = random.Random(f"{seed} {kind} {product_id}")
            made = changed(str(title), kind, chance)
            if made is not None:
                text = rewritten(made, model if isinstance(model, str) else None, brands[brand_id], chance)
                found.append({"kind": kind, "product_id": product_id, "brand_id": brand_id, "title": text})
    return pd.DataFrame(found)


def compared(made: pd.DataFrame, catalog: LinkCatalog) -> pd.DataFrame:
    """Links of the cases (`at` is their row) with whether they are to the `same` product, `compared`, or to an `other`."""
    listings = pd.DataFrame(
        {
            "platform": "shop",
            "listing_id": made.index.astype(str),
            "title": made["title"],
            "price": 9.0,
            "currency": "USD",
        }
    )
    links, comparisons = link(Listings.conform(listings), catalog, None, None, LinkParams())
    links = links.merge(comparisons, on=[Links.platform, Links.listing_id, Links.brand_id], how="left")
    told = links.assign(at=links[Links.listing_id].astype(int)).merge(
        made, left_on="at", right_index=True, suffixes=("", "_told")
    )
    told["same"] = told[Links.product_id] == told["product_id_told"]
    told["compared"] = told["same"] & (
        told[LinkComparisons.product_confidence].astype(float) >= LEAST_PRODUCT_CONFIDENCE
    )
    told["other"] = told[Links.product_id].notna() & ~told["same"]
    return told


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--raw", type=Path, required=True)
    asked.add_argument("--truth", type=Path, required=True)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--read", type=int, default=0)
    given = asked.parse_args()
    brands, names, products = read_catalogs(given.raw)
    known = set(pd.read_csv(given.truth, dtype=str)["product_id"])
    ours = products[~products[Products.product_id].isin(known) & (products[Products.brand_id] != "lego")]
    columns = [Products.brand_id, Products.product_id, Products.title, Products.model]
    name_of = dict(zip(brands["brand_id"], brands["name"], strict=True))
    made = cases(ours[columns], name_of, given.seed)
    told = compared(made, LinkCatalog(brands, names, products))
    by = told.groupby("at").agg({"kind": "first", "same": "max", "compared": "max", "other": "max"})
    print(f"{len(ours)} products; changed: listings, still the product, compared with it, another product")
    for kind, part in by.groupby("kind"):
        print(
            f"  {kind:<10}{len(part):6}{part['same'].mean():8.3f}{part['compared'].mean():8.3f}{part['other'].mean():8.3f}"
        )
    shown = told[told["compared"] & (told["kind"] != UNCHANGED)].head(given.read)
    title_of = dict(zip(products[Products.product_id], products[Products.title], strict=True))
    for row in shown.itertuples():
        print(f"  {row.kind}: {row.title}\n      {title_of[row.product_id]}")


if __name__ == "__main__":
    main()
