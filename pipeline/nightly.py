"""The nightly run: the stages in order under a lock, then one atomic publication."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline import fingerprints
from pipeline.datasets import nightly
from pipeline.datasets.dataset import read, write
from pipeline.graph import FEATURE_STAGES, NIGHT_STAGES
from pipeline.installation import audit_secret, secret_name
from pipeline.night_lock import hold
from pipeline.photo_text_reading import text_reader
from pipeline.publishing import publish
from pipeline.reject_watch import reject_warnings
from pipeline.runner import run_stages
from pipeline.stage import Context


@dataclass(frozen=True)
class NightSummary:
    """What a run says of itself: the facts of run.json and where the night was published."""

    facts: dict[str, Any]
    folder: Path

    @property
    def exit_code(self) -> int:
        return 2 if self.facts["withheld"] else 0


def run_night(context: Context) -> NightSummary:
    """Runs and publishes one night. Running it again gives the same bytes and does again only what changed.

    Raises InputError, WorldError or GateError; the night published before, if any, then stays as it was.
    """
    text_reader(context.params.signals)  # one that is missing is said now, not after an hour
    with hold(context.data, context.night_text):
        seconds = run_stages(NIGHT_STAGES, context)
        facts = _facts(context, seconds)
        _publish(context, facts)
    return NightSummary(facts, context.path_of(nightly.RUN))


def log_features(context: Context) -> None:
    """Runs a night only as far as its feature log: what training needs of nights that were never reported."""
    text_reader(context.params.signals)
    with hold(context.data, context.night_text):
        run_stages(FEATURE_STAGES, context)


def nights_between(first: date, last: date) -> list[date]:
    """Every night from `first` to `last`, both included."""
    return [first + timedelta(days=day) for day in range((last - first).days + 1)]


def on(context: Context, night: date) -> Context:
    """The same context for another night."""
    return replace(context, night=night)


def _publish(context: Context, facts: dict[str, Any]) -> None:
    work = context.data / "work" / context.night_text
    rejects = pd.concat([read(dataset, context.path_of(dataset)) for dataset in nightly.REJECTS], ignore_index=True)
    write(nightly.ALL_REJECTS, context.path_of(nightly.ALL_REJECTS), rejects)
    files = {name: context.path_of(dataset) for name, dataset in nightly.PUBLISHED.items()}
    report = context.path_of(nightly.REPORT)
    files |= {path.relative_to(work).as_posix(): path for path in sorted(report.rglob("*")) if path.is_file()}
    publish(context.path_of(nightly.RUN), files, facts)


def _facts(context: Context, seconds: dict[str, float]) -> dict[str, Any]:
    snapshot = _json(context, nightly.SNAPSHOT_FACTS)
    catalog = _json(context, nightly.CATALOG_FACTS)
    score = _json(context, nightly.SCORE_FACTS)
    withheld = {name: told["withheld_because"] for name, told in snapshot.items() if told["withheld_because"]}
    return {
        "night": context.night_text,
        "exit_reason": "platforms withheld: " + ", ".join(sorted(withheld)) if withheld else "done",
        "withheld": withheld,
        "banners": [*score["banners"], *reject_warnings(context)],
        "files": [{"platform": name, **account} for name, told in snapshot.items() for account in told["files"]]
        + [{"platform": None, **account} for account in catalog["files"]],
        "unknown_columns": {name: told["unknown_columns"] for name, told in snapshot.items() if told["unknown_columns"]}
        | catalog["unknown_columns"],
        "counts": _counts(context, snapshot),
        "seconds": {name: round(spent, 3) for name, spent in seconds.items()},
        "photo_text": _json(context, nightly.PHOTO_TEXT_FACTS),
        "model_version": score["model_version"],
        "versions": fingerprints.versions(),
        "hashes": {
            "code": fingerprints.code_sha256(),
            "params": context.params.sha256(),
            "model": score["model_sha256"],
            "catalogs": catalog["digest"],
            "inputs": fingerprints.input_sha256s(context.raw, context.night_text),
            "audit_secret_name": secret_name(audit_secret()),
        },
    }


def _counts(context: Context, snapshot: dict[str, Any]) -> dict[str, int]:
    accounts = [account for told in snapshot.values() for account in told["files"]]
    counts = {what: sum(account[what] for account in accounts) for what in ("read", "kept", "rejected", "repeated")}
    rows = {
        "image_rejects": nightly.IMAGE_REJECTS,
        "catalog_rejects": nightly.CATALOG_REJECTS,
        "listings": nightly.LISTINGS,
        "links": nightly.LINKS,
        "scored": nightly.SCORES,
        "queued": nightly.SUSPECTS,
    }
    return counts | {name: len(read(dataset, context.path_of(dataset))) for name, dataset in rows.items()}


def _json(context: Context, dataset: nightly.Dataset) -> Any:
    return read(dataset, context.path_of(dataset))
