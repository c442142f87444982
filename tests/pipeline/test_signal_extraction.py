"""Photos and titles become signals once per content; what cannot, becomes a reject; nothing is lost or guessed."""

import importlib
import io
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from features.contracts import (
    BannedImages,
    ImageMatches,
    ImageSignals,
    Listings,
    ReferenceImages,
    ReferenceSignals,
    Rejects,
)
from features.linking.photos.bank import PhotoMatchParams, match_photos
from features.signals.photo_fingerprint import PHOTO_SIGNAL_ID, VIEW_NAMES, PhotoFingerprint, fingerprint
from features.signals.photo_guard import PhotoParams, UnusablePhoto
from features.signals.title_vectors import encoder_from, signal_id, text_vectors
from pipeline.photo_workers import Outcome, fingerprint_photos
from pipeline.signal_cache import SignalCache
from pipeline.signal_extraction import (
    extract_banned_photos,
    extract_listing_photos,
    extract_reference_photos,
    extract_title_vectors,
    known_fake_references,
)
from pipeline.sources.photo_names import PhotoRefused

ROOT = Path(__file__).parents[2]
NIGHT = date(2026, 11, 18)
PARAMS = PhotoParams()


def photo(seed: int, quality: int = 85) -> bytes:
    dice = np.random.default_rng(seed)
    small = Image.fromarray(dice.integers(0, 255, (9, 9), dtype=np.uint8))
    file = io.BytesIO()
    small.resize((240, 200), Image.Resampling.BICUBIC).save(file, "JPEG", quality=quality)
    return file.getvalue()


class Shelf:
    """Photos held in memory; the store of a platform, of a policy, and of catalogues alike."""

    def __init__(self, photos: dict[str, bytes]) -> None:
        self.photos = photos
        self.times_read = 0

    def read(self, *name: str) -> bytes:
        self.times_read += 1
        if "/".join(name) not in self.photos:
            raise PhotoRefused("image_missing", f"found no {name}, expected a file; deliver it")
        return self.photos["/".join(name)]


def listings(images: list[list[str]], platform: str = "bazaar") -> pd.DataFrame:
    rows = {
        Listings.platform: platform,
        Listings.listing_id: [f"L{number}" for number in range(len(images))],
        Listings.title: "bag",
        Listings.price: 1.0,
        Listings.currency: "USD",
        Listings.images: images,
    }
    return Listings.conform(pd.DataFrame(rows))


@pytest.fixture
def cache(tmp_path):
    with SignalCache(tmp_path / "cache", PHOTO_SIGNAL_ID) as opened:
        yield opened


def extracted(table: pd.DataFrame, photos: dict[str, Shelf], cache: SignalCache, workers: int = 1):
    signals, rejects = extract_listing_photos(table, photos, night=NIGHT, cache=cache, workers=workers, params=PARAMS)
    return ImageSignals.check(signals), Rejects.check(rejects)


def test_each_photo_of_each_listing_is_a_signal_or_a_reject(cache):
    shelf = Shelf({"a.jpg": photo(1), "b.jpg": photo(2), "bad.jpg": b"no picture", "cut.jpg": photo(3)[:900]})
    table = listings([["a.jpg", "b.jpg", "a.jpg"], ["bad.jpg", "a.jpg"], ["gone.jpg", "images/cut.jpg"], []])
    shelf.photos["images/cut.jpg"] = shelf.photos["cut.jpg"]
    signals, rejects = extracted(table, {"bazaar": shelf}, cache)
    found = signals[[ImageSignals.listing_id, ImageSignals.image]].values.tolist()
    assert found == [["L0", "a.jpg"], ["L0", "b.jpg"], ["L1", "a.jpg"]]
    assert rejects[Rejects.reason_code].tolist() == ["photo_format_unknown", "image_missing", "photo_undecodable"]
    assert rejects[Rejects.source_file].tolist() == [
        "snapshots/bazaar/2026-11-18/images/bad.jpg",
        "snapshots/bazaar/2026-11-18/images/gone.jpg",
        "snapshots/bazaar/2026-11-18/images/cut.jpg",
    ]
    assert rejects[Rejects.kind].eq("image").all() and rejects[Rejects.listing_id].tolist() == ["L1", "L2", "L2"]
    assert rejects[Rejects.sha256].isna().tolist() == [False, True, False]
    expected = fingerprint(photo(1), PARAMS)
    assert signals[ImageSignals.phash][0] == expected.phash
    assert tuple(signals[ImageSignals.view_phashes][0]) == expected.view_phashes


