"""The genuine products of all brands, prepared for comparing: one row per title a product has."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Products
from features.linking.colours import colour_of_model, colours
from features.linking.names.joined_text import squeeze
from features.linking.names.key_table import KeyTable
from features.linking.names.model_codes import codes_in_title, is_distinctive
from features.linking.quantities import Numbered, Quantities, numbered_words, quantities
from features.linking.text_bags import Bags, ngram_keys, number_words, word_keys
from features.skeleton import skeletons_of

# An n-gram in more titles than this tells little and costs most of the time when all brands are searched. Of the known
# pairs of benchmarks/linking.py 60 finds as many as 200.
MOST_TITLES_TO_BLOCK_ON = 60
_LEAST_TELLING, _LEAST_DIGITS_TELLING = 5, 8
_IDEOGRAPHIC_SHARE = 0.2
_EAST_ASIAN = re.compile("[\u2e80-\U0010ffff]")


@dataclass(frozen=True)
class WeighedTitles:
    """Titles as unit-length n-gram vectors, with their words, quantities and codes."""

    skeletons: list[str]
    ngrams: Any
    words: Any
    word_weight: np.ndarray
    quantities: list[Quantities]
    codes: list[frozenset[str]]
    colours: np.ndarray
    numbered: list[Numbered]
    is_ideographic: np.ndarray
    has_ideographs: np.ndarray  # any at all


@dataclass(frozen=True)
class ProductBank:
    """What is worked out once from the catalogues; `product_of[r]` is the products row of title row r."""

    raw_titles: list[str]
    product_of: np.ndarray
    brand_of: np.ndarray
    titles: WeighedTitles
    ngram_bags: Bags
    word_bags: Bags
    word_numbers: dict[str, int]
    to_block_on: np.ndarray
    blocking: Any
    models: list[str]
    codes: list[frozenset[str]]  # of each title row: those of its title and of its product's model
    colours: np.ndarray  # of each title row, with the one its model number ends for
    telling: Any  # of each title row: its words, weighed by how rare they are among the brand's own titles
    telling_weight: np.ndarray
    brand_words: Any  # words x brands, the same weights
    brand_number: np.ndarray  # the column of `brand_words` of each title row
    has_telling_model: np.ndarray
    gtins: list[str]
    title_rows: dict[str, np.ndarray]
    brand_grams: KeyTable  # numbers of (brand, n-gram), see `brand_gram_keys`
    by_brand_gram: Any  # those x titles: a listing is compared with one brand's titles alone

    def weigh(self, skeletons: list[str]) -> WeighedTitles:
        """Any titles in the bank's own weights."""
        return _weigh(skeletons, self.ngram_bags, self.word_bags, self.word_numbers)

    def weigh_ngrams(self, skeletons: list[str]) -> Any:
        """The n-gram vectors of any titles, of unit length, in the bank's own weights."""
        return _ngrams(skeletons, self.ngram_bags)


