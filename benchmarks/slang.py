"""Slang discovery on a simulated market whose truth is known: invented slang planted among its fakes, fashion among all.

    python benchmarks/markets.py --seeds 22 --nights 18 --listings 2000 --out DIR
    python benchmarks/slang.py DIR/seed-22 [--date 2026-11-18]

Six gangs in ten speak two of the invented words each, in seven of ten titles; a quarter of all other sellers write
this season's invented but honest words in half of their titles. Prints what is proposed, and how much of it was planted.
"""

import argparse
import hashlib
import json
import time
from datetime import date
from pathlib import Path

import pandas as pd

from features.lexicon.discovery import SlangParams, SlangProposals, propose_slang
from features.lexicon.said_phrases import SaidTexts
from pipeline.params import Params
from pipeline.slang_material import slang_material
from pipeline.stage import Context

SLANG = {
    "en": ("moonside drop", "zeta pull", "kq harvest", "peach tier", "vesper cut", "lotus grade"),
    "zh": ("青柚货", "二厂出", "回炉款", "江口仓", "北岸料", "串标"),
}
FASHION = {
    "en": ("winter capsule", "flash hour", "cosy pick", "payday deal"),
    "zh": ("双旦价", "返场", "囤货节", "尖货"),
}
WORDS = (*SLANG["en"], *SLANG["zh"])


def main() -> None:
    """Plants, looks and counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("market", type=Path, help="a folder that benchmarks/markets.py --out wrote")
    parser.add_argument("--date", type=date.fromisoformat, default=date(2026, 11, 18))
    asked = parser.parse_args()
    places = {name: asked.market / name for name in ("raw", "data", "models")}
    started = time.process_time()
    material = slang_material(Context(night=asked.date, params=Params(), **places))
    read_s = time.process_time() - started
    gangs = gangs_of(asked.market / "truth" / "truth.jsonl")
    settled, live = planted(material.settled, gangs), planted(material.live, gangs)
    started = time.process_time()
    found = propose_slang(settled, live, material.catalogue_texts, SlangParams())
    print(f"{len(settled)} settled, {len(live)} live: {read_s:.1f} s to read, {time.process_time() - started:.1f} s")
    show(found, settled)


def show(found: pd.DataFrame, settled: pd.DataFrame) -> None:
    """Prints the proposals, then precision and what was found of the words that enough sellers used."""
    is_slang = [any(word in phrase or phrase in word for word in WORDS) for phrase in found[SlangProposals.phrase]]
    shown = [SlangProposals.phrase, SlangProposals.counterfeit_sellers, SlangProposals.other_sellers]
    print(found[[*shown, SlangProposals.live_listings, SlangProposals.log_odds_low]].to_string())
    fakes = settled[settled[SaidTexts.is_counterfeit]]
    sellers = {
        word: fakes[fakes[SaidTexts.title].str.contains(word, regex=False)][SaidTexts.seller_group].nunique()
        for word in WORDS
    }
    common = [word for word, count in sellers.items() if count >= SlangParams().least_sellers]
    told = [word for word in common if any(word in one or one in word for one in found[SlangProposals.phrase])]
    print(
        f"proposed {len(found)}, planted {sum(is_slang)}; of {len(common)} words three sellers use, {len(told)} found"
    )


def gangs_of(truth: Path) -> dict[tuple[str, str], str]:
    """(platform, listing) → gang, of counterfeit listings."""
    told = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines()]
    return {(row["platform"], row["listing_id"]): str(row["gang_id"]) for row in told if row["is_counterfeit"]}


def planted(rows: pd.DataFrame, gangs: dict[tuple[str, str], str]) -> pd.DataFrame:
    """The rows with the invented words in their titles; the same title gets the same words every time."""
    keys = zip(rows[SaidTexts.platform], rows[SaidTexts.listing_id], strict=True)
    told = zip(keys, rows[SaidTexts.title], rows[SaidTexts.seller_group], strict=True)
    said = [_said(key, title, seller, gangs.get(key)) for key, title, seller in told]
    return rows.assign(**{SaidTexts.title: pd.array(said, dtype=rows[SaidTexts.title].dtype)})


def _said(key: tuple[str, str], title: str, seller: str, gang: str | None) -> str:
    language, listing = "zh" if any("一" <= letter <= "鿿" for letter in title) else "en", key[1]
    word = ""
    if gang is not None and _drawn(f"speaks {gang}", 10) < 6 and _drawn(f"here {listing}", 10) < 7:
        word = SLANG[language][_drawn(f"{gang} {_drawn(listing, 2)}", len(SLANG[language]))]
    elif _drawn(f"fashion {seller}", 4) == 0 and _drawn(f"now {listing}", 2) == 0:
        word = FASHION[language][_drawn(seller + listing, len(FASHION[language]))]
    return " ".join((word, title) if _drawn(f"before {listing}", 3) == 0 else (title, word)).strip()


def _drawn(name: str, below: int) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % below


if __name__ == "__main__":
    main()
