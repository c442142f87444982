"""References, altered copies and negative photos, made from the photos of a folder or from drawn ones."""

import datetime
import hashlib
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from PIL import Image

from benchmarks.photo_alterations import ALTERATIONS
from features.contracts import ImageSignals, ReferenceSignals
from features.signals.photo_fingerprint import PhotoFingerprint, fingerprint
from features.signals.photo_guard import PhotoParams, UnusablePhoto

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
# Photos taken apart for fitting weights and thresholds, never in a reported figure: half, by their sha256.
_SALT = b"fit or report"
MOST_NEGATIVES = 1000


@dataclass(frozen=True)
class Sources:
    """Photo files: those that become references, and those that never do."""

    references: list[bytes]
    others: list[bytes]

    def part(self, number: int, most_references: int) -> "Sources":
        """Half of the photos: 0 to fit on, 1 to report on; of its references at most so many."""
        halves = ([data for data in some if in_part(data) == number] for some in (self.references, self.others))
        references, others = halves
        return Sources(sorted(references, key=lambda data: hashlib.sha256(data).digest())[:most_references], others)


@dataclass(frozen=True)
class Asked:
    """One photo to look for: its signals, what was done to it, and its reference's row (-1: it has none)."""

    found: PhotoFingerprint
    kind: str
    reference: int


def in_part(data: bytes) -> int:
    return hashlib.sha256(_SALT + data).digest()[0] % 2


def folder_photos(folder: Path) -> Sources:
    """Photos under a `catalogs` folder are references; of all others every second one is, by its sha256."""
    sources = Sources([], [])
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES):
        data = path.read_bytes()
        is_reference = "catalogs" in path.parts or hashlib.sha256(data).digest()[0] % 2 == 0
        (sources.references if is_reference else sources.others).append(data)
    return sources


def drawn_photos(products: int) -> Sources:
    """Official views of simulated products, and other photos of the very same things by sellers."""
    from pipeline.simulator.catalogs import invented_brands
    from pipeline.simulator.photos.photo_store import PhotoStore
    from pipeline.simulator.pictures import official, own, product_key

    brands = invented_brands(11, max(1, products // 12), datetime.date(2026, 11, 20))
    made = [product for brand in brands for product in brand.products][:products]
    store = PhotoStore(11, {product_key(product): product for product in made})
    return Sources(
        [store.jpeg(official(product, view)) for product in made for view in range(2)],
        [store.jpeg(own(product, f"seller {number}", number)) for product in made for number in range(3)],
    )


def altered_copies(sources: Sources, seed: int) -> list[Asked]:
    """Every reference under every alteration, with random strength, saved as JPEG of random quality."""
    chance = random.Random(seed)
    return [
        Asked(_altered(data, kind, chance, sources.others), kind, row)
        for row, data in enumerate(sources.references)
        for kind in ALTERATIONS
    ]


def negatives(sources: Sources, seed: int) -> list[Asked]:
    """Photos of which no reference was made: as they are, and altered until there are MOST_NEGATIVES of them."""
    chance = random.Random(seed)
    asked = [Asked(seen(data), "as it is", -1) for data in sources.others]
    while sources.others and len(asked) < MOST_NEGATIVES:
        data, kind = chance.choice(sources.others), chance.choice(list(ALTERATIONS))
        asked.append(Asked(_altered(data, kind, chance, sources.others), kind, -1))
    return asked


def seen(data: bytes) -> PhotoFingerprint:
    try:
        return fingerprint(data, PhotoParams())
    except UnusablePhoto as refused:
        raise SystemExit(f"a photo cannot be used: {refused}") from refused


def as_signals(asked: Sequence[PhotoFingerprint]) -> pd.DataFrame:
    """ImageSignals of one listing a photo, in order."""
    rows = [
        {
            ImageSignals.platform: "benchmark",
            ImageSignals.listing_id: str(number),
            ImageSignals.image: "1.jpg",
            ImageSignals.sha256: f"{number:064x}",
            ImageSignals.width_px: found.width_px,
            ImageSignals.height_px: found.height_px,
            ImageSignals.phash: found.phash,
            **_shared_columns(found),
        }
        for number, found in enumerate(asked)
    ]
    return ImageSignals.conform(pd.DataFrame(rows))


def as_references(photos: Sequence[PhotoFingerprint]) -> pd.DataFrame:
    """ReferenceSignals of one product a photo, in order."""
    rows = [
        {
            ReferenceSignals.bank: "official",
            ReferenceSignals.brand_id: "benchmark",
            ReferenceSignals.product_id: str(number),
            ReferenceSignals.image: f"{number}.jpg",
            ReferenceSignals.sha256: f"{number:064x}",
            **_shared_columns(found),
        }
        for number, found in enumerate(photos)
    ]
    return ReferenceSignals.conform(pd.DataFrame(rows))


def _shared_columns(found: PhotoFingerprint) -> dict[str, object]:
    return {
        ImageSignals.dhash: found.dhash,
        ImageSignals.quality: found.quality,
        ImageSignals.is_comparable: found.is_comparable,
        ImageSignals.view_phashes: list(found.view_phashes),
        ImageSignals.code256: list(found.code256),
        ImageSignals.look: found.look,
    }


def _altered(data: bytes, kind: str, chance: random.Random, others: Sequence[bytes]) -> PhotoFingerprint:
    picture = _opened(data)
    changed = ALTERATIONS[kind](picture, chance, [_opened(chance.choice(others)) for _number in range(3)])
    file = io.BytesIO()
    changed.convert("RGB").save(file, "JPEG", quality=chance.randint(60, 92))
    return seen(file.getvalue())


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")
