"""What only the simulation knows, kept apart from everything the pipeline reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.simulator.market import Market
from pipeline.simulator.snapshot_files import write_rows
from pipeline.simulator.trade import Listing


def write_truth(market: Market, folder: Path) -> int:
    """Writes ``truth.jsonl``, one row per offer that was ever on sale, and returns how many."""
    seen = sorted((listing for listing in market.ever if listing.last_night >= 0), key=lambda listing: listing.key)
    return write_rows(folder / "truth.jsonl", (truth_row(listing, market) for listing in seen))


def truth_row(listing: Listing, market: Market) -> dict[str, Any]:
    """One offer: what it is, who is behind it, when it was live, and the traces it was given."""
    return {
        "platform": listing.platform.name,
        "listing_id": listing.listing_id,
        "brand_id": listing.brand_id,
        "product_id": listing.product.product_id if listing.product else None,
        "seller_id": listing.seller.seller_id,
        "is_counterfeit": listing.is_counterfeit,
        "kind": listing.kind,
        "guise": listing.archetype,
        "school": listing.school,
        "gang_id": listing.gang_id,
        "first_night": str(market.dates[listing.first_night]),
        "last_night": str(market.dates[listing.last_night]),
        "relisted_from": listing.relisted_from,
        "traces": sorted(listing.traces),
        "simulated": True,
    }
