"""What the brand's own experts look for: their rules that hold, weighed."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families.measures import Above, as_float, example_rows
from features.family import Family, Feature, Scope, Sentence

_MISSING = "the brand gives no rule that could be checked on this listing"
_MOST_SAID = 3


def _said(column: str, row: Mapping[str, Any]) -> str:
    told = row.get(column)
    return "; ".join(told[:_MOST_SAID]) if isinstance(told, list) else ""


def _compute(table: pd.DataFrame, params: object) -> pd.DataFrame:
    is_checked = as_float(table[Candidates.tells_checked]) > 0
    return pd.DataFrame(
        {
            "expert_rules_against_weight": as_float(table[Candidates.tells_raising_weight]).where(is_checked),
            "expert_rules_for_weight": as_float(table[Candidates.tells_lowering_weight]).where(is_checked),
        },
        index=table.index,
    )


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    names = [Candidates.tells_checked, Candidates.tells_raising_weight, Candidates.tells_lowering_weight]
    rows = [dict(zip(names, row, strict=True)) for row in [(2, 0.9, 0.0), (1, 0.0, 0.5), (1, 0.0, 0.0), (0, 0.0, 0.0)]]
    return candidates(rows), example_rows(FAMILY.feature_names(), [(0.9, 0.0), (0.0, 0.5), (0.0, 0.0), (None, None)])


FAMILY = Family(
    name="tells",
    title="Expert rules",
    scope=Scope.ROW,
    reads=(Candidates.tells_checked, Candidates.tells_raising_weight, Candidates.tells_lowering_weight),
    compute=_compute,
    example=_example,
    features=(
        Feature(
            name="expert_rules_against_weight",
            meaning="sum of the weights of the brand's rules that hold and speak of a fake",
            missing_when=_MISSING,
            monotone=1,
            raises=Sentence(
                code="expert_rule_against",
                en="The brand's experts say: {value}.",
                zh="品牌专家指出：{value}。",
                speaks_when=Above(0),
                words=lambda row: _said(Candidates.tells_raising, row),
            ),
        ),
        Feature(
            name="expert_rules_for_weight",
            meaning="sum of the weights of the brand's rules that hold and speak of the genuine",
            missing_when=_MISSING,
            monotone=-1,
            lowers=Sentence(
                code="expert_rule_for",
                en="The brand's experts say it speaks for the listing: {value}.",
                zh="品牌专家认为有利于该商品：{value}。",
                speaks_when=Above(0),
                words=lambda row: _said(Candidates.tells_lowering, row),
            ),
        ),
    ),
)
