"""The confidence from which a copy is asserted, per sector of goods: calibrated on genuine pairs and kept as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml

# Photos of all sectors that stand beside a sector's own: one false alarm at the rate of 1 in 1,000. A sector with far
# fewer photos gets the limit of all, one with far more its own.
LEANS_ON = 1000
# Photos of genuine goods reach nothing at all in most sectors; where codes and details agree so little, the page would
# call a copy what is more likely none.
LEAST = 0.5
_STEP = 1e-4


@dataclass(frozen=True)
class PhotoLimits:
    """`overall` holds where a sector has no limit of its own; `rate` is the share of genuine photos that may reach it."""

    overall: float
    rate: float
    sectors: Mapping[str, float] = field(default_factory=dict)

    def of(self, sector: str | None) -> float:
        """The least confidence asserted for a reference of the sector."""
        return self.sectors.get(sector or "", self.overall)


def fitted_limits(scores: Mapping[str, np.ndarray], rate: float, *, least: float = LEAST) -> PhotoLimits:
    """The limits that `rate` of the genuine photos reach; `scores` holds each photo's best confidence, per sector.

    No limit lies below `least`.

    A sector's share above a limit is counted among its own photos and LEANS_ON photos that are spread as those of all
    sectors are, each sector weighing the same.
    """
    counted = {name: np.sort(np.asarray(found, float)) for name, found in scores.items() if len(found)}
    steps = np.unique(np.concatenate([[least - _STEP, 1.0], *counted.values()]))
    steps = steps[steps >= least - _STEP]
    above = {name: 1 - np.searchsorted(found, steps, side="right") / len(found) for name, found in counted.items()}
    overall = np.mean(list(above.values()), axis=0) if above else np.zeros(len(steps))
    own = {
        name: (len(counted[name]) * share + LEANS_ON * overall) / (len(counted[name]) + LEANS_ON)
        for name, share in above.items()
    }
    return PhotoLimits(
        _limit(steps, overall, rate), rate, {name: _limit(steps, share, rate) for name, share in own.items()}
    )


def _limit(steps: np.ndarray, share: np.ndarray, rate: float) -> float:
    """A step above the least confidence that at most `rate` of the photos exceed."""
    least = steps[np.flatnonzero(share <= rate)[0]]
    return round(float(min(np.floor(least / _STEP + 1e-6) * _STEP + _STEP, 1.0)), 4)


def as_yaml(limits: PhotoLimits, counts: Mapping[str, Mapping[str, int]], origin: str) -> str:
    """The text of limits.yaml: each limit beside the number of photos and pairs it comes from."""
    told: dict[str, Any] = {"origin": origin, "rate": limits.rate, "overall": limits.overall}
    told["sectors"] = {name: {"limit": limit, **counts.get(name, {})} for name, limit in limits.sectors.items()}
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=110)


@cache
def shipped_limits() -> PhotoLimits:
    """The limits that ship with the project; `benchmarks/photo_limits.py` writes them anew."""
    told = yaml.safe_load(files("features.linking.photos").joinpath("limits.yaml").read_text("utf-8"))
    sectors = {name: found["limit"] for name, found in told["sectors"].items()}
    return PhotoLimits(told["overall"], told["rate"], sectors)
