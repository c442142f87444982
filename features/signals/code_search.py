"""Every pair of 64-bit codes within a radius: exact, by counting differing bits in blocks that fit the cache."""

import numpy as np

# 128 x 4096 codes of 8 bytes are 4 MB: they stay in the processor's cache, and the result never holds all pairs.
_QUERIES_AT_ONCE = 128
_CODES_AT_ONCE = 4096


def pairs_within(
    queries: np.ndarray, codes: np.ndarray, radius_bits: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(query index, code index, distance in bits) of each pair at most `radius_bits` apart, in index order.

    Both are uint64. Costs about a nanosecond a pair: 30,000 photos against 20,000 codes take under a second
    on one core. A million reference codes want an index on chunks of the code instead.
    """
    found = [
        _block(queries, codes, radius_bits, first)
        for first in range(0, len(queries), _QUERIES_AT_ONCE)
    ]
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64)
    query, code, distance = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.lexsort((code, query))
    return query[order], code[order], distance[order]


def _block(
    queries: np.ndarray, codes: np.ndarray, radius_bits: int, first: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chosen = queries[first : first + _QUERIES_AT_ONCE, None]
    query, code, distance = [], [], []
    for start in range(0, len(codes), _CODES_AT_ONCE):
        bits = np.bitwise_count(chosen ^ codes[None, start : start + _CODES_AT_ONCE])
        near = np.flatnonzero(bits.ravel() <= radius_bits)
        query.append(first + near // bits.shape[1])
        code.append(start + near % bits.shape[1])
        distance.append(bits.ravel()[near].astype(np.int64))
    empty = np.empty(0, np.int64)
    return tuple(np.concatenate(part) if part else empty for part in (query, code, distance))
