"""From verdicts to a champion: sheets given back, training, the gate, and a champion that no longer fits."""

import json

import pandas as pd
import pytest

NIGHT = "2026-11-18"


@pytest.fixture
def settled(fresh):
    """An installation that ran two nights, and a file of verdicts on the first one's queue."""
    assert fresh.run("nightly", "--date", "2026-11-17", "--workers", "1").exit_code == 0
    shown = pd.read_parquet(fresh.data / "runs/2026-11-17/suspects.parquet").query("brand_id != '_policy'").head(5)
    events = [
        {
            "decision_id": f"d{at}", "platform": row.platform, "listing_id": row.listing_id, "brand_id": row.brand_id,
            "verdict": "genuine", "basis": "visual", "decided_at": "2026-11-17T09:00:00+00:00",
            "snapshot_date": "2026-11-17",
        }
        for at, row in enumerate(shown.itertuples())
    ]  # fmt: skip
    file = fresh.folder / "verdicts.jsonl"
    file.write_text("".join(json.dumps(event) + "\n" for event in events))
    return fresh, file, shown


def test_a_decided_listing_leaves_the_queue(settled):
    fresh, file, shown = settled
    result = fresh.run("decisions", "add", str(file))
    assert result.exit_code == 0, result.output
    assert "5 added" in result.output
    assert fresh.run("nightly", "--date", NIGHT, "--workers", "1").exit_code == 0
    queued = pd.read_parquet(fresh.night / "suspects.parquet")
    in_queue = set(map(tuple, queued.query("section != 'returned'")[["platform", "listing_id", "brand_id"]].to_numpy()))
    assert not in_queue & set(map(tuple, shown[["platform", "listing_id", "brand_id"]].to_numpy()))
    scored = pd.read_parquet(fresh.night / "scores.parquet")["listing_id"]
    assert set(shown["listing_id"]) & set(scored)


def test_verdicts_are_added_once(settled):
    fresh, file, _ = settled
    fresh.run("decisions", "add", str(file))
    again = fresh.run("decisions", "add", str(file))
    assert "nothing added" in again.output
    assert len(list((fresh.raw / "decisions").glob("added-*"))) == 1


def test_a_wrong_verdict_adds_nothing_and_says_what_is_wrong(settled):
    fresh, file, _ = settled
    lines = file.read_text().splitlines()
    file.write_text("\n".join([*lines, lines[0].replace('"genuine"', '"guilty"').replace('"d0"', '"d9"')]) + "\n")
    result = fresh.run("decisions", "add", str(file))
    assert result.exception.exit_code == 2
    assert "guilty" in str(result.exception)
    assert list((fresh.raw / "decisions").glob("added-*")) == []


def test_training_names_the_nights_the_log_lacks(fresh):
    result = fresh.run("train", "--as-of", NIGHT)
    assert result.exception.exit_code == 2
    assert "2026-11-16, 2026-11-17" in str(result.exception)


def test_training_on_too_few_verdicts_says_so_and_leaves_no_champion(fresh):
    result = fresh.run("train", "--as-of", NIGHT, "--backfill", "--workers", "1")
    assert result.exception.exit_code in (2, 4), result.output
    assert "9 further verdicts are kept to judge it" in str(result.exception)
    assert not (fresh.models / "champion").exists()


def test_an_edited_champion_is_not_used_and_the_report_says_so(fresh):
    champion = fresh.models / "champion"
    champion.mkdir(parents=True)
    (champion / "manifest.json").write_text("{}")
    result = fresh.run("nightly", "--date", NIGHT, "--workers", "1")
    assert result.exit_code == 0, result.output
    facts = json.loads((fresh.night / "run.json").read_text())
    assert facts["model_version"].startswith("rules-")
    assert any("refused" in banner for banner in facts["banners"])
    assert "refused" in (fresh.night / "report" / "index.html").read_text()
