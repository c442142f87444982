"""Patterns over a whole column of texts at once (Arrow's RE2, which knows no look-around and never backtracks)."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from features.skeleton import skeletons_of


def as_texts(column: pd.Series) -> list[str]:
    """The column's texts as a list; missing is the empty text."""
    return [text if isinstance(text, str) else "" for text in column.to_numpy(dtype=object)]


def skeletons_by_distinct(column: pd.Series) -> list[str]:
    """The skeleton of each text, drawn once for each distinct one: for product titles, brands, contacts."""
    at, written = pd.factorize(pd.Series(as_texts(column), dtype="object"))
    drawn = skeletons_of(list(written))
    return [drawn[one] for one in at]


def has_pattern(texts: list[str], pattern: str) -> npt.NDArray[np.bool_]:
    """Whether the pattern stands in each text."""
    return np.array(pc.match_substring_regex(_column(texts), pattern), dtype=bool)


def count_pattern(texts: list[str], pattern: str) -> npt.NDArray[np.float64]:
    """How often the pattern stands in each text."""
    return np.array(pc.count_substring_regex(_column(texts), pattern), dtype="float64")


def replace_pattern(texts: list[str], pattern: str, by: str) -> list[str]:
    """The texts with every occurrence of the pattern replaced."""
    return pc.replace_substring_regex(_column(texts), pattern, by).to_pylist()


def _column(texts: list[str]) -> pa.Array:
    return pa.array(texts, type=pa.string())
