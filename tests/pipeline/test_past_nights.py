"""What later nights and training read of earlier ones: only published nights, only as they were published."""

from datetime import date

import pandas as pd
import pytest

from features.contracts import Suspects
from pipeline.datasets import nightly, past_nights
from pipeline.datasets.dataset import write
from pipeline.errors import WorldError
from pipeline.publishing import publish

NIGHT = date(2026, 11, 18)


@pytest.fixture
def data(tmp_path):
    """Two published nights, each with an empty queue and a feature log of one row."""
    for day in ("2026-11-16", "2026-11-17"):
        log = pd.DataFrame({"listing_id": [day]})
        log.attrs = {"fingerprint": "one"}
        write(nightly.FEATURES, nightly.FEATURES.at(tmp_path, day), log)
        queue = tmp_path / "work" / day / "suspects.parquet"
        write(nightly.SUSPECTS, queue, Suspects.empty())
        files = {"suspects.parquet": queue, "features.parquet": nightly.FEATURES.at(tmp_path, day)}
        publish(nightly.RUN.at(tmp_path, day), files, {})
    return tmp_path


def logged(data):
    return [row for log in past_nights.feature_logs(data, NIGHT) for row in log["listing_id"]]


def rewrite_log(data, day, fingerprint):
    log = pd.DataFrame({"listing_id": ["other"]})
    log.attrs = {"fingerprint": fingerprint}
    write(nightly.FEATURES, nightly.FEATURES.at(data, day), log)


def test_a_night_without_a_manifest_was_not_published(data):
    (data / "runs/2026-11-16/manifest.json").unlink()
    assert past_nights.nights_before(data, nightly.RUN, NIGHT) == [date(2026, 11, 17)]
    (data / "runs/2026-11-16/suspects.parquet").write_bytes(b"half")
    assert len(past_nights.shown_rows(data, NIGHT)) == 0


def test_a_queue_that_was_changed_since_is_not_read(data):
    path = data / "runs/2026-11-17/suspects.parquet"
    path.unlink()
    path.write_bytes(b"other")
    with pytest.raises(WorldError, match=r"2026-11-17/suspects.parquet: found sha256"):
        past_nights.shown_rows(data, NIGHT)


def test_a_feature_log_that_was_changed_since_is_not_read(data):
    assert logged(data) == ["2026-11-16", "2026-11-17"]
    rewrite_log(data, "2026-11-17", "one")
    with pytest.raises(WorldError, match=r"snapshot_date=2026-11-17.parquet: found sha256"):
        logged(data)


def test_a_feature_log_rebuilt_for_other_features_is_read(data):
    rewrite_log(data, "2026-11-17", "two")
    assert logged(data) == ["2026-11-16", "other"]


def test_a_feature_log_of_a_night_that_was_never_reported_is_read(data):
    rewrite_log(data, "2026-11-15", "one")
    assert logged(data) == ["other", "2026-11-16", "2026-11-17"]


def test_a_torn_log_has_no_marks_so_that_it_is_built_again(data):
    log = nightly.FEATURES.at(data, "2026-11-16")
    assert past_nights.marks_of(log) == {b"fingerprint": b"one"}
    log.write_bytes(log.read_bytes()[:100])
    assert past_nights.marks_of(log) is None
