"""The honesty check: how well each single column of the written market tells counterfeits from the rest.

An area under the ROC curve of 0.5 says nothing, 1.0 says everything; it is reported whichever way it points. A market
in which one column exceeds ``LIMIT`` would make any detector look good and is refused.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml

from pipeline.simulator.chance import stable_number
from pipeline.simulator.measures import PhotoFiles, categories_of, numbers_of

LIMIT = 0.85
NIGHTS_CHECKED = 4
# Offers of one gang resemble each other, so a figure is worth as many draws as there are gangs in it. Below eight its
# standard error under "says nothing" is over 0.1 (1 / sqrt(12 n)): chance, and left out of the table.
FEWEST_GANGS, FEWEST_GANGS_IN_HALF, FEWEST_OTHERS = 8, 3, 20
SMOOTHING_ROWS = 20.0


class TooEasyMarket(RuntimeError):
    """One column alone tells counterfeits from the rest: the market, not the check, must change."""


@dataclass(frozen=True)
class Separation:
    """One column's figure. ``auc`` is at least 0.5; ``scope`` is ``all`` or a platform."""

    column: str
    statistic: str
    scope: str
    auc: float
    rows: int
    counterfeits: int


class _Sample:
    """The checked offers by column, one entry per offer and checked night."""

    def __init__(self, entries: Sequence[_Entry]) -> None:
        self.counterfeit = np.array([entry.counterfeit for entry in entries])
        self.group = np.unique([entry.group for entry in entries], return_inverse=True)[1]
        self.odd = _odd_half(entries)
        self.platform = np.array([entry.platform for entry in entries])
        self.numbers: dict[str, np.ndarray] = {}
        self.labels: dict[str, np.ndarray] = {}
        for place, entry in enumerate(entries):
            for name, number in entry.numbers.items():
                if name not in self.numbers:
                    self.numbers[name] = np.full(len(entries), np.nan)
                self.numbers[name][place] = number
        for name in sorted({name for entry in entries for name in entry.categories}):
            self.labels[name] = np.array([entry.categories.get(name, "") for entry in entries])

    def enough(self, rows: np.ndarray, fewest_gangs: int) -> bool:
        """Whether a figure over these rows is more than chance."""
        fakes = rows & self.counterfeit
        gangs = np.count_nonzero(np.bincount(self.group[fakes])) if fakes.any() else 0
        return bool(gangs >= fewest_gangs and (rows & ~self.counterfeit).sum() >= FEWEST_OTHERS)


def _odd_half(entries: Sequence[_Entry]) -> np.ndarray:
    """Which offers belong to the odd half of the sellers; gangs are dealt out in turn, so that both halves get some."""
    gangs = sorted({entry.group for entry in entries if entry.counterfeit}, key=stable_number)
    odd = {gang: place % 2 == 1 for place, gang in enumerate(gangs)}
    return np.array([odd.get(entry.group, stable_number(entry.group) % 2 == 1) for entry in entries])


class _Entry(NamedTuple):
    counterfeit: bool
    group: str
    platform: str
    numbers: dict[str, float]
    categories: dict[str, str]


def check_separation(raw: Path, truth: Path) -> tuple[Separation, ...]:
    """The table of single-column figures over at most four nights, the last among them; worst first."""
    sample = _Sample(_read_entries(raw, truth))
    scopes: dict[str, np.ndarray] = {"all": np.ones(len(sample.group), bool)}
    for name in sorted(set(sample.platform.tolist())):
        scopes[name] = sample.platform == name
    found = [
        figure
        for scope, rows in scopes.items()
        for figure in (*_number_figures(sample, scope, rows), *_label_figures(sample, scope, rows))
    ]
    return tuple(sorted(found, key=lambda figure: (-figure.auc, figure.column, figure.statistic, figure.scope)))


def refuse_easy_market(table: Sequence[Separation]) -> None:
    """Raises TooEasyMarket naming at most ten columns over the limit."""
    easy = [figure for figure in table if figure.auc > LIMIT]
    if easy:
        named = "; ".join(
            f"{figure.column} ({figure.statistic}, {figure.scope}) {figure.auc:.3f}" for figure in easy[:10]
        )
        raise TooEasyMarket(
            f"{len(easy)} column(s) tell counterfeits alone with an AUC over {LIMIT}: {named}. "
            "Use more listings or another seed."
        )


