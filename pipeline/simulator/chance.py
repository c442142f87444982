"""Seeded draws: every part of the market has its own stream, named by what it is for.

A stream depends only on ``(seed, purpose)``, never on the order in which other parts draw, on
``PYTHONHASHSEED`` or on the clock; so adding a habit to one seller does not reshuffle the others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def stable_number(*purpose: object) -> int:
    """A 128-bit number that depends on the words of ``purpose`` alone."""
    return int.from_bytes(sha256("\x1f".join(map(str, purpose)).encode()).digest()[:16], "big")


class Chance:
    """One named stream of random draws."""

    def __init__(self, seed: int, *purpose: object) -> None:
        self._seed, self._purpose = seed, purpose
        self.rng = np.random.Generator(np.random.PCG64(stable_number(seed, *purpose)))

    def fork(self, *purpose: object) -> Chance:
        """An independent stream below this one; it takes nothing from this one's draws."""
        return Chance(self._seed, *self._purpose, *purpose)

    def flip(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def between(self, low: float, high: float) -> float:
        return float(low + (high - low) * self.rng.random())

    def log_between(self, low: float, high: float) -> float:
        """Uniform in the logarithm: as many draws in 1..10 as in 10..100."""
        return float(math.exp(self.between(math.log(low), math.log(high))))

    def whole(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return int(self.rng.integers(low, high + 1))

    def poisson(self, mean: float) -> int:
        return int(self.rng.poisson(mean))

    def normal(self, mean: float, spread: float) -> float:
        return float(self.rng.normal(mean, spread))

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self.rng.integers(len(options)))]

    def sample(self, options: Sequence[T], count: int) -> list[T]:
        """``count`` different options (or all there are), in drawn order."""
        order = self.rng.permutation(len(options))[: max(0, count)]
        return [options[int(index)] for index in order]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One key, drawn in proportion to its weight."""
        point = self.rng.random() * sum(weights.values())
        for key, weight in weights.items():
            point -= weight
            if point < 0:
                return key
        return next(reversed(list(weights)))

    def digits(self, count: int) -> str:
        return "".join(str(self.whole(0, 9)) for _ in range(count))

    def letters(self, count: int, alphabet: str = "abcdefghijkmnpqrstuvwxyz23456789") -> str:
        return "".join(self.pick(alphabet) for _ in range(count))
