"""How fast photos become fingerprints and codes are searched, beside other libraries in the same process.

    python benchmarks/images.py [--photos DIR] [--longest-side PX ...] [--banks 10000 100000 1000000]

DIR is any folder of photos; without one, photos are drawn by the simulator and enlarged. Each longest side gives a
table of its own; 0 takes the files as they are. Peers that are not installed are named and left out
(pip install ".[bench]"). Seconds are CPU seconds of this process, which runs on one thread; contestants take
turns on the same photos, and the fastest of the rounds counts. Touchstone works in batches, as its workers do.
"""

import argparse
import importlib.util
import io
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from image_searches import bench_search
from threadpoolctl import threadpool_limits

from features.signals.photo_fingerprint import fingerprints
from features.signals.photo_guard import PhotoParams
from features.signals.photo_views import turned_codes_256
from pipeline.simulator.chance import Chance
from pipeline.simulator.photos.more_silhouettes import SILHOUETTES
from pipeline.simulator.photos.rendering import picture_of
from pipeline.simulator.photos.scenes import own_scene
from pipeline.simulator.trade import Design

DRAWN_SIDE_PX = 1000
BATCH = 64
PEERS = {
    "faiss": "faiss-cpu",
    "cv2": "opencv-contrib-python-headless",
    "imagehash": "ImageHash",
    "pdqhash": "pdqhash",
}
DECODE, TURNS = "1/8 grey decode alone", "touchstone eight turned 256-bit codes"
VIEWS, DETAILS = "touchstone all views, as stored", "touchstone all views and details, as stored"
PHASH, FOUR = "ImageHash phash", "ImageHash phash, dhash, whash, colorhash"
PDQ = "PDQ, eight turns"
# (ours, beside, at least this often as quick; below 1: at most the inverse as slow): what was asked for.
GOALS = [
    (TURNS, DECODE, 1 / 1.3),
    (VIEWS, DECODE, 1 / 2.3),
    (TURNS, PHASH, 3.5),
    (TURNS, PDQ, 9.0),
    (VIEWS, FOUR, 17.0),
]
# Gives something for each photo of a batch.
Contestant = Callable[[list[bytes]], Any]


def drawn_photos(count: int) -> list[Image.Image]:
    shapes = sorted(SILHOUETTES)
    chances = [Chance(1, "bench", number) for number in range(count)]
    things = [picture_of(Design(shapes[number % len(shapes)], str(number), "1", "BENCH")) for number in range(count)]
    return [own_scene(thing, chance) for thing, chance in zip(things, chances, strict=True)]


def photos_in(folder: Path, most: int) -> list[Path]:
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            with Image.open(path):
                found.append(path)
        except UnidentifiedImageError:
            continue
    step = max(1, len(found) // most)
    return found[::step][:most]


def as_jpeg(picture: Image.Image, longest_side: int) -> bytes:
    scale = longest_side / max(picture.size)
    width, height = (round(side * scale) for side in picture.size)
    file = io.BytesIO()
    picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS).save(file, "JPEG", quality=85)
    return file.getvalue()


def read_photos(options: argparse.Namespace, longest_side: int) -> list[bytes]:
    if options.photos is None:
        return [as_jpeg(picture, longest_side or DRAWN_SIDE_PX) for picture in drawn_photos(options.count)]
    paths = photos_in(options.photos, options.count)
    if not longest_side:
        return [path.read_bytes() for path in paths]
    return [as_jpeg(Image.open(path), longest_side) for path in paths]


