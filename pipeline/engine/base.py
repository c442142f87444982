"""The two primitives everything heavy is made of."""

from collections.abc import Callable
from typing import Protocol

import pandas as pd

Rows = Callable[[pd.DataFrame], pd.DataFrame]


class Engine(Protocol):
    """Spreads a pure, picklable function from frame to frame. The index of the result is that of the table."""

    def map_rows(self, function: Rows, table: pd.DataFrame) -> pd.DataFrame:
        """`function` over any cut of the rows; its answer for a row depends on that row alone."""
        ...

    def map_groups(self, function: Rows, table: pd.DataFrame, key: list[str]) -> pd.DataFrame:
        """`function` over cuts that keep rows with an equal key together; a missing key is a value like any other."""
        ...
