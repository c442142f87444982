"""The stages in the order they run. The nightly run, single stages and dvc.yaml all walk these same objects."""

from pipeline.errors import InputError
from pipeline.stage import Stage
from pipeline.stages import (
    backfill_features,
    build_features,
    build_training_set,
    evaluate_classifier,
    extract_signals,
    ingest_catalogs,
    ingest_decisions,
    ingest_snapshot,
    link_products,
    promote_classifier,
    rank_suspects,
    score_listings,
    train_classifier,
    write_report,
)

# What a night takes in by itself, whatever other nights there are.
READING_STAGES: tuple[Stage, ...] = (ingest_catalogs.STAGE, ingest_snapshot.STAGE, extract_signals.STAGE)
# Up to here a night is independent of any model: this much is rebuilt when the feature log lacks a night.
FEATURE_STAGES: tuple[Stage, ...] = (
    *READING_STAGES,
    link_products.STAGE,
    build_features.STAGE,
)
NIGHT_STAGES: tuple[Stage, ...] = (
    *FEATURE_STAGES,
    score_listings.STAGE,
    rank_suspects.STAGE,
    write_report.STAGE,
)
TRAINING_STAGES: tuple[Stage, ...] = (
    backfill_features.STAGE,
    ingest_decisions.STAGE,
    build_training_set.STAGE,
    train_classifier.STAGE,
    evaluate_classifier.STAGE,
    promote_classifier.STAGE,
)
ALL_STAGES = NIGHT_STAGES + TRAINING_STAGES


def stage_named(name: str) -> Stage:
    """The stage of that name. Raises InputError naming the stages there are."""
    for stage in ALL_STAGES:
        if stage.name == name:
            return stage
    raise InputError(f"stage: found {name!r}, expected one of {', '.join(stage.name for stage in ALL_STAGES)}")
