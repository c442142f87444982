"""Labels by one table of rules, joined to what the model saw on the night each verdict was about."""

import hashlib
from typing import Any

import pandas as pd

from models.feature_log import LogKeys
from models.labels import Labels, labels_from_decisions
from models.splits import unjudged_rivals
from models.training_set import collect_sightings, feature_columns, unlabelled_rows, unmatched_labels
from pipeline.datasets import nightly, past_nights, training
from pipeline.datasets.dataset import read
from pipeline.errors import InputError
from pipeline.stage import Context, Stage

# Listings nobody judged that stand in as weak negatives: enough to show what an ordinary listing looks like.
MOST_UNJUDGED = 4000


def run(context: Context, *, all_decisions: pd.DataFrame) -> dict[str, Any]:
    night, data = context.night, context.data
    nights = past_nights.nights_before(data, nightly.FEATURES, night)
    if not nights:
        raise InputError(
            f"train: the feature log under {data / 'feature_log'} has no night before {night}. "
            "Run those nights, or let `touchstone train --backfill` rebuild them."
        )
    shown = past_nights.shown_rows(data, night)
    labels = labels_from_decisions(all_decisions, night, shown, context.params.labels)
    sightings = collect_sightings(labels, past_nights.feature_logs(data, night), night)
    unmatched = unmatched_labels(labels, sightings)
    excluded = {str(why): int(rows) for why, rows in labels[Labels.excluded_because].value_counts().items()}
    if told := teaching_nothing(excluded, len(unmatched)):
        context.progress.say(f"  verdicts that teach nothing: {told}")
    rivals = unjudged_rivals(past_nights.feature_logs(data, night), labels, night, context.params.splits)
    return {
        training.TRAINING_SET.name: sightings,
        training.UNJUDGED.name: _unjudged(context, labels),
        training.RIVALS.name: rivals,
        training.TRAINING_FACTS.name: {
            "as_of": night.isoformat(),
            "nights": [day.isoformat() for day in nights],
            "labels": int(labels[Labels.excluded_because].isna().sum()),
            "excluded": excluded,
            "unmatched": len(unmatched),
            "data_sha256": _digest(sightings),
        },
    }


def _unjudged(context: Context, labels: pd.DataFrame) -> pd.DataFrame:
    """Ordinary listings of the last night before the judged ones begin, so that nothing judged is learned from."""
    params = context.params.splits
    nights = past_nights.nights_before(context.data, nightly.FEATURES, context.night)
    early = [day for day in nights if (context.night - day).days > params.test_nights] or nights[:1]
    log = read(nightly.FEATURES, nightly.FEATURES.at(context.data, early[-1].isoformat()))
    return unlabelled_rows(log, labels, feature_columns(log), most=MOST_UNJUDGED)


def teaching_nothing(excluded: dict[str, int], unmatched: int) -> str:
    """Why some verdicts are not learned from, in words; empty when all are."""
    meaning = {
        "unsure": "undecided",
        "conflict": "contradicted by another confirmer",
        "no_weight": "of no weight",
        "unmatched": "about a listing no logged night holds",
    }
    counts = excluded | ({"unmatched": unmatched} if unmatched else {})
    return ", ".join(f"{rows:,} {meaning.get(why, why)}" for why, rows in sorted(counts.items()))


def _digest(sightings: pd.DataFrame) -> str:
    keys = sightings[[LogKeys.platform, LogKeys.listing_id, LogKeys.brand_id, LogKeys.snapshot_date, Labels.label]]
    return hashlib.sha256(keys.to_csv(index=False).encode()).hexdigest() if len(sightings) else ""


STAGE = Stage(
    name="build_training_set",
    says="joins labels to the feature log",
    run=run,
    reads=(training.ALL_DECISIONS,),
    writes=(training.TRAINING_SET, training.UNJUDGED, training.RIVALS, training.TRAINING_FACTS),
    params=("labels", "splits"),
    code=(
        "features/verdicts.py",
        "models/confirmers.py",
        "models/feature_log.py",
        "models/labels.py",
        "models/splits.py",
        "models/training_set.py",
    ),
    data=("feature_log", "runs"),
    is_dated=False,
)
