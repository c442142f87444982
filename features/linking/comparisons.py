"""The measured levels on which listing and product agree or differ, one row a candidate pair."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Listings
from features.linking.candidate_pairs import Pairs
from features.linking.hits import CodeHit
from features.linking.model_codes import codes_agree
from features.linking.product_bank import ProductBank, WeighedTitles, compact_codes, gtins_of
from features.linking.quantities import agreement

_VECTOR_ROWS_AT_ONCE = 4096
_DECIMALS = 5


class Level:
    """The columns of a comparison, named once."""

    model_equal = "model_equal"
    model_in_text = "model_in_text"
    number_in_text = "number_in_text"  # the model is a plain or short number, which may mean something else
    model_part = "model_part"
    model_near = "model_near"
    model_conflict = "model_conflict"
    gtin_equal = "gtin_equal"
    gtin_conflict = "gtin_conflict"
    codes_shared = "codes_shared"
    codes_part = "codes_part"
    codes_conflict = "codes_conflict"
    ngram_cosine = "ngram_cosine"
    vector_cosine = "vector_cosine"
    product_words_found = "product_words_found"
    listing_words_found = "listing_words_found"
    quantities_agree = "quantities_agree"
    quantities_conflict = "quantities_conflict"


def compare(
    listings: pd.DataFrame,
    weighed: WeighedTitles,
    bank: ProductBank,
    pairs: Pairs,
    *,
    codes: Sequence[CodeHit],
    vectors: Any,
) -> pd.DataFrame:
    """One row per pair, in order, with the columns of Level (0 or 1, a share, or a cosine; NaN when not measured)."""
    product = bank.product_of[pairs.title]
    model_words = _model_words(listings, weighed, bank, pairs)
    in_text = _model_in_text(pairs.listing, product, codes)
    return pd.DataFrame(
        {
            **_model_levels(model_words, in_text, bank.has_telling_model[product]),
            **_gtin_levels(listings, bank, pairs.listing, product),
            **_code_levels(weighed, bank, pairs, product),
            Level.ngram_cosine: pairs.ngram_cosine,
            Level.vector_cosine: _vector_cosines(listings, bank, pairs, vectors),
            **_word_shares(weighed, bank, pairs),
            **_quantity_levels(weighed, bank, pairs),
        }
    ).astype("float64")


def _model_words(listings: pd.DataFrame, weighed: WeighedTitles, bank: ProductBank, pairs: Pairs) -> np.ndarray:
    """`equal`, `part`, `conflict` or `unknown` of the listing's model attribute and the product's model."""
    given = pd.Series([attribute(found, "model") for found in listings[Listings.attributes]], dtype="object")
    models = compact_codes(given)
    product = bank.product_of[pairs.title]
    return np.array(
        [
            codes_agree(models[row], bank.models[of])
            for row, of in zip(pairs.listing.tolist(), product.tolist(), strict=True)
        ],
        dtype=object,
    )


def attribute(attributes: dict[str, str] | None, wanted: str) -> str | None:
    """The attribute of that name in any case, or None."""
    for key, value in (attributes or {}).items():
        if str(key).strip().casefold() == wanted:
            return value
    return None


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
        Level.model_conflict: (words == "conflict") & ~written & ~partly,
    }


def _gtin_levels(
    listings: pd.DataFrame, bank: ProductBank, listing: np.ndarray, product: np.ndarray
) -> dict[str, np.ndarray]:
    given = np.array(listing_gtins(listings), dtype=object)[listing]
    known = np.array(bank.gtins, dtype=object)[product]
    are_both = (given != "") & (known != "")
    return {Level.gtin_equal: are_both & (given == known), Level.gtin_conflict: are_both & (given != known)}


def listing_gtins(listings: pd.DataFrame) -> list[str]:
    """Each listing's GTIN as 14 digits, `` when it gives none."""
    kinds = ("gtin", "ean", "upc", "barcode")
    given = [
        next((found for kind in kinds if (found := attribute(held, kind))), None)
        for held in listings[Listings.attributes]
    ]
    return gtins_of(pd.Series(given, dtype="object"))


def _code_levels(weighed: WeighedTitles, bank: ProductBank, pairs: Pairs, product: np.ndarray) -> dict[str, np.ndarray]:
    found = [
        _codes_level(weighed.codes[row], bank.titles.codes[title] | bank.model_codes[of])
        for row, title, of in zip(pairs.listing.tolist(), pairs.title.tolist(), product.tolist(), strict=True)
    ]
    level = np.array(found, dtype=object)
    names = (Level.codes_shared, Level.codes_part, Level.codes_conflict)
    return {name: level == name for name in names}


def _codes_level(ours: frozenset[str], theirs: frozenset[str]) -> str:
    if not ours or not theirs:
        return ""
    if not ours.isdisjoint(theirs):
        return Level.codes_shared
    is_part = any(codes_agree(one, other) in ("part", "near") for one in ours for other in theirs)
    return Level.codes_part if is_part else Level.codes_conflict


def _vector_cosines(listings: pd.DataFrame, bank: ProductBank, pairs: Pairs, vectors: Any) -> np.ndarray:
    found = np.full(len(pairs.listing), np.nan)
    if vectors is None or not len(found):
        return found
    rows, row_at = np.unique(pairs.listing, return_inverse=True)
    titles, title_at = np.unique(pairs.title, return_inverse=True)
    left = _unit(vectors.of([str(text) for text in listings[Listings.title].iloc[rows]]))
    right = _unit(vectors.of([bank.raw_titles[at] for at in titles]))
    for at in range(0, len(found), _VECTOR_ROWS_AT_ONCE):
        chosen = slice(at, at + _VECTOR_ROWS_AT_ONCE)
        found[chosen] = np.einsum("ij,ij->i", left[row_at[chosen]], right[title_at[chosen]])
    return found.clip(-1, 1).round(_DECIMALS)


def _unit(vectors: np.ndarray) -> np.ndarray:
    given = np.asarray(vectors, dtype=np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", given, given))[:, None]
    return given / np.maximum(lengths, 1e-9)


def _word_shares(weighed: WeighedTitles, bank: ProductBank, pairs: Pairs) -> dict[str, np.ndarray]:
    """Rarity-weighted share of the product's words found in the listing, and of the listing's in the product."""
    common = np.zeros(len(pairs.listing))
    for at in range(0, len(common), 1 << 16):
        chosen = slice(at, at + (1 << 16))
        ours, theirs = weighed.words[pairs.listing[chosen]], bank.titles.words[pairs.title[chosen]]
        common[chosen] = np.asarray(ours.multiply(theirs).sum(axis=1, dtype=np.float64)).ravel()
    product_weight = np.maximum(bank.titles.word_weight[pairs.title], 1e-9)
    listing_weight = np.maximum(weighed.word_weight[pairs.listing], 1e-9)
    return {
        Level.product_words_found: (common / product_weight).clip(0, 1).round(_DECIMALS),
        Level.listing_words_found: (common / listing_weight).clip(0, 1).round(_DECIMALS),
    }


def _quantity_levels(weighed: WeighedTitles, bank: ProductBank, pairs: Pairs) -> dict[str, np.ndarray]:
    counted = [
        agreement(weighed.quantities[row], bank.titles.quantities[title])
        for row, title in zip(pairs.listing.tolist(), pairs.title.tolist(), strict=True)
    ]
    agreed, conflicting = np.array(counted, dtype=np.float64).reshape(-1, 2).T
    return {Level.quantities_agree: agreed.clip(0, 3), Level.quantities_conflict: conflicting.clip(0, 3)}
