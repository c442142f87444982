"""Every pair of codes within a radius, exact, from a handful of references to millions."""

from typing import NamedTuple

import numpy as np

from features.signals.code_search import distances_within
from features.signals.hamming_plan import WORD_BITS, Plan, masks_within, plan_for, spread_bits

Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]

# Comparing two words takes 1.2 to 1.9 ns; importing numba and compiling the loops takes some four seconds of a
# process, once. Up to here comparing everything is no slower.
DENSE_WORD_PAIRS = 2_000_000_000
# Room for the pairs of one chunk; when they are more, they are counted first and found again.
_ROOM, _ROOM_A_QUERY = 4096, 16
# Codes looked at to choose the order of bits.
_SAMPLE = 4096
_NO_PAIRS = np.empty((0, 3), np.int64)


def radius_pairs(queries: np.ndarray, references: np.ndarray, radius_bits: int) -> Pairs:
    """(query rows, reference rows, distances in bits) of every pair at most `radius_bits` apart, each int64.

    Both are uint64, (n,) for 64-bit codes or (n, words) for longer ones; the pairs are sorted by query row, distance
    and reference row. Raises ValueError for codes of another shape or of two different widths.
    """
    return HammingIndex(references, radius_bits).search(queries)


class HammingIndex:
    """A bank of codes, searched for every code within a radius of each query; build it once, search it often.

    Small searches compare everything, and nothing is compiled. A search of more than `dense_word_pairs` indexes the
    bank by multi-index hashing: a million 64-bit codes at radius 10 take 73 MB and 0.6 s of one core, 256-bit codes at
    radius 31 244 MB and 2.6 s. Rows that carry the same code are searched once; only the pairs given back repeat them.
    """

    def __init__(self, codes: np.ndarray, radius_bits: int, *, dense_word_pairs: int = DENSE_WORD_PAIRS) -> None:
        self.radius_bits = radius_bits
        self._bank = _distinct(_as_words(codes))
        self._words = self._bank.codes.shape[1]
        self._dense_word_pairs = dense_word_pairs
        self._tables: _Tables | None = None

    def search(self, queries: np.ndarray, radius_bits: int | None = None, *, most_each: int | None = None) -> Pairs:
        """`radius_pairs` of the queries against the bank; with `most_each` only so many nearest of each query.

        Ask for few where a picture may be everywhere: a bank and a night that both hold it ten thousand times make a
        hundred million pairs. Raises ValueError for a radius beyond the index's own.
        """
        asked = self.radius_bits if radius_bits is None else radius_bits
        if asked > self.radius_bits:
            raise ValueError(f"found a radius of {asked} bits, expected at most the {self.radius_bits} indexed")
        wanted = _distinct(_as_words(queries, self._words))
        pairs = self._distinct_pairs(wanted.codes, asked)
        return _for_every_row(_nearest_rows(pairs, self._bank, most_each), wanted)

    @property
    def nbytes(self) -> int:
        """Bytes held now: the codes, the rows that carry them, and the tables once they are built."""
        tables = self._tables.nbytes if self._tables else 0
        return tables + sum(part.nbytes for part in self._bank)

    def _distinct_pairs(self, queries: np.ndarray, radius_bits: int) -> np.ndarray:
        if not len(self._bank.rows) or not len(queries) or radius_bits < 0:
            return _NO_PAIRS
        if self._tables is None and len(queries) * self._bank.codes.size <= self._dense_word_pairs:
            return distances_within(queries, self._bank.codes, radius_bits)
        if self._tables is None:
            self._tables = _Tables(self._bank.codes, self.radius_bits)
            # The tables hold the codes too, with their bits in another order.
            self._bank = self._bank._replace(codes=self._bank.codes[:0].copy())
        return self._tables.pairs(queries, radius_bits)


class _Distinct(NamedTuple):
    """Distinct codes (n, words), and the rows that carry each: `rows[begins[i]:begins[i + 1]]`, ascending."""

    codes: np.ndarray
    rows: np.ndarray
    begins: np.ndarray


