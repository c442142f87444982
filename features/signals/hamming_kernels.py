"""The compiled loops of the radius search. Import it only when they are worth some four seconds of compiling.

Nothing is kept on disk between processes: an installation may be read-only, and a cache of machine code is one
more file to trust.
"""

from typing import Any, NamedTuple

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic

_WORD = np.uint64
_ONE = np.uint64(1)
_FULL = np.uint64(64)


class Asked(NamedTuple):
    """Query codes (n, words), the order to take them in, their chunk values and the bits after the chunk."""

    codes: np.ndarray
    order: np.ndarray
    keys: np.ndarray
    probes: np.ndarray


class Bank(NamedTuple):
    """Codes (n, words); rows and probes by chunk value, those of value `v` from `begins[v]` to `begins[v + 1]`."""

    codes: np.ndarray
    begins: np.ndarray
    rows: np.ndarray
    probes: np.ndarray


class Chunk(NamedTuple):
    """What to look up (a query's chunk value with each of `masks` flipped) and what to keep.

    A candidate's mask and probe differ by at most `bound` bits, its code by at most `radius`. Rows of `earlier`
    are (start, width, start of the probe, its width, tolerance, bound) of the chunks already searched.
    """

    masks: np.ndarray
    mask_bits: np.ndarray
    bound: int
    radius: int
    earlier: np.ndarray


def _counted(typing_context: Any, word: Any) -> Any:
    """How many bits of a uint64 are set, as the processor counts them."""

    def instruction(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.ctpop(values[0])

    return types.uint64(types.uint64), instruction


_ones: Any = intrinsic(_counted)


@numba.njit
def _bits_at(codes: np.ndarray, row: int, start: int, count: int) -> np.uint64:
    """`count` bits of a code from bit `start` on, going round at its end."""
    words = codes.shape[1]
    word = start >> 6
    shift = _WORD(start & 63)
    value = codes[row, word] >> shift
    if shift + _WORD(count) > _FULL:
        value |= codes[row, (word + 1) % words] << (_FULL - shift)
    if count < 64:
        value &= (_ONE << _WORD(count)) - _ONE
    return value


@numba.njit(nogil=True)
def reordered(codes: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Codes whose bit `i` is bit `order[i]` of the given ones."""
    result = np.zeros_like(codes)
    for row in range(len(codes)):
        for place in range(len(order)):
            bit = (codes[row, order[place] >> 6] >> _WORD(order[place] & 63)) & _ONE
            result[row, place >> 6] |= bit << _WORD(place & 63)
    return result


@numba.njit(nogil=True)
def cut(codes: np.ndarray, chunk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(value of the chunk, the bits after it) of each code; `chunk` is its row of the `chunks` below."""
    start, width, after, probe_bits = chunk[0], chunk[1], chunk[2], chunk[3]
    keys = np.empty(len(codes), np.uint32)
    probes = np.empty(len(codes), np.uint64)
    for row in range(len(codes)):
        keys[row] = _bits_at(codes, row, start, width)
        probes[row] = _bits_at(codes, row, after, probe_bits)
    return keys, probes


@numba.njit(nogil=True)
def bucketed(keys: np.ndarray, probes: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(where each chunk value begins, rows by chunk value, their probes in that order)."""
    begins = np.zeros((1 << width) + 1, np.uint32)
    for key in keys:
        begins[key + 1] += 1
    for value in range(1 << width):
        begins[value + 1] += begins[value]
    filled = begins[:-1].copy()
    rows = np.empty(len(keys), np.uint32)
    sorted_probes = np.empty(len(keys), np.uint64)
    for row in range(len(keys)):
        place = filled[keys[row]]
        filled[keys[row]] = place + 1
        rows[place] = row
        sorted_probes[place] = probes[row]
    return begins, rows, sorted_probes


@numba.njit
def _distance(queries: np.ndarray, query: int, codes: np.ndarray, row: int) -> np.uint64:
    bits: Any = _WORD(0)
    for word in range(codes.shape[1]):
        bits += _ones(queries[query, word] ^ codes[row, word])
    return bits


@numba.njit
def _found_before(queries: np.ndarray, query: int, codes: np.ndarray, row: int, earlier: np.ndarray) -> bool:
    """Whether the search in one of the `earlier` chunks has given this pair already."""
    for which in range(len(earlier)):
        start, width, after, probe_bits = earlier[which, 0], earlier[which, 1], earlier[which, 2], earlier[which, 3]
        bits = _ones(_bits_at(queries, query, start, width) ^ _bits_at(codes, row, start, width))
        if earlier[which, 4] < 0 or bits > _WORD(earlier[which, 4]):
            continue
        bits += _ones(_bits_at(queries, query, after, probe_bits) ^ _bits_at(codes, row, after, probe_bits))
        if bits <= _WORD(earlier[which, 5]):
            return True
    return False


@numba.njit(nogil=True)
def pairs_in_chunk(asked: Asked, bank: Bank, chunk: Chunk, found: np.ndarray) -> int:
    """How many pairs the chunk finds and no earlier one did; those that fit are written into `found`.

    `found`, int64 (n, 3), gets the query, the row of the bank and the distance.
    """
    count = 0
    for query in asked.order:
        key, probe = asked.keys[query], asked.probes[query]
        for which in range(len(chunk.masks)):
            bucket = key ^ chunk.masks[which]
            left = _WORD(chunk.bound - chunk.mask_bits[which])
            for place in range(bank.begins[bucket], bank.begins[bucket + 1]):
                if _ones(probe ^ bank.probes[place]) > left:
                    continue
                row = bank.rows[place]
                bits = _distance(asked.codes, query, bank.codes, row)
                if bits > _WORD(chunk.radius) or _found_before(asked.codes, query, bank.codes, row, chunk.earlier):
                    continue
                if count < len(found):
                    found[count, 0], found[count, 1], found[count, 2] = query, row, bits
                count += 1
    return count