def area_under_roc(scores: np.ndarray, positive: np.ndarray) -> float:
    """The chance that a positive row scores above another one, ties counted half."""
    values, place = np.unique(scores, return_inverse=True)
    up = np.bincount(place[positive], minlength=len(values))
    down = np.bincount(place[~positive], minlength=len(values))
    below = np.concatenate([[0], np.cumsum(down)[:-1]])
    return float((up * (below + down / 2)).sum() / (up.sum() * down.sum()))


def _number_figures(sample: _Sample, scope: str, rows: np.ndarray) -> Iterator[Separation]:
    for name, values in sorted(sample.numbers.items()):
        kept = rows & ~np.isnan(values)
        if sample.enough(kept, FEWEST_GANGS):
            area = area_under_roc(values[kept], sample.counterfeit[kept])
            column, statistic = name.rsplit(":", 1)
            yield Separation(
                column,
                statistic,
                scope,
                round(max(area, 1 - area), 4),
                int(kept.sum()),
                int(sample.counterfeit[kept].sum()),
            )


def _label_figures(sample: _Sample, scope: str, rows: np.ndarray) -> Iterator[Separation]:
    for name, values in sample.labels.items():
        places = np.unique(values, return_inverse=True)[1]
        halves = ((rows & sample.odd, rows & ~sample.odd), (rows & ~sample.odd, rows & sample.odd))
        if sample.enough(rows, FEWEST_GANGS) and all(sample.enough(half[1], FEWEST_GANGS_IN_HALF) for half in halves):
            areas = [_held_out(sample, places, *half) for half in halves]
            area = float(np.mean(areas))
            yield Separation(
                name,
                "target_rate",
                scope,
                round(max(area, 1 - area), 4),
                int(rows.sum()),
                int(sample.counterfeit[rows].sum()),
            )


def _held_out(sample: _Sample, places: np.ndarray, fitted: np.ndarray, judged: np.ndarray) -> float:
    """Counterfeit rates by label learnt from one half of the sellers and gangs, judged on the other half."""
    fakes = np.bincount(places[fitted & sample.counterfeit], minlength=places.max() + 1)
    every = np.bincount(places[fitted], minlength=places.max() + 1)
    rates = (fakes + sample.counterfeit[fitted].mean() * SMOOTHING_ROWS) / (every + SMOOTHING_ROWS)
    return area_under_roc(rates[places[judged]], sample.counterfeit[judged])


def _read_entries(raw: Path, truth: Path) -> list[_Entry]:
    known = {(row["platform"], row["listing_id"]): row for row in _rows(truth / "truth.jsonl")}
    references, files = _references(raw), PhotoFiles()
    entries = []
    for folder in _checked_nights(raw):
        sellers = {row["seller_id"]: row for row in _rows(folder / "sellers.jsonl")}
        for row in _rows(folder / "listings.jsonl"):
            told, seller = known[folder.parent.name, row["listing_id"]], sellers.get(row["seller_id"], {})
            numbers = numbers_of(row, seller, references.get((told["brand_id"], told["product_id"]), {}))
            numbers |= files.numbers(folder / "images", row["images"])
            labels = categories_of(row, seller) | {
                "brand_id": str(told["brand_id"]),
                "product_id": str(told["product_id"]),
            }
            group = told["gang_id"] or told["seller_id"]
            entries.append(_Entry(told["is_counterfeit"], group, folder.parent.name, numbers, labels))
    return entries


def _checked_nights(raw: Path) -> list[Path]:
    """Evenly spaced nights of every platform, the first and the last among them."""
    chosen = []
    for platform in sorted((raw / "snapshots").iterdir()):
        nights = sorted(platform.iterdir())
        places = np.unique(np.linspace(0, len(nights) - 1, min(NIGHTS_CHECKED, len(nights))).round().astype(int))
        chosen += [nights[place] for place in places]
    return chosen


def _references(raw: Path) -> Mapping[tuple[str, str], dict[str, Any]]:
    found = {}
    for folder in sorted((raw / "catalogs").iterdir()):
        card = yaml.safe_load((folder / "brand.yaml").read_text(encoding="utf-8"))
        names = {card["name"], *(name for group in (card.get("names") or {}).values() for name in group)}
        authorised: dict[str, set[str]] = defaultdict(set)
        for row in _rows(folder / "sellers.jsonl"):
            authorised[row["status"]].add(row["seller_id"])
        for row in _rows(folder / "products.jsonl"):
            found[card["brand_id"], row["product_id"]] = row | {"names": names, "authorised": authorised["authorised"]}
    return found


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line] if path.is_file() else []
