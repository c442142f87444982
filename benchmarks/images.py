"""How fast photos become fingerprints and codes are searched, beside other libraries in the same process.

    python benchmarks/images.py [--photos DIR] [--longest-side PX] [--banks 10000 100000 1000000]

DIR is any folder of photos; without one, photos are drawn by the simulator and enlarged. Peers that are not
installed are named and left out (pip install ".[bench]"). Seconds are CPU seconds of this process, which runs on one
thread; contestants take turns on the same photos, and the fastest of the rounds counts.
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

from features.signals.photo_fingerprint import DECODE_SIDE_PX, fingerprint
from features.signals.photo_guard import PhotoParams
from features.signals.photo_views import (
    CANVAS_SIDE,
    PICTURE_SIDE,
    WIDE_PICTURE_SIDE,
    codes_of,
    crop_coefficients,
    picture_coefficients,
    turn_coefficients,
    turned_codes_256,
)
from pipeline.simulator.chance import Chance
from pipeline.simulator.photos.more_silhouettes import SILHOUETTES
from pipeline.simulator.photos.rendering import picture_of
from pipeline.simulator.photos.scenes import own_scene
from pipeline.simulator.trade import Design

PARAMS = PhotoParams()
DRAWN_SIDE_PX = 1000
PEERS = {"faiss": "faiss-cpu", "cv2": "opencv-contrib-python-headless", "imagehash": "ImageHash"}
OURS = "touchstone fingerprint as stored"
Contestant = Callable[[bytes], Any]


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


def read_photos(options: argparse.Namespace) -> list[bytes]:
    if options.photos is None:
        return [as_jpeg(picture, options.longest_side or DRAWN_SIDE_PX) for picture in drawn_photos(options.count)]
    paths = photos_in(options.photos, options.count)
    if options.longest_side is None:
        return [path.read_bytes() for path in paths]
    return [as_jpeg(Image.open(path), options.longest_side) for path in paths]


def grey_eighth(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.draft("L", (image.width // 8, image.height // 8))
    image.load()
    return image


def grey_as_needed(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.draft("L", (DECODE_SIDE_PX, DECODE_SIDE_PX))
    image.load()
    return image


def resized(grey: Image.Image, side: int) -> np.ndarray:
    return np.asarray(grey.resize((side, side), Image.Resampling.BOX))


def eight_turns(data: bytes) -> np.ndarray:
    return turned_codes_256(resized(grey_eighth(data), WIDE_PICTURE_SIDE))


def view_codes(data: bytes) -> tuple[np.ndarray, np.ndarray]:
    """The eight turned 256-bit codes and the 64-bit codes of every turn and crop, from a 1/8 decode."""
    grey = grey_eighth(data)
    turns = turn_coefficients(picture_coefficients(resized(grey, PICTURE_SIDE)))
    crops = crop_coefficients(resized(grey, CANVAS_SIDE))
    return turned_codes_256(resized(grey, WIDE_PICTURE_SIDE)), codes_of(np.concatenate([turns, crops]))


def contestants() -> dict[str, Contestant]:
    found: dict[str, Contestant] = {
        "1/8 grey decode alone": grey_eighth,
        f"grey decode to {DECODE_SIDE_PX} px alone": grey_as_needed,
        "touchstone eight turned 256-bit codes": eight_turns,
        "touchstone eight turns and all view codes": view_codes,
        OURS: lambda data: fingerprint(data, PARAMS),
    }
    if importlib.util.find_spec("imagehash"):
        import imagehash

        four = (imagehash.phash, imagehash.dhash, imagehash.whash, imagehash.colorhash)
        found["ImageHash phash"] = lambda data: imagehash.phash(Image.open(io.BytesIO(data)))
        found["ImageHash phash, dhash, whash, colorhash"] = lambda data: [
            make(Image.open(io.BytesIO(data))) for make in four
        ]
    if importlib.util.find_spec("cv2"):
        import cv2

        cv2.setNumThreads(1)
        makers = {"PHash": cv2.img_hash.pHash, "BlockMeanHash": cv2.img_hash.blockMeanHash}
        for name, make in makers.items():
            found[f"OpenCV {name}"] = lambda data, make=make: make(cv2.imdecode(np.frombuffer(data, np.uint8), 1))
    return found


def bench_decoding(photos: list[bytes], rounds: int) -> None:
    found = contestants()
    seconds: dict[str, list[float]] = {name: [] for name in found}
    for _ in range(rounds):
        for name, make in found.items():
            start = time.process_time()
            for data in photos:
                make(data)
            seconds[name].append(time.process_time() - start)
    best = {name: min(spent) / len(photos) for name, spent in seconds.items()}
    ours, decode = best[OURS], best["1/8 grey decode alone"]
    size = sum(map(len, photos)) / len(photos) / 1000
    print(f"\n{len(photos)} photos, {size:.0f} KB on average, best of {rounds} rounds, one core")
    print(f"{'':45s} {'ms a photo':>10s} {'photos/s':>9s} {'of 1/8 decode':>14s} {'of ours':>8s}")
    for name, spent in best.items():
        print(f"{name:45s} {1000 * spent:10.2f} {1 / spent:9.0f} {spent / decode:14.2f} {spent / ours:8.2f}")
    if "ImageHash phash" in best:
        turns, views = best["touchstone eight turned 256-bit codes"], best["touchstone eight turns and all view codes"]
        one, four = best["ImageHash phash"], best["ImageHash phash, dhash, whash, colorhash"]
        print(
            f"eight turns: {one / turns:.1f} times ImageHash's phash; all view codes: {four / views:.1f} times its four"
        )


def pictures_of(photos: list[bytes]) -> list[Image.Image]:
    return [Image.open(io.BytesIO(data)).convert("L") for data in photos]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, help="a folder of photos (default: drawn ones)")
    parser.add_argument("--longest-side", type=int, help="re-encode every photo at this size (default: as it is)")
    parser.add_argument("--count", type=int, default=120, help="photos taken at most")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--banks", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    options = parser.parse_args()
    absent = [package for module, package in PEERS.items() if not importlib.util.find_spec(module)]
    print("absent peers:", ", ".join(absent) or "none")
    photos = read_photos(options)
    if not photos:
        parser.error(f"{options.photos} holds no photo")
    bench_decoding(photos, options.rounds)
    bench_search(pictures_of(photos), options.banks, options.rounds)


if __name__ == "__main__":
    main()
