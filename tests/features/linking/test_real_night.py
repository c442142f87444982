"""Linking on real titles: 680 listings whose product is known, and Chinese laptops whose brand the seller typed."""

import csv
import functools
import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

from features.contracts import Brands, Listings, Names, Products
from features.linking import LinkCatalog, LinkParams, link

REAL = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "real"
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not (REAL / "raw").exists(), reason="../shared/data/real is not there"),
]
TITLES_READ = 600


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


@functools.cache
def real_frames():
    brands = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(REAL.glob("raw/catalogs/*/brand.yaml"))]
    names = [
        {"brand_id": brand["brand_id"], "language": language, "name": name, "kind": "name"}
        for brand in brands
        for language, listed in brand["names"].items()
        for name in listed
    ]
    products = [
        {**line, "brand_id": brand["brand_id"]}
        for brand in brands
        for line in lines(REAL / "raw" / "catalogs" / brand["brand_id"] / "products.jsonl")
    ]
    frames = (pd.DataFrame(rows) for rows in (brands, names, products))
    return tuple(table.conform(rows) for table, rows in zip((Brands, Names, Products), frames, strict=True))


@functools.cache
def real_catalog():
    return LinkCatalog(*real_frames())


def night(platform, keep):
    found = [line for path in REAL.glob(f"raw/snapshots/{platform}/*/listings.jsonl") for line in lines(path)]
    return Listings.conform(pd.DataFrame([{**line, "platform": platform} for line in found if keep(line)]))


def known_pairs():
    with (REAL / "truth" / "same_product.csv").open(encoding="utf-8") as file:
        return {row["listing_id"]: row["product_id"] for row in csv.DictReader(file)}


def linked_products(catalog, truth):
    """Listing → the product it is linked to, of the listings whose product is known."""
    links, _ = link(night("amazon", lambda line: line["listing_id"] in truth), catalog, None, None, LinkParams())
    best = links[links["product_id"].notna()].sort_values("link_confidence", ascending=False, kind="stable")
    return dict(best.drop_duplicates("listing_id")[["listing_id", "product_id"]].itertuples(index=False))


def test_the_known_product_is_linked_and_hardly_ever_another():
    truth = known_pairs()
    found = linked_products(real_catalog(), truth)
    right = sum(truth[listing_id] == product for listing_id, product in found.items())
    assert right / len(truth) >= 0.975
    assert right / len(found) >= 0.97


def test_a_listing_whose_product_is_not_in_the_catalogue_is_left_unlinked():
    truth = known_pairs()
    removed = set(sorted(truth.values())[::3])
    brands, names, products = real_frames()
    kept = Products.conform(products[~products["product_id"].isin(removed)].reset_index(drop=True))
    found = linked_products(LinkCatalog(brands, names, kept), truth)
    right = [found.get(listing_id) == product for listing_id, product in truth.items() if product not in removed]
    elsewhere = [listing_id in found for listing_id, product in truth.items() if product in removed]
    assert sum(right) / len(right) >= 0.96
    assert sum(elsewhere) / len(elsewhere) <= 0.15


def test_the_brand_in_a_chinese_title_is_the_one_the_seller_typed():
    brand_of = {name: key for key, names in real_catalog().names_of.items() if key.endswith("-cn") for name in names}
    chosen = night("jd", lambda line: line.get("brand") in brand_of).head(TITLES_READ)
    links, _ = link(Listings.conform(chosen.assign(brand=None)), real_catalog(), None, None, LinkParams())
    named = set(zip(links["listing_id"], links["brand_id"], strict=True))
    right = [(key, brand_of[typed]) in named for key, typed in zip(chosen["listing_id"], chosen["brand"], strict=True)]
    assert sum(right) / len(right) >= 0.95
