"""Likely copies judged once per pair of photos: answers are kept by content, new pairs shared between processes."""

import hashlib
import struct
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from features.linking.photos.judgement import Judgement, PhotoPair, judged, judgement_id
from pipeline.photo_workers import worker_context
from pipeline.signal_cache import SignalCache

# A helper takes as long to start as one process needs to judge this many pairs.
PAIRS_WORTH_A_WORKER = 600
# Pairs of one task; each carries two looks of 8 KB.
_PAIRS_AT_ONCE = 200
_CONFIDENCE = struct.Struct("<d")


@dataclass(frozen=True)
class KeptJudge:
    """Judges as `judged` does, and remembers the answers under `folder`."""

    folder: Path
    workers: int = 1

    def __call__(self, pairs: Sequence[PhotoPair]) -> list[Judgement]:
        keys = [_key(pair) for pair in pairs]
        with SignalCache(self.folder, judgement_id()) as cache:
            kept = cache.get_many(keys)
            unknown = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in kept}
            fresh = dict(zip(unknown, _judged(list(unknown.values()), self.workers), strict=True))
            if fresh:
                cache.put_many({key: _packed(found) for key, found in fresh.items()})
        return [fresh[key] if key in fresh else _unpacked(kept[key]) for key in keys]


def _judged(pairs: list[PhotoPair], workers: int) -> list[Judgement]:
    # Pairs of one photo stand together, so that its details are opened once.
    parts = [pairs[first : first + _PAIRS_AT_ONCE] for first in range(0, len(pairs), _PAIRS_AT_ONCE)]
    count = min(workers, 1 + len(pairs) // PAIRS_WORTH_A_WORKER)
    if count == 1:
        return [found for part in parts for found in judged(part)]
    with ProcessPoolExecutor(count, mp_context=worker_context()) as pool:
        return [found for part in pool.map(judged, parts) for found in part]


def _key(pair: PhotoPair) -> bytes:
    # The looks, not the files: one file may have been looked at with and without details, or by an older version.
    looks = [hashlib.sha256(look).digest() for look in (pair.photo_look, pair.reference_look)]
    return hashlib.sha256(repr((*looks, pair.ways)).encode()).digest()


def _packed(found: Judgement) -> bytes:
    return _CONFIDENCE.pack(found.confidence) + found.view.encode()


def _unpacked(stored: bytes) -> Judgement:
    return Judgement(_CONFIDENCE.unpack_from(stored)[0], stored[_CONFIDENCE.size :].decode())
