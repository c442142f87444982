"""What a feature family is: one file that declares its columns, its params, its scope and one pure function."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict

from features.lexicon.sector_terms import NO_TERMS, SectorTerms


class FamilyParams(BaseModel):
    """A family's params block in params.yaml: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Scope(StrEnum):
    """How far a family must look to answer for one row."""

    ROW = "row"  # the row alone: any cut of the table gives the same answer
    GROUP = "group"  # all rows with the same key: any cut that keeps groups whole gives the same answer
    SNAPSHOT = "snapshot"  # the whole night


@dataclass(frozen=True)
class Sentence:
    """A reason in words. `{value}` is the column's formatted value, other names are context columns.

    `speaks_when` says for which values the sentence is true, so that no reason contradicts its measurement;
    `unit` tells the report how to format the value: ratio, share, usd, days, count, cosine, flag, text. `words`,
    where given, finds in the Candidates row what is shown as the value instead of the number (the slang term as
    written, what an expert's rule says); it is asked for shown rows only, and an empty answer shows the number.
    """

    code: str
    en: str
    zh: str
    unit: str = "count"
    speaks_when: Callable[[float], bool] = lambda value: True
    words: Callable[[Mapping[str, Any]], str] | None = None


@dataclass(frozen=True)
class Feature:
    """One model input: its name, meaning, when it is missing, and the sentences it can give.

    `raises` speaks when the feature pushes the score up, `lowers` when it pushes it down; a feature without
    sentences informs the model and stays silent in reports. `monotone` (+1, 0, -1) constrains the classifier.
    """

    name: str
    meaning: str
    missing_when: str
    raises: Sentence | None = None
    lowers: Sentence | None = None
    monotone: int = 0
    sectors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """A feature family. `compute(table, params)` gets Candidates columns `reads` plus `group_key`, in any row
    order, and gives a float64 frame with exactly the declared features and the table's index. It must be
    pure: no input or output, clock, randomness, fitting, nor change of its arguments. A family that `reads_lexicon`
    takes the words that sectors add to it as a third argument, `terms`, none by default.

    `example` gives a small Candidates frame with the values the family must compute on it.
    """

    name: str
    title: str
    features: tuple[Feature, ...]
    reads: tuple[str, ...]
    scope: Scope
    compute: Callable[..., pd.DataFrame]
    example: Callable[[], tuple[pd.DataFrame, pd.DataFrame]]
    params: FamilyParams = field(default_factory=FamilyParams)
    group_key: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    reads_lexicon: bool = False

    def answer(self, table: pd.DataFrame, params: Any, terms: SectorTerms = NO_TERMS) -> pd.DataFrame:
        """What it computes on the table; `terms` reach it when it reads the lexicon."""
        return self.compute(table, params, terms) if self.reads_lexicon else self.compute(table, params)

    def feature_names(self) -> list[str]:
        return [feature.name for feature in self.features]

    def with_params(self, given: Mapping[str, Any] | None) -> Any:
        """The family's params with the given values over the defaults. Raises pydantic.ValidationError."""
        return type(self.params).model_validate({**self.params.model_dump(), **(given or {})})
