"""How many altered copies of photos are found, at the confidence that few other photos reach.

    python benchmarks/photo_recall.py --photos DIR [--drawn N] [--seed S] [--refit]

Every reference photo of DIR is altered in each way of photo_alterations; the negatives are photos that no reference
was made of (other photos of the same goods among them), as they are and altered, at least 1,000. The threshold is
the score that 1 % (or 0.1 %) of the negatives reach against the whole bank; recall is the share of altered copies
whose own reference lies above it. Photos are split in halves by sha256: `--refit` fits the weights of
features/linking/photos/weights.yaml on one half, and only the other half is ever reported on.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.photo_fitting import refit
from benchmarks.photo_sets import (
    Asked,
    Sources,
    altered_copies,
    as_references,
    as_signals,
    drawn_photos,
    folder_photos,
    negatives,
    seen,
)
from features.contracts import ImageMatches
from features.linking.photos.bank import PhotoMatchParams, match_photos
from features.linking.photos.limits import shipped_limits

FALSE_ALARMS = (0.01, 0.001)


def scores_of_matches(asked: list[Asked], references: list) -> np.ndarray:
    """Confidence of each photo against each reference, (photos, references); 0 where nothing is asserted."""
    params = PhotoMatchParams(least_confidence=0.0)
    found = match_photos(as_signals([one.found for one in asked]), as_references(references), params)
    scores = np.zeros((len(asked), len(references)))
    scores[found[ImageMatches.listing_id].astype(int), found[ImageMatches.product_id].astype(int)] = found[
        ImageMatches.confidence
    ]
    return scores


def scores_of_codes(asked: np.ndarray, references: np.ndarray) -> np.ndarray:
    """Equal bits of each photo's code and each reference's, both (n, words)."""
    return -np.bitwise_count(asked[:, None] ^ references[None]).sum(axis=2).astype(float)


def recall_table(asked: list[Asked], scores: np.ndarray) -> pd.DataFrame:
    """Recall of the right reference by alteration, at each rate of false alarms."""
    kinds, owner = np.array([one.kind for one in asked]), np.array([one.reference for one in asked])
    best_of_negatives = np.sort(scores[owner < 0].max(axis=1))
    right = np.where(owner >= 0, scores[np.arange(len(asked)), np.maximum(owner, 0)], -np.inf)
    table = {}
    for rate in FALSE_ALARMS:
        most = int(rate * len(best_of_negatives))
        limit = best_of_negatives[len(best_of_negatives) - 1 - most]
        found = pd.Series(right > limit).where(owner >= 0)
        table[f"{rate:.1%}"] = found.groupby(kinds).mean().reindex(dict.fromkeys(kinds[owner >= 0]))
    return pd.DataFrame(table).astype(float)


def report(name: str, sources: Sources, seed: int) -> None:
    references = [seen(data) for data in sources.references]
    asked = [*altered_copies(sources, seed), *negatives(sources, seed + 1)]
    started = time.process_time()
    ours = scores_of_matches(asked, references)
    spent = time.process_time() - started
    tables = {"touchstone": recall_table(asked, ours)}
    for title, codes in (
        ("pHash", lambda found: [found.phash]),
        ("dHash", lambda found: [found.dhash]),
        ("256 bits", lambda found: found.code256[:4]),
    ):
        query, bank = (
            np.array([codes(found) for found in some], np.uint64) for some in ([one.found for one in asked], references)
        )
        tables[title] = recall_table(asked, scores_of_codes(query, bank))
    shown = pd.concat(tables, axis=1)
    shown.loc["mean"] = shown.mean()
    fresh = np.array([one.kind == "as it is" for one in asked])
    least = shipped_limits().overall
    claimed = ours[fresh].max(axis=1) >= least
    negative = np.array([one.reference < 0 for one in asked])
    print(f"\n{name}: {len(references)} references, {len(asked) - negative.sum()} copies, {negative.sum()} negatives")
    print(shown.round(3).to_string())
    print(f"asserted at confidence {least}: {claimed.sum()} of {fresh.sum()} unaltered other photos,")
    print(f"  {(ours[negative].max(axis=1) >= least).sum()} of {negative.sum()} negatives")
    print(f"  {right_share(asked, ours, least):.3f} of the copies")
    print(f"matching took {1000 * spent / len(asked):.1f} CPU-ms a photo")


def right_share(asked: list[Asked], scores: np.ndarray, least: float) -> float:
    copies = [(row, one.reference) for row, one in enumerate(asked) if one.reference >= 0]
    return float(np.mean([scores[row, reference] >= least for row, reference in copies]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, help="folder of photos, looked through with all its subfolders")
    parser.add_argument("--drawn", type=int, default=0, help="number of simulated products to draw photos of")
    parser.add_argument("--most", type=int, default=100_000, help="use at most so many references of each half")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--refit", action="store_true", help="fit the weights on the other half first, and write them")
    told = parser.parse_args()
    sources = {"photos": folder_photos(told.photos)} if told.photos else {}
    if told.drawn:
        sources["drawn"] = drawn_photos(told.drawn)
    if told.refit:
        refit([held.part(0, told.most) for held in sources.values()], told.seed + 100)
    for name, held in sources.items():
        report(name, held.part(1, told.most), told.seed)


if __name__ == "__main__":
    main()
