"""Sector packs: read as data, every problem of a bad one named, the others read all the same."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from features.contracts import Brands, Rejects
from features.lexicon.matcher import LexiconMatcher
from models.triage import RankParams
from pipeline.errors import InputError
from pipeline.sector_knowledge import SectorKnowledge
from pipeline.sources.sectors import read_sectors

GOOD = """
sector: perfume
harm_tier: 2
thresholds: {act: 0.7, ask_brand: 0.25}
reason_texts:
  price_below_list: {en: "Perfume at {value} of its list price", zh: "香水价为标价的 {value}"}
lexicon:
- {id: tester, language: en, grade: grey, weight: 0.4, forms: [tester], yes: ["tester 100 ml"], no: [soil meter]}
"""
TERM = "sector: x\nlexicon:\n- {id: tester, language: en, grade: grey, weight: 0.4, forms: [tester],"
CODES = {"price_below_list", "price_far_below_peers"}


@pytest.fixture
def read(raw, params):
    def packs(**files):
        for name, text in files.items():
            raw.write(f"policy/sectors/{name}.yaml", text)
        return read_sectors(raw.root, params, ranking=RankParams(), reason_codes=CODES)

    return packs


def test_a_pack_becomes_thresholds_words_texts_and_a_tier(read):
    pack = read(perfume=GOOD).packs["perfume"]
    assert pack.harm_tier == 2
    ranking = pack.thresholds.over(RankParams())
    assert (ranking.act_score, ranking.ask_brand_score, ranking.least_score) == (0.7, 0.25, RankParams().least_score)
    assert pack.reason_texts["price_below_list"].en == "Perfume at {value} of its list price"


def test_a_packs_words_count_for_its_own_sector_only(read):
    terms = read(perfume=GOOD).packs["perfume"].terms()
    texts = pd.Series(["Tester 100 ml"] * 2)
    found = LexiconMatcher(terms).find(texts, pd.Series(["perfume", "watches"]))
    assert found["row"].tolist() == [0]


def test_a_pack_may_say_as_little_as_its_sector(read):
    pack = read(toys="sector: toys").packs["toys"]
    assert pack.thresholds.over(RankParams()) == RankParams()
    assert (pack.terms(), pack.harm_tier) == ((), None)


def test_without_packs_nothing_is_read_and_nothing_is_wrong(read):
    assert read().packs == {}
    assert Rejects.check(read().rejects).empty


def test_every_problem_of_a_bad_pack_is_named_and_the_others_are_read(read):
    bad = """
