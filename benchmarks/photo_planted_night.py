"""Altered packshots planted among the fresh photos of a real night: is each found and shown, and is nothing else?

    python benchmarks/photo_planted_night.py --raw DIR [--platform NAME] [--night YYYY-MM-DD] [--copies N] [--keep DIR]

The brands of DIR that have photos and the platform's night are copied; each way of photo_alterations is done to N
packshots drawn by chance, and each becomes the only photo of a listing of its own. Then the whole night runs. Printed
are the share found of each alteration, matches that the fresh photos got (there should be none), and whether the
report shows each match: both photos side by side, and in words what was done. Only packshots that photo_sets sets
apart for reporting are planted, so none of them was there when weights and thresholds were fitted.
"""

import argparse
import os
import sys
import tempfile
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.photo_alterations import ALTERATIONS
from benchmarks.photo_planting import (
    PLANTED,
    Planted,
    copied_night,
    found_by_kind,
    official_matches,
    packshots,
    plant,
    run,
    shown_cards,
)
from benchmarks.photo_sets import in_part
from features.contracts import ImageMatches


def report(told: argparse.Namespace, folder: Path) -> int:
    """Prints what became of the planted and of the fresh photos; gives the number of things that are wrong."""
    raw, night = folder / "raw", date.fromisoformat(told.night)
    copied_night(told.raw, raw, told.platform, night)
    snapshot = raw / "snapshots" / told.platform / told.night
    fresh = len(list((snapshot / "images").iterdir()))
    originals = [one for one in packshots(raw) if in_part(one.path.read_bytes()) == 1]
    planted = plant(snapshot, originals, kinds=list(ALTERATIONS), copies=told.copies, seed=told.seed)
    ran = run(raw, folder, night)
    matches = official_matches(ran)
    counted = found_by_kind(planted, matches)
    share = (counted["found"] / counted["planted"]).round(2)
    is_fresh = ~matches[ImageMatches.listing_id].astype(str).str.startswith(PLANTED)
    print(f"{len(planted)} copies of {len(originals)} packshots planted among {fresh} fresh photos")
    print(counted.assign(share=share).to_string())
    print(f"in all: {counted['found'].sum() / counted['planted'].sum():.3f} found")
    print(
        f"fresh photos with an official-photo match: {matches[is_fresh][ImageMatches.listing_id].nunique()} of {fresh}"
    )
    wrong = _told_of_the_page(ran, planted, set(matches[ImageMatches.listing_id].astype(str)))
    return wrong + int(is_fresh.sum())


def _told_of_the_page(ran: Path, planted: list[Planted], matched: set[str]) -> int:
    """Prints how the matches are worded, and gives how many are not shown with two photos and words."""
    cards = {}
    for page in sorted((ran / "report").glob("*/suspects.html")):
        cards.update(shown_cards(page))
    wanted = [one for one in planted if one.listing_id in matched]
    lacking = [one for one in wanted if not _is_shown(cards.get(one.listing_id))]
    print(f"shown beside the reference with the alteration in words: {len(wanted) - len(lacking)} of {len(wanted)}")
    for one in {one.kind: one for one in wanted}.values():
        card = cards.get(one.listing_id)
        print(f"  {one.kind:18} {card.en if card else 'no card'} | {card.zh if card else ''}")
    for one in lacking:
        print(f"  not shown: {one.listing_id} ({one.kind})")
    return len(lacking)


def _is_shown(card: object) -> bool:
    return card is not None and card.photos == 2 and bool(card.en) and bool(card.zh)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raw", type=Path, required=True, help="a raw folder with photos of catalogues and listings")
    parser.add_argument("--platform", default="stalls", help="the platform whose night has photos")
    parser.add_argument("--night", default="2026-11-18")
    parser.add_argument("--copies", type=int, default=4, help="listings planted of each alteration")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="work here and leave the night there; else a temporary folder")
    told = parser.parse_args()
    os.environ.setdefault("TOUCHSTONE_AUDIT_SECRET", "planted night")
    if told.keep:
        told.keep.mkdir(parents=True)
        sys.exit(report(told, told.keep) > 0)
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(report(told, Path(folder)) > 0)


if __name__ == "__main__":
    main()
