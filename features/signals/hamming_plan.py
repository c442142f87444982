"""How codes are cut into chunks, so that a search looks at a few chunk values instead of at every code.

With `chunks` pieces and a tolerance `t` for each, where the tolerances sum to radius - chunks + 1, two codes
within the radius have a piece whose distance is within its tolerance (Norouzi, Punjani, Fleet: multi-index
hashing), and from one such piece on, going round, every run of pieces stays within its own sum of tolerances
plus its length less one (Qin, Xiao: pigeonring). The first fact says which chunk values to look up; the second
throws nearly every candidate away after one look at the 64 bits that follow the piece.
"""

from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import comb

import numpy as np

WORD_BITS = 64
# 2^22 values are a table of 16 MB a chunk; wider chunks would cost more memory than the codes themselves.
_WIDEST_CHUNK_BITS = 22
# What looking up one chunk value and scanning one candidate cost, in nanoseconds, at a million codes.
_LOOKUP_NS, _SCAN_NS = 10.0, 0.7


@dataclass(frozen=True)
class Plan:
    """Chunk `i` covers `widths[i]` bits from bit `starts[i]` on; the chunks cover the code in order, as a ring.

    `tolerances[i]` of -1: no pair within the radius needs the chunk. `probe_bits[i]` bits after the chunk are kept
    beside each entry; they and the chunk differ by at most `bounds[i]` bits in a pair that the chunk must find.
    """

    code_bits: int
    radius_bits: int
    starts: tuple[int, ...]
    widths: tuple[int, ...]
    tolerances: tuple[int, ...]
    probe_bits: tuple[int, ...]
    bounds: tuple[int, ...]

    def within(self, radius_bits: int) -> "Plan":
        """The same chunks with the tolerances of a smaller radius: none of them grows."""
        return _planned(self.code_bits, radius_bits, self.widths)


@cache
def plan_for(code_bits: int, radius_bits: int, codes: int) -> Plan:
    """The cheapest plan for a bank of `codes` codes, by counting lookups and candidates of evenly spread codes."""
    fewest = -(-code_bits // _WIDEST_CHUNK_BITS)
    plans = [_planned(code_bits, radius_bits, _widths(code_bits, count)) for count in range(fewest, code_bits // 6 + 1)]
    return min(plans, key=lambda plan: _nanoseconds(plan, codes))


def masks_within(width: int, tolerance: int) -> np.ndarray:
    """Every difference of at most `tolerance` bits in `width` bits, the smallest first, uint32."""
    flips = [places for count in range(tolerance + 1) for places in combinations(range(width), count)]
    return np.array([sum(1 << place for place in places) for places in flips], dtype=np.uint32)


def spread_bits(codes: np.ndarray, widths: tuple[int, ...]) -> np.ndarray:
    """Which bit of a code stands at each place, so that bits of one chunk tell as different things as possible.

    Codes of real photos share whole patterns; pieces that cut along them would put half a bank under one value.
    Any order gives the same pairs. `codes` is a sample, (n, words).
    """
    signs = np.unpackbits(codes.astype("<u8").view(np.uint8), axis=1, bitorder="little").astype(np.float32) * 2 - 1
    likeness = abs(signs.T @ signs)
    chunks: list[list[int]] = [[] for _ in widths]
    # The most tied bits choose first, while every chunk has room.
    for bit in np.argsort(-likeness.sum(axis=1), kind="stable").tolist():
        open_chunks = [place for place, width in enumerate(widths) if len(chunks[place]) < width]
        chunks[min(open_chunks, key=lambda place: likeness[bit, chunks[place]].sum() / widths[place])].append(bit)
    return np.concatenate(chunks).astype(np.int64)


def _widths(code_bits: int, count: int) -> tuple[int, ...]:
    # The first chunks get the larger tolerances, so they are the narrower ones: fewer values to look up.
    narrow, wider = divmod(code_bits, count)
    return (narrow,) * (count - wider) + (narrow + 1,) * wider


def _planned(code_bits: int, radius_bits: int, widths: tuple[int, ...]) -> Plan:
    count = len(widths)
    least, larger = divmod(radius_bits - count + 1, count)
    tolerances = tuple(least + (place < larger) for place in range(count))
    followed = [_followed(place, widths) for place in range(count)]
    return Plan(
        code_bits=code_bits,
        radius_bits=radius_bits,
        starts=tuple(np.cumsum((0, *widths[:-1])).tolist()),
        widths=widths,
        tolerances=tolerances,
        probe_bits=tuple(
            sum(widths[(place + step) % count] for step in range(1, more + 1)) for place, more in followed
        ),
        bounds=tuple(
            sum(tolerances[(place + step) % count] for step in range(more + 1)) + more for place, more in followed
        ),
    )


def _followed(place: int, widths: tuple[int, ...]) -> tuple[int, int]:
    """The chunk and how many whole chunks after it fit into one word."""
    count, bits, more = len(widths), 0, 0
    while more + 1 < count and bits + widths[(place + more + 1) % count] <= WORD_BITS:
        more += 1
        bits += widths[(place + more) % count]
    return place, more


def _nanoseconds(plan: Plan, codes: int) -> float:
    return sum(
        sum(comb(width, flips) for flips in range(tolerance + 1)) * (_LOOKUP_NS + _SCAN_NS * codes / 2.0**width)
        for width, tolerance in zip(plan.widths, plan.tolerances, strict=True)
    )
