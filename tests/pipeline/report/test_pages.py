"""What the pages say, and from what they are made."""

import base64
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from features.contracts import Brands, ImageMatches, Links, Listings, Products, Suspects
from features.contracts.review import BANDS, SECTIONS, SELECTED_BY, VERDICTS
from pipeline.report.inputs import ReportTables, RunFacts, SectorFacts
from pipeline.report.palette import DARK, LIGHT, READ_TOGETHER
from pipeline.report.words import WORDS
from tests.pipeline.report.conftest import Page, facts, listing_of, suspect, tables_of


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


@pytest.mark.parametrize(
    ("measured", "says", "unknown"),
    [
        ({"used_price_to_list_ratio": 0.25, "product_certainty": 0.9}, "25 % of the list price USD 189", None),
        (
            {"product_certainty": 0.05},
            "list price USD 189, not compared: it may be another product",
            "which product it is",
        ),
        (
            {"product_certainty": 0.9, "claim": "accessory"},
            "list price USD 189, not compared: it may be another product",
            "which product it is",
        ),
    ],
)
def test_a_price_that_was_not_compared_blames_no_exchange_rate(
    one_row: Callable[..., Path], measured: dict[str, float], says: str, unknown: str | None
) -> None:
    compared = pd.DataFrame([{"platform": "bazaar", "listing_id": "acme-0001", "brand_id": "acme", **measured}])
    page = Page(one_row(listing={Listings.currency: "CNY"}, price_comparisons=compared) / "acme/suspects.html")
    said = page.text.replace("\u00a0", " ")
    assert says in said
    assert "exchange rate" not in said and "no rate" not in said
    assert unknown is None or unknown in said


def test_an_audit_row_says_that_it_was_drawn_at_random(
    written: Callable[..., Path], night: tuple[ReportTables, RunFacts]
) -> None:
    text = Page(written(*night) / "acme/suspects.html").text
    assert "drawn at random (probability 0.4\u00a0%), not because it looks suspicious" in text


@pytest.mark.parametrize(("score", "said"), [(0.0, "under 0.5\u00a0%"), (1.0, "over 99\u00a0%"), (0.304, "30\u00a0%")])
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


def test_a_row_without_a_score_says_so_and_sorts_last(one_row: Callable[..., Path]) -> None:
    folder = one_row(row={Suspects.score: None, Suspects.selected_by: "audit"})
    text = (folder / "acme/suspects.html").read_text(encoding="utf-8")
    assert "not scored" in text
    assert 'data-score="0.000000"' in text
    assert pd.read_csv(folder / "acme/suspects.csv")["score"].isna().all()


def test_of_equal_brands_and_scores_the_one_that_can_hurt_people_stands_first(written: Callable[..., Path]) -> None:
    rows = [suspect(brand, 1) for brand in ("acme", "bolt", "zenith")]
    tables = tables_of(rows, [listing_of(row) for row in rows])

    def order(**tiers: int) -> tuple[list[str], list[str]]:
        run = facts(sectors=SectorFacts(harm_tiers=tiers), without_catalogue={"void": "it is gone"})
        links = [
            (link["href"] or "").split("/suspects.html") for link in Page(written(tables, run) / "index.html").all("a")
        ]
        brands = dict.fromkeys(link[0] for link in links if link[1:] == [""])
        return list(brands), [link[0] for link in links if link[1:] == ["#s-1"]]

    assert order() == (["acme", "bolt", "zenith", "void"], ["acme", "bolt", "zenith"])
    assert order(zenith=1, acme=2, void=1) == (["zenith", "acme", "bolt", "void"], ["zenith", "acme", "bolt"])
    assert order(bolt=3) == order()


def test_brands_that_bear_one_name_are_told_apart_by_their_ids(written: Callable[..., Path]) -> None:
    rows = [suspect(brand, 1) for brand in ("acme", "acme-cn", "bolt")]
    names = pd.DataFrame(
        [
            {Brands.brand_id: brand, Brands.name: name, Brands.capacity: 25}
            for brand, name in (("acme", "Acme"), ("acme-cn", "Acme"), ("bolt", "Bolt"))
        ]
    )
    tables = tables_of(rows, [listing_of(row) for row in rows], brands=Brands.conform(names))
    index = (written(tables, facts()) / "index.html").read_text(encoding="utf-8")
    assert set(re.findall('<bdi class="code soft">([^<]+)</bdi>', index)) == {"acme", "acme-cn"}


def test_an_account_is_as_old_as_its_reason_says(one_row: Callable[..., Path]) -> None:
    seen = pd.Timestamp("2026-11-17T10:00:00Z")  # 18.4 days after 2026-10-30T00:00Z: the reason says 18
    said = Page(one_row(listing={Listings.captured_at: seen}) / "acme/suspects.html").text
    assert "2026-10-30 (18 days ago)" in said
    assert "2026-10-30 (19 days ago)" in Page(one_row() / "acme/suspects.html").text


@pytest.mark.parametrize(("score", "in_words"), [(0.001, True), (0.999, True), (0.3, False), (0.995, True)])
def test_a_score_in_words_is_set_small_enough_for_its_column(
    one_row: Callable[..., Path], score: float, in_words: bool
) -> None:
    page = Page(one_row(row={Suspects.score: score}) / "acme/suspects.html")
    (figure,) = [one["class"] for one in page.all("p") if "score-figure" in (one.get("class") or "")]
    assert ("in-words" in (figure or "")) == in_words


def test_the_index_gives_a_reason_for_suspicion_though_one_against_it_is_stronger(one_row: Callable[..., Path]) -> None:
    names = ("code", "sentence", "value", "contribution")
    against, raising = ("seller_old", "An old seller.", "9", -2.0), ("cheap", "A low price.", "1", 0.5)
    both = [dict(zip(names, reason, strict=True)) for reason in (against, raising)]
    said = Page(one_row(row={Suspects.reasons: both}) / "index.html").text
    assert "A low price." in said and "An old seller." not in said
    assert "An old seller." in Page(one_row(row={Suspects.reasons: both[:1]}) / "index.html").text


def test_what_no_model_scored_has_no_label_of_a_score(one_row: Callable[..., Path]) -> None:
    scored = Page(one_row() / "acme/suspects.html")
    assert [one for one in scored.all("p") if one.get("class") == "score-label"]
    unscored = Page(one_row(row={Suspects.score: None}) / "acme/suspects.html")
    assert not [one for one in unscored.all("p") if one.get("class") == "score-label"]


def test_on_the_first_night_that_is_read_nothing_is_called_new(written: Callable[..., Path]) -> None:
    shown = suspect("acme", 1, **{Suspects.first_seen: pd.Timestamp("2026-11-18", tz="UTC")})
    tables = tables_of([shown], [listing_of(shown)])
    assert "new tonight" in Page(written(tables) / "acme/suspects.html").text
    first = Page(written(tables, facts(previous_night=None)) / "acme/suspects.html").text
    assert "new tonight" not in first and "the first night that was read" in first
