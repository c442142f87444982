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


def _near_pairs(unique: npt.NDArray[np.uint64], near_bits: int, largest_block: int) -> Iterator[npt.NDArray[np.int64]]:
    edges = np.linspace(0, _BITS, near_bits + 2).astype(int)
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        block = (unique >> np.uint64(low)) & np.uint64((1 << int(high - low)) - 1)
        order = np.argsort(block, kind="stable")
        _, which, sizes = np.unique(block[order], return_inverse=True, return_counts=True)
        alone = -1 - np.arange(len(which))
        runs = np.where(sizes[which] <= largest_block, which, alone)
        yield from _near_in_blocks(unique[order], order, runs, near_bits)


def _near_in_blocks(
    codes: npt.NDArray[np.uint64], numbers: npt.NDArray[np.int64], block: npt.NDArray[np.int64], near_bits: int
) -> Iterator[npt.NDArray[np.int64]]:
    """Near pairs within runs of equal `block`: every code against the one 1, 2, 3 … places on, while the run lasts."""
    step, first = 1, np.arange(len(codes) - 1)
    while True:
        first = first[first + step < len(codes)]
        first = first[block[first] == block[first + step]]
        if len(first) == 0:
            return
        is_near = np.bitwise_count(codes[first] ^ codes[first + step]) <= near_bits
        near = first[is_near]
        yield np.stack([numbers[near], numbers[near + step]], axis=1)
        step += 1


def _components(count: int, pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The least member of each one's component: everybody takes the least label he is tied to, until none changes."""
    labels = np.arange(count, dtype=np.int64)
    while True:
        least = labels.copy()
        lower = np.minimum(labels[pairs[:, 0]], labels[pairs[:, 1]])
        for side in (0, 1):
            np.minimum.at(least, labels[pairs[:, side]], lower)
            np.minimum.at(least, pairs[:, side], lower)
        while not np.array_equal(least, least[least]):
            least = least[least]
        if np.array_equal(least, labels):
            return labels
        labels = least
