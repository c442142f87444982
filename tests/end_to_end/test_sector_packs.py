"""What a sector's working group knows, told in a pack, changes that sector's rows and nobody else's."""

import shutil

import pandas as pd
import pytest

from models.triage import RankParams
from tests.end_to_end.conftest import NIGHT, Installation

LINK = ["platform", "listing_id", "brand_id"]
# Brands of the market: Auralis is in electronics, Meridian in watches.
ELECTRONICS = """
sector: Electronics
harm_tier: 3
thresholds: {act: 0.30}
reason_texts:
  price_below_list:
    en: "{brand_name} headphones at {value} of their list price"
    zh: "{brand_name} 耳机价仅为标价的 {value}"
lexicon:
- {id: shade, language: en, grade: slang, weight: 0.6, forms: [black], yes: ["in Black"], no: [blackboard]}
"""
WATCHES = "sector: watches\nharm_tier: 1\n"
BROKEN = """
sector: footwear
harm_tier: 1
thresholds: {act: 0.1}
reason_texts: {price_below_lst: {en: a, zh: b}}
lexicon:
- {id: any, language: en, grade: replica, weight: 1, forms: [shoe], yes: [boots], no: [one shoe]}
"""
# What is wrong with it, by the part that is named.
FAULTS = ["thresholds", "lexicon.0.yes", "lexicon.0.no", "reason_texts"]


@pytest.fixture(scope="module")
def packed(ran, tmp_path_factory) -> Installation:
    """The market's last night again, with a pack for two of its four sectors and a broken one for a third."""
    installation = Installation(tmp_path_factory.mktemp("packed"))
    shutil.copytree(ran.raw, installation.raw, copy_function=shutil.copy)
    shutil.copytree(ran.data, installation.data, symlinks=True)
    folder = installation.raw / "policy" / "sectors"
    folder.mkdir(parents=True)
    for name, text in {"electronics": ELECTRONICS, "watches": WATCHES, "footwear": BROKEN}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    result = installation.run("nightly", "--date", NIGHT.isoformat(), "--workers", "1")
    assert result.exit_code == 0, result.output
    return installation


def queue(installation: Installation) -> pd.DataFrame:
    return pd.read_parquet(installation.night / "suspects.parquet")


def page(installation: Installation, name: str) -> str:
    return (installation.night / "report" / name).read_text(encoding="utf-8")


def test_act_begins_where_the_sectors_pack_says_for_its_brands_alone(ran, packed):
    between = f"0.30 <= score < {RankParams().act_score}"
    assert (queue(packed).query(f"brand_id == 'auralis' and {between}")["band"] == "act").any()
    assert set(queue(packed).query(f"brand_id != 'auralis' and {between}")["band"]) == {"ask_brand"}
    assert set(queue(ran).query(between)["band"]) == {"ask_brand"}
    assert "act begins at 30\u00a0% and ask the brand at 20\u00a0%" in page(packed, "auralis/suspects.html")
    assert "act begins" not in page(packed, "meridian/suspects.html")


def test_a_packs_word_counts_for_its_sectors_brands_alone(ran, packed):
    before, now = (pd.read_parquet(one.night / "features.parquet") for one in (ran, packed))
    says_black = now["title"].str.contains(r"\bblack\b", case=False)
    is_own = now["brand_id"] == "auralis"
    assert (says_black & ~is_own & now["brand_id"].notna()).any()
    heavier = now["slang_words_weight"] - before["slang_words_weight"]
    assert set(heavier[says_black & is_own].round(9)) == {0.6}
    pd.testing.assert_frame_equal(now[~is_own], before[~is_own])


def test_a_packs_word_is_quoted_in_the_reasons(packed):
    said = [
        (brand, reason["value"])
        for brand, reasons in queue(packed)[["brand_id", "reasons"]].itertuples(index=False)
        for reason in reasons
        if reason["code"] == "words_slang" and "lack" in reason["value"]
    ]
    assert said and {brand for brand, _ in said} == {"auralis"}
    assert "“Black”" in page(packed, "auralis/suspects.html") or "“black”" in page(packed, "auralis/suspects.html")


def test_a_reason_is_told_in_the_sectors_words_in_both_languages(packed):
    own, others = (
        [reason["sentence"] for reasons in rows for reason in reasons if reason["code"] == "price_below_list"]
        for rows in (queue(packed).query(f"brand_id {what} 'auralis'")["reasons"] for what in ("==", "!="))
    )
    assert own and all(said.startswith("Auralis headphones at ") for said in own)
    assert others and not any("headphones at" in said for said in others)
    html, csv = page(packed, "auralis/suspects.html"), page(packed, "auralis/suspects.csv")
    value = own[0].removeprefix("Auralis headphones at ").removesuffix(" of their list price")
    assert own[0] in html and own[0] in csv
    assert f"Auralis 耳机价仅为标价的 {value.replace(' ', '')}" in html  # Chinese has no space before the sign


def test_brands_whose_fakes_can_hurt_people_stand_first_in_the_index_and_say_so(ran, packed):
    places = {
        one: [page(one, "index.html").find(f'"{brand}/') for brand in ("auralis", "meridian")] for one in (ran, packed)
    }
    assert -1 not in places[ran] + places[packed]
    assert places[ran][0] < places[ran][1] and places[packed][1] < places[packed][0]
    assert "can hurt people" in page(packed, "index.html") and "可能伤害人身" in page(packed, "index.html")
    assert "can hurt people" not in page(ran, "index.html")


def test_everybody_else_is_dealt_with_as_without_packs(ran, packed):
    before, now = (queue(one).query("brand_id != 'auralis'").reset_index(drop=True) for one in (ran, packed))
    pd.testing.assert_frame_equal(now, before)
    for brand in ("meridian", "velmora", "zuvo"):
        assert page(packed, f"{brand}/suspects.html") == page(ran, f"{brand}/suspects.html")


def test_a_broken_pack_is_left_out_whole_and_every_problem_is_named(packed):
    rejects = pd.read_parquet(packed.night / "rejects.parquet").query("kind == 'catalog'")
    assert set(rejects["source_file"]) == {"policy/sectors/footwear.yaml"}
    assert sorted(detail.split(":")[0] for detail in rejects["detail"]) == sorted(FAULTS)


def test_validate_names_every_problem_of_a_pack_and_a_sector_that_no_brand_is_of(packed):
    (packed.raw / "policy" / "sectors" / "watchs.yaml").write_text("sector: watchs\n", encoding="utf-8")
    result = packed.run("validate", "--date", NIGHT.isoformat())
    (packed.raw / "policy" / "sectors" / "watchs.yaml").unlink()
    assert result.exit_code == 2
    problems = [line for line in result.output.splitlines() if "policy/sectors/footwear.yaml" in line]
    assert len(problems) == len(FAULTS) and all(any(part in line for line in problems) for part in FAULTS)
    assert "watchs" in result.output and "did you mean watches?" in result.output


def test_nights_logged_with_other_words_are_named_before_anything_is_learned_from_them(packed):
    result = packed.run("train", "--as-of", NIGHT.isoformat())
    assert result.exception.exit_code == 2
    assert "2026-11-16, 2026-11-17" in str(result.exception)


def test_without_the_packs_the_night_is_again_as_it_was(ran, packed):
    shutil.rmtree(packed.raw / "policy" / "sectors")
    result = packed.run("nightly", "--date", NIGHT.isoformat(), "--workers", "1")
    assert result.exit_code == 0, result.output
    assert (packed.night / "manifest.json").read_bytes() == (ran.night / "manifest.json").read_bytes()
