"""From compared levels to a probability: which product of the brand this is, or none of them."""

from dataclasses import dataclass

import numpy as np

from features.linking.levels import Level, Levels
from features.linking.names.typed_brand import EVASIVE, MISSING, OTHER, SAME

TYPED_SAME = "typed_same"
# The typed brand as a level. Nothing typed says nothing: the level at which the fitted weight is neutral, given that
# 0.95 of right pairs and 0.4 of wrong ones had the brand typed in the fitted data. Where the title names the brand as
# its own, nothing typed counts as the brand typed: with all brand fields emptied, what was then told was right in the
# fitted half of the known pairs (told .28 .49 .71 .89, right .37 .51 .73 .87; at the neutral level .46 .77 .81 .94).
TYPED_LEVELS = {SAME: 1.0, MISSING: 0.7, EVASIVE: 0.7, OTHER: 0.0}
# Another brand typed that the title does not bear, while it names this one as its own: anybody can type a word.
TYPED_ELSEWHERE = 0.7
SCRIPTS_DIFFER = "scripts_differ"
PHOTO_COPIED = "photo_copied"

# Log odds a level adds. Origin: conditional logit ("one of the candidates, or none") fitted by
# `benchmarks/linking.py --fit` on the half of 680 known pairs (Walmart catalogue, Amazon listings, 2013) whose listing
# id has an even sha256; the other half is for reporting. Each of these listings is also shown without its product, so
# that refusing is learned. Vector cosine added nothing within a language.
WEIGHTS = {
    Level.model_equal: 7.96,
    Level.model_in_text: 3.03,
    Level.number_in_text: 3.44,
    Level.model_part: 2.18,
    Level.model_near: -0.57,
    Level.model_sibling: -2.53,
    Level.model_conflict: -1.22,
    Level.codes_shared: 0.79,
    Level.codes_part: 1.56,
    Level.codes_sibling: -1.13,
    Level.codes_conflict: -0.77,
    Level.ngram_cosine: 1.02,
    Level.product_words_found: 2.3,
    Level.listing_words_found: 2.23,
    Level.telling_words_found: 3.81,
    Level.rival_words: -1.08,
    Level.colours_agree: 1.12,
    Level.colours_partly: -1.42,
    Level.colours_conflict: -2.38,
    Level.measures_conflict: -4.0,
    Level.measures_differ: -1.4,
    Level.numbered_otherwise: -0.69,
    TYPED_SAME: 3.45,
    # Not in that data. A GTIN is an identity; a copied official photo shows which product is meant, not that it is one.
    Level.gtin_equal: 9.0,
    Level.gtin_conflict: -3.0,
    PHOTO_COPIED: 2.5,
}
NONE_OF_THEM = -10.84
# Set, not fitted: another size, count, capacity or colour is another product, unless its very number stands there. Of
# the 680 known pairs none names other colours, and two that are mislabelled name other measures without the number.
CONTRADICTIONS = (Level.measures_conflict, Level.colours_conflict)
IDENTITIES = (Level.model_equal, Level.model_in_text, Level.gtin_equal)
RULED_OUT = -12.0
# Log odds of the best candidate against all others and none → log odds that it is right. Origin: fitted on the same
# half with weights each fifth was left out of, every other listing whose best candidate is a known product counted as
# wrong: most listings that name a brand are of products its catalogue has not, and the next thing to them is a sibling.
CALIBRATION_START, CALIBRATION_SLOPE = -0.28, 0.956
# Where the scripts differ the wording cannot agree; the vectors stand in for it. Origin: fitted on half the brands of a
# simulated market (benchmarks/linking_languages.py), the zero then raised until of Chinese listings whose product is
# not in the English catalogue one in eight is linked to another.
_VECTOR_WEIGHT, _VECTOR_ZERO = 11.0, 0.28
_WORDING = (
    Level.ngram_cosine,
    Level.product_words_found,
    Level.listing_words_found,
    Level.telling_words_found,
    Level.rival_words,
)
_LARGEST = 30.0  # keeps exp finite; e^30 is certainty


@dataclass(frozen=True)
class Choice:
    """Per group of candidates (one listing, one brand): the best pair and how sure it is."""

    best: np.ndarray  # position of the best pair
    probability: np.ndarray  # calibrated: that it is this product rather than another of the group or none
    margin: np.ndarray  # log odds above the second best; inf when alone


def log_odds(levels: Levels) -> np.ndarray:
    """Log odds of each pair against "none of them"; a level not measured adds nothing."""
    found = np.full(len(levels[SCRIPTS_DIFFER]), NONE_OF_THEM)
    differ = levels[SCRIPTS_DIFFER] > 0
    for level, weight in WEIGHTS.items():
        value = np.nan_to_num(levels[level])
        found += weight * (np.where(differ, 0.0, value) if level in _WORDING else value)
    found += RULED_OUT * is_ruled_out(levels)
    vector = np.nan_to_num(levels[Level.vector_cosine], nan=_VECTOR_ZERO)
    found += np.where(differ, _VECTOR_WEIGHT * (vector - _VECTOR_ZERO).clip(0, None), 0.0)
    return found.clip(-_LARGEST, _LARGEST).round(6)


def is_ruled_out(levels: Levels) -> np.ndarray:
    """Whether a pair contradicts itself in a measure or a colour, and no number says that it is right all the same."""
    is_contradicted = np.any([levels[level] > 0 for level in CONTRADICTIONS], axis=0)
    return is_contradicted & ~np.any([levels[level] > 0 for level in IDENTITIES], axis=0)


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
    # The best one's odds against none and all others; what is left of the sum may round to nothing.
    against = odds[best] - np.log(np.maximum(total - np.exp(odds[best]), 1.0))
    return Choice(best, 1 / (1 + np.exp(-(CALIBRATION_START + CALIBRATION_SLOPE * against))), margin)
