"""A calibrated probability per listing and brand: from the champion, or from the rules while there is none that fits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from features import registry
from features.contracts import Scores
from features.family import Feature
from features.signals.title_vectors import TextVectors
from models.artifact import Artifact, load_artifact, score, values_of
from models.errors import ModelRefused, StaleModel
from models.explain import classifier_contributions
from models.feature_log import LogKeys
from models.feature_spec import FeatureSpec
from models.learned_claims import FEATURE, LearnedClaims
from models.promotion import CHAMPION, PREVIOUS, settle
from models.rule_terms import baseline_rules
from models.rules import Rules
from pipeline.datasets import nightly
from pipeline.datasets.title_cache import vectors_of
from pipeline.learning_inputs import VERIFIED_MARKS, spec_tonight
from pipeline.stage import Context, Stage


@dataclass(frozen=True)
class Scorer:
    """What scores tonight, and what the report must say about it."""

    model: Artifact | Rules
    spec: FeatureSpec
    banners: tuple[str, ...] = ()
    vectors_of: Callable[[Sequence[str]], TextVectors] | None = None

    @property
    def claims(self) -> LearnedClaims | None:
        """What the model learned of wording, if anything."""
        return None if isinstance(self.model, Rules) else self.model.claims

    def values(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The model's columns of feature-log rows."""
        if isinstance(self.model, Rules):
            return rows[list(self.spec.names)]
        return values_of(self.model, rows, self._vectors(rows) if self.claims else None)

    def scores(self, rows: pd.DataFrame) -> np.ndarray:
        """A probability per feature-log row."""
        values = self.values(rows)
        return self.model.score(values) if isinstance(self.model, Rules) else score(self.model, values, self.spec)

    def contributions(self, rows: pd.DataFrame) -> pd.DataFrame:
        """What each feature added to each feature-log row's log-odds."""
        values = self.values(rows)
        if isinstance(self.model, Rules):
            return self.model.contributions(values)
        return classifier_contributions(self.model, values, self.spec)

    def declared(self) -> list[Feature]:
        """The features a reason may speak of."""
        return [*registry.features(), *([FEATURE] if self.claims else [])]

    def nearest_settled(self, rows: pd.DataFrame) -> list[str]:
        """Per feature-log row the nearest title settled counterfeit that the model knows; "" where it knows none."""
        vectors = self._vectors(rows) if self.claims else None
        if self.claims is None or vectors is None or self.vectors_of is None:
            return [""] * len(rows)
        settled = list(self.claims.titles)
        return self.claims.nearest(vectors.of(rows[LogKeys.title]), self.vectors_of(settled).of(settled))

    def _vectors(self, rows: pd.DataFrame) -> TextVectors | None:
        if self.vectors_of is None or LogKeys.title not in rows:
            return None
        return self.vectors_of(list(rows[LogKeys.title]))


def scorer_of(context: Context) -> Scorer:
    """The champion; the previous one when the champion is damaged; the rules when neither fits, with a banner saying why."""
    spec = spec_tonight(context)
    settle(context.models)
    banners: list[str] = []
    for name in (CHAMPION, PREVIOUS):
        folder = context.models / name
        if not folder.exists():
            continue
        try:
            model = load_artifact(folder, verified_marks=context.data / VERIFIED_MARKS)
            model.spec.refuse_other(spec)
            return Scorer(model, spec, tuple(banners), partial(vectors_of, context))
        except ModelRefused as damaged:
            banners.append(f"The {name} model was refused and not used: {damaged}")
        except StaleModel as stale:
            banners.append(
                f"The {name} model was trained on other features than this version computes, so it was not used ({stale}) "
                "Retrain with touchstone train --backfill."
            )
    return Scorer(baseline_rules(), spec, tuple(banners))


def run(context: Context, *, features: pd.DataFrame) -> dict[str, Any]:
    scorer = scorer_of(context)
    linked = features[features[Scores.brand_id].notna()].reset_index(drop=True)
    version = scorer.model.model_version
    scored = linked.assign(**{Scores.score: scorer.scores(linked), Scores.model_version: version})
    return {
        nightly.SCORES.name: Scores.conform(scored),
        nightly.SCORE_FACTS.name: {
            "model_version": version,
            "model_sha256": scorer.model.digest if isinstance(scorer.model, Artifact) else None,
            "banners": list(scorer.banners),
        },
    }


STAGE = Stage(
    name="score_listings",
    says="scores with the champion, or with the rules while no champion fits",
    run=run,
    reads=(nightly.FEATURES,),
    writes=(nightly.SCORES, nightly.SCORE_FACTS),
    params=("signals", "features"),
    code=("features", "models", "pipeline/datasets/title_cache.py", "pipeline/learning_inputs.py"),
)
