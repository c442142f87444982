"""What sellers do to a copied photo, with random strength: each takes an RGB picture, chance, and other pictures."""

import io
import random
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

Picture = Image.Image
Alteration = Callable[[Picture, random.Random, Sequence[Picture]], Picture]


def recompressed(picture: Picture, chance: random.Random, _: Sequence[Picture]) -> Picture:
    return reopened(picture, chance.randint(20, 60))


def downscaled(picture: Picture, chance: random.Random, _: Sequence[Picture]) -> Picture:
    share = chance.uniform(0.35, 0.8)
    return picture.resize((round(picture.width * share), round(picture.height * share)), Image.Resampling.BICUBIC)


def cut(least_area: float, most_area: float) -> Alteration:
    return lambda picture, chance, _: _cut(picture, chance, chance.uniform(least_area, most_area))


def mirrored(picture: Picture, chance: random.Random, _: Sequence[Picture]) -> Picture:
    return ImageOps.mirror(picture)


def turned(least_degrees: float, most_degrees: float) -> Alteration:
    return lambda picture, chance, _: _tilted(picture, chance, chance.uniform(least_degrees, most_degrees))


def turned_90(picture: Picture, chance: random.Random, _: Sequence[Picture]) -> Picture:
    return picture.transpose(chance.choice((Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270)))


def bordered(picture: Picture, chance: random.Random, _: Sequence[Picture]) -> Picture:
    return ImageOps.expand(picture, round(min(picture.size) * chance.uniform(0.03, 0.15)), _colour(chance))


