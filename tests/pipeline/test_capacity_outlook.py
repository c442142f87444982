"""What a brand's capacity brings: told from published nights and the champion's calibration, or called unknown."""

import json

import pandas as pd
import pytest

from features.contracts import Suspects
from models.artifact import write_artifact
from models.calibration import Calibration
from models.feature_spec import FeatureSpec
from pipeline.capacity_outlook import lines
from pipeline.datasets import nightly
from pipeline.datasets.dataset import write
from pipeline.publishing import publish

BINS = [
    {"promised": 0.05, "found": 0.1, "low": 0.0, "high": 0.2, "rows": 60},
    {"promised": 0.80, "found": 0.75, "low": 0.5, "high": 0.9, "rows": 40},
]


@pytest.fixture
def places(tmp_path):
    """raw with one brand of capacity 2; data and models still empty."""
    brand = tmp_path / "raw" / "catalogs" / "acme"
    brand.mkdir(parents=True)
    (brand / "brand.yaml").write_text("brand_id: acme\nname: Acme\ncapacity: 2\n")
    return tmp_path / "raw", tmp_path / "data", tmp_path / "models"


def suspect(rank, score, **fields):
    row = {
        "rank": rank, "platform": "stalls", "listing_id": f"l{rank}", "brand_id": "acme", "link_confidence": 1.0,
        "score": score, "model_version": "rules-1", "band": "watch", "section": "watch", "selected_by": "score",
        "selection_probability": 1.0, "first_seen": "2026-11-17",
    }  # fmt: skip
    return row | fields


def published(data, day, *rows):
    queue = data / "work" / day / "suspects.parquet"
    write(nightly.SUSPECTS, queue, Suspects.check(Suspects.conform(pd.DataFrame(rows))))
    publish(nightly.RUN.at(data, day), {"suspects.parquet": queue}, {})


def champion(models):
    spec = FeatureSpec(names=("a",), monotone=(0,), fingerprint="f", encoder_id="e", rules_version="r")
    digest = write_artifact(
        models / "champion", model_text="x", spec=spec, calibration=Calibration("platt"),
        metrics={"challenger": {"reliability": BINS}}, card="x",
    )  # fmt: skip
    return f"classifier-{digest[:12]}"


def test_without_a_night_nothing_is_invented(places):
    told = lines(*places)
    assert told[1].split() == ["acme", "2", "unknown", "unknown"]
    assert "No night is published" in told[-1]


def test_scores_of_the_rules_promise_nothing(places):
    raw, data, models = places
    published(data, "2026-11-17", suspect(1, 0.9))
    told = lines(raw, data, models)
    assert told[1].split() == ["acme", "2", "1.0", "unknown"]
    assert "no champion" in told[-1]


def test_rows_within_capacity_are_taken_at_the_share_found_among_like_scores(places):
    raw, data, models = places
    version = champion(models)
    by = {"model_version": version}
    published(
        data, "2026-11-16",
        suspect(1, 0.9, section="prohibited", **by), suspect(2, 0.9, **by), suspect(3, 0.1, **by), suspect(4, 0.9, **by),
    )  # fmt: skip
    published(data, "2026-11-17", suspect(1, 0.7, **by), suspect(2, 0.0, link_confidence=0.0, **by))
    told = lines(raw, data, models)
    # Two nights: 0.75 + 0.10, then 0.75 and a row not scored.
    assert told[1].split("  ")[-1] == "0.8 (0.5 to 1.0), beside 1 rows not scored"
    assert told[1].split()[2] == "2.0"
    assert "100 verdicts" in told[-1]


def test_nights_scored_by_another_model_are_counted_and_not_reckoned_with(places):
    raw, data, models = places
    published(data, "2026-11-17", suspect(1, 0.9, model_version="classifier-other"))
    version = champion(models)
    told = lines(raw, data, models)
    assert told[1].split() == ["acme", "2", "1.0", "unknown"]
    assert f"{version} scored none" in told[-1]


def test_an_edited_champion_is_not_believed(places):
    raw, data, models = places
    champion(models)
    (models / "champion" / "metrics.json").write_text(json.dumps({}))
    published(data, "2026-11-17", suspect(1, 0.9))
    assert "the champion is refused" in lines(raw, data, models)[-1]
