"""The feature log of past nights, several nights at a time.

A night needs of earlier nights only what they saw (sightings, photo signals), never what they concluded: links it finds
there only spare it the work. So all nights are first read, in any order, and then linked and measured, in any order: the
bytes are those of one night after another.
"""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from multiprocessing import get_context

from pipeline.collecting import collect_seldom
from pipeline.datasets.title_cache import fill_title_cache
from pipeline.graph import FEATURE_STAGES, READING_STAGES
from pipeline.night_lock import hold
from pipeline.progress import Progress
from pipeline.runner import run_stages
from pipeline.sources.snapshot import bring_night
from pipeline.stage import Context, Stage
from pipeline.stages import extract_signals

# A worker process starts in some seconds; fewer nights than this are done sooner without.
NIGHTS_WORTH_WORKERS = 4


def backfill_features(context: Context, nights: Sequence[date]) -> None:
    """Writes the feature log of each night, spread over the context's workers."""
    for night in nights:
        bring_night(context.raw, night)
    ingesting = [stage.name for stage in READING_STAGES if stage is not extract_signals.STAGE]
    extracting = [extract_signals.STAGE.name]
    rest = [stage.name for stage in FEATURE_STAGES if stage not in READING_STAGES]
    if context.workers == 1 or len(nights) < NIGHTS_WORTH_WORKERS:
        _in_turn(context, nights, reading=[*ingesting, *extracting], rest=rest)
        return
    with ProcessPoolExecutor(context.workers, mp_context=get_context("spawn"), initializer=collect_seldom) as pool:
        with context.progress.step(f"read {len(nights)} nights"):
            list(pool.map(partial(_run, _alone(context), ingesting), nights))
            # Nights share most of their photos and titles: each is decoded and encoded once, and no worker has to load
            # the encoder.
            fill_title_cache(context, nights)
            _run(replace(context, progress=Progress(is_silent=True)), extracting, nights[0])
            list(pool.map(partial(_run, _alone(context), extracting), nights[1:]))
        with context.progress.step(f"link and measure {len(nights)} nights"):
            list(pool.map(partial(_run, _alone(context), rest), nights))


def _in_turn(context: Context, nights: Sequence[date], *, reading: list[str], rest: list[str]) -> None:
    for says, names in (("read", reading), ("link and measure", rest)):
        with context.progress.step(f"{says} {len(nights)} nights"):
            for night in nights:
                _run(_alone(context), names, night)


def _alone(context: Context) -> Context:
    return replace(context, workers=1, progress=Progress(is_silent=True))


def _run(context: Context, names: list[str], night: date) -> None:
    # By name: a stage holds functions, which are found again in the worker rather than sent to it.
    stages: list[Stage] = [stage for stage in FEATURE_STAGES if stage.name in names]
    dated = replace(context, night=night)
    with hold(dated.data, dated.night_text):
        run_stages(stages, dated)
