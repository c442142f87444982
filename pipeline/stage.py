"""What a stage is: one thin function with a declaration of what it reads and writes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.datasets.dataset import Dataset
from pipeline.params import Params
from pipeline.progress import Progress


@dataclass(frozen=True)
class Context:
    """Where and when a stage runs. The night is an argument: nothing below asks a clock what day it is."""

    night: date
    raw: Path
    data: Path
    models: Path
    params: Params
    workers: int = 1
    progress: Progress = field(default_factory=Progress)

    @property
    def night_text(self) -> str:
        return self.night.isoformat()

    def root_of(self, dataset: Dataset) -> Path:
        return self.models if dataset.root == "models" else self.data

    def path_of(self, dataset: Dataset) -> Path:
        return dataset.at(self.root_of(dataset), self.night_text)

    @property
    def cache(self) -> Path:
        """Signals by content; safe to delete, costly to rebuild."""
        return self.data / "cache"


Run = Callable[..., Mapping[str, Any]]


@dataclass(frozen=True)
class Stage:
    """A verb and a noun. `run(context, **tables)` gets the datasets of `reads` by name and returns those of `writes`.

    `raw` and `data` name the folders it opens by itself, `params` the blocks of params.yaml it depends on, `code` the
    modules whose change changes its answer: from these dvc.yaml is generated.
    """

    name: str
    says: str
    run: Run
    reads: tuple[Dataset, ...] = ()
    writes: tuple[Dataset, ...] = ()
    raw: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    params: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    is_dated: bool = True
