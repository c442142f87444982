"""A thing put on a ground and photographed: the brand's studio views and sellers' own pictures."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from pipeline.simulator.chance import Chance
from pipeline.simulator.photos.backdrops import GRAINS, HOMES, SIDE, home_ground, sensor_grain, studio_ground
from pipeline.simulator.photos.rendering import Thing

SIZES = ((240, 240), (256, 256), (240, 272), (272, 240), (248, 248), (256, 240))
"""Width and height of a platform's pictures; every kind of seller draws from the same ones."""
OFFICIAL_SIZE = (272, 272)
STUDIO_GROUNDS = 10


def official_view(thing: Thing, view: int, chance: Chance) -> Image.Image:
    """View 0 is frontal, 1 turned, 2 a close-up; all on a pale studio ground."""
    ground = _crop(studio_ground(chance.whole(0, STUDIO_GROUNDS - 1)), OFFICIAL_SIZE, chance)
    turn, scale = ((0.0, 0.84), (chance.pick((-1, 1)) * chance.between(9, 20), 0.74), (chance.between(-8, 8), 1.55))[
        view % 3
    ]
    corners = _corners(thing.size, OFFICIAL_SIZE, turn, scale, chance, skew=0.0 if view == 0 else 0.07)
    return _photograph(thing, ground, corners, chance, grain=0)


def own_scene(thing: Thing, chance: Chance, *, ground: int | None = None, studio: bool = False) -> Image.Image:
    """A seller's own picture: another ground, angle, light and noise in each."""
    size = chance.pick(SIZES)
    base = (
        studio_ground(chance.whole(0, STUDIO_GROUNDS - 1))
        if studio
        else home_ground(chance.whole(0, HOMES - 1) if ground is None else ground)
    )
    turn = chance.normal(0, 9 if studio else 15)
    corners = _corners(thing.size, size, turn, chance.between(0.62, 1.0), chance, skew=0.05 if studio else 0.13)
    picture = _photograph(thing, _crop(base, size, chance), corners, chance, grain=chance.whole(0, GRAINS - 1))
    return picture if studio else _lit(picture, chance)


def _crop(ground: Image.Image, size: tuple[int, int], chance: Chance) -> Image.Image:
    left, top = chance.whole(0, SIDE - size[0]), chance.whole(0, SIDE - size[1])
    cropped = ground.crop((left, top, left + size[0], top + size[1]))
    return cropped.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if chance.flip(0.5) else cropped


def _corners(
    thing: tuple[int, int], size: tuple[int, int], turn: float, scale: float, chance: Chance, *, skew: float = 0.0
) -> np.ndarray:
    """Where the upper left, upper right and lower left corner of the thing's picture fall on the canvas."""
    reach = min(size) * scale / max(thing) / 2
    half = np.array([[-1, -1], [1, -1], [-1, 1]]) * np.array(thing) * reach
    angle = np.deg2rad(turn)
    turned = half @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    wobble = chance.rng.uniform(-skew, skew, (3, 2)) * min(size)
    shift = chance.rng.uniform(-0.5, 0.5, 2) * np.array(size) * (0.04 + skew)
    return turned + wobble + np.array(size) / 2 + shift


def _photograph(thing: Thing, ground: Image.Image, corners: np.ndarray, chance: Chance, *, grain: int) -> Image.Image:
    """The thing with its shadow on the ground, and the sensor's noise over all."""
    box = _box(corners, ground.size)
    placed, cover = _placed(thing, corners, box)
    depth, soft = chance.between(0.35, 0.65), chance.between(1.5, 3)
    small = cover.reduce(4).filter(ImageFilter.BoxBlur(soft))
    shadow = ImageChops.multiply(small, Image.new("L", small.size, int(255 * depth))).resize(
        cover.size, Image.Resampling.BILINEAR
    )
    ground.paste((18, 16, 20), (box[0] + chance.whole(-9, 9), box[1] + chance.whole(3, 11)), shadow)
    ground.paste(placed, box[:2], cover)
    left, top = chance.whole(0, SIDE - ground.width), chance.whole(0, SIDE - ground.height)
    noise = sensor_grain(grain).crop((left, top, left + ground.width, top + ground.height))
    return ImageChops.add(ground, noise, 1, -128)


def _box(corners: np.ndarray, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The part of the canvas that the thing's picture touches."""
    every = np.vstack([corners, corners[1] + corners[2] - corners[0]])
    low, high = np.floor(every.min(axis=0)).astype(int), np.ceil(every.max(axis=0)).astype(int)
    return max(0, int(low[0])), max(0, int(low[1])), min(size[0], int(high[0])), min(size[1], int(high[1]))


def _placed(thing: Thing, corners: np.ndarray, box: tuple[int, int, int, int]) -> tuple[Image.Image, Image.Image]:
    """Colour and cover of the thing as it falls into the box."""
    width, height = thing.size
    across, down = (corners[1] - corners[0]) / width, (corners[2] - corners[0]) / height
    back = np.linalg.inv(np.array([across, down]).T)
    start = back @ (np.array(box[:2]) - corners[0])
    affine = (*back[0].tolist(), float(start[0]), *back[1].tolist(), float(start[1]))
    # Nearest pixels at twice the size, then averaged: smoother than bilinear, in half its time.
    size = (2 * (box[2] - box[0]), 2 * (box[3] - box[1]))
    halved = (affine[0] / 2, affine[1] / 2, affine[2], affine[3] / 2, affine[4] / 2, affine[5])
    placed = thing.transform(size, Image.Transform.AFFINE, halved, Image.Resampling.NEAREST).reduce(2)
    return placed.convert("RGB"), placed.getchannel("X")


def _lit(picture: Image.Image, chance: Chance) -> Image.Image:
    """White balance and exposure of a phone in a room."""
    gain = chance.between(0.78, 1.12)
    warm, cold = chance.between(0.94, 1.06), chance.between(0.86, 1.08)
    # A colour matrix: a lookup table would be rounded level by level in Python.
    return picture.convert("RGB", (gain * warm, 0, 0, 0, 0, gain, 0, 0, 0, 0, gain * cold, 0))
