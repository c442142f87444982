"""The pages: what they say, and that nothing a stranger wrote ever becomes part of them."""

import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from features.contracts import Brands, ImageMatches, Links, Listings, Products, Rejects, Sellers, Suspects
from features.contracts.review import BANDS, SECTIONS, SELECTED_BY, VERDICTS
from pipeline.report.inputs import ReportTables, RunFacts
from pipeline.report.palette import DARK, LIGHT, READ_TOGETHER
from pipeline.report.words import WORDS

ATTACK = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'><svg/onload=alert(3)>{{7*7}}</template>"
BAD_LINKS = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>", "//evil.example/x",
    "https://shop.example@evil.example/", 'https://x.example/" onmouseover="alert(1)', "\x01javascript:alert(1)",
    "https:// evil.example", "ftp://x.example/", "vbscript:x", "https://x.example:99999/", "file:///etc/passwd",
]  # fmt: skip


class Page(HTMLParser):
    """Every element of a page with its attributes, its text, and the content of script and style."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, str] = {"script": "", "style": ""}
        self.text = ""
        self._open: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in self.inside:
            self.inside[self._open[-1]] += data
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


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


def test_photos_are_made_anew_and_stand_in_the_page(
    written: Callable[..., Path], night: tuple[ReportTables, RunFacts]
) -> None:
    photos = Page(written(*night) / "acme/suspects.html").all("img")
    assert len(photos) == 20
    for photo in photos:
        assert base64.b64decode((photo["src"] or "").partition(",")[2]).startswith(b"\xff\xd8\xff")
        assert photo["alt"]


def test_a_broken_photo_is_an_absence_and_not_an_error(one_row: Callable[..., Path]) -> None:
    def refuse(owner: str, image: str) -> bytes:
        raise PermissionError("outside the snapshot")

    folder = one_row(listing_photo=lambda platform, image: b"\xff\xd8\xffnot a photo", reference_photo=refuse)
    page = Page(folder / "acme/suspects.html")
    assert not page.all("img")
    assert "No listing photo" in page.text
    assert "what the genuine product looks like: no reference photo" in page.text


def test_hidden_and_stand_in_characters_are_named(one_row: Callable[..., Path]) -> None:
    page = Page(one_row(listing={Listings.title: "Ac\u200bme \u202egnp.exe Acm\u0435"}) / "acme/suspects.html")
    marks = {span["title"] for span in page.all("span") if "mark" in (span.get("class") or "")}
    assert marks == {
        "U+200B ZERO WIDTH SPACE", "U+202E RIGHT-TO-LEFT OVERRIDE", "U+0435 CYRILLIC SMALL LETTER IE",
    }  # fmt: skip
    assert "\u202e" not in page.text


def test_the_price_is_compared_in_words(one_row: Callable[..., Path]) -> None:
    key = {"platform": "bazaar", "listing_id": "acme-0001", "brand_id": "acme"}
    measured = {"price_to_list_ratio": 39 / 189, "price_to_peer_median_ratio": 39 / 170, "peer_sellers_count": 6.0}
    page = Page(one_row(price_comparisons=pd.DataFrame([{**key, **measured}])) / "acme/suspects.html")
    said = page.text.replace("\u00a0", " ")
    assert "USD 39 — 21 % of the list price 189; other sellers' median 170 (n=6)" in said
    assert "what other sellers ask for it" not in said


def test_a_price_in_other_money_without_a_rate_is_unknown(one_row: Callable[..., Path]) -> None:
    said = Page(one_row(listing={Listings.currency: "CNY"}) / "acme/suspects.html").text.replace("\u00a0", " ")
    assert "CNY 39 — list price USD 189, not compared: no rate" in said
    assert "the exchange rate of USD" in said


def test_an_audit_row_says_that_it_was_drawn_at_random(
    written: Callable[..., Path], night: tuple[ReportTables, RunFacts]
) -> None:
    text = Page(written(*night) / "acme/suspects.html").text
    assert "drawn at random (probability 0.4\u00a0%), not because it looks suspicious" in text


@pytest.mark.parametrize(("score", "said"), [(0.0, "under 1\u00a0%"), (1.0, "over 99\u00a0%"), (0.304, "30\u00a0%")])
def test_no_score_is_shown_as_certain(one_row: Callable[..., Path], score: float, said: str) -> None:
    assert said in Page(one_row(row={Suspects.score: score}) / "acme/suspects.html").text


def test_rules_are_not_called_probabilities(written: Callable[..., Path], night: tuple[ReportTables, RunFacts]) -> None:
    text = Page(written(night[0], RunFacts(model_version="rules-1")) / "acme/suspects.html").text
    assert "Score by rules" in text
    assert "Chance of counterfeit" not in text


def test_an_empty_queue_is_honest(written: Callable[..., Path], night: tuple[ReportTables, RunFacts]) -> None:
    run = RunFacts(model_version="gbm", withheld={"bazaar": "too many rejects"}, without_catalogue={"ghost": "no file"})
    folder = written(night[0], run)
    assert "does not mean that there are no counterfeits" in Page(folder / "acme/suspects.html").text
    assert "no file" in Page(folder / "ghost/suspects.html").text
    assert "bazaar: its lists are withheld tonight. too many rejects" in Page(folder / "index.html").text


@pytest.mark.parametrize(
    "brand_id", ["..", "a/b", "con", "ASSETS", "index.html", "a\u202eb", ".hidden", "x" * 200, "é\u0301"]
)
def test_a_brand_id_that_is_no_safe_folder_gets_no_page_and_is_named(
    written: Callable[..., Path], night: tuple[ReportTables, RunFacts], brand_id: str
) -> None:
    folder = written(night[0], RunFacts(model_version="gbm", without_catalogue={brand_id: "odd"}))
    assert {path.name for path in folder.iterdir()} == {"index.html", "acme", "zenith"}
    assert "has no page" in Page(folder / "index.html").text


def test_a_brands_files_come_from_its_own_rows_alone(
    written: Callable[..., Path], night: tuple[ReportTables, RunFacts]
) -> None:
    tables, run = night
    alone = {
        "suspects": tables.suspects[tables.suspects[Suspects.brand_id] == "acme"],
        "brands": tables.brands[tables.brands[Brands.brand_id] == "acme"],
        "products": tables.products[tables.products[Products.brand_id] == "acme"],
        "links": tables.links[tables.links[Links.brand_id] == "acme"],
        "image_matches": tables.image_matches[tables.image_matches[ImageMatches.brand_id] == "acme"],
    }
    both, one = written(tables, run), written(ReportTables(**{**vars(tables), **alone}), run)
    for name in ("html", "xlsx", "csv"):
        assert (both / f"acme/suspects.{name}").read_bytes() == (one / f"acme/suspects.{name}").read_bytes()


def test_the_same_night_gives_the_same_bytes(
    written: Callable[..., Path], night: tuple[ReportTables, RunFacts]
) -> None:
    tables, run = night
    shuffled = {
        name: frame.sample(frac=1, random_state=3)
        for name, frame in vars(tables).items()
        if isinstance(frame, pd.DataFrame)
    }
    first, second = written(tables, run), written(ReportTables(**{**vars(tables), **shuffled}), run)
    names = sorted(path.relative_to(first) for path in first.rglob("*.*"))
    assert len(names) == 7
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_every_word_has_both_languages_with_the_same_places() -> None:
    for key, words in WORDS.items():
        assert words.en.strip(), key
        assert words.zh.strip(), key
        assert set(re.findall(r"{\w+}", words.en)) == set(re.findall(r"{\w+}", words.zh)), key
    for kind, values in {"band": BANDS, "section": SECTIONS, "selected_by": SELECTED_BY, "verdict": VERDICTS}.items():
        assert not [value for value in values if f"{kind}_{value}" not in WORDS]


def test_reasons_are_given_in_chinese_where_a_translation_exists(
    written: Callable[..., Path], night: tuple[ReportTables, RunFacts]
) -> None:
    def translate(code: str, value: str, language: str) -> str | None:
        return f"价格为标价的 {value}。" if code == "price_far_below_list" else None

    text = Page(written(*night, translate=translate) / "acme/suspects.html").text
    assert "价格为标价的 0.21。" in text
    assert "The brand is written as “N*ke”." in text


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_ink_can_be_read_on_its_ground(palette: dict[str, str]) -> None:
    for ink, ground in READ_TOGETHER:
        bright, dim = sorted((luminance(palette[ink]), luminance(palette[ground])), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= 4.5, (ink, ground)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_tables_and_landmarks_are_named_for_screen_readers(
    written: Callable[..., Path], night: tuple[ReportTables, RunFacts]
) -> None:
    page = Page(written(*night) / "index.html")
    assert all(head.get("scope") in ("col", "row") for head in page.all("th"))
    assert len(page.all("h1")) == 1
    assert {"header", "main", "footer"} <= {tag for tag, _ in page.elements}
    ids = [attrs["id"] for _, attrs in page.elements if attrs.get("id")]
    assert len(ids) == len(set(ids))
    assert all(attrs["aria-labelledby"] in ids for _, attrs in page.elements if "aria-labelledby" in attrs)
