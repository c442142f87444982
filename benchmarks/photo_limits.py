"""The confidence from which a photo counts as copied, per sector of goods, at a stated rate of false alarms.

    python benchmarks/photo_limits.py --raw DIR [--unbranded SECTOR] [--rate R] [--negatives N] [--date D] [--dry-run]

Genuine pairs are photos of genuine goods beside official photos of the same sector: the fresh photos of DIR's listings,
as they are and altered in every way of photo_alterations, against the packshots of the catalogues. A listing's sector
is that of the catalogue brand it names; photos of listings that name none belong to the sector told by --unbranded,
where half of them stand in for packshots. Of the listings' photos only those that photo_sets sets apart for fitting
are asked about. Writes features/linking/photos/limits.yaml; how sectors with few photos lean on all of them says features.linking.photos.limits.
"""

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.photo_recall import scores_of_matches
from benchmarks.photo_sets import Asked, Sources, in_part, negatives, seen
from features.linking.photos import limits as photo_limits

LIMITS = Path(photo_limits.__file__).parent / "limits.yaml"


def sources_by_sector(raw: Path, unbranded: str | None) -> dict[str, Sources]:
    """The fitting half of the photos of RAW: packshots of each sector's brands, and photos of listings that name them."""
    sectors: dict[str, Sources] = {}
    sector_of_name = {}
    for card in sorted(raw.glob("catalogs/*/brand.yaml")):
        told = yaml.safe_load(card.read_text("utf-8"))
        sector_of_name[told["name"].casefold()] = told["sector"]
        for path in sorted((card.parent / "images").glob("*")):
            sectors.setdefault(told["sector"], Sources([], [])).references.append(path.read_bytes())
    for path, brand in _listing_photos(raw):
        sector = sector_of_name.get(brand.casefold(), unbranded)
        if sector is None:
            continue
        found, data = sectors.setdefault(sector, Sources([], [])), path.read_bytes()
        is_reference = brand.casefold() not in sector_of_name and hashlib.sha256(data).digest()[0] % 2 == 0
        (found.references if is_reference else found.others).append(data)
    halves = {
        name: Sources(found.references, [data for data in found.others if in_part(data) == 0])
        for name, found in sectors.items()
    }
    return {name: half for name, half in sorted(halves.items()) if half.references and half.others}


def _listing_photos(raw: Path) -> Iterator[tuple[Path, str]]:
    for file in sorted(raw.glob("snapshots/*/*/listings.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            listing: dict[str, Any] = json.loads(line)
            for image in listing.get("images", ()):
                path = file.parent / "images" / image
                if path.is_file():
                    yield path, listing.get("brand") or ""


def best_scores(sources: Sources, seed: int, count: int) -> np.ndarray:
    """The confidence that each of `count` photos of genuine goods reaches with any packshot."""
    asked: list[Asked] = negatives(sources, seed)
    random.Random(seed).shuffle(asked)
    scores = scores_of_matches(asked[:count], [seen(data) for data in sources.references])
    return np.asarray(scores.max(axis=1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raw", type=Path, required=True)
    parser.add_argument("--unbranded", help="the sector of listings that name no brand of the catalogues")
    parser.add_argument("--rate", type=float, default=0.001, help="share of genuine photos that may reach the limit")
    parser.add_argument("--negatives", type=int, default=1000, help="photos of genuine goods a sector")
    parser.add_argument("--seed", type=int, default=905)
    parser.add_argument("--least", type=float, default=0.85, help="no limit is lower")
    parser.add_argument("--unknown", type=float, default=0.98, help="the least limit of sectors without photos")
    parser.add_argument("--date", type=date.fromisoformat, required=True, help="the day the limits are dated")
    parser.add_argument("--dry-run", action="store_true", help="print the limits and write nothing")
    told = parser.parse_args()
    found = sources_by_sector(told.raw, told.unbranded)
    scores = {name: best_scores(half, told.seed, told.negatives) for name, half in found.items()}
    counts = {
        name: {
            "photos": len(half.others),
            "packshots": len(half.references),
            "pairs": len(scores[name]) * len(half.references),
        }
        for name, half in found.items()
    }
    origin = (
        f"benchmarks/photo_limits.py on {told.date}, seed {told.seed}: fresh photos of genuine goods set apart for "
        f"fitting, as they are and altered, {told.negatives} a sector at most, against packshots of their sector; "
        f"none below {told.least}, sectors without photos not below {told.unknown}"
    )
    limits = photo_limits.fitted_limits(scores, told.rate, least=told.least)
    # Fresh drawn photos reach .978 of their own goods: a sector of which no genuine photo was seen gets no benefit.
    limits = replace(limits, overall=max(limits.overall, told.unknown))
    text = photo_limits.as_yaml(limits, counts, origin)
    print(text)
    for name, reached in scores.items():
        print(
            f"# {name}: {(reached >= limits.of(name)).sum()} of {len(reached)} reach it; highest {np.sort(reached)[-6:].round(3)}"
        )
    if not told.dry_run:
        LIMITS.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
