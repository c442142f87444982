"""How sure a second look is that a photo was copied: a probability, from weights that were fitted and are kept as data."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import yaml

from features.linking.photos.verification import Verified

FACTS = (
    "common_details",
    "share_of_details",
    "misplacement",
    "code_difference",
    "likeness",
    "agreeing_blocks",
    "telling_blocks",
    "overlap",
    "stretch",
    "growth",
    "densest_quarter",
    "share_nearby",
)
# A copy shows at least this part of its reference, and at least this part of it says something. Below, the weights
# would speak of what they were never shown: the copies they were fitted on keep 75 % of the reference or more.
LEAST_OVERLAP = 0.3
LEAST_TELLING = 0.15
# A crop fills the photo, a collage shows most of its reference. A map that leaves out more of both slides one shelf
# of equal goods over another: a shop's photo of cartons agreed so in nine blocks of ten, one carton further on.
LEAST_OF_EITHER = 0.75
# The regression also weighs each product of two facts: likeness means little where nothing tells, and so on.
PAIRS = tuple((one, other) for one in range(len(FACTS)) for other in range(one, len(FACTS)))


@dataclass(frozen=True)
class Weights:
    """A logistic regression on `FACTS` and their products; `at_false_alarms`: the confidence that a share of negatives reaches."""

    bias: float
    weights: np.ndarray
    origin: str
    at_false_alarms: dict[float, float]


def facts_of(found: Verified) -> np.ndarray:
    """What the confidence is computed from, (pairs, facts), each bounded."""
    linear = found.matrix[:, :, :2].astype(np.float64)
    spread = np.linalg.svd(linear, compute_uv=False) if len(linear) else np.zeros((0, 2))
    wide, narrow = np.maximum(spread[:, 0], 1e-3), np.maximum(spread[:, 1], 1e-3)
    enough = np.minimum(found.agreeing / 8, 1)
    share, nearby = (found.agreeing / np.maximum(most, 1) * enough for most in (found.possible, found.nearby))
    columns = [
        np.log1p(found.agreeing) / 5,
        np.minimum(share, 1),
        np.minimum(found.miss, 0.03) / 0.03,
        np.minimum(found.code_bits, 30) / 30,
        np.maximum(found.likeness, 0),
        found.blocks,
        found.telling,
        found.overlap,
        np.minimum(np.log(wide / narrow), 1),
        np.clip(np.log(wide * narrow), -3, 3) / 3,
        found.densest,
        np.minimum(nearby, 1),
    ]
    return np.stack(columns, axis=1)


def expanded(facts: np.ndarray) -> np.ndarray:
    """The facts and the products of every two of them, (pairs, facts + products)."""
    one, other = np.array(PAIRS).T
    return np.concatenate([facts, facts[:, one] * facts[:, other]], axis=1)


def confidence_of(found: Verified) -> np.ndarray:
    """The probability of each pair to be a copy, 0 to 1."""
    told = fitted()
    # Summed row by row: a matrix product may round otherwise when a pair has other pairs beside it.
    weighed = (expanded(facts_of(found)) * told.weights).sum(axis=1) + told.bias
    sure = 1 / (1 + np.exp(-np.clip(weighed, -30, 30)))
    is_told = (found.overlap >= LEAST_OVERLAP) & (found.telling >= LEAST_TELLING)
    is_whole = np.maximum(found.overlap, found.coverage) >= LEAST_OF_EITHER
    return np.where(is_told & is_whole, sure, 0.0)


@cache
def fitted() -> Weights:
    """The weights that ship with the project; `benchmarks/photo_recall.py --refit` writes them anew."""
    told = yaml.safe_load(files("features.linking.photos").joinpath("weights.yaml").read_text("utf-8"))
    weights = [told["weights"][name] for name in names_of_weights()]
    return Weights(told["bias"], np.array(weights), told["origin"], told["at_false_alarms"])


def names_of_weights() -> list[str]:
    """The name of each weight, in the order of `expanded`."""
    return [*FACTS, *(f"{FACTS[one]} x {FACTS[other]}" for one, other in PAIRS)]