def test_a_warm_cache_gives_the_same_tables_without_decoding(cache):
    shelf = Shelf({f"{number}.jpg": photo(number) for number in range(40)})
    table = listings([[name] for name in shelf.photos])
    cold = extracted(table, {"bazaar": shelf}, cache, workers=2)
    # Limits that no photo could meet: whoever is decoded now would be refused.
    strict = PhotoParams(min_side_px=100_000)
    warm = extract_listing_photos(table, {"bazaar": shelf}, night=NIGHT, cache=cache, workers=1, params=strict)
    pd.testing.assert_frame_equal(cold[0], warm[0])
    assert len(cold[0]) == 40 and warm[1].empty


def test_any_number_of_workers_gives_the_same_tables(tmp_path):
    shelf = Shelf({f"{number}.jpg": photo(number) if number % 7 else b"junk" for number in range(90)})
    table = listings([[name] for name in shelf.photos])
    tables = []
    for workers in (1, 3):
        with SignalCache(tmp_path / str(workers), PHOTO_SIGNAL_ID) as cache:
            tables.append(extracted(table, {"bazaar": shelf}, cache, workers))
    for one, other in zip(*tables, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_one_photo_under_many_names_is_decoded_and_stored_once(cache):
    shelf, other = Shelf({"a.jpg": photo(1), "b.jpg": photo(1)}), Shelf({"a.jpg": photo(1)})
    table = pd.concat([listings([["a.jpg"], ["a.jpg", "b.jpg"]]), listings([["a.jpg"]], platform="stalls")])
    signals, _ = extracted(Listings.conform(table), {"bazaar": shelf, "stalls": other}, cache)
    assert len(signals) == 4 and signals[ImageSignals.sha256].nunique() == 1
    assert (shelf.times_read, other.times_read) == (2, 1)


def test_a_broken_cache_entry_is_decoded_again(cache):
    import sqlite3

    table, shelf = listings([["a.jpg"]]), Shelf({"a.jpg": photo(1)})
    cold, _ = extracted(table, {"bazaar": shelf}, cache)
    cache.close()
    connection = sqlite3.connect(cache.path)
    with connection:
        connection.execute("UPDATE entries SET value = x'00112233'")
    connection.close()
    again, _ = extracted(table, {"bazaar": shelf}, cache)
    pd.testing.assert_frame_equal(cold, again)
    assert cache.dropped_entries == 1


def test_listings_without_photos_start_nothing(cache):
    signals, rejects = extracted(listings([[], []]), {"bazaar": Shelf({})}, cache)
    assert signals.empty and rejects.empty and not cache.dropped_files


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    """A decoder that crashes, hangs or eats memory on marked photos, importable by workers."""
    (tmp_path / "hostile_decoder.py").write_text(
        "import os, signal\n"
        "from features.signals.photo_fingerprint import fingerprints\n"
        "def decode(photos, params):\n"
        "    if b'crash' in photos: os.kill(os.getpid(), signal.SIGSEGV)\n"
        "    while b'hang' in photos: pass\n"
        "    if b'eat' in photos: bytearray(10_000_000_000)\n"
        "    return fingerprints(photos, params)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("hostile_decoder").decode
    sys.modules.pop("hostile_decoder")


def reason(outcome: Outcome) -> str:
    assert isinstance(outcome, UnusablePhoto)
    return outcome.reason_code


@pytest.mark.parametrize("workers", [1, 2])
def test_a_photo_that_kills_or_stalls_its_worker_costs_itself_only(hostile, workers):
    good = [(bytes([seed]), photo(seed)) for seed in range(50)]
    bad = [(b"c", b"crash"), (b"h", b"hang"), (b"e", b"eat")]
    photos = [*good[:5], bad[0], *good[5:20], bad[1], *good[20:45], bad[2], *good[45:]]
    params = PhotoParams(timeout_s=1.5)
    outcomes = list(fingerprint_photos(photos, params, workers=workers, work=hostile))
    assert [key for key, _ in outcomes] == [key for key, _ in photos]
    told = dict(outcomes)
    assert [reason(told[key]) for key, _ in bad] == ["photo_crashed", "photo_timeout", "photo_memory"]
    assert all(told[key] == fingerprint(data, PARAMS) for key, data in good)


def test_a_real_photo_too_large_for_the_memory_limit_is_told():
    file = io.BytesIO()
    Image.new("RGBA", (5000, 5000), "red").save(file, "PNG", compress_level=1)
    [(_, outcome)] = fingerprint_photos([(b"k", file.getvalue())], PhotoParams(memory_mb=60), workers=1)
    assert reason(outcome) == "photo_memory"


def test_a_photo_at_the_pixel_limit_fits_into_the_default_memory():
    file = io.BytesIO()
    Image.new("RGBA", (8000, 5000), (200, 30, 30, 128)).save(file, "PNG", compress_level=1)
    [(_, outcome)] = fingerprint_photos([(b"k", file.getvalue())], PARAMS, workers=1)
    assert isinstance(outcome, PhotoFingerprint) and outcome.width_px == 8000 and not outcome.is_comparable


def test_official_photos_become_references_with_all_their_views(cache):
    images = pd.DataFrame(
        [["acme", "P1", "1.jpg"], ["acme", "P2", "1.jpg"], ["acme", "P2", "gone.jpg"], ["zeta", "P1", "1.jpg"]],
        columns=[ReferenceImages.brand_id, ReferenceImages.product_id, ReferenceImages.image],
    )
    shelf = Shelf({"acme/1.jpg": photo(1), "zeta/1.jpg": photo(2)})
    references, rejects = extract_reference_photos(
        ReferenceImages.conform(images), shelf, cache=cache, workers=1, params=PARAMS
    )
    ReferenceSignals.check(references)
    assert references[ReferenceSignals.product_id].tolist() == ["P1", "P2", "P1"]
    assert references[ReferenceSignals.bank].eq("official").all()
    assert references[ReferenceSignals.view_phashes].map(len).eq(len(VIEW_NAMES)).all()
    assert Rejects.check(rejects)[Rejects.source_file].tolist() == ["catalogs/acme/images/gone.jpg"]
    assert rejects[Rejects.kind].tolist() == ["catalog"]


def test_banned_images_come_by_file_and_by_hash(cache):
    known = fingerprint(photo(2), PARAMS)
    banned = pd.DataFrame(
        {
            BannedImages.path: ["banned/a.jpg", None, None, "banned/gone.jpg"],
            BannedImages.phash: [None, f"{known.phash:016x}", "xyz", None],
            BannedImages.reason: "recalled airbag",
        }
    )
    references, rejects = extract_banned_photos(
        BannedImages.conform(banned), Shelf({"banned/a.jpg": photo(1)}), cache=cache, workers=1, params=PARAMS
    )
    assert len(ReferenceSignals.check(references)) == 2
    assert Rejects.check(rejects)[Rejects.reason_code].tolist() == ["image_missing", "banned_phash_broken"]
    shelf = Shelf({"x.jpg": photo(1, 60), "y.jpg": photo(2, 60), "z.jpg": photo(3)})
    signals, _ = extracted(listings([["x.jpg"], ["y.jpg"], ["z.jpg"]]), {"bazaar": shelf}, cache)
    found = match_photos(signals, references, PhotoMatchParams())
    assert found[ImageMatches.listing_id].tolist() == ["L0", "L1"]
    assert found[ImageMatches.bank].eq("banned").all()


def test_photos_of_settled_fakes_find_their_mirrored_copies(cache):
    file = io.BytesIO()
    Image.open(io.BytesIO(photo(5))).transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(file, "JPEG")
    shelf = Shelf({"old.jpg": photo(5), "same.jpg": photo(5), "new.jpg": file.getvalue(), "own.jpg": photo(6)})
    old, _ = extracted(listings([["old.jpg"], ["same.jpg"], ["own.jpg"]]), {"bazaar": shelf}, cache)
    settled = pd.DataFrame({"platform": "bazaar", "listing_id": ["L0", "L1"], "brand_id": "acme"})
    fakes = ReferenceSignals.check(known_fake_references(old, settled))
    assert fakes[ReferenceSignals.image].tolist() == ["bazaar/L0/old.jpg"]
    assert fakes[ReferenceSignals.bank].tolist() == ["known_fake"] and fakes[ReferenceSignals.product_id].isna().all()
    tonight, _ = extracted(listings([["new.jpg"], ["own.jpg"]]), {"bazaar": shelf}, cache)
    found = match_photos(tonight, fakes, PhotoMatchParams())
    assert found[[ImageMatches.listing_id, ImageMatches.view]].values.tolist() == [["L0", "mirror"]]
    assert known_fake_references(old, settled.iloc[:0]).empty


TITLES = [f"phone case {number} for model {number % 13}" for number in range(60)] + ["手机壳", ""]


@pytest.fixture
def title_cache(tmp_path):
    with SignalCache(tmp_path / "titles", signal_id(encoder_from("use-m3"))) as opened:
        yield opened


def test_cold_warm_and_half_warm_caches_give_the_same_vectors(title_cache):
    encoder = encoder_from("use-m3")
    half = extract_title_vectors(TITLES[::2], encoder, cache=title_cache, workers=1)
    mixed = extract_title_vectors([*TITLES, *TITLES], encoder, cache=title_cache, workers=1)
    warm = extract_title_vectors(reversed(TITLES), encoder, cache=title_cache, workers=1)
    direct = text_vectors(TITLES, encoder)
    assert mixed.vectors.tobytes() == warm.vectors.tobytes() == direct.vectors.tobytes()
    assert half.of(TITLES[:3:2]).tobytes() == direct.of(TITLES[:3:2]).tobytes()
    assert mixed.of(TITLES).shape == (len(TITLES), encoder.dim) and mixed.weights_hash == encoder.weights_hash


def test_two_processes_give_the_vectors_of_one(tmp_path):
    encoder = encoder_from("use-m3")
    titles = [f"bag {number}" for number in range(100)]
    vectors = []
    for workers in (1, 2):
        with SignalCache(tmp_path / str(workers), signal_id(encoder)) as cache:
            vectors.append(extract_title_vectors(titles, encoder, cache=cache, workers=workers, texts_worth_workers=1))
    assert vectors[0].vectors.tobytes() == vectors[1].vectors.tobytes()


def test_no_titles_give_no_vectors(title_cache):
    assert len(extract_title_vectors([], encoder_from("use-m3"), cache=title_cache, workers=2)) == 0


@pytest.mark.real_data
def test_a_night_of_real_photos_is_read_whole(cache):
    folder = Path(__file__).parents[3] / "shared/data/real/raw/snapshots/stalls/2026-11-18/images"
    if not folder.is_dir():
        pytest.skip("real photos are not here: ../shared/data/real")
    shelf = Shelf({file.name: file.read_bytes() for file in sorted(folder.iterdir())})
    signals, rejects = extracted(listings([[name] for name in shelf.photos]), {"bazaar": shelf}, cache, workers=2)
    assert len(signals) == 320 and rejects.empty and signals[ImageSignals.is_comparable].all()


SCRIPT = """
import io, sys
from PIL import Image
from features.signals.photo_guard import PhotoParams
from pipeline.photo_workers import fingerprint_photos

if __name__ == "__main__":
    file = io.BytesIO()
    Image.linear_gradient("L").save(file, "JPEG")
    [(_, outcome)] = fingerprint_photos([(b"k", file.getvalue())], PhotoParams(details=False), workers=1)
    print(outcome.width_px)
"""


def test_workers_import_nothing_from_the_folder_a_night_is_run_in(tmp_path):
    stranger = tmp_path / "here" / "features" / "__init__.py"
    stranger.parent.mkdir(parents=True)
    stranger.write_text("open('imported', 'w')\n")
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path / "here",
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "256"
    assert not (tmp_path / "here" / "imported").exists()
