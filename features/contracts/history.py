"""What was known before the night: first appearances and settled verdicts."""

from typing import Any

from features.contracts.table import Table, count, flag, text, time


class ListingHistory(Table):
    """One row per listing of the night that earlier nights or verdicts know."""

    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    first_seen: Any = time("first night a snapshot held it; missing when this is the first")
    nights_seen: Any = count("earlier nights that held it", required=True, ge=0)
    was_shown: Any = flag("it stood in an earlier queue")
    is_content_changed: Any = flag("what the seller wrote or showed differs from the last night that held it")
    settled_verdict: Any = text("the settled verdict before the night, or missing")
    settled_at: Any = time("when it was settled")
    settled_brand_id: Any = text("the brand the verdict was about")
    is_changed_since_settled: Any = flag("content differs from the night the verdict was about")


class SellerHistory(Table):
    """One row per seller of the night that earlier nights or verdicts know."""

    platform: Any = text("the marketplace", required=True)
    seller_id: Any = text("the seller", required=True)
    first_seen: Any = time("first earlier night that held the seller")
    listings_seen: Any = count("distinct listings on earlier nights", required=True, ge=0)
    listings_gone: Any = count("of those, no longer live tonight", required=True, ge=0)
    settled_count: Any = count("listings with a settled verdict before the night", required=True, ge=0)
    counterfeit_count: Any = count("of those, settled counterfeit", required=True, ge=0)
    genuine_count: Any = count("of those, settled genuine", required=True, ge=0)


class Sightings(Table):
    """One row per listing and earlier night that held it."""

    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    seller_id: Any = text("the seller, or missing")
    night: Any = time("the night", required=True)
    content_key: Any = text("hash of all a seller decides; another key is a changed listing", required=True)
    was_shown: Any = flag("it stood in that night's queue")
