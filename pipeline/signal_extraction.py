"""The costly signals of a night: photo fingerprints and title vectors, each computed once per content.

A photo that cannot be used becomes a reject with its reason; its listing stays and is scored without it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from typing import Any, Protocol

import numpy as np
import pandas as pd

from features.contracts import BannedImages, ImageSignals, Listings, ReferenceImages, ReferenceSignals, Rejects
from features.signals.photo_fingerprint import PhotoFingerprint
from features.signals.photo_guard import PhotoParams
from features.signals.title_vectors import TextVectors, TitleEncoder, encode_to_keep, from_kept, shown_to_encoder
from pipeline.collecting import collect_seldom
from pipeline.photo_decoding import DecodedPhoto, decode_photos
from pipeline.photo_workers import worker_context
from pipeline.signal_cache import SignalCache

Signals = tuple[pd.DataFrame, pd.DataFrame]

# A worker loads the encoder in about 2 s, in which one process encodes some 700 titles.
TEXTS_WORTH_WORKERS = 1500
# Texts of one task, and of one cache transaction.
_TEXTS_AT_ONCE = 512


class ListingPhotos(Protocol):
    """The photos of one platform's snapshot, or of the policy."""

    def read(self, image: str) -> bytes: ...


class CatalogPhotos(Protocol):
    """The photos of every brand's catalogue."""

    def read(self, brand_id: str, image: str) -> bytes: ...


def extract_listing_photos(
    listings: pd.DataFrame,
    photos: Mapping[str, ListingPhotos],
    *,
    night: date,
    cache: SignalCache,
    workers: int,
    params: PhotoParams,
) -> Signals:
    """(ImageSignals, Rejects) of every photo that Listings name; `photos` is one store a platform."""
    named = _photos_named(listings)
    reads = {
        (platform, image): partial(photos[platform].read, image)
        for platform, image in dict.fromkeys((platform, image) for platform, _, image in named)
    }
    decoded = decode_photos(reads, cache=cache, workers=workers, params=params)
    signals, rejects = [], []
    for platform, listing_id, image in named:
        found = decoded[platform, image]
        whose = {ImageSignals.platform: platform, ImageSignals.listing_id: listing_id}
        if found.fingerprint is not None:
            signals.append({**whose, ImageSignals.image: image, **_image_row(found.fingerprint, found.sha256)})
        else:
            file = f"snapshots/{platform}/{night}/images/{image.removeprefix('images/')}"
            rejects.append({**whose, Rejects.kind: "image", **_refusal(found, file)})
    return ImageSignals.conform(pd.DataFrame(signals)), Rejects.conform(pd.DataFrame(rejects))


def extract_reference_photos(
    images: pd.DataFrame, photos: CatalogPhotos, *, cache: SignalCache, workers: int, params: PhotoParams
) -> Signals:
    """(ReferenceSignals of the bank `official`, Rejects of kind catalog) of ReferenceImages."""
    columns = [ReferenceImages.brand_id, ReferenceImages.product_id, ReferenceImages.image]
    named = list(dict.fromkeys(images[columns].itertuples(index=False, name=None)))
    reads = {(brand_id, image): partial(photos.read, brand_id, image) for brand_id, _, image in named}
    decoded = decode_photos(reads, cache=cache, workers=workers, params=params)
    references, rejects = [], []
    for brand_id, product_id, image in named:
        found = decoded[brand_id, image]
        if found.fingerprint is not None:
            row = _reference_row("official", image, found.fingerprint, found.sha256)
            references.append({**row, ReferenceSignals.brand_id: brand_id, ReferenceSignals.product_id: product_id})
        else:
            file = f"catalogs/{brand_id}/images/{image.removeprefix('images/')}"
            rejects.append({Rejects.kind: "catalog", **_refusal(found, file)})
    return ReferenceSignals.conform(pd.DataFrame(references)), Rejects.conform(pd.DataFrame(rejects))


def extract_banned_photos(
    banned: pd.DataFrame, photos: ListingPhotos, *, cache: SignalCache, workers: int, params: PhotoParams
) -> Signals:
    """(ReferenceSignals of the bank `banned`, Rejects) of BannedImages: by file, or by a bare pHash."""
    paths = list(dict.fromkeys(banned[BannedImages.path].dropna()))
    reads = {path: partial(photos.read, path) for path in paths}
    decoded = decode_photos(reads, cache=cache, workers=workers, params=params)
    references, rejects = [], []
    for path in paths:
        found = decoded[path]
        if found.fingerprint is not None:
            references.append(_reference_row("banned", path, found.fingerprint, found.sha256))
        else:
            rejects.append({Rejects.kind: "image", **_refusal(found, f"policy/{path}")})
    for phash in dict.fromkeys(banned[BannedImages.phash].dropna()):
        row, reject = _known_by_hash(phash)
        references += row
        rejects += reject
    return ReferenceSignals.conform(pd.DataFrame(references)), Rejects.conform(pd.DataFrame(rejects))


