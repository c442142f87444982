"""What each brand's review capacity brings: rows queued on the last nights, and how many of them should be true findings."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Brands, Suspects
from models.artifact import METRICS, verified_contents, version_of
from models.errors import ModelRefused
from models.promotion import CHAMPION
from pipeline.datasets import nightly, past_nights
from pipeline.sources.brand_files import read_brand
from pipeline.sources.catalogs import CATALOGS
from pipeline.sources.limits import IngestParams
from pipeline.sources.regular_files import folders_in

# A week evens out weekdays and is recent enough to look like tomorrow.
NIGHTS = 7
# These come on top of a queue, whatever its capacity.
ON_TOP = ("prohibited", "overdue")


@dataclass(frozen=True)
class ProvenScores:
    """What the champion's scores proved to be worth: bins with promised and found share, low, high and rows."""

    model_version: str
    bins: pd.DataFrame

    def expected(self, scores: np.ndarray) -> np.ndarray:
        """Expected findings among rows of these scores: (found, low, high), each row taken at its bin's share."""
        promised = self.bins["promised"].to_numpy("float64")
        # A bin is known by its mean score: a row belongs to the nearest.
        place = np.searchsorted((promised[1:] + promised[:-1]) / 2, scores)
        return np.asarray(self.bins[["found", "low", "high"]].to_numpy("float64")[place].sum(axis=0))


def lines(raw: Path, data: Path, models: Path) -> list[str]:
    """The outlook in words: a line a brand, and what it is based on. What no run has shown is called unknown."""
    calibration = _champion(models)
    nights = past_nights.nights_before(data, nightly.RUN, date.max)[-NIGHTS:]
    queues = {night: past_nights.queue_of(data, night) for night in nights}
    usable = {night: queue for night, queue in queues.items() if _is_by(queue, calibration)}
    capacities = _capacities(raw)
    if not capacities:
        return [f"No brand: {raw / CATALOGS} holds no brand.yaml that can be used (touchstone validate says why)."]
    told = [f"{'brand':<24}{'capacity':>9}{'queued a night':>16}  expected true findings a night"]
    for brand, capacity in capacities.items():
        queued = [_within(queue, brand, capacity) for queue in queues.values()]
        mean = f"{np.mean([len(rows) for rows in queued]):.1f}" if queued else "unknown"
        found = _expected([_within(queue, brand, capacity) for queue in usable.values()], calibration)
        told.append(f"{brand:<24}{capacity:>9}{mean:>16}  {found}")
    return [*told, "", *_basis(data, nights, list(usable), calibration)]


def _capacities(raw: Path) -> dict[str, int]:
    files = {folder: read_brand(raw, folder, IngestParams()) for folder in folders_in(raw / CATALOGS)}
    return {folder: int(file.brand[Brands.capacity]) for folder, file in files.items() if file.brand is not None}


def _champion(models: Path) -> ProvenScores | str:
    """The champion's calibration, or why there is none."""
    folder = models / CHAMPION
    if not folder.is_dir():
        return f"there is no champion in {models}, and the scores of the rules are no probabilities"
    try:
        contents, digest = verified_contents(folder)
    except ModelRefused as refused:
        return f"the champion is refused: {refused}"
    metrics: Any = json.loads(contents[METRICS])
    bins = pd.DataFrame(metrics.get("challenger", {}).get("reliability", []))
    if not len(bins):
        return f"{folder / METRICS} holds no calibration"
    return ProvenScores(version_of(digest), bins.astype("float64").sort_values("promised", ignore_index=True))


def _is_by(queue: pd.DataFrame, calibration: ProvenScores | str) -> bool:
    """Whether the queue was scored by the champion: another model's scores say nothing of this one's."""
    versions = set(queue[Suspects.model_version])
    return isinstance(calibration, ProvenScores) and versions == {calibration.model_version}


def _within(queue: pd.DataFrame, brand: str, capacity: int) -> pd.DataFrame:
    """The rows that fill the brand's capacity, best first."""
    rows = queue[(queue[Suspects.brand_id] == brand) & ~queue[Suspects.section].isin(ON_TOP)]
    return rows.sort_values(Suspects.rank, kind="stable").head(capacity)


def _expected(queues: Sequence[pd.DataFrame], calibration: ProvenScores | str) -> str:
    if isinstance(calibration, str) or not queues:
        return "unknown"
    rows = pd.concat(queues, ignore_index=True)
    # A row that no model scored (drawn or complained of, without a link) promises nothing.
    scored = rows[rows[Suspects.score].notna() & (rows[Suspects.link_confidence] > 0)]
    found, low, high = calibration.expected(scored[Suspects.score].to_numpy("float64")) / len(queues)
    unscored = len(rows) - len(scored)
    return f"{found:.1f} ({low:.1f} to {high:.1f})" + (f", beside {unscored} rows not scored" if unscored else "")


def _basis(data: Path, nights: list[date], usable: list[date], calibration: ProvenScores | str) -> list[str]:
    if not nights:
        return [f"No night is published under {data / 'runs'}: nothing is known of queues. Run touchstone nightly."]
    told = [
        f"Queued: the mean over the last {len(nights)} published nights, {nights[0]} to {nights[-1]}; prohibited and "
        "overdue rows come on top and are not counted."
    ]
    if isinstance(calibration, str):
        return [*told, f"Expected findings are unknown: {calibration}."]
    if not usable:
        return [*told, f"Expected findings are unknown: the champion {calibration.model_version} scored none of them."]
    judged = int(calibration.bins["rows"].sum())
    return [
        *told,
        f"Expected: over the {len(usable)} of them that {calibration.model_version} scored, each row is taken at the share "
        f"of counterfeits found among rows of like score when the champion was judged ({judged} verdicts on later nights "
        "and unseen sellers); the range takes every share at the end of its 95 % interval.",
    ]
