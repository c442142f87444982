"""Runs stages: loads what one reads, computes, checks all, then writes all. There is no second wiring."""

import time
from collections.abc import Iterable
from typing import Any

from features.contracts import ContractError
from pipeline.datasets import dataset as storage
from pipeline.datasets.dataset import Dataset
from pipeline.stage import Context, Stage


class Shelf:
    """Tables at hand. What a stage wrote a moment ago is not read back from disk by the next one."""

    def __init__(self) -> None:
        self._held: dict[str, Any] = {}

    def take(self, dataset: Dataset, context: Context) -> Any:
        if dataset.name not in self._held:
            self._held[dataset.name] = storage.read(dataset, context.path_of(dataset))
        return self._held[dataset.name]

    def put(self, dataset: Dataset, value: Any) -> None:
        self._held[dataset.name] = value


def run_stage(stage: Stage, context: Context, shelf: Shelf | None = None) -> float:
    """Runs one stage and gives its seconds. Nothing is written unless everything it wrote keeps its contract.

    Raises ContractError when a table breaks its contract (our fault), or what the stage itself raises.
    """
    shelf = shelf or Shelf()
    started = time.perf_counter()
    with context.progress.step(stage.name) as facts:
        tables = {dataset.name: shelf.take(dataset, context) for dataset in stage.reads}
        written = dict(stage.run(context, **tables))
        _check(stage, written)
        for dataset in stage.writes:
            value = written[dataset.name]
            storage.write(dataset, context.path_of(dataset), value)
            shelf.put(dataset, value)
        facts += [f"{name} {len(value):,}" for name, value in written.items() if hasattr(value, "columns")][:3]
    return time.perf_counter() - started


def _check(stage: Stage, written: dict[str, Any]) -> None:
    promised = [dataset.name for dataset in stage.writes]
    if sorted(written) != sorted(promised):
        raise ContractError(f"stage {stage.name}: wrote {sorted(written)}, declared {sorted(promised)}")
    for dataset in stage.writes:
        if dataset.contract is not None:
            dataset.contract.check(written[dataset.name])


def run_stages(stages: Iterable[Stage], context: Context) -> dict[str, float]:
    """Runs stages in order over one shelf; gives seconds by stage."""
    shelf = Shelf()
    return {stage.name: run_stage(stage, context, shelf) for stage in stages}