def known_fake_references(signals: pd.DataFrame, settled: pd.DataFrame) -> pd.DataFrame:
    """ReferenceSignals of the bank `known_fake`: the photos of listings settled as counterfeit, one a content.

    `signals` are ImageSignals of earlier nights; `settled` says which listings, by the columns platform,
    listing_id, brand_id and, when known, product_id (Decisions and Links both have these names).
    """
    keys = [ReferenceSignals.brand_id, ReferenceSignals.product_id]
    told = settled.reindex(columns=[ImageSignals.platform, ImageSignals.listing_id, *keys])
    rows = signals.merge(told.drop_duplicates(), on=[ImageSignals.platform, ImageSignals.listing_id])
    rows = rows.sort_values([ImageSignals.platform, ImageSignals.listing_id, ImageSignals.image, *keys], kind="stable")
    rows = rows.drop_duplicates([ImageSignals.sha256, ReferenceSignals.brand_id])
    place = rows[ImageSignals.platform] + "/" + rows[ImageSignals.listing_id] + "/" + rows[ImageSignals.image]
    views = zip(rows[ImageSignals.view_phashes], rows[ImageSignals.phash], strict=True)
    return ReferenceSignals.conform(
        rows.assign(
            **{
                ReferenceSignals.bank: "known_fake",
                ReferenceSignals.image: place,
                ReferenceSignals.view_phashes: [list(codes) or [phash] for codes, phash in views],
            }
        )
    )


def extract_title_vectors(
    texts: Iterable[str],
    encoder: TitleEncoder,
    *,
    cache: SignalCache,
    workers: int,
    texts_worth_workers: int = TEXTS_WORTH_WORKERS,
) -> TextVectors:
    """Vectors of the distinct texts: the same bytes from one process or many, from a cold cache or a warm one.

    Below `texts_worth_workers` new texts no process is started.
    """
    distinct = sorted(set(texts))
    keys = [hashlib.sha256(shown_to_encoder(text).encode()).digest() for text in distinct]
    kept = cache.get_many(keys)
    absent = {key: text for key, text in zip(keys, distinct, strict=True) if key not in kept}
    for some_keys, vectors in _encoded(absent, encoder, workers if len(absent) >= texts_worth_workers else 1):
        fresh = {key: vector.tobytes() for key, vector in zip(some_keys, vectors, strict=True)}
        cache.put_many(fresh)
        kept.update(fresh)
    stored = np.frombuffer(b"".join(kept[key] for key in keys), np.float16)
    return from_kept(distinct, stored.reshape(len(distinct), encoder.dim), encoder)


def _encoded(
    absent: Mapping[bytes, str], encoder: TitleEncoder, workers: int
) -> Iterator[tuple[Sequence[bytes], np.ndarray]]:
    # By length, so that a task's texts fill its matrices evenly; no vector depends on it.
    keys = sorted(absent, key=lambda key: (len(absent[key]), key))
    tasks = [keys[first : first + _TEXTS_AT_ONCE] for first in range(0, len(keys), _TEXTS_AT_ONCE)]
    texts = [[absent[key] for key in task] for task in tasks]
    encode = partial(encode_to_keep, encoder)
    if workers == 1:
        yield from zip(tasks, map(encode, texts), strict=True)
        return
    # Processes, not threads: cutting a title into tokens is plain Python, which holds the interpreter's lock.
    with ProcessPoolExecutor(workers, mp_context=worker_context(), initializer=collect_seldom) as pool:
        yield from zip(tasks, pool.map(encode, texts), strict=True)


def _photos_named(listings: pd.DataFrame) -> list[tuple[str, str, str]]:
    columns = [Listings.platform, Listings.listing_id, Listings.images]
    rows = listings[columns].itertuples(index=False, name=None)
    return [(platform, listing_id, image) for platform, listing_id, images in rows for image in dict.fromkeys(images)]


def _image_row(found: PhotoFingerprint, sha256: str | None) -> dict[str, Any]:
    return {
        ImageSignals.sha256: sha256,
        ImageSignals.width_px: found.width_px,
        ImageSignals.height_px: found.height_px,
        ImageSignals.phash: found.phash,
        ImageSignals.dhash: found.dhash,
        ImageSignals.quality: found.quality,
        ImageSignals.is_comparable: found.is_comparable,
        ImageSignals.view_phashes: list(found.view_phashes),
        ImageSignals.code256: list(found.code256),
        ImageSignals.look: found.look,
    }


def _reference_row(bank: str, image: str, found: PhotoFingerprint, sha256: str | None) -> dict[str, Any]:
    return {
        ReferenceSignals.bank: bank,
        ReferenceSignals.image: image,
        ReferenceSignals.sha256: sha256,
        ReferenceSignals.quality: found.quality,
        ReferenceSignals.is_comparable: found.is_comparable,
        ReferenceSignals.view_phashes: list(found.view_phashes),
        ReferenceSignals.code256: list(found.code256),
        ReferenceSignals.look: found.look,
        ReferenceSignals.dhash: found.dhash,
    }


def _known_by_hash(phash: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The reference, or the reject, that a bare pHash gives. Its quality is unknown and taken as full."""
    try:
        code = int(phash, 16) if len(phash) == 16 else None
    except ValueError:
        code = None
    if code is None:
        says = f"found {phash[:40]!r}, expected a pHash of 16 hexadecimal digits; write it again."
        detail = {Rejects.reason_code: "banned_phash_broken", Rejects.detail: says}
        return [], [{Rejects.kind: "image", Rejects.source_file: "policy/banned_images", **detail}]
    known = PhotoFingerprint(0, 0, dhash=0, quality=1.0, is_comparable=True, view_phashes=(code,))
    return [_reference_row("banned", f"phash:{phash.lower()}", known, None)], []


def _refusal(found: DecodedPhoto, source_file: str) -> dict[str, Any]:
    assert found.refusal is not None
    return {
        Rejects.source_file: source_file,
        Rejects.reason_code: found.refusal.reason_code,
        Rejects.detail: found.refusal.detail,
        Rejects.sha256: found.sha256,
    }
