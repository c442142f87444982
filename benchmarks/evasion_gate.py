"""Whether a run of the evasion bench is worse than the stored figures beyond what chance explains."""

import math
from statistics import NormalDist
from typing import Any

# The same titles are attacked in the same way, so that chance is smaller than for two samples, as it is reckoned here.
SAME_TITLES_SIGMAS = 2.0
# Of runs on other titles that changed nothing, one in twenty may fail, whichever of the figures does it.
FALSE_ALARMS = 0.05

# {"sample": what was asked for, "figures": {name: [value, cases]}}
Run = dict[str, Any]


def worse(now: Run, stored: Run) -> list[str]:
    """The figures that are worse than the stored ones by more than their interval; those no longer measured, too."""
    sigmas = _sigmas(now, stored)
    found = []
    for name, (was, had) in stored["figures"].items():
        if name not in now["figures"]:
            found.append(f"{name}: {was} before, not measured now")
            continue
        value, count = now["figures"][name]
        is_rate = name.startswith("false")
        p, q = (was / 1e4, value / 1e4) if is_rate else (was, value)
        # One case more or less keeps a perfect figure from having no noise at all.
        spread = math.sqrt((p * (1 - p) + 1 / had) / had + (q * (1 - q) + 1 / count) / count)
        if (q - p if is_rate else p - q) > sigmas * spread:
            bound = sigmas * spread * (1e4 if is_rate else 1)
            found.append(f"{name}: {value} now, {was} stored, {bound:.3g} is chance")
    return found


def unheld(now: Run, stored: Run) -> list[str]:
    """The figures that nothing is stored for."""
    return [name for name in now["figures"] if name not in stored["figures"]]


def _sigmas(now: Run, stored: Run) -> float:
    if now["sample"] == stored["sample"]:
        return SAME_TITLES_SIGMAS
    return NormalDist().inv_cdf(1 - FALSE_ALARMS / max(len(stored["figures"]), 1))
