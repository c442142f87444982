"""Which listings are suspicious before any photo was read: the rules over tonight's other features choose them.

The rules and not the champion: a night's features may not hang on which model happens to be in office.
"""

import numpy as np
import pandas as pd

from features.contracts import Brands, Candidates
from models.rule_terms import baseline_rules

_LISTING = [Candidates.platform, Candidates.listing_id]
# So that another library's last bit orders nothing otherwise.
_DECIMALS = 9


def listings_to_read(
    candidates: pd.DataFrame, features: pd.DataFrame, brands: pd.DataFrame, *, queues_read: float
) -> pd.DataFrame:
    """(platform, listing_id) of the listings whose photos are to be read, first those at the head of their brand.

    Of each brand the rules' highest listings that have a readable photo, `queues_read` times as many as its team can
    review. `features` are the registry's features of Candidates (same index) before any photo was read.
    """
    margins = np.round(baseline_rules().margins(features), _DECIMALS)
    rows = candidates[[*_LISTING, Candidates.brand_id]].assign(_margin=margins)
    has_photo = candidates[Candidates.image_sha256s].map(len) > 0
    rows = rows[has_photo & rows[Candidates.brand_id].notna()]
    order = [Candidates.brand_id, "_margin", *_LISTING]
    rows = rows.sort_values(order, ascending=[True, False, True, True], kind="stable")
    place = rows.groupby(Candidates.brand_id, sort=False).cumcount()
    capacity = brands.set_index(Brands.brand_id)[Brands.capacity].astype("float64")
    room = np.ceil(queues_read * rows[Candidates.brand_id].map(capacity).astype("float64"))
    chosen = rows.assign(_place=place)[place < room]
    chosen = chosen.sort_values(
        ["_place", "_margin", *_LISTING, Candidates.brand_id], ascending=[True, False, True, True, True], kind="stable"
    )
    return chosen.drop_duplicates(_LISTING)[_LISTING].reset_index(drop=True)
