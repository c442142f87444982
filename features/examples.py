"""Small Candidates frames for worked examples and tests: defaults for everything but the point of the example."""

from functools import cache
from typing import Any

import pandas as pd

from features.contracts import Candidates

NIGHT = pd.Timestamp("2026-11-18", tz="UTC")

_DEFAULTS: dict[str, Any] = {
    Candidates.platform: "market",
    Candidates.brand_id: "acme",
    Candidates.title: "Acme Roadrunner trap",
    Candidates.currency: "USD",
    Candidates.link_confidence: 0.9,
    Candidates.product_confidence: 0.9,
    Candidates.claim: "own",
    Candidates.named_how: "exact",
    Candidates.brands_named: 1,
    Candidates.tells_checked: 0,
    Candidates.tells_raising_weight: 0.0,
    Candidates.tells_lowering_weight: 0.0,
    Candidates.images_named: 0,
    Candidates.images_unusable: 0,
    Candidates.captured_at: NIGHT,
    Candidates.listing_first_seen: NIGHT,
    Candidates.listing_nights_seen: 0,
}


def candidates(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """A Candidates frame, one row per dictionary; unnamed columns take an unremarkable value or are missing.

    Listing ids are numbered L0, L1, … where not given.
    """
    named = dict.fromkeys([Candidates.listing_id, *(name for row in rows for name in row)])
    filled = [{Candidates.listing_id: f"L{at}", **row} for at, row in enumerate(rows)]
    frame = _unremarkable().iloc[[0] * len(rows)].reset_index(drop=True)
    given = {name: [row.get(name, _DEFAULTS.get(name)) for row in filled] for name in named}
    # Columns no row names keep their type from the one unremarkable row, which spares most of the work.
    columns = {name: pd.Series(values, dtype="object") for name, values in given.items()}
    return Candidates.conform(frame.assign(**columns))


@cache
def _unremarkable() -> pd.DataFrame:
    return Candidates.conform(pd.DataFrame([{Candidates.listing_id: "L0", **_DEFAULTS}]))


def assorted(rows: int) -> pd.DataFrame:
    """A Candidates night of the given size in which every value is shared by some rows and missing in others.

    Drawn by arithmetic, not by chance: the same rows always, and the first n rows of a longer night are a night of n.
    """
    columns = {name: _drawn(at, *given, rows) for at, (name, given) in enumerate(_ASSORTED.items(), start=1)}
    return candidates([dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)])


