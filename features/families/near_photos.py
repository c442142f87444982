"""Groups of photos that are one photo: equal pHashes, and those that few bits part."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

_BITS = 64


def photo_groups(phashes: npt.NDArray[np.uint64], near_bits: int, largest_block: int) -> npt.NDArray[np.int64]:
    """A group number for each pHash: two are in one group when a chain of near hashes joins them.

    Hashes are near at `near_bits` or fewer. The 64 bits are cut in near_bits + 1 blocks, so near hashes share one
    block whole; blocks shared by more than `largest_block` different hashes are left out, and equal hashes are
    always one group.
    """
    unique, place = np.unique(phashes, return_inverse=True)
    if len(unique) == 0:
        return np.zeros(0, dtype=np.int64)
    pairs = np.concatenate([*_near_pairs(unique, near_bits, largest_block), np.zeros((0, 2), np.int64)])
    return _components(len(unique), pairs)[place.reshape(-1)]


def _near_pairs(
    unique: npt.NDArray[np.uint64], near_bits: int, largest_block: int
) -> Iterator[npt.NDArray[np.int64]]:
    edges = np.linspace(0, _BITS, near_bits + 2).astype(int)
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        mask = np.uint64((1 << int(high - low)) - 1)
        block = (unique >> np.uint64(low)) & mask
        order = np.argsort(block, kind="stable")
        sizes = np.unique(block[order], return_counts=True)[1]
        starts = np.cumsum(sizes) - sizes
        for start, size in zip(starts[sizes > 1], sizes[sizes > 1], strict=True):
            if size <= largest_block:
                yield _near_within(unique, order[start : start + size], near_bits)


def _near_within(
    unique: npt.NDArray[np.uint64], members: npt.NDArray[np.int64], near_bits: int
) -> npt.NDArray[np.int64]:
    codes = unique[members]
    first, second = np.nonzero(np.triu(np.bitwise_count(codes[:, None] ^ codes[None, :]) <= near_bits, k=1))
    return np.stack([members[first], members[second]], axis=1)


def _components(count: int, pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    joined = coo_matrix((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    return connected_components(joined, directed=False)[1].astype(np.int64)
