"""A night from raw input to published report, as a scheduler runs it."""

import json
import shutil

import pandas as pd
import pyarrow.parquet as pq
import pytest

import features.contracts as contracts
from pipeline.datasets import nightly
from pipeline.datasets.dataset import read, read_table
from pipeline.link_memory import remembered
from pipeline.publishing import broken_files
from pipeline.stages import link_products
from tests.end_to_end.conftest import NIGHT, Installation

TABLES = {
    "listings": contracts.Listings,
    "rejects": contracts.Rejects,
    "links": contracts.Links,
    "image_matches": contracts.ImageMatches,
    "networks": contracts.Networks,
    "scores": contracts.Scores,
    "suspects": contracts.Suspects,
}


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_there_in_its_contract(ran, name):
    path = ran.night / f"{name}.parquet"
    assert pq.read_schema(path).equals(TABLES[name].arrow_schema())
    TABLES[name].check(read_table(path, TABLES[name]))


def test_every_record_is_accounted_for(ran):
    facts = json.loads((ran.night / "run.json").read_text())
    assert facts["files"]
    for file in facts["files"]:
        assert file["read"] == file["kept"] + file["rejected"] + file["repeated"]
    listings = [file for file in facts["files"] if "listings" in file["source_file"]]
    assert sum(file["kept"] for file in listings) == facts["counts"]["listings"]


def test_the_run_names_every_file_it_read_and_accounts_for_every_table(ran):
    facts = json.loads((ran.night / "run.json").read_text())
    raw = {path.relative_to(ran.raw).as_posix() for path in ran.raw.rglob("*") if path.is_file()}
    others = {name for name in raw if "/images/" in name or ("snapshots/" in name and "/2026-11-18/" not in name)}
    assert set(facts["hashes"]["inputs"]) == raw - others
    tables = {name for name in facts["hashes"]["inputs"] if not name.endswith((".yaml", "_SUCCESS"))}
    assert {file["source_file"] for file in facts["files"]} == tables
    assert {"decisions", "complaints", "catalogs", "policy"} <= {name.split("/")[0] for name in tables}


def test_every_listing_has_a_link_row_and_every_linked_row_a_score(ran):
    listings = pd.read_parquet(ran.night / "listings.parquet")
    links = pd.read_parquet(ran.night / "links.parquet")
    scores = pd.read_parquet(ran.night / "scores.parquet")
    key = ["platform", "listing_id"]
    assert set(map(tuple, links[key].to_numpy())) == set(map(tuple, listings[key].to_numpy()))
    assert len(scores) == int(links["brand_id"].notna().sum())


def test_queues_stay_within_capacity(ran):
    suspects = pd.read_parquet(ran.night / "suspects.parquet")
    brands = pd.read_parquet(ran.data / "work" / "2026-11-18" / "brands.parquet")
    capacity = brands.set_index("brand_id")["capacity"]
    within = suspects[~suspects["section"].isin(["prohibited", "overdue"]) & (suspects["brand_id"] != "_policy")]
    rows = within.groupby("brand_id").size()
    assert (rows <= capacity.reindex(rows.index)).all()


def test_each_brand_with_a_queue_has_its_three_files(ran):
    for brand in pd.read_parquet(ran.night / "suspects.parquet")["brand_id"].unique():
        assert sorted(path.name for path in (ran.night / "report" / brand).iterdir()) == [
            "suspects.csv",
            "suspects.html",
            "suspects.xlsx",
        ]


def test_shown_suspects_have_reasons_with_values(ran):
    suspects = pd.read_parquet(ran.night / "suspects.parquet")
    shown = suspects[(suspects["selected_by"] == "score") & (suspects["band"] != "watch")]
    assert len(shown) and (shown["reasons"].map(len) >= 1).all()
    assert all(reason["sentence"] and reason["code"] for reasons in shown["reasons"] for reason in reasons)


def test_a_night_whose_listings_and_catalogues_did_not_change_is_not_linked_again(fresh, monkeypatch):
    night = ("nightly", "--date", "2026-11-18", "--workers", "1")
    assert fresh.run(*night).exit_code == 0
    first = (fresh.night / "manifest.json").read_bytes()
    monkeypatch.setattr(link_products, "link_all", _must_not_run)
    assert fresh.run(*night).exit_code == 0
    assert (fresh.night / "manifest.json").read_bytes() == first
    brand = next((fresh.raw / "catalogs").glob("*/brand.yaml"))
    brand.write_text(brand.read_text(encoding="utf-8") + "\nnicknames: {en: [quite another name]}\n", encoding="utf-8")
    assert isinstance(fresh.run(*night).exception, AssertionError)