def grey_eighth(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.draft("L", (image.width // 8, image.height // 8))
    image.load()
    return image


def each(make: Callable[[bytes], Any]) -> Contestant:
    return lambda photos: [make(data) for data in photos]


def contestants() -> dict[str, Contestant]:
    found: dict[str, Contestant] = {
        DECODE: each(grey_eighth),
        TURNS: lambda photos: turned_codes_256([np.asarray(grey_eighth(data)) for data in photos]),
        VIEWS: lambda photos: fingerprints(photos, PhotoParams(details=False)),
        DETAILS: lambda photos: fingerprints(photos, PhotoParams(details=True)),
    }
    if importlib.util.find_spec("imagehash"):
        import imagehash

        four = (imagehash.phash, imagehash.dhash, imagehash.whash, imagehash.colorhash)
        found[PHASH] = each(lambda data: imagehash.phash(Image.open(io.BytesIO(data))))
        found[FOUR] = each(lambda data: [make(Image.open(io.BytesIO(data))) for make in four])
    if importlib.util.find_spec("pdqhash"):
        import pdqhash

        found[PDQ] = each(
            lambda data: pdqhash.compute_dihedral(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")))
        )
    return found | opencv_contestants()


def opencv_contestants() -> dict[str, Contestant]:
    if not importlib.util.find_spec("cv2"):
        return {}
    import cv2

    if not hasattr(cv2, "img_hash"):
        return {}
    cv2.setNumThreads(1)
    makers = {"PHash": cv2.img_hash.pHash, "BlockMeanHash": cv2.img_hash.blockMeanHash}
    return {
        f"OpenCV {name}": each(lambda data, make=make: make(cv2.imdecode(np.frombuffer(data, np.uint8), 1)))
        for name, make in makers.items()
    }


def bench_decoding(photos: list[bytes], rounds: int) -> None:
    found = contestants()
    for make in found.values():
        make(photos[:2])  # what is loaded or compiled once is no photo's
    best = {name: float("inf") for name in found}
    for _ in range(rounds):
        for name, make in found.items():
            start = time.process_time()
            for first in range(0, len(photos), BATCH):
                make(photos[first : first + BATCH])
            best[name] = min(best[name], (time.process_time() - start) / len(photos))
    size = sum(map(len, photos)) / len(photos) / 1000
    sides = np.mean([max(Image.open(io.BytesIO(data)).size) for data in photos])
    told = f"{len(photos)} photos, {size:.0f} KB and {sides:.0f} px on average, best of {rounds} rounds, one core"
    print(f"\n{told}\n{'':45s} {'ms a photo':>10s} {'photos/s':>9s} {'of 1/8 decode':>14s}")
    for name, spent in best.items():
        print(f"{name:45s} {1000 * spent:10.2f} {1 / spent:9.0f} {spent / best[DECODE]:14.2f}")
    for ours, beside, goal in GOALS:
        if beside in best:
            print(compared(ours, beside, best, goal))


def compared(ours: str, beside: str, best: dict[str, float], goal: float) -> str:
    if goal < 1:
        return f"{ours}: {best[ours] / best[beside]:.2f} times the cost of the {beside} (asked: at most {1 / goal:.1f})"
    return f"{ours}: {best[beside] / best[ours]:.1f} times as quick as {beside} (asked: at least {goal:g})"


def pictures_of(photos: list[bytes]) -> list[Image.Image]:
    return [Image.open(io.BytesIO(data)).convert("L") for data in photos]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, help="a folder of photos (default: drawn ones)")
    parser.add_argument(
        "--longest-side", type=int, nargs="*", default=[0], help="re-encode every photo at these sizes (0: as it is)"
    )
    parser.add_argument("--count", type=int, default=120, help="photos taken at most")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--banks", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    options = parser.parse_args()
    absent = [package for module, package in PEERS.items() if not importlib.util.find_spec(module)]
    print("absent peers:", ", ".join(absent) or "none")
    for longest_side in options.longest_side:
        photos = read_photos(options, longest_side)
        if not photos:
            parser.error(f"{options.photos} holds no photo")
        with threadpool_limits(1):
            bench_decoding(photos, options.rounds)
    if options.banks:
        bench_search(pictures_of(photos), options.banks, options.rounds)


if __name__ == "__main__":
    main()
