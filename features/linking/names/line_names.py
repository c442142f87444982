"""The names of product lines that the catalogues show to be one brand's alone: ThinkPad says Lenovo without saying it."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from features.contracts import Products
from features.linking.names.common_words import common_words

_WORD = re.compile(r"(?<![^\W_])[A-Za-z]{5,}(?![^\W_])")
# ThinkPad, PowerShot: a capital inside says that somebody made the word.
_COINED = re.compile(r"[A-Z][a-z]+[A-Z][a-z]+")
_MADE_FOR = re.compile(r"\b(?:for|fits?|compatible|with)\b|适用|兼容", re.IGNORECASE)
# Fewer products of a brand may bear anybody's word; without a capital inside it must be a habit of the brand besides.
# Chosen on the develop part of benchmarks/evasion.py.
_LEAST_PRODUCTS, _LEAST_SHARE = 3, 0.08


@dataclass(frozen=True)
class LineName:
    """A word (a skeleton) that stands in so many products of these brands (of one name) and in no other brand's."""

    word: str
    brand_ids: tuple[str, ...]
    products: int
    is_coined: bool


def line_names(products: pd.DataFrame, brands_of_name: Mapping[str, frozenset[str]]) -> list[LineName]:
    """The line names, by word.

    Brands that bear one name are one; a word of general language or of any name is no line.
    """
    family = _families(brands_of_name)
    families: dict[str, set[str]] = defaultdict(set)
    brands: dict[str, set[str]] = defaultdict(set)
    bearing, coined, made = Counter[str](), Counter[str](), Counter[str]()
    for brand_id, title in zip(products[Products.brand_id], products[Products.title], strict=True):
        owner = family.get(brand_id, brand_id)
        made[owner] += 1
        own = _MADE_FOR.split(str(title))[0]
        for word in set(_WORD.findall(str(title))):
            families[word.lower()].add(owner)
            if word in own:
                brands[word.lower()].add(brand_id)
                bearing[word.lower()] += 1
                coined[word.lower()] += _COINED.fullmatch(word) is not None
    names = "\n".join(brands_of_name)
    found = []
    for word in sorted(word for word, owners in families.items() if len(owners) == 1 and word not in names):
        is_coined = coined[word] * 2 > bearing[word]
        is_habit = bearing[word] >= _LEAST_SHARE * made[next(iter(families[word]))]
        if bearing[word] >= _LEAST_PRODUCTS and (is_coined or is_habit) and word not in common_words():
            found.append(LineName(word, tuple(sorted(brands[word])), bearing[word], is_coined))
    return found


def _families(brands_of_name: Mapping[str, frozenset[str]]) -> dict[str, str]:
    """Brand → the first brand of those that share a name with it."""
    first: dict[str, str] = {}
    for held in sorted(map(sorted, brands_of_name.values())):
        root = min(first.get(brand_id, brand_id) for brand_id in held)
        first.update(dict.fromkeys(held, root))
    return first
