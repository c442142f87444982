"""Why a row is suspected: measured values in sentences, strongest first. For shown rows: contributions are slow."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from features.family import Feature, Sentence
from models.artifact import Artifact
from models.feature_spec import FeatureSpec, matrix
from models.rule_terms import baseline_rules
from models.wording import format_value, in_language

Reason = dict[str, Any]
# Readers stop after a handful; three is what a row should offer when the evidence has three.
MOST_REASONS = 6
LEAST_REASONS = 3
# What speaks for the listing is told too, but less of it: the queue is about what speaks against it.
MOST_LOWERING = 2
# A pull on the log-odds too small to move a rounded probability.
LEAST_CONTRIBUTION = 1e-6


def classifier_contributions(artifact: Artifact, features: pd.DataFrame, tonight: FeatureSpec) -> pd.DataFrame:
    """What each feature adds to each row's log-odds before calibration, same index: the rules' term and the trees'.

    The trees' part are SHAP values: about 17 ms a row with 500 trees, so call it for rows that are shown.
    """
    artifact.spec.refuse_other(tonight)
    inputs = artifact.inputs
    names = list(inputs.names)
    if not len(features):
        return pd.DataFrame(columns=names, index=features.index, dtype="float64")
    grown = artifact.booster.predict(matrix(features, inputs), pred_contrib=True, validate_features=True)
    started = baseline_rules().contributions(features).reindex(columns=names, fill_value=0.0)
    return started + np.asarray(grown)[:, :-1]


def reasons(
    features: pd.DataFrame,
    contributions: pd.DataFrame,
    declared: Sequence[Feature],
    context: pd.DataFrame | None = None,
) -> list[list[Reason]]:
    """Per row: reasons with `code`, `sentence` (English), `value` (as shown) and `contribution`, strongest first.

    `declared` are the registry's features; `context` (Candidates rows in the same order) fills the other names of a
    sentence. A reason is given only where the value is known and the sentence is true of it.
    """
    known = [
        feature for feature in declared if feature.name in contributions.columns and feature.name in features.columns
    ]
    words = [{}] * len(features) if context is None else _records(context)
    rows = zip(_records(features), _records(contributions), words, strict=True)
    return [_row_reasons(known, values, pulls, context_words) for values, pulls, context_words in rows]


def reworded(found: list[Reason], sentences: Mapping[str, Sentence], context: Mapping[str, Any]) -> list[Reason]:
    """The reasons with the given sentences (by code) in place of their own; code, value and contribution stay."""
    own = [sentences.get(reason["code"]) for reason in found]
    return [
        reason | {"sentence": sentence_for(sentence, reason["value"], "en", context)} if sentence else reason
        for reason, sentence in zip(found, own, strict=True)
    ]


def sentence_for(sentence: Sentence, value: str, language: str = "en", context: Mapping[str, Any] | None = None) -> str:
    """The sentence in English or Chinese (`zh`) with the value as already shown; unknown names read `unknown`."""
    return (sentence.zh if language == "zh" else sentence.en).format_map(_Words(value, language, context or {}))


def sentences_by_code(declared: Sequence[Feature]) -> dict[str, Sentence]:
    """Code → sentence, for rendering a kept reason in another language."""
    found = [sentence for feature in declared for sentence in (feature.raises, feature.lowers) if sentence is not None]
    return {sentence.code: sentence for sentence in found}


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in frame.itertuples(index=False, name=None)]


class _Words(dict[str, str]):
    def __init__(self, value: str, language: str, context: Mapping[str, Any]) -> None:
        super().__init__(value=in_language(value, language))
        self._language, self._context = language, context

    def __missing__(self, name: str) -> str:
        found = self._context.get(name)
        is_known = isinstance(found, str | int | float) and found == found
        return format_value(found if is_known else None, "text" if isinstance(found, str) else "count", self._language)


def _row_reasons(
    declared: Sequence[Feature], values: Mapping[str, float], pulls: Mapping[str, float], context: Mapping[str, Any]
) -> list[Reason]:
    raising = _said(
        [(one, one.raises) for one in declared if pulls[one.name] > LEAST_CONTRIBUTION], values, pulls, context
    )
    lowering = _said(
        [(one, one.lowers) for one in declared if pulls[one.name] < -LEAST_CONTRIBUTION], values, pulls, context
    )
    room = max(MOST_LOWERING, LEAST_REASONS - len(raising))
    kept = raising[: MOST_REASONS - min(len(lowering), MOST_LOWERING)] + lowering[:room]
    return sorted(kept, key=_strength)


def _said(
    pairs: Sequence[tuple[Feature, Sentence | None]],
    values: Mapping[str, float],
    pulls: Mapping[str, float],
    context: Mapping[str, Any],
) -> list[Reason]:
    found: dict[str, Reason] = {}
    for feature, sentence in sorted(pairs, key=lambda pair: (-abs(pulls[pair[0].name]), pair[0].name)):
        value = values[feature.name]
        if sentence is None or sentence.code in found or value != value or not sentence.speaks_when(value):
            continue
        words = sentence.words(context) if sentence.words and context else ""
        shown = words or format_value(value, sentence.unit)
        found[sentence.code] = {
            "code": sentence.code,
            "sentence": sentence_for(sentence, shown, "en", context),
            "value": shown,
            "contribution": round(float(pulls[feature.name]), 6),
        }
    return list(found.values())


def _strength(reason: Reason) -> tuple[float, str]:
    return -abs(reason["contribution"]), reason["code"]
