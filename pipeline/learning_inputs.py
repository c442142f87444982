"""What the training stages share: the inputs and params of retraining, as the models layer wants them."""

from typing import Any

import pandas as pd

from features.contracts import Brands
from features.lexicon.sector_terms import SectorTerms
from features.signals.title_vectors import encoder_from, signal_id
from models.artifact import Artifact
from models.errors import LeakFound, ModelError, ModelRefused
from models.evaluation import Figures
from models.feature_log import LogKeys
from models.feature_spec import FeatureSpec, spec_of_registry
from models.rule_terms import baseline_rules
from models.training import RetrainingParams, TrainingInputs, evaluate_challenger
from pipeline.datasets import nightly, past_nights
from pipeline.datasets.dataset import read_table
from pipeline.datasets.title_cache import vectors_of
from pipeline.errors import GateError, InputError, TouchstoneError
from pipeline.photo_text_reading import text_reader
from pipeline.stage import Context

VERIFIED_MARKS = "cache/verified_models"
NEWEST_SELLER = "seller_account_age_days"
MODEL_PARAMS = ("signals", "features", "splits", "classifier", "learned_claims", "gate")


def spec_tonight(context: Context) -> FeatureSpec:
    """What this version computes with these params: a model trained on anything else is refused."""
    readers = [signal_id(encoder_from(context.params.signals.title_encoder)), text_reader(context.params.signals)]
    return spec_of_registry(context.params.features, " ".join(reader for reader in readers if reader))


def log_marks(context: Context, terms: SectorTerms) -> dict[Any, str]:
    """What a feature log is marked with: by which formulas, encoder and text reader, and words of sectors it was made.

    A log with other marks than today's is built again before anything is learned from it. Words of sectors are data of
    the installation, as expert rules are: a change sets no champion aside.
    """
    spec, words = spec_tonight(context), terms.digest()
    return {"fingerprint": spec.fingerprint, "encoder": spec.encoder_id} | ({"sector_terms": words} if words else {})


def retraining_params(context: Context) -> RetrainingParams:
    """The params blocks that retraining reads."""
    params = context.params
    return RetrainingParams(params.splits, params.classifier, params.gate, params.learned_claims)


def training_inputs(
    context: Context, training_set: pd.DataFrame, unjudged: pd.DataFrame, rivals: pd.DataFrame
) -> TrainingInputs:
    """What retraining as of the context's day starts from."""
    rows = (training_set, unjudged, rivals)
    titles = None
    if context.params.learned_claims.enabled:
        titles = vectors_of(context, [title for part in rows for title in part[LogKeys.title]])
    return TrainingInputs(training_set, unjudged, spec_tonight(context), context.night, rivals=rivals, titles=titles)


def figures_of(context: Context, inputs: TrainingInputs, judged: Artifact) -> Figures:
    """The challenger's figures on later nights and unseen sellers, beside the rules, plain columns and the random split."""
    rules, params = baseline_rules(), retraining_params(context)
    return evaluate_challenger(inputs, judged, rules, capacities(context), params, newest_seller_column=NEWEST_SELLER)


def capacities(context: Context) -> dict[str, int]:
    """Brand → rows its team reads a night, as the last night before the day knew it."""
    nights = past_nights.nights_before(context.data, nightly.BRANDS, context.night)
    if not nights:
        raise InputError(
            f"train: no night before {context.night} under {context.data / 'work'} tells the brands' capacities."
        )
    brands = read_table(nightly.BRANDS.at(context.data, nights[-1].isoformat()), Brands)
    return {str(brand): int(rows) for brand, rows in zip(brands[Brands.brand_id], brands[Brands.capacity], strict=True)}


def as_ours(refused: ModelError) -> TouchstoneError:
    """A refusal of the models layer as an error with an exit code: a gate's no, or input that is not enough."""
    kind: Any = GateError if isinstance(refused, ModelRefused | LeakFound) else InputError
    return kind(str(refused))
