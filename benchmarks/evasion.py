"""How often a brand's name is read however it is written, and how often a name is read that is not there.

    python benchmarks/evasion.py --raw DIR [--part develop|held|all] [--most N] [--genuine N] [--gate] [--keep] [--read N]
        [--suspects SEED ...]

DIR is a raw folder in contract form. Names are attacked in real titles; the untouched titles, and a list of traps, must
stay quiet. Brands (Chinese: titles) are divided by hash: mechanisms are chosen on `develop`, figures are told of `held`.
`--gate` holds the figures against the stored ones (`evasion_gate.json`) and exits 4 when one is worse beyond chance;
`--keep` stores them instead. `--most` and `--genuine` set how many titles are read, and so how long it takes and how
small a fall is seen. With `--suspects` the attacks are also made on counterfeits of simulated markets of these seeds, and
printed is what each wins them: the loss of suspect recall (`evasion_suspects.py`, some minutes a market).
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import evasion_material as material
from benchmarks.evasion_gate import unheld, worse
from benchmarks.evasion_traps import HIDDEN, sprung_traps, unread_names
from benchmarks.linking import read_catalogs, read_listings
from features.contracts import Links, Listings
from features.linking import LinkCatalog, LinkParams, link
from pipeline.params import load_params

STORED = Path(__file__).with_name("evasion_gate.json")
TRACELESS = ("line_without_owner", "model_code_only", "initials")
ASKED_RECALL, ASKED_EACH, ASKED_FALSE = 0.97, 0.90, 5.0
BY_NAME = ("exact", "alias", "nickname", "obfuscated")
BATCH = 2000
GATE_SAYS_NO = 4
SAMPLED = ("part", "most", "genuine", "seed")


@dataclass(frozen=True)
class Reader:
    """What reads the names: the catalogues made ready, and the params of the link step."""

    catalog: LinkCatalog
    params: LinkParams

    def links(self, listings: pd.DataFrame) -> tuple[pd.DataFrame, float]:
        """Links of the listings, in batches, and the CPU seconds they took."""
        started = time.process_time()
        parts = [
            link(listings.iloc[at : at + BATCH], self.catalog, None, None, self.params)[0]
            for at in range(0, len(listings), BATCH)
        ]
        return pd.concat(parts, ignore_index=True), time.process_time() - started


def recalls(
    made: list[material.Case], links: pd.DataFrame, family_of: dict[str, frozenset[str]]
) -> dict[str, dict[str, list[int]]]:
    """kind → attack → one entry a case: 1 when the brand, or one that shares its name, is named by its name.

    Where no name is left any link to the brand counts.
    """
    named, any_way = defaultdict(set), defaultdict(set)
    for at, brand_id, how in links[[Links.listing_id, Links.brand_id, Links.named_how]].itertuples(index=False):
        if isinstance(brand_id, str):
            any_way[int(at)].add(brand_id)
            if how in BY_NAME:
                named[int(at)].add(brand_id)
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at, case in enumerate(made):
        read = any_way[at] if case.attack in TRACELESS else named[at]
        found[case.kind][case.attack].append(int(bool(read & family_of[case.brand_id])))
    return {kind: dict(attacks) for kind, attacks in found.items()}


def share(hits: Iterable[int]) -> float:
    held = list(hits)
    return sum(held) / max(len(held), 1)


def told(found: dict[str, dict[str, list[int]]]) -> dict[str, Any]:
    """Prints recall by attack; gives the figures kept."""
    attacks = dict.fromkeys(attack for held in found.values() for attack in held)
    print(f"{'recall of the named brand':<28}{'4+ letters':>18}{'2-3 letters':>18}{'Chinese names':>18}")
    figures: dict[str, Any] = {}
    for attack in attacks:
        cells = []
        for kind in (material.LONG, material.SHORT, material.HAN):
            hits = found.get(kind, {}).get(attack)
            cells.append(f"{share(hits):.3f} of {len(hits):4d}" if hits else "-")
            if hits:
                figures[f"{kind}.{attack}"] = [round(share(hits), 4), len(hits)]
        mark = "  (leaves no trace)" if attack in TRACELESS else ""
        print(f"  {attack:<26}" + "".join(f"{cell:>18}" for cell in cells) + mark)
    traced = [hit for attack, hits in found.get(material.LONG, {}).items() if attack not in TRACELESS for hit in hits]
    figures["long.all"] = [round(share(traced), 4), len(traced)]
    worst = min(share(hits) for attack, hits in found[material.LONG].items() if attack not in TRACELESS)
    print(f"  all that leave a trace, 4+ letters: {share(traced):.4f} of {len(traced)}; worst attack {worst:.3f}")
    print(f"  asked: {ASKED_RECALL} of all, {ASKED_EACH} of each")
    return figures


def genuine(listings: pd.DataFrame, reader: Reader, names: material.PlainNames, *, read: int) -> dict[str, list[float]]:
    """Prints false namings of the untouched titles, as typed and with the brand field emptied; gives them per 10,000.

    Whether a naming is false is judged by the title and the brand the seller typed in both.
    """
    figures: dict[str, list[float]] = {}
    emptied = Listings.conform(listings.assign(**{Listings.brand: None}))
    for says, given in (("", listings), ("_brand_field_emptied", emptied)):
        links, seconds = reader.links(given)
        false = material.false_namings(links, listings, names)
        by_line = false[Links.named_how] == "model_code"
        by_name = false[~by_line].drop_duplicates([Links.platform, Links.listing_id])
        per = 1e4 * len(by_name) / len(listings)
        print(f"untouched titles{says}: {len(by_name)} false namings in {len(listings)}, {per:.2f} per 10,000")
        print(
            f"  by line or code alone: {by_line.sum()}; {len(listings) / seconds:,.0f} titles a CPU second, linking included"
        )
        shown = [Links.brand_id, Links.named_as, Links.named_how, Links.claim, Listings.brand, Listings.title]
        for row in false.head(read)[shown].itertuples(index=False):
            print("   " + " | ".join(map(str, row)))
        figures[f"false_namings_per_10000{says}"] = [round(per, 2), len(listings)]
    return figures


def options() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--raw", type=Path, required=True)
    asked.add_argument("--part", choices=("develop", "held", "all"), default="held")
    asked.add_argument("--most", type=int, default=300, help="attacked titles for each attack and kind of name")
    asked.add_argument("--genuine", type=int, default=None, help="untouched titles read at most; all unless given")
    asked.add_argument("--seed", type=int, default=11)
    asked.add_argument("--read", type=int, default=0, help="print so many misses and false namings")
    asked.add_argument("--params", type=Path, default=None, help="a params.yaml whose linking block is measured")
    asked.add_argument("--stored", type=Path, default=STORED, help="the figures held against, or kept")
    asked.add_argument("--gate", action="store_true", help="exit 4 when worse than the stored figures")
    asked.add_argument("--keep", action="store_true", help="store the figures")
    asked.add_argument("--suspects", type=int, nargs="+", default=[], metavar="SEED", help="markets to attack, too")
    return asked


def main(words: Sequence[str] | None = None) -> int:
    """Runs the bench; gives the exit code."""
    started = time.process_time()
    given = options().parse_args(words)
    runs = {"names": {"sample": {name: getattr(given, name) for name in SAMPLED}, "figures": measure(given)}}
    if given.suspects:
        runs["suspects"] = {"sample": {"seeds": given.suspects}, "figures": suspects_left(given.suspects)}
    print(f"{time.process_time() - started:.0f} CPU seconds in all")
    stored = json.loads(given.stored.read_text("utf-8")) if given.stored.exists() else {}
    if given.keep:
        given.stored.write_text(json.dumps(stored | runs, indent=1, sort_keys=True) + "\n", "utf-8")
    return held_against(stored | runs if given.keep else stored, runs) if given.gate else 0


def held_against(stored: dict[str, Any], runs: dict[str, Any]) -> int:
    """Prints what is worse than stored; gives the exit code."""
    nothing: dict[str, Any] = {"sample": {}, "figures": {}}
    pairs = [(now, stored.get(name, nothing)) for name, now in runs.items()]
    faults = [fault for now, was in pairs for fault in worse(now, was)]
    fresh = [figure for now, was in pairs for figure in unheld(now, was)]
    print("gate: " + ("; ".join(faults) if faults else "no figure is worse than stored"))
    if fresh:
        print(f"gate: not held against anything, store them: {', '.join(fresh)}")
    return GATE_SAYS_NO if faults else 0


def suspects_left(seeds: Sequence[int]) -> dict[str, Any]:
    """Prints what each attack wins counterfeits of these markets, and gives the shares of them that stay queued."""
    # They load what trains models, which the rest has no need of.
    from benchmarks import evasion_suspects as suspects
    from benchmarks.ablation import as_markdown

    asked = suspects.options().parse_args(["--seeds", *map(str, seeds), "--draws", "1"])
    found = suspects.measured(suspects.plan_of(asked), asked.seeds, asked.draws)
    print(as_markdown(suspects.table(found)))
    return suspects.still_queued(found)


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Runs every part of the bench, prints it and gives the figures a gate holds."""
    brands, names, products = read_catalogs(given.raw)
    params = load_params(given.params).linking if given.params else LinkParams()
    listings, reader = read_listings(given.raw), Reader(LinkCatalog(brands, names, products), params)
    family_of = material.families(brands, names)
    told_of = material.told_listings(listings, brands, names)
    made = material.cases(told_of, part=given.part, seed=given.seed, most=given.most)
    made += material.whole_listing_cases(told_of, part=given.part, seed=given.seed, most=given.most)
    links, seconds = reader.links(material.as_listings(made))
    print(f"{len(made)} attacked titles ({given.part}), {len(made) / seconds:,.0f} a CPU second, linking included")
    found = recalls(made, links, family_of)
    figures = told(found)
    show_misses(made, found, given.read)
    plain_names = material.PlainNames(brands, names, family_of)
    figures |= genuine(untouched(listings, given), reader, plain_names, read=given.read)
    unread, sprung = unread_names(params), sprung_traps(params)
    print(f"collected hidden names read: {len(HIDDEN) - len(unread)} of {len(HIDDEN)}; not read: {unread}")
    print(f"traps that fired: {len(sprung)} {sprung}")
    return figures | {"traps_quiet": [float(not sprung), 1]}


def untouched(listings: pd.DataFrame, given: argparse.Namespace) -> pd.DataFrame:
    """The genuine listings of the part, as many as asked for."""
    if given.part != "all":
        listings = listings[[material.part_of(title) == given.part for title in listings[Listings.title]]]
    if given.genuine is None or given.genuine >= len(listings):
        return listings
    return listings.sample(given.genuine, random_state=given.seed).sort_index()


def show_misses(made: list[material.Case], found: dict[str, dict[str, list[int]]], most: int) -> None:
    """Prints some names that were not read, by attack."""
    at: dict[tuple[str, str], int] = defaultdict(int)
    shown: dict[tuple[str, str], int] = defaultdict(int)
    for case in made:
        key = (case.kind, case.attack)
        hit, at[key] = found[case.kind][case.attack][at[key]], at[key] + 1
        if not hit and shown[key] < most // 10 and case.attack not in TRACELESS:
            shown[key] += 1
            print(f"   missed {case.attack} ({case.kind}) {case.brand_id}: {case.title[:90]!r}")


if __name__ == "__main__":
    raise SystemExit(main())
