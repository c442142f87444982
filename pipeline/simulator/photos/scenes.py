"""A thing put on a ground and photographed: the brand's studio views and sellers' own pictures."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from pipeline.simulator.chance import Chance
from pipeline.simulator.photos.backdrops import GRAINS, HOMES, SIDE, home_ground, sensor_grain, studio_ground

SIZES = ((256, 256), (240, 240), (240, 300), (300, 240), (280, 280), (264, 240))
"""Width and height of a platform's pictures; every kind of seller draws from the same ones."""
STUDIO_GROUNDS = 10


def official_view(thing: Image.Image, view: int, chance: Chance) -> Image.Image:
    """View 0 is frontal, 1 turned, 2 a close-up; all on a pale studio ground."""
    ground = _crop(studio_ground(chance.whole(0, STUDIO_GROUNDS - 1)), (288, 288), chance)
    turn, scale = ((0.0, 0.84), (chance.pick((-1, 1)) * chance.between(9, 20), 0.74), (chance.between(-8, 8), 1.55))[view % 3]
    corners = _corners(thing.size, (288, 288), turn, scale, chance, skew=0.0 if view == 0 else 0.07)
    return _photograph(thing, ground, corners, chance, grain=0)


def own_scene(thing: Image.Image, chance: Chance, *, ground: int | None = None, studio: bool = False) -> Image.Image:
    """A seller's own picture: another ground, angle, light and noise in each."""
    size = chance.pick(SIZES)
    base = studio_ground(chance.whole(0, STUDIO_GROUNDS - 1)) if studio else home_ground(chance.whole(0, HOMES - 1) if ground is None else ground)
    turn = chance.normal(0, 9 if studio else 15)
    corners = _corners(thing.size, size, turn, chance.between(0.62, 1.0), chance, skew=0.05 if studio else 0.13)
    picture = _photograph(thing, _crop(base, size, chance), corners, chance, grain=chance.whole(0, GRAINS - 1))
    return picture if studio else _lit(picture, chance)


def _crop(ground: Image.Image, size: tuple[int, int], chance: Chance) -> Image.Image:
    left, top = chance.whole(0, SIDE - size[0]), chance.whole(0, SIDE - size[1])
    cropped = ground.crop((left, top, left + size[0], top + size[1]))
    return cropped.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if chance.flip(0.5) else cropped


def _corners(thing: tuple[int, int], size: tuple[int, int], turn: float, scale: float, chance: Chance, *, skew: float = 0.0) -> np.ndarray:
    """Where the four corners of the thing's picture fall on the canvas."""
    reach = min(size) * scale / max(thing) / 2
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * np.array(thing) * reach
    angle = np.deg2rad(turn)
    turned = half @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    wobble = chance.rng.uniform(-skew, skew, (4, 2)) * min(size)
    shift = chance.rng.uniform(-0.5, 0.5, 2) * np.array(size) * (0.04 + skew)
    return turned + wobble + np.array(size) / 2 + shift


def _perspective(corners: np.ndarray, thing: tuple[int, int]) -> list[float]:
    """The eight numbers Pillow wants, from canvas back to the thing's picture."""
    width, height = thing
    targets = ((0, 0), (width, 0), (width, height), (0, height))
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, targets, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return [float(number) for number in np.linalg.solve(np.array(rows, float), np.array(values, float))]


def _photograph(thing: Image.Image, ground: Image.Image, corners: np.ndarray, chance: Chance, *, grain: int) -> Image.Image:
    placed = thing.transform(ground.size, Image.Transform.PERSPECTIVE, _perspective(corners, thing.size), Image.Resampling.BILINEAR)
    cover = placed.getchannel("A")
    ground.paste((18, 16, 20), None, _shadow(cover, chance))
    ground.paste(placed, None, cover)
    left, top = chance.whole(0, SIDE - ground.width), chance.whole(0, SIDE - ground.height)
    noise = sensor_grain(grain).crop((left, top, left + ground.width, top + ground.height))
    return ImageChops.add(ground, noise, 1, -128)


def _shadow(cover: Image.Image, chance: Chance) -> Image.Image:
    depth = chance.between(0.35, 0.65)
    small = cover.reduce(4).filter(ImageFilter.BoxBlur(chance.between(1.5, 3))).point([int(level * depth) for level in range(256)])
    return ImageChops.offset(small.resize(cover.size, Image.Resampling.BILINEAR), chance.whole(-10, 10), chance.whole(3, 12))


def _lit(picture: Image.Image, chance: Chance) -> Image.Image:
    """White balance and exposure of a phone in a room."""
    gain = chance.between(0.78, 1.12)
    tables: list[int] = []
    for channel in (chance.between(0.94, 1.06), 1.0, chance.between(0.86, 1.08)):
        tables += [min(255, int(level * gain * channel)) for level in range(256)]
    return picture.point(tables)
