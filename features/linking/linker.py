"""The link step: from listings to one row per listing and brand it names or resembles."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Listings
from features.linking.candidate_pairs import Pairs, candidate_pairs
from features.linking.catalog import LinkCatalog
from features.linking.comparisons import Level, compare
from features.linking.evidence import PhotoMatch, believable_codes, cross_script_pairs, official_photos, pointed_pairs
from features.linking.hits import CodeHit, Hit, code_hits, name_hits
from features.linking.joined_text import BRAND_FIELD, FIELDS, TITLE, JoinedText, joined_listings, raw_cells
from features.linking.link_tables import LinkRow, tables
from features.linking.matcher import PHOTO_COPIED, SCRIPTS_DIFFER, TYPED_SAME, Choice, choose, log_odds
from features.linking.naming import ListingText, Naming, by_brand, keep_fitting_namesakes, weigh_naming
from features.linking.naming_support import Evidence
from features.linking.params import LinkParams
from features.linking.product_bank import WeighedTitles
from features.linking.spelling import RIGHT
from features.linking.typed_brand import SAME

_NAMESAKE_TOLERANCE = 0.75  # less than a currency or a script in common
_NAMESAKE_COSINE_WEIGHT = 2.0


@dataclass(frozen=True)
class Compared:
    """The candidate pairs of a batch with their levels, and the choice per (listing row, brand)."""

    pairs: Pairs
    levels: pd.DataFrame
    odds: np.ndarray
    choice: Choice
    group_of: dict[tuple[int, str], int]

    def best_level(self, key: tuple[int, str], level: str) -> float:
        """A level of the pair chosen for (listing row, brand), NaN when it has none."""
        group = self.group_of.get(key)
        return float("nan") if group is None else float(self.levels[level].iat[self.choice.best[group]])


@dataclass(frozen=True)
class Batch:
    """A batch of listings while it is linked."""

    listings: pd.DataFrame
    joined: JoinedText
    raw: list[list[str]]
    weighed: WeighedTitles
    mentions: dict[tuple[int, str], list[Hit]]
    codes: list[CodeHit]
    photos: dict[tuple[int, str], PhotoMatch]

    def skeleton(self, row: int, field: int) -> str:
        """One field of one listing as skeleton."""
        return self.joined.cells[row * len(FIELDS) + field]

    def text(self, row: int) -> ListingText:
        """All fields of one listing."""
        return ListingText(
            [column[row] for column in self.raw], [self.skeleton(row, field) for field in range(len(FIELDS))]
        )
