"""The measured levels on which listing and product agree or differ, one value a candidate pair."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import numpy as np

from features.linking.candidate_pairs import Pairs
from features.linking.code_hits import CodeHit
from features.linking.levels import Level, Levels
from features.linking.names.model_codes import codes_agree
from features.linking.product_bank import ProductBank, WeighedTitles, are_of_two_scripts
from features.linking.quantities import agreement, numbered_otherwise
from features.linking.word_levels import telling_levels, word_shares

_VECTOR_ROWS_AT_ONCE = 4096
_DECIMALS = 5


Held = TypeVar("Held", bound=Collection[Any])


@dataclass(frozen=True)
class Given:
    """What the listings of a batch give to be compared, each by listing row."""

    titles: list[str]
    weighed: WeighedTitles
    models: list[str]
    gtins: list[str]
    colours: np.ndarray
    codes: Sequence[CodeHit]


def compare(given: Given, bank: ProductBank, pairs: Pairs, *, vectors: Any) -> Levels:
    """The columns of Level, float64, one value a pair (0 or 1, a share, or a cosine; NaN when not measured)."""
    product = bank.product_of[pairs.title]
    model_words = _model_words(given.models, bank.models, pairs.listing, product)
    in_text = _model_in_text(pairs.listing, product, given.codes)
    found = {
        **_model_levels(model_words, in_text, bank.has_telling_model[product]),
        **_gtin_levels(given.gtins, bank, pairs.listing, product),
        **_code_levels(given.weighed, bank, pairs),
        Level.ngram_cosine: pairs.ngram_cosine,
        Level.vector_cosine: vector_cosines(given.titles, bank, pairs, _of_two_scripts(given, bank, pairs), vectors),
        **word_shares(given.weighed, bank, pairs),
        **_quantity_levels(given.weighed, bank, pairs),
        **_colour_levels(given.colours, bank, pairs),
        **telling_levels(given.weighed, bank, pairs),
    }
    return {name: values.astype(np.float64) for name, values in found.items()}


def _model_words(ours: list[str], theirs: list[str], listing: np.ndarray, product: np.ndarray) -> np.ndarray:
    """`equal`, `part`, `conflict` or `unknown` of the listing's model attribute and the product's model."""
    found = np.full(len(listing), "unknown", dtype=object)
    is_given = np.array([bool(text) for text in ours], dtype=bool)[listing]
    is_known = np.array([bool(text) for text in theirs], dtype=bool)[product]
    at = np.flatnonzero(is_given & is_known)
    asked = zip(listing[at].tolist(), product[at].tolist(), strict=True)
    found[at] = [codes_agree(ours[row], theirs[of]) for row, of in asked]
    return found


def _model_in_text(listing: np.ndarray, product: np.ndarray, codes: Sequence[CodeHit]) -> tuple[np.ndarray, np.ndarray]:
    size = int(product.max(initial=0)) + 1
    key = listing * size + product
    whole = np.array(
        [hit.row * size + hit.product for hit in codes if hit.is_whole and hit.product < size], dtype=np.int64
    )
    part = np.array(
        [hit.row * size + hit.product for hit in codes if not hit.is_whole and hit.product < size], dtype=np.int64
    )
    return np.isin(key, whole), np.isin(key, part)


def _model_levels(
    words: np.ndarray, in_text: tuple[np.ndarray, np.ndarray], is_telling: np.ndarray
) -> dict[str, np.ndarray]:
    whole, part = in_text
    equal = words == "equal"
    written = whole & ~equal
    partly = ~equal & ~written & (part | (words == "part"))
    return {
        Level.model_equal: equal,
        Level.model_in_text: written & is_telling,
        Level.number_in_text: written & ~is_telling,
        Level.model_part: partly,
        Level.model_near: (words == "near") & ~written & ~partly,
        Level.model_sibling: (words == "sibling") & ~written & ~partly,
        Level.model_conflict: (words == "conflict") & ~written & ~partly,
    }


def _gtin_levels(
    gtins: list[str], bank: ProductBank, listing: np.ndarray, product: np.ndarray
) -> dict[str, np.ndarray]:
    given = np.array(gtins, dtype=object)[listing]
    known = np.array(bank.gtins, dtype=object)[product]
    are_both = (given != "") & (known != "")
    return {Level.gtin_equal: are_both & (given == known), Level.gtin_conflict: are_both & (given != known)}


def _code_levels(weighed: WeighedTitles, bank: ProductBank, pairs: Pairs) -> dict[str, np.ndarray]:
    level = np.full(len(pairs.listing), "", dtype=object)
    at, asked = _both(weighed.codes, bank.codes, pairs)
    # Listings of one product are compared with the same few others.
    agree = cache(codes_agree)
    level[at] = [_codes_level(ours, theirs, agree) for ours, theirs in asked]
    names = (Level.codes_shared, Level.codes_part, Level.codes_sibling, Level.codes_conflict)
    return {name: level == name for name in names}


def _codes_level(ours: frozenset[str], theirs: frozenset[str], agree: Callable[[str, str], str]) -> str:
    if not ours.isdisjoint(theirs):
        return Level.codes_shared
    met = set()
    for one in ours:
        for other in theirs:
            agreed = agree(one, other)
            if agreed == "part":
                return Level.codes_part
            met.add(agreed)
    # A number a letter or two away may be a slip or the next product: it says nothing.
    return Level.codes_sibling if "sibling" in met else "" if "near" in met else Level.codes_conflict


def _of_two_scripts(given: Given, bank: ProductBank, pairs: Pairs) -> np.ndarray:
    return np.flatnonzero(are_of_two_scripts(given.weighed, pairs.listing, bank.titles, pairs.title))


def vector_cosines(
    titles_of: list[str], bank: ProductBank, pairs: Pairs, wanted: np.ndarray, vectors: Any
) -> np.ndarray:
    """The encoder's cosine of the wanted pairs (by place), NaN for the others: within a script it decides nothing, and
    there are many.
    """
    every = np.full(len(pairs.listing), np.nan)
    if vectors is None or not len(wanted):
        return every
    found = np.zeros(len(wanted))
    rows, row_at = np.unique(pairs.listing[wanted], return_inverse=True)
    titles, title_at = np.unique(pairs.title[wanted], return_inverse=True)
    left = _unit(vectors.of([titles_of[row] for row in rows.tolist()]))
    right = _unit(vectors.of([bank.raw_titles[at] for at in titles]))
    for at in range(0, len(found), _VECTOR_ROWS_AT_ONCE):
        chosen = slice(at, at + _VECTOR_ROWS_AT_ONCE)
        found[chosen] = np.einsum("ij,ij->i", left[row_at[chosen]], right[title_at[chosen]])
    every[wanted] = found.clip(-1, 1).round(_DECIMALS)
    return every


def _unit(vectors: np.ndarray) -> np.ndarray:
    given = np.asarray(vectors, dtype=np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", given, given))[:, None]
    return given / np.maximum(lengths, 1e-9)


def _quantity_levels(weighed: WeighedTitles, bank: ProductBank, pairs: Pairs) -> dict[str, np.ndarray]:
    told = np.zeros((len(pairs.listing), 2))
    at, asked = _both(weighed.quantities, bank.titles.quantities, pairs)
    told[at] = np.array([agreement(ours, theirs) for ours, theirs in asked], dtype=np.float64).reshape(-1, 2)
    numbered = np.zeros(len(pairs.listing))
    at, words = _both(weighed.numbered, bank.titles.numbered, pairs)
    numbered[at] = [numbered_otherwise(ours, theirs) for ours, theirs in words]
    return {
        Level.measures_conflict: told[:, 0].clip(0, 2),
        Level.measures_differ: told[:, 1].clip(0, 2),
        Level.numbered_otherwise: numbered.clip(0, 2),
    }


def _both(ours: Sequence[Held], theirs: Sequence[Held], pairs: Pairs) -> tuple[np.ndarray, Iterator[tuple[Held, Held]]]:
    """The pairs of which both sides tell something, and what they tell."""
    is_ours, is_theirs = (np.array([bool(held) for held in side], dtype=bool) for side in (ours, theirs))
    at = np.flatnonzero(is_ours[pairs.listing] & is_theirs[pairs.title])
    rows, titles = pairs.listing[at].tolist(), pairs.title[at].tolist()
    return at, zip(map(ours.__getitem__, rows), map(theirs.__getitem__, titles), strict=True)


def _colour_levels(colours: np.ndarray, bank: ProductBank, pairs: Pairs) -> dict[str, np.ndarray]:
    ours, theirs = colours[pairs.listing], bank.colours[pairs.title]
    are_both = (ours > 0) & (theirs > 0)
    return {
        Level.colours_agree: are_both & (ours == theirs),
        Level.colours_partly: are_both & (ours != theirs) & ((ours & theirs) > 0),
        Level.colours_conflict: are_both & ((ours & theirs) == 0),
    }
