"""Earlier nights made ready to be looked back on: those that raw holds and the feature log lacks are built.

`touchstone train --backfill` and `dvc repro` run it. What it writes are digests of what earlier nights left, which is how
DVC sees that a night or a training looks back on something else than before.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.datasets import nightly, past_nights, training
from pipeline.datasets.dataset import Dataset, sha256_of
from pipeline.learning_inputs import log_marks
from pipeline.sector_knowledge import SectorKnowledge
from pipeline.sources.sectors import read_sectors
from pipeline.sources.snapshot import nights as snapshot_nights
from pipeline.stage import Context, Stage


def run(context: Context) -> dict[str, Any]:
    lacking = lacking_nights(context)
    if lacking:
        # Imported here: backfilling walks the graph, and the graph holds this stage.
        from pipeline.backfilling import backfill_features

        backfill_features(context, lacking)
    return {
        training.SEEN_NIGHTS.name: {
            dataset.name: _digests(context, dataset)
            for dataset in (nightly.SIGHTINGS, nightly.IMAGE_SIGNALS, nightly.BRANDS)
        }
        | {"queues": _digests(context, nightly.RUN, lambda folder: folder / "suspects.parquet")},
        training.LOGGED_NIGHTS.name: _digests(context, nightly.FEATURES),
    }


def lacking_nights(context: Context) -> list[date]:
    """Nights before the day that raw holds and the feature log lacks, or holds with other features than today's.

    Other words in the sectors' packs make other features, too.
    """
    logged = set(past_nights.nights_before(context.data, nightly.FEATURES, context.night))
    wanted = [night for night in snapshot_nights(context.raw) if night < context.night]
    packs = read_sectors(context.raw, context.params.ingest, ranking=context.params.ranking).packs
    marks = log_marks(context, SectorKnowledge.of(packs).terms())
    return [night for night in wanted if night not in logged or _marks_of(context, night) != marks]


def _marks_of(context: Context, night: date) -> dict[str, str]:
    """What a night's feature log says it was made with; nothing for a torn one, which is built again like an older one."""
    marks = past_nights.marks_of(nightly.FEATURES.at(context.data, night.isoformat())) or {}
    return {name.decode(): value.decode() for name, value in marks.items()}


def _digests(context: Context, dataset: Dataset, file_in: Callable[[Path], Path] = lambda path: path) -> dict[str, str]:
    nights = [night.isoformat() for night in past_nights.nights_before(context.data, dataset, context.night)]
    files = {night: file_in(dataset.at(context.data, night)) for night in nights}
    return {night: sha256_of(path) for night, path in files.items() if path.exists()}


STAGE = Stage(
    name="backfill_features",
    says="builds the earlier nights that the feature log lacks or holds with older features",
    run=run,
    writes=(training.SEEN_NIGHTS, training.LOGGED_NIGHTS),
    raw=("snapshots", "sources.yaml", "catalogs", "policy", "decisions", "complaints"),
    params=("ingest", "signals", "linking", "history", "features", "ranking"),
    code=(
        "features",
        "models/explain.py",
        "models/feature_log.py",
        "models/feature_spec.py",
        "models/first_pass.py",
        "models/rule_terms.py",
        "models/rules.py",
        "models/triage.py",
        "pipeline/backfilling.py",
        "pipeline/collecting.py",
        "pipeline/datasets/seen_photos.py",
        "pipeline/engine",
        "pipeline/fingerprints.py",
        "pipeline/learning_inputs.py",
        "pipeline/link_memory.py",
        "pipeline/link_spreading.py",
        "pipeline/photo_decoding.py",
        "pipeline/photo_judging.py",
        "pipeline/photo_text_reading.py",
        "pipeline/photo_workers.py",
        "pipeline/sector_knowledge.py",
        "pipeline/signal_cache.py",
        "pipeline/signal_extraction.py",
        "pipeline/sources",
        "pipeline/stages/build_features.py",
        "pipeline/stages/extract_signals.py",
        "pipeline/stages/ingest_catalogs.py",
        "pipeline/stages/ingest_snapshot.py",
        "pipeline/stages/link_products.py",
    ),
    is_dated=False,
)
