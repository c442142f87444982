"""The grounds that photos are taken on: studio sweeps, and the tables, floors and fabrics of homes."""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image

from pipeline.simulator.chance import Chance

SIDE = 384
MATERIALS = ("wood", "fabric", "marble", "carpet", "concrete", "tiles", "sheet", "paper")
HOMES = 24
GRAINS = 4


@cache
def home_ground(number: int) -> Image.Image:
    """One of ``HOMES`` textured surfaces, 384 x 384 RGB."""
    chance = Chance(0, "ground", number)
    material = MATERIALS[number % len(MATERIALS)]
    pattern = _pattern(material, chance)
    tint = np.array([chance.between(0.75, 1.0), chance.between(0.7, 0.95), chance.between(0.6, 0.95)], np.float32)
    level = chance.between(110, 205)
    return Image.fromarray((pattern[..., None] * tint * level).clip(0, 255).astype(np.uint8), "RGB")


@cache
def studio_ground(number: int) -> Image.Image:
    """A pale sweep with a soft fall-off: white, grey or tinted paper."""
    chance = Chance(0, "studio", number)
    down = np.linspace(0, 1, SIDE, dtype=np.float32)[:, None]
    across = np.linspace(-1, 1, SIDE, dtype=np.float32)[None, :]
    light = (
        1 - chance.between(0.03, 0.2) * down**2 - chance.between(0.0, 0.12) * (across - chance.between(-0.5, 0.5)) ** 2
    )
    tint = np.array([chance.between(238, 255), chance.between(238, 255), chance.between(236, 255)], np.float32)
    return Image.fromarray((light[..., None] * tint).clip(0, 255).astype(np.uint8), "RGB")


@cache
def sensor_grain(number: int) -> Image.Image:
    """Noise around middle grey, to be added to a finished picture."""
    rng = Chance(0, "grain", number).rng
    noise = rng.normal(128, 3.0 + 2.5 * number, (SIDE, SIDE, 1)).repeat(3, axis=2)
    return Image.fromarray(noise.clip(0, 255).astype(np.uint8), "RGB")


def _cloud(chance: Chance, cells: int, rows: int | None = None) -> np.ndarray:
    """Smooth noise in 0..1 with that many cells a side."""
    small = chance.rng.integers(0, 256, (rows or cells, cells), dtype=np.uint8)
    return np.asarray(Image.fromarray(small).resize((SIDE, SIDE), Image.Resampling.BICUBIC), np.float32) / 255


def _pattern(material: str, chance: Chance) -> np.ndarray:
    y, x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / SIDE
    base = 0.8 + 0.25 * _cloud(chance, 4)
    if material == "wood":
        return (
            base
            + 0.28 * (_cloud(chance, 4, 90) - 0.5)
            + 0.08 * np.sin(y * chance.between(60, 140) + 4 * _cloud(chance, 3))
        )
    if material == "fabric":
        return base + 0.06 * np.sign(np.sin(x * 240)) * np.sign(np.sin(y * 240)) + 0.1 * _cloud(chance, 60)
    if material == "marble":
        return base + 0.25 * np.abs(np.sin((x + y) * 9 + 5 * _cloud(chance, 6)))
    if material == "carpet":
        return base + 0.45 * (_cloud(chance, 130) - 0.5)
    if material == "tiles":
        edge = ((x * 5) % 1 < 0.04) | ((y * 5) % 1 < 0.04)
        return base - 0.3 * edge + 0.05 * _cloud(chance, 40)
    if material == "sheet":
        return base + 0.2 * np.sin((x * chance.between(4, 9) + y * 3) + 6 * _cloud(chance, 4))
    return base + (0.2 if material == "concrete" else 0.06) * (_cloud(chance, 50) - 0.5)