def bannered(picture: Picture, chance: random.Random, _: Sequence[Picture]) -> Picture:
    marked = picture.copy()
    height = round(picture.height * chance.uniform(0.1, 0.22))
    top = chance.choice((0, picture.height - height))
    draw = ImageDraw.Draw(marked)
    draw.rectangle((0, top, picture.width, top + height), _colour(chance))
    _write(draw, (picture.width // 2, top + height // 2), height // 2, chance)
    return marked


def watermarked(picture: Picture, chance: random.Random, _: Sequence[Picture]) -> Picture:
    layer = Image.new("RGB", picture.size)
    draw = ImageDraw.Draw(layer)
    for _number in range(chance.randint(1, 5)):
        place = (chance.randint(0, picture.width), chance.randint(0, picture.height))
        _write(draw, place, round(picture.height * chance.uniform(0.05, 0.14)), chance)
    marked = ImageChops.screen(picture, layer.point(lambda level: round(level * 0.7)))
    return Image.blend(picture, marked, chance.uniform(0.4, 0.9))


def collage_2(picture: Picture, chance: random.Random, others: Sequence[Picture]) -> Picture:
    return _collage(picture, chance, others, (2, 1) if chance.random() < 0.5 else (1, 2))


def collage_4(picture: Picture, chance: random.Random, others: Sequence[Picture]) -> Picture:
    return _collage(picture, chance, others, (2, 2))


def screenshot(picture: Picture, chance: random.Random, _: Sequence[Picture]) -> Picture:
    width = round(picture.width * chance.uniform(1.0, 1.25))
    above, below = (round(picture.height * chance.uniform(0.08, 0.45)) for _side in range(2))
    ground = chance.choice(((255, 255, 255), (244, 244, 246), (24, 24, 26)))
    shot = Image.new("RGB", (width, picture.height + above + below), ground)
    draw = ImageDraw.Draw(shot)
    for row in range(chance.randint(2, 7)):
        y = chance.choice((chance.randint(0, above), picture.height + above + chance.randint(0, below)))
        _write(draw, (chance.randint(0, width), y), round(picture.height * chance.uniform(0.03, 0.08)), chance)
        draw.rectangle((4 + 20 * row, above // 3, 14 + 20 * row, above // 3 + 8), _colour(chance))
    shot.paste(picture, (chance.randint(0, width - picture.width), above))
    return shot


def toned(picture: Picture, chance: random.Random, _: Sequence[Picture]) -> Picture:
    for change in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        picture = change(picture).enhance(chance.uniform(0.6, 1.4))
    return picture


def greyed(picture: Picture, chance: random.Random, _: Sequence[Picture]) -> Picture:
    return picture.convert("L").convert("RGB")


def in_perspective(picture: Picture, chance: random.Random, _: Sequence[Picture]) -> Picture:
    width, height = picture.size
    reach = chance.uniform(0.04, 0.1)
    corners = [(0, 0), (width, 0), (width, height), (0, height)]
    moved = [
        (
            x + (1 - 2 * (x > 0)) * chance.uniform(0, reach) * width,
            y + (1 - 2 * (y > 0)) * chance.uniform(0, reach) * height,
        )
        for x, y in corners
    ]
    # Pillow asks for the map from the new picture to the old one.
    terms, wanted = [], []
    for (x, y), (new_x, new_y) in zip(corners, moved, strict=True):
        terms.append([new_x, new_y, 1, 0, 0, 0, -x * new_x, -x * new_y])
        terms.append([0, 0, 0, new_x, new_y, 1, -y * new_x, -y * new_y])
        wanted += [x, y]
    way = np.linalg.solve(np.array(terms), np.array(wanted))
    return picture.transform(
        picture.size, Image.Transform.PERSPECTIVE, way.tolist(), Image.Resampling.BICUBIC, fillcolor=_colour(chance)
    )


def logo_blurred(picture: Picture, chance: random.Random, _: Sequence[Picture]) -> Picture:
    width, height = (round(side * chance.uniform(0.15, 0.35)) for side in picture.size)
    left, top = (
        round(chance.uniform(0.2, 0.8) * (side - length))
        for side, length in zip(picture.size, (width, height), strict=True)
    )
    box = (left, top, left + width, top + height)
    blurred = picture.copy()
    blurred.paste(picture.crop(box).filter(ImageFilter.GaussianBlur(chance.uniform(4, 12))), box)
    return blurred


def on_other_ground(picture: Picture, chance: random.Random, others: Sequence[Picture]) -> Picture:
    """The thing cut out (by its plain ground, else by an ellipse) and laid on a blurred other photo."""
    ground = chance.choice(others).resize(picture.size).filter(ImageFilter.GaussianBlur(chance.uniform(1, 5)))
    return Image.composite(picture, ground, _subject(picture, chance))


def mirrored_and_cropped(picture: Picture, chance: random.Random, others: Sequence[Picture]) -> Picture:
    return _cut(ImageOps.mirror(picture), chance, chance.uniform(0.03, 0.15))


def pair(picture: Picture, chance: random.Random, others: Sequence[Picture]) -> Picture:
    """Two different alterations one after the other."""
    for name in chance.sample(_PAIRED, 2):
        picture = ALTERATIONS[name](picture, chance, others)
    return picture


def reopened(picture: Picture, quality: int) -> Picture:
    file = io.BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=quality)
    return Image.open(file).convert("RGB")


def _cut(picture: Picture, chance: random.Random, area: float) -> Picture:
    """The picture without `area` of its area, cut from random sides."""
    across = chance.uniform(0, area)
    down = 1 - (1 - area) / (1 - across)
    left, top = chance.random() * across * picture.width, chance.random() * down * picture.height
    return picture.crop(
        (round(left), round(top), round(left + (1 - across) * picture.width), round(top + (1 - down) * picture.height))
    )


def _tilted(picture: Picture, chance: random.Random, degrees: float) -> Picture:
    way = chance.choice((-1, 1)) * degrees
    if chance.random() < 0.5:
        return picture.rotate(way, Image.Resampling.BICUBIC, fillcolor=_colour(chance))
    turned = picture.rotate(way, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    margin = 0.5 * np.sin(np.deg2rad(degrees))
    return turned.crop(
        (
            round(margin * picture.height),
            round(margin * picture.width),
            round(picture.width - margin * picture.height),
            round(picture.height - margin * picture.width),
        )
    )


def _collage(picture: Picture, chance: random.Random, others: Sequence[Picture], tiles: tuple[int, int]) -> Picture:
    share = chance.uniform(0.5, 1.0)
    shape = tuple(round(side * count * share) for side, count in zip(picture.size, tiles, strict=True))
    sheet = Image.new("RGB", shape, _colour(chance))
    pictures = [picture, *(chance.choice(others) for _number in range(tiles[0] * tiles[1] - 1))]
    chance.shuffle(pictures)
    columns, rows = (_edges(chance, shape[axis], tiles[axis]) for axis in range(2))
    cells = [(left, top, right, bottom) for top, bottom in rows for left, right in columns]
    for shown, (left, top, right, bottom) in zip(pictures, cells, strict=True):
        size = (right - left, bottom - top)
        fitted = ImageOps.contain(shown, size) if chance.random() < 0.5 else ImageOps.fit(shown, size)
        sheet.paste(fitted, (left, top))
    return sheet


def _edges(chance: random.Random, length: int, count: int) -> list[tuple[int, int]]:
    if count == 1:
        return [(0, length)]
    middle, gap = round(length * chance.uniform(0.42, 0.58)), chance.randint(0, 8)
    return [(0, middle - gap), (middle, length)]


def _subject(picture: Picture, chance: random.Random) -> Picture:
    levels = np.asarray(picture.convert("RGB"), np.int16)
    edge = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    ground = np.median(edge, axis=0)
    if (abs(edge - ground).max(axis=1) < 30).mean() > 0.85:
        thing = Image.fromarray(((abs(levels - ground).max(axis=2) > 30) * 255).astype(np.uint8))
        return thing.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(1))
    mask = Image.new("L", picture.size)
    across, down = (side * chance.uniform(0.1, 0.2) for side in picture.size)
    ImageDraw.Draw(mask).ellipse((across, down, picture.width - across, picture.height - down), fill=255)
    return mask.filter(ImageFilter.GaussianBlur(1.5))


def _colour(chance: random.Random) -> tuple[int, int, int]:
    return chance.choice(
        ((255, 255, 255), (0, 0, 0), (245, 245, 245), tuple(chance.randint(0, 255) for _channel in range(3)))
    )


def _write(draw: ImageDraw.ImageDraw, place: tuple[int, int], height: int, chance: random.Random) -> None:
    words = chance.choice(("REAL PHOTO", "shop original", "best price 99", "sale -50%", "no copy", "@store_817"))
    draw.text(place, words, fill=_colour(chance), anchor="mm", font=ImageFont.load_default(size=max(8, height)))


ALTERATIONS: dict[str, Alteration] = {
    "recompress": recompressed,
    "downscale": downscaled,
    "crop up to 15 %": cut(0.03, 0.15),
    "crop 15 to 25 %": cut(0.15, 0.25),
    "mirror": mirrored,
    "turn 3": turned(2, 4),
    "turn 10": turned(8, 12),
    "turn 90": turned_90,
    "border": bordered,
    "banner": bannered,
    "watermark": watermarked,
    "collage of 2": collage_2,
    "collage of 4": collage_4,
    "screenshot": screenshot,
    "tone": toned,
    "grey": greyed,
    "perspective": in_perspective,
    "logo blur": logo_blurred,
    "other background": on_other_ground,
    "mirror and crop": mirrored_and_cropped,
    "two of these": pair,
}
_PAIRED = [
    name for name in ALTERATIONS if name not in ("two of these", "other background", "mirror and crop", "collage of 4")
]
