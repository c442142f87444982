"""Forgetting deletes what is dated before a day, and nothing else."""

from datetime import date

from features.signals.photo_text import TEXT_SIGNAL
from pipeline.retention import forget_before
from pipeline.signal_cache import SignalCache


def test_only_older_nights_are_forgotten(tmp_path):
    for night in ("2026-11-01", "2026-11-02"):
        for kind in ("runs", "work"):
            (tmp_path / kind / night).mkdir(parents=True)
        (tmp_path / "feature_log").mkdir(exist_ok=True)
        (tmp_path / "feature_log" / f"snapshot_date={night}.parquet").touch()
    (tmp_path / "raw" / "snapshots").mkdir(parents=True)
    (tmp_path / "runs" / "notes").mkdir()
    said = forget_before(tmp_path, date(2026, 11, 2))
    kept = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if not any(path.glob("*")))
    assert kept == [
        "feature_log/snapshot_date=2026-11-02.parquet",
        "raw/snapshots",
        "runs/2026-11-02",
        "runs/notes",
        "work/2026-11-02",
    ]
    assert said.startswith("forgotten: 3 dated")


def test_what_was_read_in_photos_is_forgotten_whole(tmp_path):
    with (
        SignalCache(tmp_path / "cache", f"{TEXT_SIGNAL}-1-some-reader") as text,
        SignalCache(tmp_path / "cache", "photo-2") as hashes,
    ):
        text.put_many({bytes(32): b'["138 1234 5678"]'})
        hashes.put_many({bytes(32): b"code"})
    forget_before(tmp_path, date(2026, 11, 2))
    assert not text.path.exists()
    assert hashes.path.exists()
