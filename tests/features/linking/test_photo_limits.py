"""Limits of confidence: the stated rate of false alarms per sector, leaning on all sectors where photos are few."""

import numpy as np
import pandas as pd
import yaml
from PIL import Image, ImageFilter

from features.contracts import ImageSignals, ReferenceSignals
from features.linking.photos import bank as photo_bank
from features.linking.photos.bank import PhotoMatchParams, match_photos
from features.linking.photos.judgement import Judgement
from features.linking.photos.limits import LEAST, PhotoLimits, as_yaml, fitted_limits, shipped_limits
from features.signals.photo_look import look_at

RATE = 0.01


def scores(count: int, reaching: dict[float, int]) -> np.ndarray:
    """Best confidences of `count` genuine photos: 0 but for so many at each confidence."""
    high = [score for score, number in reaching.items() for _photo in range(number)]
    return np.array([*high, *[0.0] * (count - len(high))])


def test_at_most_the_stated_share_of_genuine_photos_reaches_the_limit_of_all():
    draw = np.random.default_rng(3)
    found = {"food": draw.beta(1, 6, 4000), "toys": draw.beta(1, 9, 3000)}
    limits = fitted_limits(found, RATE)
    share = np.mean([(photos >= limits.overall).mean() for photos in found.values()])
    assert 0.5 * RATE < share <= RATE


def test_a_sector_with_many_photos_gets_its_own_limit_and_one_with_few_the_limit_of_all():
    hard, easy = scores(20_000, {0.9: 400}), scores(20_000, {0.6: 400})
    few = scores(20, {0.97: 1})
    limits = fitted_limits({"hard": hard, "easy": easy, "few": few}, RATE)
    assert limits.sectors["easy"] < limits.sectors["hard"]
    assert limits.sectors["easy"] < limits.overall
    # One of twenty photos at .97 says little: the limit stays near that of all sectors.
    assert abs(limits.sectors["few"] - limits.overall) < 0.08


def test_where_no_photo_reaches_anything_the_least_limit_holds():
    limits = fitted_limits({"quiet": scores(5000, {})}, RATE)
    assert limits.overall == LEAST and limits.of("quiet") == LEAST and limits.of("unheard of") == LEAST
    assert fitted_limits({}, RATE).overall == LEAST


def test_the_file_says_where_each_limit_comes_from():
    limits = fitted_limits({"food": scores(1000, {0.8: 20})}, RATE)
    told = yaml.safe_load(as_yaml(limits, {"food": {"photos": 1000, "pairs": 9000}}, "a test"))
    assert told["origin"] == "a test" and told["rate"] == RATE
    assert told["sectors"]["food"] == {"limit": limits.sectors["food"], "photos": 1000, "pairs": 9000}


def test_the_shipped_limits_lie_between_the_least_and_certainty():
    limits = shipped_limits()
    assert all(LEAST <= limit < 1 for limit in (limits.overall, *limits.sectors.values()))
    assert limits.rate == 0.001


def test_the_night_asserts_by_the_limit_of_the_references_sector(monkeypatch):
    monkeypatch.setattr(photo_bank, "shipped_limits", lambda: PhotoLimits(0.8, 0.001, {"food": 0.95}))
    noise = np.random.default_rng(1).integers(0, 255, (12, 16), dtype=np.uint8)
    picture = Image.fromarray(noise).resize((320, 240)).filter(ImageFilter.GaussianBlur(2))
    shared = {
        "image": "1.jpg", "sha256": "a" * 64, "dhash": 5, "quality": 0.9, "is_comparable": True,
        "view_phashes": [2**40 + 7],
        "look": look_at(picture, width_px=320, height_px=240, margins=(0.0, 0.0, 0.0, 0.0)),
    }  # fmt: skip
    photo = {**shared, "platform": "stalls", "listing_id": "L", "width_px": 320, "height_px": 240, "phash": 2**40 + 7}
    signals = ImageSignals.conform(pd.DataFrame([photo]))
    packshots = [{**shared, "bank": "official", "brand_id": brand, "product_id": "P"} for brand in ("milk", "ball")]
    references = ReferenceSignals.conform(pd.DataFrame(packshots))

    def asserted(**options) -> list[str]:
        params = options.pop("params", PhotoMatchParams())
        sure = lambda pairs: [Judgement(0.9, "upright") for _pair in pairs]  # noqa: E731
        found = match_photos(signals, references, params, judge=sure, **options)
        return found["brand_id"].tolist()

    assert asserted(sectors={"milk": "food", "ball": "toys"}) == ["ball"]
    assert asserted() == ["ball", "milk"]
    assert asserted(params=PhotoMatchParams(least_confidence=0.93), sectors={"milk": "food"}) == []