class _Tables:
    """Distinct codes and, for each chunk, their rows by the chunk's value; a table is built when first needed."""

    def __init__(self, codes: np.ndarray, radius_bits: int) -> None:
        from features.signals.hamming_kernels import reordered

        self._plan = plan_for(codes.shape[1] * WORD_BITS, radius_bits, len(codes))
        self._order = spread_bits(codes[:: -(-len(codes) // _SAMPLE)], self._plan.widths)
        self._codes = reordered(codes, self._order)
        self._tables: dict[int, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}

    @property
    def nbytes(self) -> int:
        return self._codes.nbytes + sum(part.nbytes for table in self._tables.values() for part in table)

    def pairs(self, queries: np.ndarray, radius_bits: int) -> np.ndarray:
        """(query, code, distance) of every pair, in no particular order, int64 (pairs, 3)."""
        from features.signals.hamming_kernels import reordered

        plan = self._plan.within(radius_bits)
        asked = reordered(queries, self._order)
        needed = [place for place, tolerance in enumerate(plan.tolerances) if tolerance >= 0]
        return np.concatenate([self._pairs_in_chunk(asked, plan, place) for place in needed])

    def _pairs_in_chunk(self, queries: np.ndarray, plan: Plan, place: int) -> np.ndarray:
        from features.signals.hamming_kernels import Asked, Bank, Chunk, cut, pairs_in_chunk

        chunks = _chunks(plan)
        masks = masks_within(plan.widths[place], plan.tolerances[place])
        mask_bits = np.bitwise_count(masks).astype(np.int64)
        keys, probes = cut(queries, chunks[place])
        # In the order of the chunk's value, so that neighbours read the same buckets.
        asked = Asked(queries, np.argsort(keys, kind="stable"), keys, probes)
        bank = Bank(self._codes, *self._table(chunks[place], place))
        chunk = Chunk(masks, mask_bits, plan.bounds[place], plan.radius_bits, chunks[:place])
        found = np.empty((_ROOM + _ROOM_A_QUERY * len(queries), 3), np.int64)
        count = pairs_in_chunk(asked, bank, chunk, found)
        if count > len(found):
            found = np.empty((count, 3), np.int64)
            pairs_in_chunk(asked, bank, chunk, found)
        return found[:count]

    def _table(self, chunk: np.ndarray, place: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        from features.signals.hamming_kernels import bucketed, cut

        if place not in self._tables:
            self._tables[place] = bucketed(*cut(self._codes, chunk), self._plan.widths[place])
        return self._tables[place]


def _chunks(plan: Plan) -> np.ndarray:
    """The plan as the compiled loops read it: (start, width, probe's start, probe's width, tolerance, bound)."""
    starts, widths = np.array(plan.starts), np.array(plan.widths)
    after = (starts + widths) % plan.code_bits
    return np.stack([starts, widths, after, plan.probe_bits, plan.tolerances, plan.bounds], axis=1).astype(np.int64)


def _as_words(codes: np.ndarray, words: int | None = None) -> np.ndarray:
    given = codes[:, None] if codes.ndim == 1 else codes
    if given.dtype != np.uint64 or given.ndim != 2 or given.shape[1] < 1 or words not in (None, given.shape[1]):
        expected = f"{words} words a code, as in the index" if words else "shape (n,) or (n, words)"
        raise ValueError(f"found {codes.dtype} codes of shape {codes.shape}, expected uint64 and {expected}")
    return given


def _distinct(codes: np.ndarray) -> _Distinct:
    one_word = codes.shape[1] == 1
    order = np.argsort(codes[:, 0], kind="stable") if one_word else np.lexsort(codes.T[::-1])
    ordered = codes[order]
    is_new = np.ones(len(codes), bool)
    is_new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    begins = np.append(np.flatnonzero(is_new), len(codes))
    return _Distinct(np.ascontiguousarray(ordered[is_new]), order, begins)


def _nearest_rows(pairs: np.ndarray, bank: _Distinct, most_each: int | None) -> np.ndarray:
    """(query, row of the bank, distance) by query, distance and row, from pairs of distinct codes."""
    most = len(bank.rows) if most_each is None else most_each
    pair, row = _carriers(pairs[:, 1], bank, most)
    query, distance = pairs[pair, 0], pairs[pair, 2]
    order = np.lexsort((row, distance, query))
    rows = np.stack([query, row, distance], axis=1)[order]
    rank = np.arange(len(rows)) - np.searchsorted(rows[:, 0], rows[:, 0])
    return rows[rank < most]


def _for_every_row(found: np.ndarray, wanted: _Distinct) -> Pairs:
    """What was found for distinct queries, for every row that asked with that code."""
    counts = np.diff(wanted.begins)
    code = np.repeat(np.arange(len(counts)), counts)
    begins = np.searchsorted(found[:, 0], np.arange(len(counts) + 1))
    # The rows in their own order, each with its code's stretch of what was found.
    order = np.argsort(wanted.rows, kind="stable")
    code = code[order]
    first, lengths = begins[code], np.diff(begins)[code]
    query = np.repeat(np.arange(len(code)), lengths)
    place = np.repeat(first, lengths) + np.arange(len(query)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return query, found[place, 1], found[place, 2]


def _carriers(places: np.ndarray, carried: _Distinct, most: int) -> tuple[np.ndarray, np.ndarray]:
    """(which of the places, row) of the first `most` rows that carry the code at each of the places."""
    first = carried.begins[places]
    counts = np.minimum(carried.begins[places + 1] - first, most)
    which = np.repeat(np.arange(len(places)), counts)
    within = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    return which, carried.rows[first[which] + within]
