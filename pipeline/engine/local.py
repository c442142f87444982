"""The engine of one machine: worker processes when there is enough to do, this process otherwise."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
import pandas as pd

from pipeline.engine.base import Rows

# A worker costs about 2.5 s to start (imports); below this many rows the families are done sooner than that.
ROWS_WORTH_A_WORKER = 100_000


@dataclass(frozen=True)
class LocalEngine:
    """Cuts a table into as many parts as there are workers; parts are joined in the table's order."""

    workers: int = 1
    rows_worth_a_worker: int = ROWS_WORTH_A_WORKER

    def map_rows(self, function: Rows, table: pd.DataFrame) -> pd.DataFrame:
        return self._spread(function, table, np.arange(len(table)))

    def map_groups(self, function: Rows, table: pd.DataFrame, key: list[str]) -> pd.DataFrame:
        groups = table.groupby(key, dropna=False, sort=True).ngroup().to_numpy()
        return self._spread(function, table, groups)

    def _spread(self, function: Rows, table: pd.DataFrame, slots: np.ndarray) -> pd.DataFrame:
        parts = min(self.workers, max(1, len(table) // self.rows_worth_a_worker))
        if parts == 1:
            return function(table)
        pieces = [table[slots % parts == part] for part in range(parts)]
        with ProcessPoolExecutor(parts, mp_context=get_context("spawn")) as pool:
            done = list(pool.map(function, pieces))
        return pd.concat(done).loc[table.index]
