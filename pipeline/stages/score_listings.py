"""A calibrated probability per listing and brand: from the champion, or from the rules while there is none that fits."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Scores
from models.artifact import Artifact, load_artifact, score
from models.errors import ModelRefused, StaleModel
from models.explain import classifier_contributions
from models.feature_spec import FeatureSpec
from models.promotion import CHAMPION, PREVIOUS, settle
from models.rule_terms import baseline_rules
from models.rules import Rules
from pipeline.datasets import nightly
from pipeline.learning_inputs import VERIFIED_MARKS, spec_tonight
from pipeline.stage import Context, Stage


@dataclass(frozen=True)
class Scorer:
    """What scores tonight, and what the report must say about it."""

    model: Artifact | Rules
    spec: FeatureSpec
    banners: tuple[str, ...] = ()

    def scores(self, features: pd.DataFrame) -> np.ndarray:
        """A probability per row of the feature columns."""
        if isinstance(self.model, Rules):
            return self.model.score(features)
        return score(self.model, features, self.spec)

    def contributions(self, features: pd.DataFrame) -> pd.DataFrame:
        """What each feature added to each row's log-odds."""
        if isinstance(self.model, Rules):
            return self.model.contributions(features)
        return classifier_contributions(self.model, features, self.spec)


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
            return Scorer(model, spec, tuple(banners))
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
    scored = linked.assign(
        **{Scores.score: scorer.scores(linked[list(scorer.spec.names)]), Scores.model_version: version}
    )
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
    code=("features", "models", "pipeline/learning_inputs.py"),
)
