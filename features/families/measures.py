"""Small steps that families share: counts as floats, safe ratios, and when a sentence may speak."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Above:
    """True above the limit; a missing value never speaks."""

    limit: float

    def __call__(self, value: float) -> bool:
        return bool(value > self.limit)


@dataclass(frozen=True)
class Below:
    """True below the limit; a missing value never speaks."""

    limit: float

    def __call__(self, value: float) -> bool:
        return bool(value < self.limit)


@dataclass(frozen=True)
class AtLeast:
    """True at the limit and above; a missing value never speaks."""

    limit: float

    def __call__(self, value: float) -> bool:
        return bool(value >= self.limit)


LONGEST_QUOTED = 60  # characters of a stranger's text within a sentence

YES = Above(0.5)
NO = Below(0.5)


def as_float(values: pd.Series) -> pd.Series:
    """The numbers as float64; missing and infinite become NaN."""
    numbers = values.astype("float64")
    return numbers.where(np.isfinite(numbers))


def ratio(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    """Numerator over denominator, float64; NaN where either is not finite or the denominator is not positive."""
    above, below = as_float(numerator), as_float(denominator)
    return as_float(above / below.where(below > 0))


def flag(is_so: pd.Series, is_known: pd.Series | None = None) -> pd.Series:
    """1.0 and 0.0 for yes and no; NaN where it is not known."""
    numbers = is_so.fillna(False).astype(bool).astype("float64")
    return numbers if is_known is None else numbers.where(is_known.astype(bool))


def days_between(earlier: pd.Series, later: pd.Series) -> pd.Series:
    """Days from the earlier to the later time, NaN where either is missing; a clock that runs backwards counts 0."""
    return ((later - earlier).dt.total_seconds() / 86_400.0).astype("float64").clip(lower=0.0)


def quoting(*columns: str) -> Callable[[Mapping[str, Any]], str]:
    """The `words` of a sentence that shows what stands in the row's columns, each in quotes; empty where one is missing."""
    return partial(_quoted, columns)


def _quoted(columns: Sequence[str], row: Mapping[str, Any]) -> str:
    texts = [row.get(column) for column in columns]
    if not all(isinstance(text, str) and text for text in texts):
        return ""
    return " / ".join(f"“{str(text)[:LONGEST_QUOTED]}”" for text in texts)


def example_values(rows: list[dict[str, float | None]]) -> pd.DataFrame:
    """The expected float64 frame of a worked example: one dictionary a row, None for missing."""
    return pd.DataFrame(rows).astype("float64")


def example_rows(names: Sequence[str], rows: Iterable[Sequence[float | None]]) -> pd.DataFrame:
    """As `example_values`, with the values of each row in the order of the names."""
    return pd.DataFrame(list(rows), columns=list(names)).astype("float64")
