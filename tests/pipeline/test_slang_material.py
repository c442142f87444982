"""What slang is looked for in: known before the day only, as each verdict saw the listing, sellers who belong together."""

import json
from datetime import date

import pandas as pd
import pytest
from typer.testing import CliRunner

from features.contracts import Brands, Listings, Names, Products
from features.lexicon.discovery import SlangParams, propose_slang
from features.lexicon.matcher import matcher
from features.lexicon.said_phrases import SaidTexts
from features.verdicts import start_of
from pipeline.cli import app
from pipeline.commands.slang import slang_lines
from pipeline.datasets import nightly
from pipeline.datasets.dataset import write
from pipeline.errors import InputError
from pipeline.params import Params
from pipeline.sector_knowledge import SectorKnowledge
from pipeline.slang_material import SlangMaterial, related_sellers, slang_material
from pipeline.sources.sector_packs import SectorPack
from pipeline.stage import Context

NIGHTS = (date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18))
LONG = "Kept in a dry room, folded once, never worn outside, comes with the bag."


def verdict(listing: str, said: str, decided_at: str) -> dict:
    return {
        "decision_id": f"{listing}-{said}", "platform": "market", "listing_id": listing, "brand_id": "zuvo",
        "verdict": said, "basis": "visual", "decided_at": decided_at,
    }  # fmt: skip


@pytest.fixture
def installation(tmp_path) -> Context:
    """Three nights on which listing A is renamed, and verdicts on A (the 17th), B (genuine) and C (the 18th, too late)."""
    context = Context(night=NIGHTS[-1], raw=tmp_path / "raw", data=tmp_path / "data", models=tmp_path, params=Params())
    for night in NIGHTS:
        rows = [
            {"listing_id": name, "seller_id": f"S{name}", "title": f"shoe of {night} {name}", "description": LONG}
            for name in "ABC"
        ]
        plain = {"platform": "market", "price": 10.0, "currency": "USD", "captured_at": start_of(night)}
        tables = {
            nightly.LISTINGS: Listings.conform(pd.DataFrame([{**plain, **row} for row in rows])),
            nightly.PRODUCTS: Products.empty(),
            nightly.BRANDS: Brands.conform(pd.DataFrame([{"brand_id": "zuvo", "name": "Zuvo", "capacity": 5}])),
            nightly.NAMES: Names.empty(),
        }
        for dataset, table in tables.items():
            path = dataset.at(context.data, night.isoformat())
            path.parent.mkdir(parents=True, exist_ok=True)
            write(dataset, path, table)
    events = [
        verdict("A", "counterfeit", "2026-11-17T09:00:00+00:00"),
        verdict("B", "genuine", "2026-11-17T09:00:00+00:00"),
        verdict("C", "counterfeit", "2026-11-18T00:00:00+00:00"),
    ]
    (context.raw / "decisions").mkdir(parents=True)
    pd.DataFrame(events).to_json(context.raw / "decisions" / "added.jsonl", orient="records", lines=True)
    return context


def test_only_what_was_decided_before_the_day_is_settled(installation):
    settled = slang_material(installation).settled
    assert dict(zip(settled["listing_id"], settled["is_counterfeit"], strict=True)) == {"A": True, "B": False}


def test_a_settled_listing_has_the_words_its_verdict_saw_and_its_first_night(installation):
    found = slang_material(installation).settled.set_index("listing_id").loc["A"]
    assert found["title"] == "shoe of 2026-11-17 A"
    assert found["night"] == start_of(NIGHTS[0])


def test_live_are_the_last_nights_listings_that_are_not_settled_counterfeit(installation):
    material = slang_material(installation)
    assert list(material.live["title"]) == ["shoe of 2026-11-18 B", "shoe of 2026-11-18 C"]
    assert material.last_night == NIGHTS[-1]
    assert "Zuvo" in material.catalogue_texts


def test_sellers_with_one_long_description_are_one_group(installation):
    material = slang_material(installation)
    groups = pd.concat([material.settled, material.live])["seller_group"]
    assert groups.nunique() == 1


def test_a_sentence_that_everybody_uses_relates_nobody():
    rows = pd.DataFrame(
        {"platform": "market", "seller_id": [f"S{at}" for at in range(30)], "title": "shoe", "description": LONG}
    )
    assert len(related_sellers(rows)) == 0
    assert set(related_sellers(rows.head(2))["seller_id"]) == {"S0", "S1"}
    named = rows.head(2).assign(description=["ask wechat: shop_88", "we chat shop_88 any time"])
    assert related_sellers(named)["network_id"].nunique() == 1