def test_links_are_the_same_with_and_without_what_an_earlier_night_linked(ran, tmp_path):
    listings, keys = (
        read(part, part.at(ran.data, NIGHT.isoformat())) for part in (nightly.LISTINGS, nightly.LINK_KEYS)
    )
    assert remembered(ran.data, NIGHT, listings, keys).is_new.mean() < 0.5
    alone = Installation(tmp_path)
    alone.raw = ran.raw
    shutil.copytree(ran.data, alone.data)
    for facts in alone.data.glob("work/*/link_facts.json"):
        facts.unlink()
    assert alone.run("run", "link_products", "--date", NIGHT.isoformat()).exit_code == 0
    for part in (nightly.LINKS, nightly.LINK_COMPARISONS):
        here, there = (part.at(data, NIGHT.isoformat()).read_bytes() for data in (alone.data, ran.data))
        assert here == there


def _must_not_run(*given, **more):
    raise AssertionError("linked again")


def test_what_a_brands_experts_look_for_is_told_in_the_report(fresh):
    suspects = "suspects.parquet"
    assert fresh.run("nightly", "--date", "2026-11-18", "--workers", "1").exit_code == 0
    brand = pd.read_parquet(fresh.night / suspects).query("selected_by == 'score'")["brand_id"].iloc[0]
    rule = {"id": "always", "says": "it was never sold here", "when": {"field": "price", "op": "gt", "value": 0}}
    tells = fresh.raw / "catalogs" / brand / "tells.yaml"
    tells.write_text(json.dumps([{**rule, "weight": 1.0}]), encoding="utf-8")
    assert fresh.run("nightly", "--date", "2026-11-18", "--workers", "1").exit_code == 0
    own = pd.read_parquet(fresh.night / suspects).query("brand_id == @brand and selected_by == 'score'")
    assert len(own)
    said = [[one["value"] for one in reasons if one["code"] == "expert_rule_against"] for reasons in own["reasons"]]
    assert said == [["it was never sold here"]] * len(own)
    assert "it was never sold here" in (fresh.night / "report" / brand / "suspects.html").read_text(encoding="utf-8")


def test_the_manifest_names_what_is_there(ran):
    assert broken_files(ran.night) == []


def test_the_same_night_again_gives_the_same_bytes_with_any_number_of_workers(ran, tmp_path):
    """Into another folder, with two workers and a cold cache, on the same earlier nights."""
    again = tmp_path / "data"
    for kind in ("runs", "work", "feature_log", "sightings"):
        shutil.copytree(ran.data / kind, again / kind)
    for stale in (again / "runs" / "2026-11-18", again / "work" / "2026-11-18"):
        shutil.rmtree(stale)
    result = ran.run("nightly", "--date", "2026-11-18", "--workers", "2", data=again)
    assert result.exit_code == 0, result.output
    manifests = [(data / "runs/2026-11-18/manifest.json").read_bytes() for data in (ran.data, again)]
    assert manifests[0] == manifests[1]


def test_replay_rebuilds_a_past_night(ran):
    result = ran.run("replay", "--date", "2026-11-17", "--workers", "1")
    assert result.exit_code == 0, result.output
    assert "byte for byte" in result.output


def test_a_night_knows_no_later_night(ran, fresh):
    """The first night's features are the same whether or not later nights exist."""
    for late in ("2026-11-17", "2026-11-18"):
        for platform in (fresh.raw / "snapshots").iterdir():
            shutil.rmtree(platform / late)
    result = fresh.run("nightly", "--date", "2026-11-16", "--workers", "1")
    assert result.exit_code == 0, result.output
    name = "feature_log/snapshot_date=2026-11-16.parquet"
    assert (fresh.data / name).read_bytes() == (ran.data / name).read_bytes()


def test_the_summary_as_json_is_the_run(ran, tmp_path):
    result = ran.run("nightly", "--date", "2026-11-18", "--workers", "1", "--json")
    facts = json.loads(result.stdout)
    assert facts["night"] == "2026-11-18"
    assert facts["exit_reason"] == "done"
    assert facts["model_version"].startswith("rules-")
