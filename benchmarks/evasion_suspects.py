"""What an attack on its name wins a counterfeit: its place in the review queue before and after.

    python benchmarks/evasion_suspects.py --seeds 201 202 203 [--nights 14] [--listings 1500] [--draws 2] [--out DIR]

On the last night of simulated markets the titles of counterfeit listings are rewritten with every attack of the evasion
bench at random strengths, the brand field evaded where the attack says so, and the name in the description likewise;
all of them at once, as if every seller had found the trick. They are linked again, all features are computed again and
the fixed model scores them. Printed are the share of them within their brand's capacity before and after, how many of
those in a queue fell out of it, the share still linked to the brand, and the change of the mean score (0 when
unlinked), with the middle 95 % of paired resamplings of seller networks. Attacked are counterfeits that name their
brand plainly and are not settled yet; a listing's past stays what it was. A gain is possible: a disguised name is a
reason to look.
"""

import argparse
import random
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import evasion_material as material
from benchmarks.ablation import as_markdown, told
from benchmarks.evasion_night import IS_LINKED, IS_QUEUED, NETWORK, Night, night_of
from benchmarks.markets import Plan, add_plan, market, plan_of
from features.contracts import Listings, Scores
from models.feature_log import LISTING_KEY
from models.metrics import Interval, group_weights, middle_95

UNTOUCHED = "untouched, scored again"
WHOLE = ("field_evaded", "names_stuffed", "line_without_owner", "glued_to_next_word", "model_code_only")
TIMES, SEED = 1000, 20261118


def attacks() -> list[str]:
    """Every attack of the evasion bench, on letters and on the whole listing."""
    letters = [name for kind in (material.LONG, material.HAN) for name in material.attacks_on(kind)]
    return [*dict.fromkeys(letters), *WHOLE]


@dataclass(frozen=True)
class Rewriting:
    """How one listing is written under an attack."""

    at: int
    listing: dict[str, Any]


def rewritings(night: Night, attack: str, draw: int) -> Iterator[Rewriting]:
    """The counterfeits the attack can be made on, each rewritten; the same for the same draw."""
    others = material.long_names([one for told_here in night.told.values() for one in told_here])
    for at, names in night.told.items():
        chance = random.Random(f"{night.seed} {draw} {attack} {at}")
        one = chance.choice(names)
        case = case_of(one, attack, others, chance)
        if case is not None:
            yield Rewriting(at, rewritten(night.listing(at), night.names[one.brand_id], one, case))


def case_of(one: material.Told, attack: str, others: list[str], chance: random.Random) -> material.Case | None:
    """The attack on this listing, or None where it cannot be made."""
    if attack in WHOLE:
        made = {case.attack: case for case in material.whole_listing(one, others, chance)}
        return made.get(attack)
    return material.attacked(one, attack, chance) if attack in material.attacks_on(material.kind_of(one.name)) else None


def rewritten(listing: dict[str, Any], names: list[str], one: material.Told, case: material.Case) -> dict[str, Any]:
    """The listing's row as the seller writes it under the attack."""
    said = listing[Listings.description]
    if isinstance(said, str) and case.written != one.name:
        said = renamed(said, names, case.written)
    return {**listing, Listings.title: case.title, Listings.brand: case.typed, Listings.description: said}


def renamed(text: str, names: Iterable[str], written: str) -> str:
    """The text with every one of the names written so."""
    found = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(found, lambda _: written, text, flags=re.IGNORECASE)


def tried(night: Night, before: pd.DataFrame, attack: str, draw: int) -> pd.DataFrame:
    """One row a rewritten counterfeit: how it stood before, and (`_after`) how it stands with all of them rewritten."""
    made = list(rewritings(night, attack, draw))
    here = [one.at for one in made]
    after = night.standing([one.listing for one in made]) if made else before
    return met(night, before.loc[here], after.loc[here], attack)


def untouched(night: Night, before: pd.DataFrame) -> pd.DataFrame:
    """The counterfeits linked and scored again as they are: nothing may move, or the figures mean nothing."""
    here = list(night.told)
    after = night.standing([night.listing(at) for at in here])
    return met(night, before.loc[here], after.loc[here], UNTOUCHED)


