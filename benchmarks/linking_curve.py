"""Recall against false links, with the whole catalogue and with a third of the known products taken out of it."""

import hashlib
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Links, Listings, Products
from features.linking import LinkCatalog, LinkParams, link
from features.linking.batch import compare_batch, read_batch
from features.linking.levels import Level

Frames = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]
THRESHOLDS = (0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
EDGES = (0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1.01)
CODES = (Level.model_equal, Level.model_in_text, Level.number_in_text)


def number_of(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)


def is_held(listing_id: str) -> bool:
    """Whether a known pair is kept for reporting."""
    return number_of(listing_id) % 2 == 1


def is_taken_out(product_id: str) -> bool:
    return number_of(product_id) // 7 % 3 == 0


def best_pairs(frames: Frames, listings: pd.DataFrame) -> pd.DataFrame:
    """Per listing its best product of any brand: product_id, the calibrated probability, whether its number stands
    in the listing. No naming is asked for, and nothing is refused but what cannot be told apart.
    """
    catalog, params = LinkCatalog(*frames), LinkParams()
    compared = compare_batch(read_batch(listings, catalog, None, params), catalog, None, params)
    best = compared.choice.best
    is_coded = np.any([compared.levels[name] > 0 for name in CODES], axis=0)[best]
    found = pd.DataFrame(
        {
            Links.listing_id: listings[Listings.listing_id].to_numpy()[compared.pairs.listing[best]],
            "found": catalog.products[Products.product_id].to_numpy()[compared.product[best]],
            "probability": np.where(
                compared.choice.margin >= params.least_log_odds_margin, compared.choice.probability, 0.0
            ),
            "is_coded": is_coded,
        }
    )
    order = found.sort_values(["probability", "found"], ascending=[False, True], kind="stable")
    return order.drop_duplicates(Links.listing_id).set_index(Links.listing_id)


def without(frames: Frames, product_ids: set[str]) -> Frames:
    brands, names, products = frames
    return brands, names, products[~products[Products.product_id].isin(product_ids)].reset_index(drop=True)


def print_curve(frames: Frames, listings: pd.DataFrame, truth: pd.DataFrame) -> None:
    """Prints, for all pairs and the held half, one line a threshold of the calibrated probability, then how true it is.

    `strict` counts every other listing linked to a known product as false; `strict without its number` leaves out
    those that carry the product's own number, which are second offers of it.
    """
    known = listings[listings[Listings.listing_id].isin(truth[Links.listing_id])].reset_index(drop=True)
    full = best_pairs(frames, listings)
    less = best_pairs(without(frames, {of for of in truth["product_id"] if is_taken_out(of)}), known)
    held = truth[truth[Links.listing_id].map(is_held)]
    for says, pairs in (("all known pairs", truth), ("held half", held)):
        print(f"{says}: {len(pairs)}")
        for least in THRESHOLDS:
            print("  " + _line(pairs, full, less, least))
    _reliability(held, full)


def _line(pairs: pd.DataFrame, full: pd.DataFrame, less: pd.DataFrame, least: float) -> str:
    product_of = pairs.set_index(Links.listing_id)["product_id"]
    ours, reduced = full.reindex(product_of.index), less.reindex(product_of.index)
    is_linked, is_right = ours["probability"] >= least, ours["found"] == product_of
    is_out, is_still = product_of.map(is_taken_out), reduced["probability"] >= least
    others = full[full["found"].isin(set(product_of)) & (full["probability"] >= least)]
    others = others[~others.index.isin(product_of.index)]
    right = (is_linked & is_right).sum()
    return (
        f"p >= {least:.3f}: recall {right / len(product_of):.4f} precision {is_right[is_linked].mean():.4f}; "
        f"taken out: {is_still[is_out].mean():.4f} linked elsewhere, recall of the rest "
        f"{(is_still & (reduced['found'] == product_of))[~is_out].mean():.4f}; strict precision "
        f"{right / (right + len(others)):.3f}, without its number {right / (right + (~others['is_coded']).sum()):.3f}"
    )


def _reliability(pairs: pd.DataFrame, full: pd.DataFrame) -> None:
    """Probability told against share right, of every listing whose best candidate is a product of these pairs.

    Listings without a known product count as wrong, second offers too.
    """
    product_of = pairs.set_index(Links.listing_id)["product_id"]
    rows = full[full["found"].isin(set(product_of))]
    rows = rows.assign(right=rows["found"] == product_of.reindex(rows.index))
    rows["bin"] = pd.cut(rows["probability"], EDGES, right=False)
    shown = rows.groupby("bin", observed=True)
    error = (shown["probability"].sum() - shown["right"].sum()).abs().sum() / len(rows)
    print(f"of {len(rows)} listings nearest to these products: told, right, listings")
    for name, part in shown:
        print(f"  {name!s:<14} {part['probability'].mean():.3f} {part['right'].mean():.3f} {len(part):6}")
    print(f"  expected calibration error {error:.4f}")


def errors(frames: Frames, listings: pd.DataFrame, truth: pd.DataFrame) -> None:
    """Prints the known pairs that `link` misses or links elsewhere, to be read."""
    known = listings[listings[Listings.listing_id].isin(truth[Links.listing_id])].reset_index(drop=True)
    links, _ = link(known, LinkCatalog(*frames), None, None, LinkParams())
    chosen = links.sort_values(Links.link_confidence, ascending=False, kind="stable").drop_duplicates(Links.listing_id)
    found = chosen.set_index(Links.listing_id)[Links.product_id]
    shown: Any = frames[2].set_index(Products.product_id)
    given = known.set_index(Listings.listing_id)
    for listing_id, product_id in zip(truth[Links.listing_id], truth["product_id"], strict=True):
        if found.get(listing_id) != product_id:
            row, product = given.loc[listing_id], shown.loc[product_id]
            print(f"{listing_id} (held: {is_held(listing_id)}) linked to {found.get(listing_id)}")
            print(f"  {row[Listings.brand]} | {row[Listings.title]} | {row[Listings.attributes]}")
            print(f"  {product[Products.brand_id]} | {product[Products.title]} | {product[Products.model]}")
