"""Real product photos as the start of a simulated one: the photo itself, or the thing cut out of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from pipeline.simulator.photos.rendering import Thing, thing_of

SIDE = 256
LONGEST_SIDE = 320
# Backgrounds of packshots differ from their corner colour by JPEG noise and soft light only.
BACKGROUND_DISTANCE = 30


def studio_photo(path: Path) -> Image.Image:
    """The photo, upright RGB, its longest side at most 320 pixels."""
    with Image.open(path) as opened:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = _on_white(opened)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return picture


def cut_out(path: Path) -> Thing:
    """The thing on transparent ground; a photo without a plain background becomes a printed card."""
    picture = studio_photo(path)
    picture.thumbnail((SIDE, SIDE))
    pixels = np.asarray(picture, np.int16)
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    distance = np.abs(pixels - np.median(edge, axis=0)).max(axis=2)
    plain_border = (np.abs(edge - np.median(edge, axis=0)).max(axis=1) < BACKGROUND_DISTANCE).mean() > 0.9
    cover = (
        Image.fromarray(((distance > BACKGROUND_DISTANCE) * 255).astype(np.uint8))
        if plain_border
        else _card(picture.size)
    )
    cover = cover.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.BoxBlur(0.7))
    corner = ((SIDE - picture.width) // 2, (SIDE - picture.height) // 2)
    rgb, whole_cover = Image.new("RGB", (SIDE, SIDE), (128, 128, 128)), Image.new("L", (SIDE, SIDE))
    rgb.paste(picture, corner)
    whole_cover.paste(cover, corner)
    return thing_of(rgb, whole_cover)


def _card(size: tuple[int, int]) -> Image.Image:
    card = Image.new("L", size)
    ImageDraw.Draw(card).rounded_rectangle((2, 2, size[0] - 3, size[1] - 3), radius=min(size) * 0.06, fill=255)
    return card


def _on_white(opened: Image.Image) -> Image.Image:
    if "A" not in opened.getbands() and "transparency" not in opened.info:
        return opened.convert("RGB")
    rgba = opened.convert("RGBA")
    white = Image.new("RGB", rgba.size, (255, 255, 255))
    white.paste(rgba, None, rgba.getchannel("A"))
    return white
