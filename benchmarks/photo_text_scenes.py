"""Photos with known text drawn into them: by letter height, angle, noise and script, the same for the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIDE_PX = 900
LATIN = (
    "WeChat: trap_88",
    "whatsapp +86 138 1234 5678",
    "1:1 mirror quality",
    "super clone AAA",
    "ACME ROADRUNNER 2024",
    "made in Italy 41/42",
)
CHINESE = (
    "加微信 trap_88",
    "莆田高仿 顶级复刻",
    "微信号 abc8899",
    "懂的来 原单尾货",
    "支持专柜验货",
    "厂家直销 一件代发",
)
# Fonts with Chinese letters that Linux systems bring; without one, Chinese is left out and said to be.
CHINESE_FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
)


@dataclass(frozen=True)
class Look:
    """How the text is drawn: letter height as pixels of a 900 px photo, turn in degrees, noise in grey levels."""

    height_px: int = 36
    angle_deg: float = 0.0
    noise: float = 8.0


@dataclass(frozen=True)
class Scene:
    """A photo and the line it shows."""

    picture: Image.Image
    line: str


def chinese_font() -> str | None:
    """A font file with Chinese letters, or None."""
    return next((path for path in CHINESE_FONTS if Path(path).exists()), None)


def scenes(script: str, look: Look, seed: int, count: int) -> Iterator[Scene]:
    """Photos with one line each; `script` is latin or chinese."""
    lines = LATIN if script == "latin" else CHINESE
    for at in range(count):
        draw = np.random.default_rng([seed, at])
        line = lines[at % len(lines)]
        yield Scene(_drawn(line, look, draw, script), line)


def _drawn(line: str, look: Look, draw: np.random.Generator, script: str) -> Image.Image:
    background = _background(draw)
    layer = Image.new("L", (SIDE_PX, SIDE_PX))
    place = (SIDE_PX // 2 + int(draw.integers(-40, 41)), int(draw.integers(250, SIDE_PX - 250)))
    font = _font(script, look.height_px)
    ImageDraw.Draw(layer).text(place, line, fill=255, anchor="mm", font=font)
    layer = layer.rotate(look.angle_deg, Image.Resampling.BICUBIC, center=place)
    is_dark = np.asarray(background.convert("L")).mean() < 128
    ink = tuple(int(level) for level in (draw.integers(200, 256, 3) if is_dark else draw.integers(0, 60, 3)))
    background.paste(ink, (0, 0), layer)
    levels = np.asarray(background, dtype="float64") + draw.normal(0, look.noise, (SIDE_PX, SIDE_PX, 3))
    return Image.fromarray(levels.clip(0, 255).astype(np.uint8))


def _background(draw: np.random.Generator) -> Image.Image:
    """Soft shapes in a light or a dark tone, as goods on a table."""
    tone = int(draw.choice([40, 205]))
    picture = Image.new("RGB", (SIDE_PX, SIDE_PX), (tone, tone, tone))
    pen = ImageDraw.Draw(picture)
    for _ in range(6):
        x, y = (int(at) for at in draw.integers(0, SIDE_PX, 2))
        size = int(draw.integers(80, 320))
        colour = tuple(int(level) for level in tone + draw.integers(-40, 41, 3))
        pen.ellipse((x - size, y - size // 2, x + size, y + size // 2), fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(6))


def _font(script: str, height_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    path = chinese_font()
    if script == "chinese" and path is not None:
        return ImageFont.truetype(path, height_px)
    return ImageFont.load_default(size=height_px)
