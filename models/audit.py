"""The nightly random slice: drawn by a secret, so that no seller can tell what is looked at, and repeatable."""

import datetime
import hashlib
import hmac
from collections.abc import Mapping

import pandas as pd

from features.contracts import Suspects
from models.feature_log import LINK_KEY


def draw_audit(
    live: pd.DataFrame, rows_of_queue: Mapping[str, int], *, secret: bytes, night: datetime.date
) -> pd.DataFrame:
    """The rows drawn (platform, listing_id, brand_id) with the selection_probability every row of that queue had.

    `live` has one row per listing and queue (brand_id); `rows_of_queue` how many to draw there. Each row has a keyed
    hash of night, queue and listing; the smallest of a queue are drawn. The draw depends neither on the order of rows
    nor on other queues, and without the secret it cannot be foreseen.
    """
    key = hmac.digest(secret, f"audit {night.isoformat()}".encode(), "sha256")
    names = live[LINK_KEY].drop_duplicates().sort_values(LINK_KEY, kind="stable")
    drawn = names.assign(_draw=[_keyed(key, *name) for name in names.itertuples(index=False)])
    drawn = drawn.sort_values(["_draw", *LINK_KEY], kind="stable")
    queue = drawn.groupby(Suspects.brand_id, sort=False)
    wanted = drawn[Suspects.brand_id].map(rows_of_queue).astype("float64").fillna(0).astype("int64")
    size = queue[Suspects.listing_id].transform("size")
    taken = drawn[(queue.cumcount() < wanted).to_numpy()][LINK_KEY]
    probability = (wanted.clip(upper=size) / size).loc[taken.index]
    return taken.assign(**{Suspects.selection_probability: probability}).reset_index(drop=True)


def _keyed(key: bytes, platform: str, listing_id: str, brand_id: str) -> bytes:
    # blake2b takes a key by itself and is quicker than HMAC: millions of listings are hashed a night.
    # The lengths keep ("a", "bc") and ("ab", "c") apart.
    parts = [text.encode("utf-8", "surrogatepass") for text in (platform, listing_id, brand_id)]
    named = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hashlib.blake2b(named, key=key, digest_size=16).digest()
