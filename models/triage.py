"""How a row is dealt with: its band from score *and* evidence, and the part of the queue it stands in."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from features.contracts import Candidates, Scores


class RankParams(BaseModel):
    """Bands, the audit slice and the clocks of the review queues."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # From here on a row is for the team to act on: two of three right is what a review desk can live with.
    act_score: float = Field(default=0.65, gt=0, le=1)
    # Below `act` the brand is asked; above the share of fakes in the market by an order of magnitude.
    ask_brand_score: float = Field(default=0.20, gt=0, le=1)
    # Rows under this do not fill up a queue that has room: they would be read for nothing.
    least_score: float = Field(default=0.03, ge=0, le=1)
    # Of linked product, price, photo and seller, as many must be known before anyone acts without asking the brand.
    act_from_evidence: int = Field(default=3, ge=0, le=4)
    # Share of a brand's capacity that is drawn at random from all its live listings, at least one row: the miss rate
    # is measured on it. One row in twenty costs little and halves the interval in a season.
    audit_share: float = Field(default=0.05, ge=0, le=0.5)
    # Audit rows a night among listings that no brand is linked to, in the queue _policy.
    unlinked_audit_rows: int = Field(default=2, ge=0)
    # "Answer within two days" (the public programme's own promise).
    answer_within_days: int = Field(default=2, ge=0)

    @model_validator(mode="after")
    def _bands_rise(self) -> "RankParams":
        if not self.least_score <= self.ask_brand_score <= self.act_score:
            raise ValueError("ranking: least_score <= ask_brand_score <= act_score is wanted")
        return self


# Where the rows of a queue stand. Law and deadlines come first; what was settled once and came back changed is as
# urgent as a new act; audit rows stand late so that they do not set the tone.
SECTION_ORDER = ("prohibited", "overdue", "act", "returned", "ask_brand", "test_buy", "watch", "audit")


def evidence_known(rows: pd.DataFrame) -> np.ndarray:
    """How many of linked product, price, readable photo and seller are known, 0 to 4; `rows` are of Candidates."""
    has_photo = rows[Candidates.images_named].fillna(0) > rows[Candidates.images_unusable].fillna(0)
    known = [
        rows[Candidates.product_id].notna(),
        rows[Candidates.price_usd].notna(),
        has_photo,
        rows[Candidates.seller_id].notna(),
    ]
    return np.sum([found.to_numpy(dtype=bool) for found in known], axis=0)


def bands(scores: pd.Series, evidence: np.ndarray, params: RankParams | Sequence[RankParams]) -> np.ndarray:
    """act, ask_brand or watch per row. A high score on little evidence asks the brand: nobody acts on a guess.

    `params` hold for every row, or are given one a row: the thresholds of the row's brand.
    """
    each = [params] if isinstance(params, RankParams) else params
    limits = [(one.act_score, one.act_from_evidence, one.ask_brand_score) for one in each]
    act, act_from_evidence, ask_brand = np.array(limits, dtype="float64").reshape(-1, 3).T
    score = scores.to_numpy("float64")
    acts = (score >= act) & (evidence >= act_from_evidence)
    return np.where(acts, "act", np.where(score >= ask_brand, "ask_brand", "watch")).astype("object")


def audit_rows(capacity: int, params: RankParams) -> int:
    """How many rows of a queue are drawn at random. A queue of one row keeps it for the worst suspect."""
    if capacity < 2 or params.audit_share == 0:
        return 0
    return max(1, int(params.audit_share * capacity + 0.5))


def in_queue_order(rows: pd.DataFrame, section: str) -> pd.DataFrame:
    """The rows by section, score (highest first), platform and listing; `section` names the section column."""
    place = rows[section].map({name: at for at, name in enumerate(SECTION_ORDER)})
    order = rows.assign(_place=place, _score=-rows[Scores.score])
    keys = ["_place", "_score", Scores.platform, Scores.listing_id]
    return order.sort_values(keys, kind="stable").drop(columns=["_place", "_score"])
