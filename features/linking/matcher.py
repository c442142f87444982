"""From compared levels to a probability: which product of the brand this is, or none of them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from features.linking.comparisons import Level
from features.linking.typed_brand import EVASIVE, MISSING, OTHER, SAME

TYPED_SAME = "typed_same"
# The typed brand as a level. Nothing typed says nothing: the level at which the fitted weight is neutral, given that
# 0.95 of right pairs and 0.4 of wrong ones had the brand typed in the fitted data.
TYPED_LEVELS = {SAME: 1.0, MISSING: 0.7, EVASIVE: 0.7, OTHER: 0.0}
SCRIPTS_DIFFER = "scripts_differ"
PHOTO_COPIED = "photo_copied"

# Log odds a level adds. Origin: conditional logit ("one of the candidates, or none") fitted by
# `benchmarks/linking.py --calibrate` on the half of 680 known pairs (Walmart catalogue, Amazon listings, 2013) whose
# listing id has an even sha256; the other half is for reporting. Vector cosine added nothing within a language.
WEIGHTS = {
    Level.model_equal: 7.68,
    # Fitted 1.95, but there second offers of a product (`New-Xerox 108R00579 Transfer Roller`) count as wrong, and it is
    # they that carry the code in the title alone. Set to a code's worth less the doubt that it is a part for it.
    Level.model_in_text: 5.0,
    Level.number_in_text: 2.36,
    Level.model_part: 3.08,
    Level.model_near: -1.68,
    Level.model_conflict: -1.45,
    Level.codes_shared: 0.72,
    Level.codes_part: 0.61,
    Level.codes_conflict: -0.87,
    Level.ngram_cosine: 2.06,
    Level.product_words_found: 4.82,
    Level.listing_words_found: 3.07,
    Level.quantities_agree: 0.02,
    Level.quantities_conflict: -1.7,
    TYPED_SAME: 3.42,
    # Not in that data. A GTIN is an identity; a copied official photo shows which product is meant, not that it is one.
    Level.gtin_equal: 9.0,
    Level.gtin_conflict: -3.0,
    PHOTO_COPIED: 2.5,
}
NONE_OF_THEM = -11.45
# In that data 2.8 % of the compared listings had their product in the catalogue. A brand that registers its range
# has most of what is sold under its name: assumed 60 %.
_FITTED_COVERAGE, ASSUMED_COVERAGE = 0.028, 0.6
COVERAGE_SHIFT = float(
    np.log(ASSUMED_COVERAGE / (1 - ASSUMED_COVERAGE)) - np.log(_FITTED_COVERAGE / (1 - _FITTED_COVERAGE))
)
# Where the scripts differ the wording cannot agree; the vectors stand in for it. Assumed, no such pairs are known:
# a translation's cosine of 0.8 counts like a good title match, 0.45 (another laptop of the brand) like none.
_VECTOR_WEIGHT, _VECTOR_ZERO = 14.0, 0.45
_WORDING = (Level.ngram_cosine, Level.product_words_found, Level.listing_words_found)
_LARGEST = 30.0  # keeps exp finite; e^30 is certainty


@dataclass(frozen=True)
class Choice:
    """Per group of candidates (one listing, one brand): the best pair and how sure it is."""

    best: np.ndarray  # position of the best pair
    probability: np.ndarray  # that it is this product rather than another of the group or none
    margin: np.ndarray  # log odds above the second best; inf when alone


def log_odds(levels: pd.DataFrame) -> np.ndarray:
    """Log odds of each pair against "none of them"; a level not measured adds nothing."""
    found = np.full(len(levels), NONE_OF_THEM + COVERAGE_SHIFT)
    differ = levels[SCRIPTS_DIFFER].to_numpy(dtype=bool)
    for level, weight in WEIGHTS.items():
        value = np.nan_to_num(levels[level].to_numpy(dtype=np.float64))
        found += weight * (np.where(differ, 0.0, value) if level in _WORDING else value)
    vector = np.nan_to_num(levels[Level.vector_cosine].to_numpy(dtype=np.float64), nan=_VECTOR_ZERO)
    found += np.where(differ, _VECTOR_WEIGHT * (vector - _VECTOR_ZERO).clip(0, None), 0.0)
    return found.clip(-_LARGEST, _LARGEST).round(6)


def choose(group: np.ndarray, odds: np.ndarray, tie_breaker: np.ndarray) -> Choice:
    """The best pair of each group; `group` numbers 0, 1, … every pair belongs to. Ties go to the lower tie breaker."""
    order = np.lexsort((tie_breaker, -odds, group))
    sorted_group = group[order]
    first = np.flatnonzero(np.concatenate([[True], sorted_group[1:] != sorted_group[:-1]])) if len(order) else order
    best = order[first]
    second = np.append(order, 0)[np.minimum(first + 1, len(order))]
    has_second = np.append(np.diff(first), len(order) - first[-1]) > 1 if len(first) else np.zeros(0, dtype=bool)
    total = 1 + np.bincount(group, weights=np.exp(odds), minlength=len(first))
    margin = np.where(has_second, odds[best] - odds[second], np.inf)
    return Choice(best, (np.exp(odds[best]) / total).clip(0, 1), margin)
