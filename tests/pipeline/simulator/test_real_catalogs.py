"""A market over given catalogues and photos trades in those brands."""

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image

from pipeline.simulator import simulate
from pipeline.simulator.real_catalogs import UnusableCatalogs, real_brands
from tests.pipeline.simulator.conftest import read_rows

REAL = Path(__file__).parents[4] / "shared/data/real/raw/catalogs"


@pytest.fixture
def catalogs(tmp_path) -> Path:
    for brand in ("Zorblax", "Quenlo"):
        folder = tmp_path / "given" / brand.lower()
        folder.mkdir(parents=True)
        card = {
            "brand_id": brand.lower(),
            "name": brand,
            "names": {"en": [brand]},
            "nicknames": {},
            "sector": "consumer electronics",
            "capacity": 5,
        }
        (folder / "brand.yaml").write_text(yaml.safe_dump(card))
        rows = [
            {
                "product_id": f"p{number}",
                "title": f"{brand} speaker model {number}",
                "list_price": 40.0 + number,
                "currency": "USD",
            }
            for number in range(4)
        ]
        (folder / "products.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path / "given"


@pytest.fixture
def photos(tmp_path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    rng = np.random.default_rng(1)
    for number in range(3):
        pixels = np.full((300, 400, 3), 250, np.uint8)
        pixels[60:240, 80:320] = rng.integers(0, 200, (180, 240, 3))
        Image.fromarray(pixels).save(folder / f"{number}.jpg")
    return folder


def test_a_market_over_given_catalogues_and_photos(catalogs, photos, tmp_path):
    out = tmp_path / "market"
    summary = simulate(out, nights=2, end=dt.date(2026, 11, 20), seed=3, listings=100, catalogs=catalogs, photos=photos)
    assert summary.counterfeits_ever > 0
    assert {path.name for path in (out / "raw/catalogs").iterdir()} == {"zorblax", "quenlo"}
    products = read_rows(out / "raw/catalogs/zorblax/products.jsonl")
    assert {row["title"] for row in products} == {f"Zorblax speaker model {number}" for number in range(4)}
    titles = [row["title"] for row in read_rows(out / "raw/snapshots/bluecart/2026-11-20/listings.jsonl")]
    assert sum("Zorblax" in title or "Quenlo" in title for title in titles) > len(titles) / 3


def test_a_folder_without_priced_products_is_refused_by_name(tmp_path):
    with pytest.raises(UnusableCatalogs, match=str(tmp_path)):
        real_brands(tmp_path, 4, 1)


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_dir(), reason="shared/data/real is not here")
def test_the_real_catalogues_can_be_traded_in():
    brands = real_brands(REAL, 12, 5)
    assert len(brands) == 12
    assert all(product.list_price_usd > 0 and product.line["en"] for brand in brands for product in brand.products)
    assert all(len(brand.products) >= 4 for brand in brands)
