"""From a design to a shaded, textured picture of the thing alone."""

from __future__ import annotations

import colorsys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from pipeline.simulator.chance import Chance
from pipeline.simulator.photos.more_silhouettes import SILHOUETTES
from pipeline.simulator.photos.silhouettes import Hand, Part
from pipeline.simulator.trade import Design

SIDE = 224
RGB = tuple[int, int, int]
NAMED_COLOURS: dict[str, RGB] = {
    "black": (44, 44, 48),
    "white": (226, 224, 218),
    "navy": (36, 50, 96),
    "brown": (116, 76, 48),
    "red": (176, 36, 40),
    "beige": (206, 184, 148),
    "green": (44, 92, 66),
    "grey": (128, 130, 134),
    "pink": (222, 150, 168),
    "silver": (182, 186, 192),
    "gold": (196, 160, 82),
    "blue": (74, 140, 200),
}


Thing = Image.Image
"""A thing without its surroundings: mode RGBX, the fourth channel says how far it covers what is behind it.

RGBA would be multiplied by its alpha and back on every turn; RGBX is turned as it is, which is eight times faster.
"""


def picture_of(design: Design) -> Thing:
    """The thing a design describes, 224 x 224. Equal designs give equal pixels."""
    house, product = (
        Chance(0, "house", design.shape, design.house),
        Chance(0, "thing", design.shape, design.house, design.variation),
    )
    palette = _palette(design, house, product)
    # The main colour also lies beside the thing: a turned picture mixes it into the edge.
    colour = np.full((SIDE, SIDE, 3), palette["main"], np.float32) * 0.6
    cover = np.zeros((SIDE, SIDE), np.float32)
    for part in SILHOUETTES[design.shape](Hand(house, product)):
        window = _window(part)
        mask = _mask(part, window)
        if part.role == "hole":
            cover[window] *= 1 - mask
            continue
        colour[window] += mask[..., None] * (
            _shade(mask, window, part, product) * np.array(palette[part.role], np.float32) - colour[window]
        )
        cover[window] = np.maximum(cover[window], mask * (0.82 if part.role == "glass" else 1.0))
    rgb = Image.fromarray(colour.clip(0, 255).astype(np.uint8), "RGB")
    _letter(rgb, design, house)
    return thing_of(rgb, Image.fromarray((cover * 255).astype(np.uint8), "L"))


def thing_of(rgb: Image.Image, cover: Image.Image) -> Thing:
    """Colour and cover as one picture."""
    return Image.frombytes("RGBX", rgb.size, Image.merge("RGBA", (*rgb.split(), cover)).tobytes())


def _window(part: Part) -> tuple[slice, slice]:
    """Where the part is, with room for its soft edge: shading the whole square would cost four times as much."""
    xs, ys = zip(*part.points, strict=True)
    margin = 9
    return _span(min(ys), max(ys), margin), _span(min(xs), max(xs), margin)


def _span(low: float, high: float, margin: int) -> slice:
    return slice(max(0, int(low * SIDE) - margin), min(SIDE, int(high * SIDE) + margin + 1))


def _palette(design: Design, house: Chance, product: Chance) -> dict[str, RGB]:
    main = NAMED_COLOURS.get(design.variation.split("/")[0]) or _vivid(product)
    metal = house.pick(((196, 198, 204), (206, 172, 96), (150, 152, 158), (204, 150, 128)))
    accent = _darker(main, house) if house.flip(0.5) else _vivid(house)
    return {
        "main": main,
        "accent": accent,
        "metal": metal,
        "dark": (40, 40, 44),
        "light": (232, 230, 224),
        "glass": (176, 200, 210),
    }


def _darker(colour: RGB, chance: Chance) -> RGB:
    red, green, blue = (int(part * chance.between(0.45, 0.8)) for part in colour)
    return red, green, blue


def _vivid(chance: Chance) -> RGB:
    red, green, blue = colorsys.hsv_to_rgb(chance.between(0, 1), chance.between(0.25, 0.75), chance.between(0.4, 0.85))
    return int(red * 255), int(green * 255), int(blue * 255)


