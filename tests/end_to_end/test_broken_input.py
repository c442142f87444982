"""Broken input, one fault at a time: what is said, the exit code, and that nothing else is lost."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

NIGHT = "2026-11-18"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def platform(fresh):
    """The first platform's snapshot folder of the last night."""
    return sorted((fresh.raw / "snapshots").iterdir())[0] / NIGHT


def listings_file(platform):
    return next(path for path in sorted(platform.iterdir()) if path.name.startswith("listings"))


def run_night(fresh, *more):
    return fresh.run("nightly", "--date", NIGHT, "--workers", "1", *more)


def rejects_of(fresh):
    return pd.read_parquet(fresh.night / "rejects.parquet")


def counts_of(fresh):
    return json.loads((fresh.night / "run.json").read_text())["counts"]


def without_success(platform):
    (platform / "_SUCCESS").unlink(missing_ok=True)


def test_a_bad_json_line_costs_one_line(fresh, platform):
    without_success(platform)
    lines = listings_file(platform).read_text().splitlines()
    listings_file(platform).write_text("\n".join([lines[0], '{"listing_id": "broken', *lines[1:]]) + "\n")
    assert run_night(fresh).exit_code == 0
    (reject,) = rejects_of(fresh).query("kind == 'record'").to_dict("records")
    assert reject["record_no"] == 2
    assert counts_of(fresh)["rejected"] == 1


def test_an_unknown_currency_rejects_the_record_and_says_so(fresh, platform):
    without_success(platform)
    first, *rest = listings_file(platform).read_text().splitlines()
    changed = json.dumps({**json.loads(first), "currency": "XQX"})
    listings_file(platform).write_text("\n".join([changed, *rest]) + "\n")
    assert run_night(fresh).exit_code == 0
    (reject,) = rejects_of(fresh).query("kind == 'record'").to_dict("records")
    assert "XQX" in reject["detail"]


def test_a_missing_and_a_truncated_photo_cost_the_photo_and_not_the_listing(fresh, platform):
    rows = [json.loads(line) for line in listings_file(platform).read_text().splitlines()]
    with_photo = [row for row in rows if row.get("images")]
    named = [with_photo[0]["images"][0], with_photo[-1]["images"][0]]
    missing, truncated = (platform / "images" / name.removeprefix("images/") for name in named)
    missing.unlink()
    content = truncated.read_bytes()
    truncated.unlink()
    truncated.write_bytes(content[: len(content) // 3])
    assert run_night(fresh).exit_code == 0
    assert counts_of(fresh)["rejected"] == 0
    refused = rejects_of(fresh).query("kind == 'image'")
    assert {with_photo[0]["listing_id"], with_photo[-1]["listing_id"]} <= set(refused["listing_id"])
    kept = pd.read_parquet(fresh.night / "scores.parquet")["listing_id"]
    assert with_photo[0]["listing_id"] in set(kept) or with_photo[-1]["listing_id"] in set(kept)


def test_the_same_id_twice_is_repeated_or_rejected(fresh, platform):
    without_success(platform)
    lines = listings_file(platform).read_text().splitlines()
    other = json.dumps({**json.loads(lines[1]), "price": 1.23})
    listings_file(platform).write_text("\n".join([*lines, lines[0], other]) + "\n")
    assert run_night(fresh).exit_code == 0
    counts = counts_of(fresh)
    assert (counts["repeated"], counts["rejected"]) == (1, 1)


def test_one_brand_without_its_file_stops_no_other(fresh):
    brands = sorted((fresh.raw / "catalogs").iterdir())
    (brands[0] / "brand.yaml").unlink()
    products = brands[1] / "products.jsonl"
    products.write_text(products.read_text().replace('"title":', '"titel":'))
    result = run_night(fresh)
    assert result.exit_code == 0
    assert "refused" in result.output
    catalog = rejects_of(fresh).query("kind == 'catalog'")
    assert catalog["source_file"].str.contains(brands[0].name).any()
    page = (fresh.night / "report" / "index.html").read_text()
    unusable = page[page.index('id="without"') :]
    assert brands[0].name in unusable and brands[1].name in unusable


def test_a_night_without_snapshot_names_the_nights_there_are(fresh):
    result = fresh.run("nightly", "--date", "2026-12-24")
    assert result.exception.exit_code == 2
    assert NIGHT in str(result.exception)


def test_a_platform_with_too_many_rejects_is_withheld_and_the_others_are_published(fresh, platform):
    without_success(platform)
    lines = listings_file(platform).read_text().splitlines()
    half = ["{broken" if at % 2 else line for at, line in enumerate(lines)]
    listings_file(platform).write_text("\n".join(half) + "\n")
    result = run_night(fresh)
    assert result.exit_code == 2
    assert f"WITHHELD {platform.parent.name}" in result.output
    suspects = pd.read_parquet(fresh.night / "suspects.parquet")
    assert len(suspects) and platform.parent.name not in set(suspects["platform"])


def test_a_snapshot_that_is_not_complete_is_withheld(fresh, platform):
    (platform / "_SUCCESS").write_text('{"listings": 999999}')
    result = run_night(fresh)
    assert result.exit_code == 2
    assert "999999" in result.output


def command(fresh):
    places = ["--raw", str(fresh.raw), "--data", str(fresh.data), "--models", str(fresh.models)]
    return [sys.executable, "-m", "pipeline", "nightly", "--date", NIGHT, "--workers", "1", *places]


def test_two_runs_at_once_and_a_run_killed_half_way(fresh):
    """The second run is turned away with exit 3; the first is killed; the night then runs as if nothing had been."""
    first = subprocess.Popen(command(fresh), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert first.stderr.readline().split()[0] == "ingest_catalogs"
    second = run_night(fresh)
    assert second.exception.exit_code == 3
    assert f"process {first.pid}" in str(second.exception)
    first.kill()
    first.communicate()
    assert not fresh.night.exists()
    assert run_night(fresh).exit_code == 0
    shutil.copytree(fresh.data / "runs", fresh.folder / "seen")
    shutil.rmtree(fresh.data)
    assert run_night(fresh).exit_code == 0
    assert (fresh.night / "manifest.json").read_bytes() == (
        fresh.folder / "seen" / NIGHT / "manifest.json"
    ).read_bytes()


def test_params_with_a_misspelt_key_are_refused_with_the_right_one(fresh):
    params = fresh.folder / "params.yaml"
    params.write_text("ingest:\n  max_reject_shar: 0.5\n")
    result = run_night(fresh, "--params", str(params))
    assert result.exception.exit_code == 2
    assert "did you mean max_reject_share?" in str(result.exception)
