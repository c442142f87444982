"""Radius searches over banks of codes, ours and other libraries', with equal results checked."""

import importlib.util
import math
import time
from collections.abc import Callable

import numpy as np
from PIL import Image

from features.signals.code_search import distances_within
from features.signals.hamming_index import HammingIndex

QUERIES = 4000
# Scans are slow: they answer the first few queries, and their pairs are compared on those.
SCANNED_QUERIES = {10_000: 1000, 100_000: 300, 1_000_000: 60}
SEARCHES = {64: 10, 256: 31}
CROPS_A_PHOTO = 6
Search = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


def even_codes(count: int, bits: int, chance: np.random.Generator) -> np.ndarray:
    return chance.integers(0, 2**64, (count, bits // 64), dtype=np.uint64)


def code_bits(picture: Image.Image, side: int) -> np.ndarray:
    """A pHash of side x side bits: which low frequencies exceed their median, as -1 and 1."""
    levels = np.asarray(picture.resize((4 * side, 4 * side), Image.Resampling.LANCZOS), np.float64)
    places = np.arange(4 * side)
    cosines = np.cos(np.pi * np.arange(side)[:, None] * (2 * places + 1) / (8 * side))
    found = (cosines @ levels @ cosines.T).ravel()
    return np.where(found > np.median(found), 1.0, -1.0)


class PhotoLike:
    """Codes whose bits hang together as those of crops of the given photos do; every tenth is one of a few repeats."""

    def __init__(self, pictures: list[Image.Image], bits: int, chance: np.random.Generator) -> None:
        side = math.isqrt(bits)
        signs = np.array([code_bits(self._crop(one, chance), side) for one in pictures for _ in range(CROPS_A_PHOTO)])
        # The arcsine law: the correlation of the normal values whose signs correlate so.
        tied = np.sin(np.pi / 2 * (signs.T @ signs) / len(signs))
        values, vectors = np.linalg.eigh(tied)
        self._root = (vectors * np.sqrt(np.maximum(values, 1e-6))).T.astype(np.float32)

    @staticmethod
    def _crop(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
        share = chance.uniform(0.6, 1)
        left, top = chance.uniform(0, 1 - share, 2) * picture.size
        return picture.crop((left, top, left + share * picture.width, top + share * picture.height))

    def codes(self, count: int, chance: np.random.Generator) -> np.ndarray:
        parts = []
        for first in range(0, count, 50_000):
            rows = min(50_000, count - first)
            normal = chance.standard_normal((rows, len(self._root)), dtype=np.float32)
            parts.append(np.packbits(normal @ self._root > 0, axis=1).view(">u8").astype(np.uint64))
        codes = np.concatenate(parts)
        repeated = chance.integers(0, max(1, count // 1000), count // 10)
        codes[chance.choice(count, count // 10, replace=False)] = codes[repeated]
        return codes


def altered(bank: np.ndarray, count: int, flips: int, chance: np.random.Generator) -> np.ndarray:
    """Codes of the bank with up to `flips` bits changed."""
    codes = bank[chance.integers(0, len(bank), count)].copy()
    for _ in range(flips):
        word, bit = chance.integers(0, bank.shape[1], count), chance.integers(0, 64, count).astype(np.uint64)
        codes[np.arange(count), word] ^= np.uint64(1) << bit
    return codes


def faiss_search(bank: np.ndarray, radius: int) -> Search:
    import faiss

    faiss.omp_set_num_threads(1)
    flat = faiss.IndexBinaryFlat(64 * bank.shape[1])
    flat.add(bank.view(np.uint8).reshape(len(bank), -1))

    def search(queries: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        # faiss leaves out distances equal to its radius.
        limits, _, rows = flat.range_search(queries.view(np.uint8).reshape(len(queries), -1), radius + 1)
        return np.repeat(np.arange(len(queries)), np.diff(limits).astype(int)), rows

    return search


def scans(bank: np.ndarray, radius: int) -> dict[str, Search]:
    def numpy_scan(queries: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        query, row, _ = distances_within(queries, bank, radius).T
        return query, row

    found: dict[str, Search] = {"numpy scan": numpy_scan}
    if importlib.util.find_spec("faiss"):
        found["faiss BinaryFlat"] = faiss_search(bank, radius)
    return found


def as_set(query: np.ndarray, row: np.ndarray) -> set[tuple[int, int]]:
    return set(zip(query.tolist(), row.tolist(), strict=True))


def bench_bank(bank: np.ndarray, fresh: np.ndarray, radius: int, rounds: int) -> float:
    """Prints one bank's figures; gives our queries a second."""
    chance = np.random.default_rng(2)
    queries = np.concatenate([altered(bank, QUERIES // 2, radius // 2, chance), fresh])[chance.permutation(QUERIES)]
    start = time.process_time()
    index = HammingIndex(bank, radius, dense_word_pairs=-1)
    index.search(queries[:1])
    build = time.process_time() - start
    few = queries[: SCANNED_QUERIES.get(len(bank), 60)]
    spent: dict[str, list[float]] = {}
    others, pairs = scans(bank, radius), {}
    for _ in range(rounds):
        start = time.process_time()
        query, row, _ = index.search(queries)
        spent.setdefault("touchstone", []).append((time.process_time() - start) / len(queries))
        for name, search in others.items():
            start = time.process_time()
            pairs[name] = search(few)
            spent.setdefault(name, []).append((time.process_time() - start) / len(few))
    mine = as_set(query[query < len(few)], row[query < len(few)])
    rates = {name: 1 / min(seconds) for name, seconds in spent.items()}
    told = [f"{name} {rates[name]:,.0f} q/s, ours {rates['touchstone'] / rates[name]:.1f}x" for name in others]
    same = "same pairs" if all(as_set(*found) == mine for found in pairs.values()) else "PAIRS DIFFER"
    print(
        f"  {len(bank):>9,} codes: {rates['touchstone']:>9,.0f} q/s; {'; '.join(told)}; {same} ({len(query):,}); "
        f"built in {build:.2f} s, {index.nbytes / 1e6:.0f} MB"
    )
    return rates["touchstone"]


def bench_search(pictures: list[Image.Image], sizes: list[int], rounds: int) -> None:
    """Queries a second over banks of each size: half of the queries are altered codes of the bank."""
    start = time.process_time()
    HammingIndex(np.zeros(1, np.uint64), 1, dense_word_pairs=-1).search(np.zeros(1, np.uint64))
    print(f"\nsearches: {time.process_time() - start:.1f} s to import numba and compile, once a process")
    for bits, radius in SEARCHES.items():
        like = PhotoLike(pictures, bits, np.random.default_rng(1))
        for kind in ("evenly spread", "photo-like"):
            print(f"{bits} bits, radius {radius}, {kind} codes")
            rates = []
            for size in sizes:
                chance = np.random.default_rng(size)
                make = (
                    like.codes if kind == "photo-like" else lambda count, dice, bits=bits: even_codes(count, bits, dice)
                )
                bank = make(size, chance)
                rates.append(bench_bank(bank, make(QUERIES // 2, chance), radius, rounds))
            if len(sizes) > 1:
                growth = math.log(rates[0] / rates[-1]) / math.log(sizes[-1] / sizes[0])
                print(f"  time a query grows as the bank to the power {growth:.2f}")
