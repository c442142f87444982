"""Photos decoded in processes that may die: a bomb costs its own photo and nothing else.

Pillow and the libraries under it read files that attackers wrote. Each worker has a limit on memory and on time;
when a batch kills its worker or runs out of time, its photos are tried again one by one to find the culprit.
This module is what a worker imports, so it stays free of pandas.
"""

import importlib
import multiprocessing
import os
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, TimeoutError
from contextlib import contextmanager
from functools import partial
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
from pathlib import Path

from pebble import ProcessExpired, ProcessPool
from threadpoolctl import threadpool_limits

from features.signals.photo_fingerprint import PhotoFingerprint, fingerprints
from features.signals.photo_guard import PhotoParams, UnusablePhoto

Outcome = PhotoFingerprint | UnusablePhoto
Work = Callable[[list[bytes], PhotoParams], list[Outcome]]
Photo = tuple[bytes, bytes]  # its key and its file's bytes

# A batch is about 0.1 s of work, so that handing it over costs little; its bytes bound what is held in memory.
_PHOTOS_A_BATCH = 64
_BYTES_A_BATCH = 4_000_000
# Batches handed out ahead for each worker: one in work, one waiting.
_BATCHES_AHEAD = 2
_KERNELS = "features.signals.photo_patch_kernels"


def fingerprint_photos(
    photos: Iterable[Photo],
    params: PhotoParams,
    *,
    workers: int,
    work: Work = fingerprints,
    photos_a_batch: int = _PHOTOS_A_BATCH,
) -> Iterator[tuple[bytes, Outcome]]:
    """(key, fingerprint or the reason there is none) of each photo, in order; photos are read as they are needed.

    No process starts for no photos. With one worker photos are still decoded in a process of their own.
    """
    batches = _batches(photos, photos_a_batch)
    first = next(batches, None)
    if first is None:
        return
    pool = ProcessPool(workers, initializer=_limit_worker, initargs=[params], context=worker_context(params))
    try:
        submit = partial(_submitted, pool, work, params)
        yield from _through(_with(first, batches), submit, _BATCHES_AHEAD * workers)
        pool.close()
    finally:
        pool.stop()
        pool.join()


def worker_context(params: PhotoParams | None = None) -> BaseContext:
    """How worker processes start: forked from a fresh server that has the imports done, where there is one.

    A plain fork would copy the parent's threads and memory; a plain spawn would import everything for each worker.
    The server starts once a process; `params` say what it should import for photos, compiled loops or not.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, _KERNELS] if params and params.details else [__name__])
    with _no_imports_from_here():
        forkserver.ensure_running()
    return context


@contextmanager
def _no_imports_from_here() -> Iterator[None]:
    """The server looks for its imports in the working folder first, where a `features` of somebody else's may lie."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTHONSAFEPATH"]
        if before is not None:
            os.environ["PYTHONSAFEPATH"] = before


def _with(first: list[Photo], others: Iterator[list[Photo]]) -> Iterator[list[Photo]]:
    yield first
    yield from others


def _batches(photos: Iterable[Photo], most: int) -> Iterator[list[Photo]]:
    batch: list[Photo] = []
    size = 0
    for photo in photos:
        if batch and (len(batch) == most or size + len(photo[1]) > _BYTES_A_BATCH):
            yield batch
            batch, size = [], 0
        batch.append(photo)
        size += len(photo[1])
    if batch:
        yield batch


def _submitted(pool: ProcessPool, work: Work, params: PhotoParams, batch: list[bytes]) -> Future:
    return pool.schedule(work, args=[batch, params], timeout=params.timeout_s)


def _through(
    batches: Iterator[list[Photo]], submit: Callable[[list[bytes]], Future], ahead: int
) -> Iterator[tuple[bytes, Outcome]]:
    waiting: deque[tuple[list[Photo], Future]] = deque()
    for batch in batches:
        waiting.append((batch, submit([data for _, data in batch])))
        if len(waiting) >= ahead:
            yield from _finish(*waiting.popleft(), submit)
    while waiting:
        yield from _finish(*waiting.popleft(), submit)


def _finish(
    batch: list[Photo], future: Future, submit: Callable[[list[bytes]], Future]
) -> Iterator[tuple[bytes, Outcome]]:
    try:
        outcomes = future.result()
    except (TimeoutError, ProcessExpired, MemoryError):
        outcomes = [_alone(data, submit) for _, data in batch]
    for (key, _), outcome in zip(batch, outcomes, strict=True):
        yield key, outcome


def _alone(data: bytes, submit: Callable[[list[bytes]], Future]) -> Outcome:
    try:
        return submit([data]).result()[0]
    except TimeoutError:
        return _stopped("photo_timeout", "takes longer to decode than its time limit")
    except MemoryError:
        return _stopped("photo_memory", "needs more memory to decode than its limit")
    except ProcessExpired:
        return _stopped("photo_crashed", "makes the decoder crash")


def _stopped(reason_code: str, found: str) -> UnusablePhoto:
    return UnusablePhoto(reason_code, f"found a photo that {found}, expected an ordinary one; save it again.")


def _limit_worker(params: PhotoParams) -> None:
    """Runs once in each worker: bounded memory, no core files, one thread, no warnings about broken files."""
    warnings.simplefilter("ignore")
    threadpool_limits(1)
    if params.details:
        importlib.import_module(_KERNELS)  # what it takes is not a photo's
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit still holds there
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    used = _address_space_bytes(resource.getpagesize())
    if used is not None:
        most = used + params.memory_mb * 1_000_000
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _address_space_bytes(page_bytes: int) -> int | None:
    size = Path("/proc/self/statm")
    return int(size.read_text().split()[0]) * page_bytes if size.exists() else None
