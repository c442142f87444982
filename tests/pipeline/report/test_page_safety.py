"""Nothing a stranger wrote ever becomes part of a page."""

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from features.contracts import Brands, ImageMatches, Links, Listings, Products, Rejects, Sellers, Suspects
from pipeline.report.inputs import ReportTables, RunFacts
from tests.pipeline.report.conftest import Page

ATTACK = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'><svg/onload=alert(3)>{{7*7}}</template>"
BAD_LINKS = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>", "//evil.example/x",
    "https://shop.example@evil.example/", 'https://x.example/" onmouseover="alert(1)', "\x01javascript:alert(1)",
    "https:// evil.example", "ftp://x.example/", "vbscript:x", "https://x.example:99999/", "file:///etc/passwd",
]  # fmt: skip


def assert_inert(page: Page) -> None:
    assert len(page.all("script")) == 1
    assert len(page.all("style")) == 1
    for tag, attrs in page.elements:
        assert tag not in ("iframe", "object", "embed", "form", "base", "link", "foreignobject")
        assert not [name for name in attrs if name.startswith("on") or name in ("style", "srcdoc", "formaction")]
        for name in ("src", "href"):
            link = attrs.get(name) or ""
            assert link.startswith(("https://", "http://", "data:image/jpeg;base64,", "#", "../index.html")) or (
                re.fullmatch(r"[\w.%+-]+/suspects\.(html|xlsx|csv)(#s-\d+)?", link) or not link
            ), link


def attacked_tables(make: Callable[..., ReportTables]) -> ReportTables:
    """A night whose every free text is an attack."""
    words = {"code": ATTACK, "sentence": ATTACK, "value": ATTACK, "contribution": 0.3}
    row = {
        Suspects.rank: 1, Suspects.platform: ATTACK, Suspects.listing_id: ATTACK, Suspects.seller_id: ATTACK,
        Suspects.brand_id: "acme", Suspects.product_id: ATTACK, Suspects.link_confidence: 0.5, Suspects.score: 0.5,
        Suspects.model_version: ATTACK, Suspects.band: "act", Suspects.section: "act", Suspects.selected_by: "score",
        Suspects.selection_probability: 1.0, Suspects.reasons: [words], Suspects.network_id: ATTACK,
        Suspects.nearest_reference: {"product_id": ATTACK, "image": ATTACK, "distance_bits": 1},
        Suspects.first_seen: pd.Timestamp("2026-11-18", tz="UTC"), Suspects.value_at_risk: 3.0,
    }  # fmt: skip
    key = {Listings.platform: ATTACK, Listings.listing_id: ATTACK}
    listing = {
        **key, Listings.title: ATTACK, Listings.price: 3.0, Listings.currency: ATTACK, Listings.seller_id: ATTACK,
        Listings.url: f"https://x.example/{ATTACK}", Listings.images: [ATTACK], Listings.ships_from: ATTACK,
    }  # fmt: skip
    frames = {
        "suspects": (Suspects, row), "listings": (Listings, listing),
        "sellers": (Sellers, {**key, Sellers.seller_id: ATTACK, Sellers.name: ATTACK, Sellers.location: ATTACK}),
        "brands": (Brands, {Brands.brand_id: "acme", Brands.name: ATTACK, Brands.sector: ATTACK, Brands.capacity: 3}),
        "products": (Products, {
            Products.brand_id: "acme", Products.product_id: ATTACK, Products.title: ATTACK, Products.model: ATTACK,
            Products.list_price: 4.0, Products.currency: ATTACK + "x",
        }),
        "image_matches": (ImageMatches, {
            **key, ImageMatches.image: ATTACK, ImageMatches.bank: "official", ImageMatches.brand_id: "acme",
            ImageMatches.product_id: ATTACK, ImageMatches.reference_image: ATTACK, ImageMatches.view: ATTACK,
            ImageMatches.distance_bits: 3, ImageMatches.confidence: 0.5,
        }),
        "links": (Links, {
            **key, Links.brand_id: "acme", Links.product_id: ATTACK, Links.link_confidence: 0.5, Links.claim: "own",
            Links.named_as: ATTACK, Links.named_how: "exact",
        }),
        "rejects": (Rejects, {
            **key, Rejects.kind: "image", Rejects.source_file: ATTACK, Rejects.reason_code: ATTACK,
            Rejects.detail: ATTACK,
        }),
    }  # fmt: skip
    return make(**{name: table.conform(pd.DataFrame([values])) for name, (table, values) in frames.items()})


