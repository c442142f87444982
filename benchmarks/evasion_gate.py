"""Whether a run of the evasion bench is worse than the stored figures beyond what chance explains."""

import math

_TWO_SIGMA = 2.0


def worse(now: dict[str, list[float]], stored: dict[str, list[float]]) -> list[str]:
    """The figures that are worse than the stored ones by more than two standard errors of both."""
    found = []
    for name, (was, had) in stored.items():
        if name not in now:
            found.append(f"{name}: {was} before, not measured now")
            continue
        value, count = now[name]
        is_rate = name.startswith("false")
        p, q = (was / 1e4, value / 1e4) if is_rate else (was, value)
        # One case more or less keeps a perfect figure from having no noise at all.
        spread = math.sqrt((p * (1 - p) + 1 / had) / had + (q * (1 - q) + 1 / count) / count)
        if (q - p if is_rate else p - q) > _TWO_SIGMA * spread:
            found.append(f"{name}: {value} now, {was} stored")
    return found