def build_product_bank(products: pd.DataFrame) -> ProductBank:
    """The bank of a Products frame, in its order."""
    pairs = [
        (at, text)
        for at, (title, others) in enumerate(
            zip(products[Products.title], products[Products.other_titles], strict=True)
        )
        for text in dict.fromkeys([title, *others])
        if isinstance(text, str)
    ]
    raw = [text for _, text in pairs]
    product_of = np.array([at for at, _ in pairs], dtype=np.int64)
    texts = skeletons_of(raw)
    numbers = number_words(texts)
    ngrams, words = Bags.fit(*ngram_keys(texts), len(texts)), Bags.fit(*word_keys(texts, numbers), len(texts))
    titles = _of_products(_weigh(texts, ngrams, words, numbers), product_of)
    models = compact_codes(products[Products.model].tolist())
    brand_of = products[Products.brand_id].to_numpy(dtype=object)[product_of]
    held = np.bincount(titles.ngrams.indices, minlength=titles.ngrams.shape[1])
    title_rows = {str(brand): np.flatnonzero(brand_of == brand) for brand in pd.unique(brand_of)}
    to_block_on = np.flatnonzero(held <= MOST_TITLES_TO_BLOCK_ON)
    return ProductBank(
        raw_titles=raw,
        product_of=product_of,
        brand_of=brand_of,
        titles=titles,
        ngram_bags=ngrams,
        word_bags=words,
        word_numbers=numbers,
        to_block_on=to_block_on,
        blocking=titles.ngrams[:, to_block_on].T.tocsr(),
        models=models,
        codes=_codes_of_titles(titles, product_of, models),
        colours=titles.colours | np.array([colour_of_model(model) for model in models], dtype=np.int64)[product_of],
        **telling_words(titles.words, brand_of),
        has_telling_model=np.array([_is_telling(model) for model in models], dtype=bool),
        gtins=gtins_of(products[Products.gtin].tolist()),
        title_rows=title_rows,
        **_grams_of_brands(titles.ngrams, brand_of),
    )


def are_of_two_scripts(ours: WeighedTitles, rows: np.ndarray, theirs: WeighedTitles, at: np.ndarray) -> np.ndarray:
    """Which pairs of titles share no script their words could agree in: a Chinese one, and one without any Chinese."""
    ours_alone = ours.is_ideographic[rows] & ~theirs.has_ideographs[at]
    return ours_alone | (theirs.is_ideographic[at] & ~ours.has_ideographs[rows])


def with_variants(titles: WeighedTitles, told: list[str]) -> WeighedTitles:
    """The titles, each with the colours and quantities of a further text (a skeleton) that it does not tell itself."""
    at = [row for row, text in enumerate(told) if text]
    named, held = titles.colours.copy(), list(titles.quantities)
    for row in at:
        named[row] = named[row] or colours(told[row])
        held[row] = {**quantities(told[row]), **held[row]}
    return replace(titles, colours=named, quantities=held) if at else titles


def _of_products(titles: WeighedTitles, product_of: np.ndarray) -> WeighedTitles:
    """The titles, each with the colours and quantities of all titles of its product: one language may leave them out."""
    rows_of: dict[int, list[int]] = {}
    for row, product in enumerate(product_of.tolist()):
        rows_of.setdefault(product, []).append(row)
    named, held = titles.colours.copy(), list(titles.quantities)
    for rows in (rows for rows in rows_of.values() if len(rows) > 1):
        named[rows] = np.bitwise_or.reduce(titles.colours[rows])
        kinds = {kind for row in rows for kind in titles.quantities[row]}
        told = {kind: frozenset().union(*(titles.quantities[row].get(kind, ()) for row in rows)) for kind in kinds}
        for row in rows:
            held[row] = told
    return replace(titles, colours=named, quantities=held)


def brand_gram_keys(brand: np.ndarray, gram: np.ndarray, grams: int) -> np.ndarray:
    """One int64 for each brand (by number) and n-gram (by column) of a bank with so many n-grams."""
    return brand.astype(np.int64) * grams + gram


def _grams_of_brands(ngrams: Any, brand_of: np.ndarray) -> dict[str, Any]:
    """`brand_grams` and `by_brand_gram` of the titles' n-grams."""
    from scipy.sparse import csr_matrix

    number = np.unique(brand_of.astype(str), return_inverse=True)[1]
    row = np.repeat(np.arange(ngrams.shape[0]), np.diff(ngrams.indptr))
    keys, at = np.unique(brand_gram_keys(number[row], ngrams.indices, ngrams.shape[1]), return_inverse=True)
    made = csr_matrix((ngrams.data, (at, row)), shape=(max(len(keys), 1), ngrams.shape[0]))
    return {"brand_grams": KeyTable.of(keys), "by_brand_gram": made}


