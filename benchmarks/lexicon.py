"""Which lexicon terms fire on genuine titles, and how many titles a second the lexicon reads.

    python benchmarks/lexicon.py --raw DIR [--most N] [--read N]

DIR is a raw folder in contract form whose listings are (almost all) genuine. Every term with a hit is told with its
count and an example; a term of an open grade (replica, slang, lookalike, wink) above `--most` needs a reason or a lower
weight, and the command then exits 4. Promises, papers and grey goods are what honest sellers say too.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.linking import read_listings
from features.contracts import Listings
from features.lexicon.lexicon import terms
from features.lexicon.matcher import matcher

OPEN_GRADES = ("replica", "slang", "lookalike", "wink")
GATE_SAYS_NO = 4


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--raw", type=Path, required=True)
    asked.add_argument("--most", type=int, default=10, help="hits of an open term that need no reason")
    asked.add_argument("--read", type=int, default=1, help="examples a term")
    given = asked.parse_args()
    titles = read_listings(given.raw)[Listings.title]
    matcher().find(titles.head(10))
    started = time.process_time()
    hits = matcher().find(titles)
    seconds = time.process_time() - started
    hits = hits[~hits["is_denied"].astype(bool)]
    print(f"{len(terms())} terms, {len({form for term in terms() for form in term.forms})} forms")
    print(f"{len(titles)} genuine titles, {len(titles) / seconds:,.0f} a CPU second; titles with a hit, by grade:")
    print("  " + ", ".join(f"{grade} {held['row'].nunique()}" for grade, held in hits.groupby("grade")))
    loud = 0
    for term, held in sorted(hits.groupby("term"), key=lambda pair: -len(pair[1])):
        grade = held["grade"].iloc[0]
        is_loud = grade in OPEN_GRADES and len(held) > given.most
        loud += is_loud
        examples = "; ".join(
            f"{row.found!r} in {titles.iloc[row.row][:70]!r}" for row in held.head(given.read).itertuples()
        )
        print(
            f"  {len(held):5d} {term:<28}{grade:<11}{held['weight'].iloc[0]:.1f} {'LOUD ' if is_loud else ''}{examples}"
        )
    return GATE_SAYS_NO if loud else 0


if __name__ == "__main__":
    raise SystemExit(main())
