"""Which sellers belong together."""

from typing import Any

from features.contracts.table import Table, count, text, texts


class Networks(Table):
    """One row per network and seller in it."""

    network_id: Any = text("the network, stable over nights", required=True)
    platform: Any = text("the marketplace", required=True)
    seller_id: Any = text("the seller", required=True)
    role: Any = text("retailer, producer_like or hub", required=True, isin=["retailer", "producer_like", "hub"])
    why: Any = texts("typed links to the others")
    network_rank: Any = count("1 = first", required=True, ge=1)