def _mask(part: Part, window: tuple[slice, slice]) -> np.ndarray:
    left, top = window[1].start, window[0].start
    image = Image.new("L", (window[1].stop - left, window[0].stop - top))
    draw = ImageDraw.Draw(image)
    points = [(x * SIDE - left, y * SIDE - top) for x, y in part.points]
    if part.outline == "polygon":
        draw.polygon(points, fill=255)
    else:
        _draw_boxed(draw, part, _ordered(points))
    return np.asarray(image.filter(ImageFilter.BoxBlur(0.7)), np.float32) / 255


def _ordered(points: list[tuple[float, float]]) -> tuple[float, float, float, float]:
    (x0, y0), (x1, y1) = points
    return min(x0, x1), min(y0, y1), max(x0, x1) + 1, max(y0, y1) + 1


def _draw_boxed(draw: ImageDraw.ImageDraw, part: Part, box: tuple[float, float, float, float]) -> None:
    if part.outline == "oval":
        draw.ellipse(box, fill=0 if part.hollow else 255, outline=255, width=max(1, int(part.hollow * SIDE * 0.5)))
    else:
        draw.rounded_rectangle(box, radius=min(box[2] - box[0], box[3] - box[1]) * 0.18, fill=255)


def _shade(mask: np.ndarray, window: tuple[slice, slice], part: Part, chance: Chance) -> np.ndarray:
    """Brightness under a light from the upper left: the blurred mask serves as the height of the part."""
    soft = Image.fromarray((mask * 255).astype(np.uint8)).filter(ImageFilter.BoxBlur(7))
    height = np.asarray(soft, np.float32) / 255
    light = np.full(mask.shape, 0.92, np.float32)
    light[1:, 1:] += (height[1:, 1:] - height[:-1, :-1]) * 5.0 * part.bulge
    light += (0.5 - _DOWN[window]) * 0.28 * part.bulge + _surface(part.surface, window, chance)
    if part.role in ("metal", "glass"):
        light += 0.22 * np.sin((_DOWN[window] + _ACROSS[window]) * chance.between(6, 10)) ** 2
    return light[..., None]


_DOWN = np.linspace(0, 1, SIDE, dtype=np.float32)[:, None] * np.ones((1, SIDE), np.float32)
_ACROSS = _DOWN.T


def _surface(surface: str, window: tuple[slice, slice], chance: Chance) -> np.ndarray | float:
    step = chance.between(34, 60)
    down, across = _DOWN[window] * step, _ACROSS[window] * step
    if surface == "grain":
        noise = chance.rng.integers(0, 256, (SIDE // 2, SIDE // 2), dtype=np.uint8)
        grown = Image.fromarray(noise).resize(down.shape[::-1], Image.Resampling.BILINEAR)
        return (np.asarray(grown, np.float32) / 255 - 0.5) * 0.3
    if surface == "quilt":
        return 0.16 * np.abs(np.sin((down + across) / 2) * np.sin((down - across) / 2)) - 0.05
    if surface == "weave":
        return 0.1 * np.sign(np.sin(down * 3) * np.sin(across * 3))
    if surface == "rib":
        return 0.12 * np.sin(across * 2)
    if surface == "dots":
        return 0.25 * (np.sin(down) * np.sin(across) > 0.72)
    return 0.0


def _letter(picture: Image.Image, design: Design, house: Chance) -> None:
    """Writes the maker's name where its house puts it; beside the thing it stays invisible."""
    place = (SIDE * house.between(0.48, 0.52), SIDE * house.between(0.6, 0.74))
    ink = house.pick(((245, 240, 225), (25, 25, 28), (205, 170, 90)))
    text = design.logo.upper() if house.flip(0.6) else design.logo
    font = ImageFont.load_default(size=house.whole(13, 22))
    ImageDraw.Draw(picture).text(place, text[:12], fill=ink, anchor="mm", font=font)
