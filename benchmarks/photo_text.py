"""What reading text in photos costs, what it gets right on drawn text, and what it finds in photos of ordinary goods.

    python benchmarks/photo_text.py [--photos DIR] [--each N] [--most N] [--seed S]

Drawn photos of 900 px carry one known line each; a letter's recall is the share of the line's letters found in their order.
Photos under DIR are taken for honest ones: every contact or grade found there is a false alarm. Needs `pip install ".[ocr]"`.
"""

import argparse
import hashlib
import io
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz.distance import LCSseq

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.photo_text_scenes import Look, Scene, chinese_font, scenes
from features.contracts import Candidates
from features.examples import candidates
from features.families.photo_text import FAMILY, _contacts, _grades
from features.signals.photo_guard import PhotoParams, UnusablePhoto
from features.signals.photo_text import PhotoTextParams, ReadingTask, read_text, reader_id, reading_task

LOOKS = {
    "36 px, level": Look(),
    "24 px": Look(height_px=24),
    "16 px": Look(height_px=16),
    "11 px": Look(height_px=11),
    "8 px": Look(height_px=8),
    "turned 15 degrees": Look(angle_deg=15),
    "turned 45 degrees": Look(angle_deg=45),
    "turned 90 degrees": Look(angle_deg=90),
    "turned 180 degrees": Look(angle_deg=180),
    "noise 30": Look(noise=30),
    "noise 60": Look(noise=60),
    "16 px, 15 degrees, noise 30": Look(height_px=16, angle_deg=15, noise=30),
}
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")


@dataclass
class Reader:
    """Reads photos and counts what it took."""

    task: ReadingTask
    seconds: float = 0.0
    photos: int = 0

    def lines(self, data: bytes) -> tuple[str, ...]:
        started = time.process_time()
        try:
            return read_text(data, self.task).lines
        except UnusablePhoto:
            return ()
        finally:
            self.seconds += time.process_time() - started
            self.photos += 1

    def cost(self) -> float:
        """CPU seconds a photo since the last time this was asked."""
        spent = self.seconds / max(self.photos, 1)
        self.seconds, self.photos = 0.0, 0
        return spent


def letter_recall(line: str, lines: Iterable[str]) -> float:
    wanted, got = ("".join(text.split()).casefold() for text in (line, "".join(lines)))
    return LCSseq.similarity(wanted, got) / len(wanted)


def jpeg(scene: Scene) -> bytes:
    file = io.BytesIO()
    scene.picture.save(file, "JPEG", quality=85)
    return file.getvalue()


def drawn_part(reader: Reader, seed: int, each: int) -> None:
    scripts = ["latin", *(["chinese"] if chinese_font() else [])]
    if "chinese" not in scripts:
        print("no font with Chinese letters: Latin alone")
    print(f"{'drawn text':30}" + "".join(f"{script:>10}{'whole':>7}" for script in scripts) + f"{'CPU s':>8}")
    for name, look in LOOKS.items():
        cells = []
        for script in scripts:
            made = list(scenes(script, look, seed, each))
            found = [letter_recall(scene.line, reader.lines(jpeg(scene))) for scene in made]
            cells.append(f"{np.mean(found):10.3f}{np.mean([one == 1 for one in found]):7.2f}")
        print(f"{name:30}{''.join(cells)}{reader.cost():8.2f}", flush=True)


def honest_part(reader: Reader, folder: Path, most: int) -> None:
    paths = [path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES]
    paths = sorted(paths, key=lambda path: hashlib.sha256(path.read_bytes()).digest())[:most]
    texts = [" ".join(reader.lines(path.read_bytes())) for path in paths]
    rows = [{Candidates.photos_read: 1, Candidates.photo_texts: [text] if text else []} for text in texts]
    table = candidates(rows)
    found = FAMILY.compute(table, FAMILY.params)
    lengths = found["photo_text_characters"]
    print(f"\n{len(paths)} photos of ordinary goods under {folder.name}: {reader.cost():.2f} CPU s a photo")
    print(
        f"  with any text {int((lengths > 0).sum())}, characters a photo {lengths.mean():.0f}, most {lengths.max():.0f}"
    )
    for column, quote in (("photo_contacts_count", _contacts), ("photo_grade_words_weight", _grades)):
        alarms = np.flatnonzero(found[column] > 0)
        print(f"  {column}: false in {len(alarms)} ({100 * len(alarms) / max(len(paths), 1):.1f} %)")
        for at in alarms[:10]:
            print(f"    {paths[at].name}: {quote(table.iloc[at].to_dict())}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--each", type=int, default=12, help="drawn photos of each kind and script")
    parser.add_argument("--most", type=int, default=200, help="photos of DIR, by their sha256")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--side", type=int, default=PhotoTextParams().longest_side_px)
    given = parser.parse_args()
    params = PhotoTextParams(longest_side_px=given.side)
    print(reader_id(params))
    reader = Reader(reading_task(PhotoParams(), params))
    reader.lines(jpeg(next(scenes("latin", Look(), given.seed, 1))))  # loads the models
    print(f"first photo, models loaded: {reader.cost():.2f} CPU s")
    drawn_part(reader, given.seed, given.each)
    if given.photos:
        honest_part(reader, given.photos, given.most)


if __name__ == "__main__":
    main()
