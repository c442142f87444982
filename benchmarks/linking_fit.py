"""The matcher's weights and its calibration, fitted on the half of the known pairs that is not held."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from linking_curve import CODES, Frames, is_held, number_of

from features.contracts import Links, Listings, Products
from features.linking import LinkCatalog, LinkParams
from features.linking.batch import compare_batch, read_batch
from features.linking.matcher import (
    CALIBRATION_SLOPE,
    CALIBRATION_START,
    CONTRADICTIONS,
    NONE_OF_THEM,
    PHOTO_COPIED,
    RULED_OUT,
    WEIGHTS,
    is_ruled_out,
)

SET = {"measures_conflict": -4.0}  # not fitted: in the known pairs only mislabelled ones contradict each other
NOT_MEASURED = ("gtin_equal", "gtin_conflict", PHOTO_COPIED)
RIDGE = 0.15
SHARE_WITHOUT = 0.5  # weight of a known listing shown without its product
FOLDS = 5


@dataclass(frozen=True)
class Shown:
    """Candidate pairs in groups: one listing shown once, with its product (`is_right`) or without it."""

    levels: np.ndarray
    group: np.ndarray
    is_right: np.ndarray
    weight: np.ndarray  # of each group
    fold: np.ndarray  # of each pair
    kind: np.ndarray  # of each pair: with, without, other or second
    is_ruled_out: np.ndarray  # of each pair, by a contradiction


def print_fit(frames: Frames, listings: pd.DataFrame, truth: pd.DataFrame) -> None:
    """Prints weights and calibration beside those in use."""
    names = [name for name in WEIGHTS if name not in NOT_MEASURED]
    shown = shown_pairs(frames, listings, truth, names)
    weights = fit(shown, names, np.ones(len(shown.fold), dtype=bool))
    for name, weight in zip([*names, "none of them"], weights, strict=True):
        print(f"  {name:<24}{weight:8.2f}   in use {WEIGHTS.get(name, NONE_OF_THEM):8.2f}")
    odds = np.zeros(len(shown.fold))
    for fold in range(FOLDS):
        left_out = shown.fold == fold
        part = fit(shown, names, ~left_out)
        odds[left_out] = shown.levels[left_out] @ part[:-1] + part[-1]
    start, slope = calibrate(shown, odds + RULED_OUT * shown.is_ruled_out)
    print(f"  calibration {start:.3f} + {slope:.3f} x, in use {CALIBRATION_START} + {CALIBRATION_SLOPE} x")
    print(f"  rule on top: {', '.join(CONTRADICTIONS)} rule a link out where no number stands")


def shown_pairs(frames: Frames, listings: pd.DataFrame, truth: pd.DataFrame, names: list[str]) -> Shown:
    """The known listings of the half to fit on, with and without their product, and other listings against products
    whose own listing is known; those that carry the product's number, mostly second offers, weigh nothing in the fit.
    """
    catalog, params = LinkCatalog(*frames), LinkParams()
    compared = compare_batch(read_batch(listings, catalog, None, params), catalog, None, params)
    ids = catalog.products[Products.product_id].to_numpy()[compared.product]
    listing = listings[Listings.listing_id].to_numpy()[compared.pairs.listing]
    product_of = dict(zip(truth[Links.listing_id], truth["product_id"], strict=True))
    owner_of = {product: one for one, product in product_of.items()}
    owner = np.array([one if one in product_of else owner_of.get(of, "") for one, of in zip(listing, ids, strict=True)])
    right = np.array([product_of.get(one) == of for one, of in zip(listing, ids, strict=True)])
    is_known = np.array([one in product_of for one in listing])
    is_coded = np.any([compared.levels[name] > 0 for name in CODES], axis=0)
    is_ours = np.array([one != "" and not is_held(one) for one in owner])
    every, fold = np.arange(len(ids)), np.array([number_of(one) // 3 % FOLDS for one in owner])
    parts = {
        "with": every[is_ours & is_known],
        "without": every[is_ours & is_known & ~right],
        "other": every[is_ours & ~is_known & ~is_coded],
        "second": every[is_ours & ~is_known & is_coded],
    }
    at = np.concatenate(list(parts.values()))
    kind = np.repeat(list(parts), [len(part) for part in parts.values()])
    keys, group = np.unique([f"{of} {one}" for of, one in zip(kind, listing[at], strict=True)], return_inverse=True)
    weight_of = {"with": 1.0, "without": SHARE_WITHOUT, "other": 1.0, "second": 0.0}
    weight = np.array([weight_of[key.split()[0]] for key in keys])
    levels = np.nan_to_num(np.column_stack([compared.levels[name] for name in names]))[at]
    is_out = is_ruled_out(compared.levels)[at]
    return Shown(levels, group, (right[at] & (kind == "with")).astype(np.float64), weight, fold[at], kind, is_out)


def fit(shown: Shown, names: list[str], chosen: np.ndarray) -> np.ndarray:
    """Weights of a conditional logit, "one of the candidates, or none"; signs as the levels' meaning has them."""
    levels, is_right = shown.levels[chosen], shown.is_right[chosen]
    held, group = np.unique(shown.group[chosen], return_inverse=True)
    weight = shown.weight[held]

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = (levels @ weights[:-1] + weights[-1]).clip(-30, 30)
        total = 1 + np.bincount(group, weights=np.exp(odds))
        left = weight[group] * (is_right - np.exp(odds) / total[group])
        slope = np.append(levels.T @ left - 2 * RIDGE * weights[:-1], left.sum())
        gain = (weight[group] * is_right) @ odds - (weight * np.log(total)).sum()
        return RIDGE * (weights[:-1] ** 2).sum() - gain, -slope

    bounds = [(SET[of], SET[of]) if of in SET else (0, None) if WEIGHTS[of] > 0 else (None, 0) for of in names]
    return _least(loss, np.append(np.zeros(len(names)), -3.0), [*bounds, (None, None)])


def calibrate(shown: Shown, odds: np.ndarray) -> np.ndarray:
    """Start and slope from the best candidate's odds against all else to the log odds that it is right.

    Every other listing whose best candidate is a known product counts as wrong: of a marketplace's listings that name
    a brand most are of products its catalogue has not.
    """
    is_known = shown.kind != "without"
    rows = pd.DataFrame({"group": shown.group, "odds": odds, "right": shown.is_right, "kind": shown.kind})[is_known]
    total = 1 + np.exp(rows["odds"]).groupby(rows["group"]).transform("sum")
    rows["against"] = rows["odds"] - np.log(np.maximum(total - np.exp(rows["odds"]), 1.0))
    best = rows.sort_values(["group", "odds"], ascending=[True, False], kind="stable").drop_duplicates("group")
    against, right = best["against"].to_numpy(), best["right"].to_numpy()

    def loss(given: np.ndarray) -> tuple[float, np.ndarray]:
        told = (given[0] + given[1] * against).clip(-30, 30)
        left = right - 1 / (1 + np.exp(-told))
        return -(right * told - np.log1p(np.exp(told))).sum(), -np.array([left.sum(), left @ against])

    return _least(loss, np.array([0.0, 1.0]), None)


def _least(
    loss: Callable[[np.ndarray], tuple[float, np.ndarray]], start: np.ndarray, bounds: list[tuple] | None
) -> np.ndarray:
    from scipy.optimize import minimize

    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 3000}).x