def _drawn(column: int, values: list[Any], missing_of_ten: int, rows: int) -> list[Any]:
    """Values mixed over the rows; of ten rows about `missing_of_ten` are missing."""
    mixed = [_mixed(row * 131 + column) for row in range(rows)]
    return [None if number % 10 < missing_of_ten else values[number // 10 % len(values)] for number in mixed]


def _mixed(number: int) -> int:
    for factor in (0x9E3779B1, 0x85EBCA77):
        number = (number + 1) * factor % 2**32
        number ^= number >> 15
    return number


_DAYS_AGO = [NIGHT - pd.Timedelta(days=days) for days in (0, 3, 40, 200, 900)]
_PRICES = [12.5, 19.99, 25.0, 40.0, 41.0, 55.5, 60.0, 72.0, 89.9, 130.0, 250.0]
_PLACES = ["Shenzhen", "New Jersey, Hong Kong", "London", "the back of a van"]
_TITLES = [
    "Acme hunting trap 1:1 mirror quality",
    "A*cme tr\u200bap AAA battery",
    "外贸原单 懂的来 加微 trap_88",
    "Асme trap HOT",
    "ACME ROADRUNNER TRAP DELUXE",
    "Trap \U0001f98a\u202e not a replica",
    "x",
    "Acme trap oil 2 x 50 ml",
    "陷阱油 30毫升 3瓶装",
]
# Column → its values, and how many rows of ten miss it.
_ASSORTED: dict[str, tuple[list[Any], int]] = {
    Candidates.platform: (["bazaar", "mall"], 0),
    Candidates.brand_id: (["acme", "zenith"], 1),
    Candidates.product_id: (["P1", "P2", "P3"], 3),
    Candidates.seller_id: ([f"S{at}" for at in range(12)], 1),
    Candidates.title: (_TITLES, 0),
    Candidates.description: (["Same long words for everybody, size 41 in stock, box and receipt", "hi"], 4),
    Candidates.condition: (["new", "used"], 2),
    Candidates.price_usd: (_PRICES, 1),
    Candidates.shown_list_price_usd: (_PRICES, 5),
    Candidates.product_list_price_usd: ([50.0, 90.0], 3),
    Candidates.product_street_price_low_usd: ([40.0], 6),
    Candidates.product_title: (["Acme Roadrunner Trap", "Acme hunting trap", "Acme Trap Oil 90 ml"], 3),
    Candidates.brand_name: (["Acme"], 2),
    Candidates.brand_sector: (["traps"], 5),
    Candidates.brand_field: (["same", "other", "missing", "evasive"], 1),
    Candidates.brands_named: ([1, 3], 1),
    Candidates.named_how: (["exact", "obfuscated", "model_code", "nickname", "none"], 0),
    Candidates.named_in: (["title", "description", "image"], 1),
    Candidates.claim: (["own", "own", "own", "own", "accessory", "lookalike"], 0),
    Candidates.seller_status: (["authorised", "denied", "watched"], 6),
    Candidates.tells_checked: ([0, 2], 0),
    Candidates.tells_raising_weight: ([0.0, 0.6], 0),
    Candidates.tells_lowering_weight: ([0.0, 0.4], 0),
    Candidates.seller_contact: (["WeChat: trap_88", "138 1234 5678", "-"], 5),
    Candidates.seller_location: (_PLACES, 2),
    Candidates.ships_from: (_PLACES, 2),
    Candidates.title_vector_cosine: ([0.2, 0.9], 2),
    Candidates.title_ngram_cosine: ([0.1, 0.8], 2),
    Candidates.is_model_equal: ([True, False], 0),
    Candidates.image_phashes: ([[1], [3], [1, 2**63], [2**64 - 1]], 2),
    Candidates.photo_sellers: ([1, 3, 250], 2),
    Candidates.telling_photo_sellers: ([1, 3], 2),
    Candidates.images_named: ([0, 1, 3], 0),
    Candidates.images_unusable: ([0, 1], 0),
    Candidates.official_match_confidence: ([0.3, 1.0], 7),
    Candidates.official_match_product_id: (["P1", "P2"], 2),
    Candidates.official_match_view: (["upright", "mirror"], 2),
    Candidates.known_fake_match_confidence: ([0.8], 8),
    Candidates.photos_read: ([1, 2], 4),
    Candidates.photo_texts: ([["ACME deluxe"], ["加微信 trap_88", "1:1 mirror quality"]], 4),
    Candidates.own_name_in_photo: (["ACME"], 6),
    Candidates.other_names_in_photo: ([["ZENITH"]], 7),
    Candidates.review_texts: ([["这是假货", "great"], ["not a fake"], ["Fake!", "logo peeled off", ""]], 4),
    Candidates.review_count: ([0, 5], 2),
    Candidates.review_score: ([3.0, 4.8], 2),
    Candidates.listed_at: (_DAYS_AGO, 2),
    Candidates.captured_at: ([NIGHT], 1),
    Candidates.stock: ([1, 999], 3),
    Candidates.sales_30d: ([0, 30], 3),
    Candidates.min_order_quantity: ([1, 10], 5),
    Candidates.listing_nights_seen: ([0, 5], 0),
    Candidates.seller_registered_at: (_DAYS_AGO, 2),
    Candidates.seller_rating_count: ([0, 80], 2),
    Candidates.seller_first_seen: (_DAYS_AGO, 1),
    Candidates.seller_listings_seen: ([0, 4], 1),
    Candidates.seller_listings_gone: ([0, 2], 1),
    Candidates.seller_settled_count: ([0, 4], 1),
    Candidates.seller_counterfeit_count: ([0, 3], 1),
    Candidates.seller_genuine_count: ([0, 1], 1),
}