def met(night: Night, before: pd.DataFrame, after: pd.DataFrame, attack: str) -> pd.DataFrame:
    changed = [IS_QUEUED, IS_LINKED, Scores.score]
    return before.join(after[changed].add_suffix("_after")).assign(attack=attack, seed=night.seed)


def table(found: pd.DataFrame) -> pd.DataFrame:
    """One row an attack, the greatest loss of recall at capacity first."""
    rows = [row_of(str(attack), part) for attack, part in found.groupby("attack", sort=False)]
    touched = found[found["attack"] != UNTOUCHED]
    rows.append(row_of("mean of all rewritings", touched))
    shown = pd.DataFrame(rows)
    return shown.sort_values("_lost", ascending=False, kind="stable", ignore_index=True).drop(columns="_lost")


def row_of(attack: str, part: pd.DataFrame) -> dict[str, Any]:
    lost, queued = paired(part, IS_QUEUED, sign=-1.0), part[part[IS_QUEUED]]
    return {
        "attack": attack,
        "counterfeits": len(part.groupby(["seed", *LISTING_KEY])),
        "in the queue before": f"{part[IS_QUEUED].mean():.3f}",
        "after": f"{part[f'{IS_QUEUED}_after'].mean():.3f}",
        "loss of recall": told(lost),
        "of the queued fell out": f"{1 - queued[f'{IS_QUEUED}_after'].mean():.3f}" if len(queued) else "-",
        "still linked": f"{part[f'{IS_LINKED}_after'].mean():.3f}",
        "mean score before": f"{part[Scores.score].mean():.3f}",
        "change of mean score": told(paired(part, Scores.score)),
        "_lost": lost.value,
    }


def paired(part: pd.DataFrame, name: str, *, sign: float = 1.0) -> Interval:
    """The mean change of a column from before to after, by resampling networks; with a sign of -1, the mean loss."""
    change = sign * (part[f"{name}_after"].to_numpy("float64") - part[name].to_numpy("float64"))
    groups = part["seed"].astype(str) + " " + part[NETWORK].astype(str)
    weights = group_weights(groups, times=TIMES, seed=SEED)
    counts = weights.sum(axis=1)
    # Adding 0 turns a negative zero into a plain one.
    means = np.divide(weights @ change, counts, out=np.full(TIMES, np.nan), where=counts > 0) + 0.0
    return middle_95(means, float(change.mean()) + 0.0)


def measured(plan: Plan, seeds: Sequence[int], draws: int, out: Path | None = None) -> pd.DataFrame:
    """One row a rewriting of a counterfeit of these markets, made one after the other."""
    parts = []
    for seed in seeds:
        with market(seed, plan, out) as made:
            night = night_of(made)
            print(f"seed {seed}: {night.counted()}, scored by {night.model_version}, gate {made.gate}", flush=True)
            before = night.standing([])
            parts.append(untouched(night, before))
            parts += [tried(night, before, attack, draw) for attack in attacks() for draw in range(draws)]
    return pd.concat(parts, ignore_index=True)


def still_queued(found: pd.DataFrame) -> dict[str, list[float]]:
    """Of each attack the share of the counterfeits that were queued before and still are, and how many those were."""
    queued = found[found[IS_QUEUED]].groupby("attack")[f"{IS_QUEUED}_after"].agg(["mean", "size"])
    return {f"still_queued.{attack}": [round(float(mean), 4), int(size)] for attack, mean, size in queued.itertuples()}


def options() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_plan(asked, seeds=[201, 202, 203], nights=14, listings=1500)
    asked.add_argument("--draws", type=int, default=2, help="rewritings of a listing with an attack")
    return asked


def main() -> None:
    """Runs the markets and prints the table of losses."""
    asked = options().parse_args()
    plan = plan_of(asked)
    print(plan)
    print(as_markdown(table(measured(plan, asked.seeds, asked.draws, asked.out))))


if __name__ == "__main__":
    main()