def test_a_day_without_nights_is_said(installation):
    before = Context(
        night=date(2026, 11, 1), raw=installation.raw, data=installation.data, models=installation.models, params=Params()
    )  # fmt: skip
    with pytest.raises(InputError, match="no night up to 2026-11-01"):
        slang_material(before)


def described(context: Context, *more: str):
    places = [f"--{name}={getattr(context, name)}" for name in ("raw", "data", "models")]
    return CliRunner().invoke(app, ["describe", "slang", *more, *places])


def test_the_command_says_what_it_looked_at_and_that_nothing_stands_out(installation):
    told = described(installation, "--date", "2026-11-18")
    assert told.exit_code == 0, told.output
    assert "1 settled fakes, against 1 listings settled otherwise and 2 live on 2026-11-18: 0 proposed" in told.output
    assert json.loads(described(installation, "--date", "2026-11-18", "--json").output) == []


def with_pack(context: Context, sector: str) -> Context:
    """The installation, its last night with a brand of shoes and a pack of the sector that knows one word."""
    night = NIGHTS[-1].isoformat()
    term = {
        "id": "zeta", "language": "en", "grade": "slang", "weight": 0.5, "forms": ["zeta pull"], "yes": ["zeta pull"],
        "no": ["lamp cord"],
    }  # fmt: skip
    pack = SectorPack.model_validate({"sector": sector, "lexicon": [term]})
    brands = pd.DataFrame([{"brand_id": "zuvo", "name": "Zuvo", "sector": "Shoes", "capacity": 5}])
    tables = {
        nightly.BRANDS: Brands.conform(brands),
        nightly.SECTOR_PACKS: SectorKnowledge.of({sector: pack}).as_json(),
    }
    for dataset, table in tables.items():
        write(dataset, dataset.at(context.data, night), table)
    return context


def test_words_of_a_pack_are_known_where_a_brand_is_of_its_sector(installation):
    assert slang_material(installation).sector_terms == ()
    assert [term.key for term in slang_material(with_pack(installation, "shoes")).sector_terms] == ["en.zeta"]
    assert slang_material(with_pack(installation, "perfume")).sector_terms == ()


def test_a_word_of_a_used_pack_is_not_proposed_as_new(installation):
    fakes = [{"listing_id": f"F{at}", "seller_group": f"F{at}", "title": "shoe, zeta pull"} for at in range(12)]
    honest = [{"listing_id": f"H{at}", "seller_group": f"H{at}", "title": "leather shoe"} for at in range(60)]
    plain = {"platform": "market", "description": None, "names": [], "night": start_of(NIGHTS[0])}
    rows = [{**plain, **row, "is_counterfeit": row in fakes} for row in (*fakes, *honest)]
    settled = SaidTexts.conform(pd.DataFrame(rows))
    live = settled[~settled["is_counterfeit"].astype(bool)]
    known = matcher(more=slang_material(with_pack(installation, "shoes")).sector_terms)
    assert set(propose_slang(settled, live, (), SlangParams())["phrase"]) == {"zeta pull"}
    assert len(propose_slang(settled, live, (), SlangParams(), known)) == 0


def test_the_command_wants_a_day(installation):
    assert described(installation).exception.exit_code == 2


def test_a_proposal_is_told_with_its_counts_and_titles_that_cannot_move_the_cursor():
    rows = [
        {
            "platform": "market", "listing_id": f"L{at}", "seller_group": f"S{at}", "names": [], "is_counterfeit": at < 9,
            "title": "zeta pull \x1b[2J shoe" if at < 9 else "plain shoe", "night": start_of(NIGHTS[at % 3]),
        }
        for at in range(90)
    ]  # fmt: skip
    said = SaidTexts.conform(pd.DataFrame(rows))
    material = SlangMaterial(said, said[~said["is_counterfeit"]], ("shoe",), NIGHTS[-1])
    found = propose_slang(material.settled, material.live, material.catalogue_texts, SlangParams())
    lines = slang_lines(found, material)
    assert "9 settled fakes, against 81 listings settled otherwise" in lines[0]
    assert lines[1] == "zeta pull"
    assert "fakes 9 by 9 sellers; settled otherwise 0 by 0" in lines[2]
    assert "false alarms tonight: 0 listings by 0 sellers" in lines[3]
    assert "first seen 2026-11-16" in lines[3]
    assert not any("\x1b" in line for line in lines)