def compact_codes(values: Iterable[str | None]) -> list[str]:
    """Letters and digits of each skeleton, `` for a missing one."""
    given = ["" if value is None or value != value else str(value) for value in values]
    if not any(given):
        return given
    return [squeeze(text) for text in skeletons_of(given)]


def gtins_of(values: Iterable[str | None]) -> list[str]:
    """Each GTIN as 14 digits (shorter kinds are the same number with zeros before), `` when it is none."""
    found = ("".join(filter(str.isdecimal, text)) for text in compact_codes(values))
    return [text.zfill(14) if 8 <= len(text) <= 14 and text.strip("0") else "" for text in found]


def _codes_of_titles(titles: WeighedTitles, product_of: np.ndarray, models: list[str]) -> list[frozenset[str]]:
    of_model = [frozenset(codes_in_title(model)) for model in models]
    return [codes | of_model[product] for codes, product in zip(titles.codes, product_of.tolist(), strict=True)]


def _is_telling(model: str) -> bool:
    """Whether a model number can hardly mean another brand's goods: letters and digits, or very many digits."""
    return is_distinctive(model, _LEAST_TELLING) or (model.isdigit() and len(model) >= _LEAST_DIGITS_TELLING)


def _weigh(skeletons: list[str], ngram_bags: Bags, word_bags: Bags, numbers: dict[str, int]) -> WeighedTitles:
    size = len(skeletons)
    words, word_weight = word_bags.weigh(*word_keys(skeletons, numbers), size)
    return WeighedTitles(
        skeletons=skeletons,
        ngrams=_ngrams(skeletons, ngram_bags),
        words=words,
        word_weight=word_weight,
        quantities=[quantities(text) for text in skeletons],
        codes=[frozenset(codes_in_title(text)) for text in skeletons],
        colours=np.array([colours(text) for text in skeletons], dtype=np.int64),
        numbered=[numbered_words(text) for text in skeletons],
        is_ideographic=np.array([is_ideographic(text) for text in skeletons], dtype=bool),
        has_ideographs=np.array(
            [not text.isascii() and bool(_EAST_ASIAN.search(text)) for text in skeletons], dtype=bool
        ),
    )


def _ngrams(skeletons: list[str], bags: Bags) -> Any:
    return _scaled(*bags.weigh(*ngram_keys(skeletons), len(skeletons)))


def _scaled(matrix: Any, squared_norms: np.ndarray) -> Any:
    scale = 1 / np.sqrt(np.maximum(squared_norms, 1e-9))
    made = matrix.copy()
    made.data = (made.data * np.repeat(scale, np.diff(matrix.indptr))).astype(np.float32)
    return made


def is_ideographic(text: str) -> bool:
    """Whether a title is written in Chinese, Japanese or Korean."""
    if text.isascii():
        return False
    return len(_EAST_ASIAN.findall(text)) > _IDEOGRAPHIC_SHARE * max(len(text), 1)


def telling_words(words: Any, brand_of: np.ndarray) -> dict[str, Any]:
    """Which words tell the products of one brand apart: `telling`, `telling_weight`, `brand_words`, `brand_number`."""
    from scipy.sparse import csr_matrix

    brands, number = np.unique(brand_of.astype(str), return_inverse=True)
    row = np.repeat(np.arange(words.shape[0]), np.diff(words.indptr))
    pair, at, titles_with = np.unique(
        words.indices.astype(np.int64) * max(len(brands), 1) + number[row], return_inverse=True, return_counts=True
    )
    word, brand = np.divmod(pair, max(len(brands), 1))
    rarity = np.log((1 + np.bincount(number, minlength=len(brands))[brand]) / titles_with)
    telling = csr_matrix((rarity[at], words.indices, words.indptr), shape=words.shape)
    return {
        "telling": telling,
        "telling_weight": np.asarray(telling.sum(axis=1)).ravel(),
        "brand_words": csr_matrix((rarity, (word, brand)), shape=(words.shape[1], len(brands))),
        "brand_number": number,
    }