@pytest.fixture
def attacked(written: Callable[..., Path], night: tuple[ReportTables, RunFacts]) -> Path:
    def make(**frames: Any) -> ReportTables:
        return ReportTables(**frames, listing_photo=night[0].listing_photo, reference_photo=night[0].reference_photo)

    run = RunFacts(
        model_version=ATTACK,
        withheld={"other" + ATTACK: ATTACK},
        banners=[ATTACK],
        metrics={ATTACK: 0.5},
        counts={ATTACK: 3},
        without_catalogue={"zz" + ATTACK: ATTACK},
    )
    return written(attacked_tables(make), run, translate=lambda code, value, language: ATTACK)


@pytest.mark.parametrize("name", ["index.html", "acme/suspects.html"])
def test_an_attack_in_every_field_comes_out_as_text(attacked: Path, name: str) -> None:
    page = Page(attacked / name)
    assert_inert(page)
    assert ATTACK in page.text


@pytest.mark.parametrize("address", BAD_LINKS)
def test_only_plain_web_addresses_become_links(one_row: Callable[..., Path], address: str) -> None:
    page = Page(one_row(listing={Listings.url: address}) / "acme/suspects.html")
    assert_inert(page)
    assert not [link for link in page.all("a") if "target" in link]


def test_links_to_listings_tell_the_other_side_nothing(one_row: Callable[..., Path]) -> None:
    page = Page(one_row() / "acme/suspects.html")
    (link,) = [link for link in page.all("a") if "target" in link]
    assert link["href"] == "https://bazaar.example/item/acme-0001"
    assert link["rel"] == "noopener noreferrer nofollow"


def test_the_policy_allows_this_script_and_style_and_nothing_else(one_row: Callable[..., Path]) -> None:
    page = Page(one_row() / "acme/suspects.html")
    (policy,) = [meta["content"] or "" for meta in page.all("meta") if meta.get("http-equiv")]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    for part in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(page.inside[part].encode()).digest()).decode()
        assert rules.pop(f"{part}-src") == f"'sha256-{digest}'"
    none = "'none'"
    assert rules == {"default-src": none, "img-src": "data:", "base-uri": none, "form-action": none}


def test_the_pages_hold_no_data_in_scripts_and_name_no_remote_source(
    written: Callable[..., Path], night: tuple[ReportTables, RunFacts]
) -> None:
    folder = written(*night)
    scripts = {Page(path).inside["script"] for path in folder.rglob("*.html")}
    assert len(scripts) == 1
    styles = {Page(path).inside["style"] for path in folder.rglob("*.html")}
    assert not [style for style in styles if "url(" in style or "@import" in style]


@pytest.mark.parametrize(
    "brand_id", ["..", "a/b", "con", "ASSETS", "index.html", "a\u202eb", ".hidden", "x" * 200, "é\u0301"]
)
def test_a_brand_id_that_is_no_safe_folder_gets_no_page_and_is_named(
    written: Callable[..., Path], night: tuple[ReportTables, RunFacts], brand_id: str
) -> None:
    folder = written(night[0], RunFacts(model_version="gbm", without_catalogue={brand_id: "odd"}))
    assert {path.name for path in folder.iterdir()} == {"index.html", "acme", "zenith"}
    assert "has no page" in Page(folder / "index.html").text
