"""Likely copies are judged once a pair, and anew when the weights change."""

import dataclasses

import pytest
from PIL import Image, ImageDraw

from features.linking.photos import judgement as photo_judgement
from features.linking.photos.judgement import PhotoPair, Way, judged
from features.linking.photos.verification import NO_VIEW
from features.signals.photo_look import look_at
from pipeline import photo_judging
from pipeline.photo_judging import KeptJudge


def look(shift):
    picture = Image.new("L", (240, 200), 230)
    draw = ImageDraw.Draw(picture)
    for at in range(40):
        x, y = (at * 53 + shift * 17) % 220, (at * 71 + shift * 29) % 180
        draw.ellipse((x, y, x + 6 + at % 13, y + 5 + at % 11), fill=(at * 37) % 200)
    return look_at(picture, width_px=240, height_px=200, margins=(0, 0, 0, 0))


@pytest.fixture(scope="module")
def pairs():
    looks = {name: look(shift) for shift, name in enumerate("abc")}
    way = (Way(NO_VIEW, False, False, 0.0),)
    return [PhotoPair(one, other, looks[one], looks[other], way) for one in looks for other in looks]


def test_answers_are_kept_and_given_again_without_a_second_look(pairs, tmp_path, monkeypatch):
    first = KeptJudge(tmp_path)(pairs)
    assert first == judged(pairs)
    assert any(found.confidence > 0 for found in first)
    asked = []
    monkeypatch.setattr(photo_judging, "judged", lambda some: asked.extend(some) or judged(some))
    assert KeptJudge(tmp_path)(pairs[::-1]) == first[::-1]
    assert asked == []


def test_other_weights_judge_anew(pairs, tmp_path, monkeypatch):
    first = KeptJudge(tmp_path)(pairs)
    told = photo_judgement.fitted()
    other = dataclasses.replace(told, bias=told.bias - 1.0)
    monkeypatch.setattr(photo_judgement, "fitted", lambda: other)
    asked = []
    monkeypatch.setattr(photo_judging, "judged", lambda some: asked.extend(some) or judged(some))
    assert len(KeptJudge(tmp_path)(pairs)) == len(first)
    assert len(asked) == len(pairs)


def test_a_photo_looked_at_in_another_way_is_judged_anew(pairs, tmp_path, monkeypatch):
    KeptJudge(tmp_path)(pairs)
    asked = []
    monkeypatch.setattr(photo_judging, "judged", lambda some: asked.extend(some) or judged(some))
    other = [dataclasses.replace(pair, photo_look=look(7)) for pair in pairs[:1]]
    assert KeptJudge(tmp_path)(other) == judged(other)
    assert asked == other