harm_tier: 9
thresholds: {act: high, ask: 0.2}
reason_texts: {price_below_list: {en: "at {price_of_gold}", zh: x}}
lexicon:
- {id: a, language: xx, grade: grey, weight: 2, forms: [], yes: [x]}
colour: red
"""
    found = read(bad=bad, perfume=GOOD)
    assert list(found.packs) == ["perfume"]
    Rejects.check(found.rejects)
    assert set(found.rejects["source_file"]) == {"policy/sectors/bad.yaml"}
    assert set(found.rejects["kind"]) == {"catalog"}
    told = [detail.split(":")[0] for detail in found.rejects["detail"]]
    assert sorted(told) == sorted([
        "sector", "harm_tier", "thresholds.act", "thresholds.ask", "reason_texts.price_below_list", "colour",
        "lexicon.0.language", "lexicon.0.weight", "lexicon.0.forms", "lexicon.0.no",
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("- a list", "sector_unreadable", "expected sector:"),
        ("sector: [", "sector_invalid_yaml", "not readable"),
        ("sector: x\nthresholds: {act: 0.1}", "sector_refused", "ask_brand <= act"),
        ("sector: x\nthresholds: {act: true}", "sector_refused", "plain number"),
        ("sector: x\nharm_tier: 9", "sector_refused", "harm_tier: found '9', expected less than or equal to 3"),
        ("sector: x\nreason_texts: {price_below_lst: {en: a, zh: b}}", "sector_unknown_reason", "price_below_list?"),
        ("sector: perfume", "sector_twice", "again"),
        ('sector: x\nreason_texts: {price_below_list: {en: "{", zh: b}}', "sector_refused", "'{'"),
        ('sector: x\nreason_texts: {price_below_list: {en: a, zh: "{value:>9999}"}}', "sector_refused", "nothing else"),
        ("sector: PERFUME", "sector_twice", "again"),
        (f"{TERM} yes: [teser], no: [soil meter]}}", "sector_term_refused", "lexicon.0.yes: found 'teser', where"),
        (f"{TERM} yes: [tester], no: [soil tester]}}", "sector_term_refused", "lexicon.0.no: found 'soil tester'"),
        (f"{TERM} needs: [bottle], yes: [tester], no: [x]}}", "sector_term_refused", "it does not count (en.tester)"),
        (
            f"{TERM} unless: ['@meters'], yes: [tester], no: [x]}}",
            "sector_refused",
            "found @meters, which is no context",
        ),
    ],
)
def test_what_is_wrong_is_said_with_what_was_found(read, text, code, says):
    found = read(a_perfume=GOOD, b=text)
    assert list(found.packs) == ["perfume"]
    (reject,) = found.rejects.to_dict("records")
    assert reject["reason_code"] == code
    assert says in reject["detail"]


def test_a_pack_may_name_the_contexts_of_the_lexicon(read):
    found = read(toys=TERM + " unless: ['@batteries'], yes: [tester bottle], no: [alkaline tester]}")
    assert found.rejects["detail"].tolist() == []
    (term,) = found.packs["x"].terms()
    assert "alkaline" in term.unless and not any(word.startswith("@") for word in term.unless)


def test_a_pack_that_was_kept_is_the_pack_that_was_read(read):
    read_now = SectorKnowledge.of(read(perfume=GOOD).packs)
    kept = json.loads(json.dumps(read_now.as_json()))
    assert SectorKnowledge.from_json(kept) == read_now
    assert read_now.terms().of("Perfume")[0].forms == ("tester",)


def test_brands_get_what_the_pack_of_their_sector_says_and_others_nothing(read):
    known = SectorKnowledge.of(read(perfume=GOOD, toys="sector: toys\nharm_tier: 1").packs)
    named = {"brand_id": ["a", "b", "c", "d"], "sector": ["Perfume", "toys", "watches", None]}
    brands = Brands.conform(pd.DataFrame({**named, "name": "x", "capacity": 5}))
    assert known.harm_tiers(brands) == {"a": 2, "b": 1}
    assert {brand: own.act_score for brand, own in known.ranking(brands, RankParams()).items()} == {"a": 0.7}
    assert list(known.sentences_of("perfume")) == ["price_below_list"] and not known.sentences_of(None)
    with pytest.raises(InputError, match="run ingest_catalogs with the same params"):
        known.ranking(brands, RankParams(least_score=0.4, ask_brand_score=0.5, act_score=0.9))


def test_the_pack_shown_in_the_manual_can_be_used_as_it_stands(raw, params):
    manual = (Path(__file__).parents[3] / "docs" / "operating.md").read_text("utf-8")
    (shown,) = [block for block in re.findall(r"```yaml\n(.*?)```", manual, re.S) if block.startswith("sector:")]
    raw.write("policy/sectors/shown.yaml", shown)
    found = read_sectors(raw.root, params, ranking=RankParams())
    assert found.rejects["detail"].tolist() == []
    pack = found.packs["cosmetics"]
    assert set(type(pack).model_fields) == set(pack.model_fields_set)


def test_a_file_that_is_no_pack_is_named(raw, params):
    raw.write("policy/sectors/perfume.yml", GOOD)
    found = read_sectors(raw.root, params, ranking=RankParams())
    assert found.rejects["reason_code"].tolist() == ["sector_format_unknown"]
