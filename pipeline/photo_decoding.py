"""Named photos to fingerprints: read once a name, decoded once a content, known contents not at all."""

import hashlib
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from features.signals.photo_fingerprint import PhotoFingerprint, pack, unpack
from features.signals.photo_guard import PhotoParams, UnusablePhoto
from pipeline.photo_workers import Outcome, fingerprint_photos
from pipeline.signal_cache import SignalCache
from pipeline.sources.photo_names import PhotoRefused

Reads = Mapping[Any, Callable[[], bytes]]
Refusal = PhotoRefused | UnusablePhoto

# How many photos the cache is asked for, or given, at once.
_PHOTOS_AT_ONCE = 256
# Bytes held while the cache is asked; large photos make smaller groups.
_BYTES_AT_ONCE = 32_000_000


@dataclass(frozen=True)
class DecodedPhoto:
    """A photo's sha256 (missing when it could not be read), and its fingerprint or why there is none."""

    sha256: str | None
    fingerprint: PhotoFingerprint | None = None
    refusal: Refusal | None = None


@dataclass
class _Seen:
    keys: dict[Hashable, bytes] = field(default_factory=dict)
    unread: dict[Hashable, Refusal] = field(default_factory=dict)
    outcomes: dict[bytes, Outcome] = field(default_factory=dict)

    def answer(self, name: Hashable) -> DecodedPhoto:
        if name in self.unread:
            return DecodedPhoto(None, refusal=self.unread[name])
        key = self.keys[name]
        outcome = self.outcomes[key]
        if isinstance(outcome, PhotoFingerprint):
            return DecodedPhoto(key.hex(), fingerprint=outcome)
        return DecodedPhoto(key.hex(), refusal=outcome)


def decode_photos(
    reads: Reads, *, cache: SignalCache, workers: int, params: PhotoParams
) -> dict[Hashable, DecodedPhoto]:
    """What became of each named photo. `reads` gives its bytes or raises PhotoRefused.

    Refused photos are not cached: what is refused depends on the params, and refusing is quick.
    """
    seen = _Seen()
    fresh: dict[bytes, bytes] = {}
    for key, outcome in fingerprint_photos(_unknown(reads, seen, cache), params, workers=workers):
        seen.outcomes[key] = outcome
        if isinstance(outcome, PhotoFingerprint):
            fresh[key] = pack(outcome)
        if len(fresh) >= _PHOTOS_AT_ONCE:
            cache.put_many(fresh)
            fresh = {}
    if fresh:
        cache.put_many(fresh)
    return {name: seen.answer(name) for name in reads}


def _unknown(reads: Reads, seen: _Seen, cache: SignalCache) -> Iterator[tuple[bytes, bytes]]:
    """Key and bytes of each content that neither this run nor the cache has met."""
    names = iter(reads)
    asked: set[bytes] = set()
    while contents := _read_some(names, reads, seen):
        new = {key: data for key, data in contents.items() if key not in asked}
        asked.update(new)
        known = {key: unpack(stored) for key, stored in cache.get_many(new).items()}
        seen.outcomes.update(known)
        yield from ((key, data) for key, data in new.items() if key not in known)


def _read_some(names: Iterator[Hashable], reads: Reads, seen: _Seen) -> dict[bytes, bytes]:
    """The next contents by sha256; empty only when no names are left."""
    contents: dict[bytes, bytes] = {}
    size = 0
    while size < _BYTES_AT_ONCE and len(contents) < _PHOTOS_AT_ONCE and (name := list(islice(names, 1))):
        try:
            data = reads[name[0]]()
        except PhotoRefused as refused:
            seen.unread[name[0]] = refused
            continue
        key = hashlib.sha256(data).digest()
        seen.keys[name[0]] = key
        contents[key] = data
        size += len(data)
    return contents
