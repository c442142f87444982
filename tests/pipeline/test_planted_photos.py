"""Altered packshots planted in a whole night are found and shown; fresh photos of the same goods match nothing."""

import datetime
import json
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)] if str(ROOT) not in sys.path else []

from benchmarks.photo_planting import (  # noqa: E402
    PLANTED,
    copied_night,
    found_by_kind,
    official_matches,
    packshots,
    plant,
    run,
    shown_cards,
)
from pipeline.simulator.catalogs import invented_brands  # noqa: E402
from pipeline.simulator.photos.photo_store import PhotoStore  # noqa: E402
from pipeline.simulator.pictures import official, own, product_key  # noqa: E402

FIRST, SECOND = datetime.date(2026, 11, 17), datetime.date(2026, 11, 18)
# What each alteration is called on the page; of some only that the photo was copied can be told.
WORDS = {
    "recompress": ("as it is", "原样"),
    "crop 15 to 25 %": ("cropped", "裁剪"),
    "mirror": ("mirrored", "镜像"),
    "turn 90": ("turned", "旋转"),
    "turn 10": ("tilted", "倾斜"),
    "border": ("in a frame", "加边框"),
    "screenshot": ("between bars", "上下留栏"),
}
PRODUCTS = 3


@pytest.fixture(scope="module", autouse=True)
def own_secret():
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TOUCHSTONE_AUDIT_SECRET", "a secret of the tests")
        yield


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> Path:
    """RAW with one brand's packshots and a night of fresh photos of its products, all drawn."""
    raw = tmp_path_factory.mktemp("drawn") / "raw"
    (brand,) = invented_brands(23, 1, SECOND)
    products = brand.products[:PRODUCTS]
    store = PhotoStore(23, {product_key(product): product for product in products})
    catalog = raw / "catalogs" / brand.brand_id
    snapshot = raw / "snapshots" / "stalls" / str(FIRST)
    for folder in (catalog, snapshot):
        (folder / "images").mkdir(parents=True)
    card = {"brand_id": brand.brand_id, "name": brand.name, "sector": brand.sector}
    (catalog / "brand.yaml").write_text(yaml.safe_dump(card))
    rows, listings = [], []
    for product in products:
        names = [f"{product.product_id}-{view}.jpg" for view in range(2)]
        for view, name in enumerate(names):
            (catalog / "images" / name).write_bytes(store.jpeg(official(product, view)))
        rows.append({"product_id": product.product_id, "title": f"{brand.name} {product.model}", "images": names})
        for seller in range(2):
            photo = f"{product.product_id}-by-{seller}.jpg"
            (snapshot / "images" / photo).write_bytes(store.jpeg(own(product, f"seller {seller}", 0)))
            said = {"title": rows[-1]["title"], "price": 30.0, "currency": "USD", "seller_id": f"s{seller}"}
            when = {"captured_at": f"{FIRST}T01:00:00Z"}
            listings.append({"listing_id": f"fresh-{len(listings)}", "images": [photo], **said, **when})
    _write(catalog / "products.jsonl", rows)
    _write(snapshot / "listings.jsonl", listings)
    return raw


@pytest.fixture(scope="module")
def planted_night(drawn, tmp_path_factory):
    """(what was planted, the folder of the night's run, RAW, the folder with its data)."""
    folder = tmp_path_factory.mktemp("planted")
    raw = folder / "raw"
    copied_night(drawn, raw, "stalls", FIRST)
    snapshot = raw / "snapshots" / "stalls" / str(FIRST)
    planted = plant(snapshot, packshots(raw), kinds=list(WORDS), copies=1, seed=3)
    return planted, run(raw, folder, FIRST), raw, folder


def test_planted_copies_are_found_and_fresh_photos_of_the_same_goods_match_nothing(planted_night):
    planted, ran, _, _ = planted_night
    matches = official_matches(ran)
    assert matches["listing_id"].astype(str).str.startswith(PLANTED).all()
    assert found_by_kind(planted, matches)["found"].to_dict() == dict.fromkeys(WORDS, 1)


def test_the_page_shows_both_photos_and_says_what_was_done_in_two_languages(planted_night):
    planted, ran, raw, _ = planted_night
    cards = shown_cards(ran / "report" / planted[0].brand_id / "suspects.html")
    for one in planted:
        card = cards[one.listing_id]
        english, chinese = WORDS[one.kind]
        assert card.photos == 2
        assert "copy of an official photo" in card.en and english in card.en
        assert "复制了官方图片" in card.zh and chinese in card.zh


def test_a_copy_of_a_settled_counterfeits_photo_is_shown_beside_it_or_says_whose_it_was(planted_night, tmp_path):
    planted, _, raw, folder = planted_night
    shutil.copytree(raw, tmp_path / "raw")
    shutil.copytree(folder / "data", tmp_path / "data")
    brand_id = planted[0].brand_id
    _second_night(tmp_path / "raw", brand_id)
    ran = run(tmp_path / "raw", tmp_path, SECOND)
    matches = pd.read_parquet(ran / "image_matches.parquet")
    pairs = [["copycat-0", "known_fake"], ["copycat-1", "known_fake"]]
    assert matches[["listing_id", "bank"]].to_numpy().tolist() == pairs
    page = ran / "report" / brand_id / "suspects.html"
    kept, gone = (shown_cards(page)[f"copycat-{number}"] for number in range(2))
    for number, card in enumerate((kept, gone)):
        assert card.photos == 2
        assert f"settled counterfeit (stalls/fresh-{number}/" in card.en and "mirrored" in card.en
        assert "镜像" in card.zh
    assert "no longer kept" in gone.en and "no longer kept" not in kept.en
    shown = page.read_text("utf-8")
    assert "Photo of settled counterfeit stalls/fresh-0/" in shown
    assert "Photo of settled counterfeit stalls/fresh-1/" not in shown


def _second_night(raw: Path, brand_id: str) -> None:
    """Two listings are settled as counterfeit, one's photo is deleted, and both photos come back mirrored."""
    before, tonight = (raw / "snapshots" / "stalls" / str(night) for night in (FIRST, SECOND))
    (tonight / "images").mkdir(parents=True)
    (raw / "decisions").mkdir()
    decisions, listings = [], []
    for number, line in enumerate((before / "listings.jsonl").read_text("utf-8").splitlines()[:2]):
        told = json.loads(line)
        photo = before / "images" / told["images"][0]
        ImageOps.mirror(Image.open(photo)).save(tonight / "images" / f"{number}.jpg")
        about = {"decision_id": f"d{number}", "platform": "stalls", "listing_id": told["listing_id"]}
        verdict = {"brand_id": brand_id, "verdict": "counterfeit", "basis": "test_purchase"}
        decisions.append({**about, **verdict, "decided_at": f"{FIRST}T12:00:00Z", "snapshot_date": str(FIRST)})
        copy = {"listing_id": f"copycat-{number}", "seller_id": "s9", "images": [f"{number}.jpg"]}
        listings.append({**told, **copy, "captured_at": f"{SECOND}T01:00:00Z"})
    photo.unlink()
    _write(raw / "decisions" / "d.jsonl", decisions)
    _write(tonight / "listings.jsonl", listings)


def _write(file: Path, rows: list[dict]) -> None:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
