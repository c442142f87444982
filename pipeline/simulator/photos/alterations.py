"""What sellers do to a picture they copied: honest shop stamps and thieves' disguises are the same tools."""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from pipeline.simulator.chance import Chance

HONEST_EDITS = {
    "watermark": 0.3,
    "crop": 0.2,
    "recompress": 0.22,
    "border": 0.1,
    "mirror": 0.06,
    "tint": 0.08,
    "rotate": 0.02,
    "screenshot": 0.02,
}
THIEVES_EDITS = {
    "mirror": 0.24,
    "crop": 0.24,
    "watermark": 0.13,
    "border": 0.1,
    "logo_blur": 0.1,
    "rotate": 0.09,
    "screenshot": 0.05,
    "tint": 0.05,
}


def mirror(picture: Image.Image, chance: Chance) -> Image.Image:
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def crop(picture: Image.Image, chance: Chance) -> Image.Image:
    width, height = picture.size
    left, top, right, bottom = (chance.between(0.01, 0.12) for _ in range(4))
    return picture.crop((int(width * left), int(height * top), int(width * (1 - right)), int(height * (1 - bottom))))


def border(picture: Image.Image, chance: Chance) -> Image.Image:
    margin = int(min(picture.size) * chance.between(0.05, 0.14))
    colour = chance.pick(((255, 255, 255), (250, 240, 225), (30, 30, 34), (196, 40, 44), (240, 205, 215)))
    framed = Image.new("RGB", (picture.width + 2 * margin, picture.height + 2 * margin), colour)
    framed.paste(picture, (margin, margin))
    return framed.resize(picture.size, Image.Resampling.BILINEAR)


def recompress(picture: Image.Image, chance: Chance) -> Image.Image:
    factor = chance.between(0.7, 0.95)
    small = picture.resize((int(picture.width * factor), int(picture.height * factor)), Image.Resampling.BILINEAR)
    buffer = io.BytesIO()
    small.save(buffer, "JPEG", quality=chance.whole(32, 60))
    return Image.open(buffer).convert("RGB")


def watermark(picture: Image.Image, chance: Chance) -> Image.Image:
    text = chance.pick(
        ("shop original", "REAL PHOTO", "no copy", "my store", "@" + chance.letters(6), chance.digits(8))
    )
    layer = Image.new("L", picture.size)
    place = (picture.width * chance.between(0.25, 0.75), picture.height * chance.between(0.15, 0.9))
    font = ImageFont.load_default(size=chance.whole(12, 26))
    ImageDraw.Draw(layer).text(place, text, fill=chance.whole(90, 200), anchor="mm", font=font)
    stamped = picture.copy()
    stamped.paste(chance.pick(((255, 255, 255), (60, 60, 60), (200, 30, 30))), None, layer)
    return stamped


def rotate(picture: Image.Image, chance: Chance) -> Image.Image:
    angle = chance.pick((-1, 1)) * chance.between(2, 8)
    return picture.rotate(angle, Image.Resampling.BILINEAR, fillcolor=(245, 245, 245))


def tint(picture: Image.Image, chance: Chance) -> Image.Image:
    tables: list[int] = []
    for _ in range(3):
        gain, lift = chance.between(0.82, 1.15), chance.whole(-12, 14)
        tables += [max(0, min(255, int(level * gain) + lift)) for level in range(256)]
    return picture.point(tables)


def screenshot(picture: Image.Image, chance: Chance) -> Image.Image:
    bar = int(picture.height * chance.between(0.08, 0.16))
    shot = Image.new("RGB", (picture.width, picture.height + 2 * bar), (248, 248, 248))
    shot.paste(picture, (0, bar))
    ImageDraw.Draw(shot).text(
        (8, 4), f"{chance.whole(1, 12)}:{chance.whole(10, 59)}   {chance.whole(20, 99)}%", fill=(20, 20, 20)
    )
    return shot


def logo_blur(picture: Image.Image, chance: Chance) -> Image.Image:
    width, height = picture.size
    left, top = int(width * chance.between(0.25, 0.45)), int(height * chance.between(0.45, 0.6))
    box = (left, top, left + int(width * 0.28), top + int(height * 0.14))
    blurred = picture.copy()
    blurred.paste(picture.crop(box).filter(ImageFilter.BoxBlur(6)), box)
    return blurred


ALTERATIONS: dict[str, Callable[[Image.Image, Chance], Image.Image]] = {
    "mirror": mirror,
    "crop": crop,
    "border": border,
    "recompress": recompress,
    "watermark": watermark,
    "rotate": rotate,
    "tint": tint,
    "screenshot": screenshot,
    "logo_blur": logo_blur,
}


def altered(picture: Image.Image, changes: tuple[str, ...], chance: Chance) -> Image.Image:
    """The picture after the named changes, in order."""
    for change in changes:
        picture = ALTERATIONS[change](picture, chance)
    return picture


def collage(pictures: list[Image.Image], chance: Chance) -> Image.Image:
    """Two to four pictures on one sheet with random gutters."""
    sheet = Image.new("RGB", (256, 256), chance.pick(((255, 255, 255), (235, 235, 235), (250, 235, 220))))
    across, down = int(256 * chance.between(0.42, 0.58)), int(256 * chance.between(0.42, 0.58))
    gap = chance.whole(0, 8)
    rows = [(0, down - gap), (down, 256)] if len(pictures) > 2 else [(0, 256)]
    cells = [(left, top, right, bottom) for top, bottom in rows for left, right in ((0, across - gap), (across, 256))]
    for picture, (left, top, right, bottom) in zip(pictures, cells, strict=False):
        sheet.paste(picture.resize((right - left, bottom - top), Image.Resampling.BILINEAR), (left, top))
    return sheet
