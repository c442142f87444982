"""What the brand itself said of the seller, as it stands on the night."""

import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families.measures import YES, example_rows, flag
from features.family import Family, Feature, Scope, Sentence

_MISSING = "no brand is linked, or the listing names no seller"


def _compute(table: pd.DataFrame, params: object) -> pd.DataFrame:
    is_known = table[[Candidates.brand_id, Candidates.seller_id]].notna().all(axis=1)
    status = table[Candidates.seller_status]
    return pd.DataFrame(
        {
            "is_authorised_seller": flag(status == "authorised", is_known),
            "is_denied_seller": flag(status == "denied", is_known),
        },
        index=table.index,
    )


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    statuses = ["authorised", "denied", "watched", None]
    rows = [{Candidates.seller_id: "S1", Candidates.seller_status: status} for status in statuses]
    flags = [(1.0, 0.0), (0.0, 1.0), (0.0, 0.0), (0.0, 0.0), (None, None)]
    names = FAMILY.feature_names()
    return candidates([*rows, {}]), example_rows(names, flags)


FAMILY = Family(
    name="seller_status",
    title="Brand's word on the seller",
    scope=Scope.ROW,
    reads=(Candidates.brand_id, Candidates.seller_id, Candidates.seller_status),
    compute=_compute,
    example=_example,
    features=(
        Feature(
            name="is_authorised_seller",
            meaning="the brand authorised the seller and the statement holds on the night",
            missing_when=_MISSING,
            monotone=-1,
            lowers=Sentence(
                code="seller_authorised",
                en="The brand has authorised this seller.",
                zh="该卖家获得品牌授权。",
                unit="flag",
                speaks_when=YES,
            ),
        ),
        Feature(
            name="is_denied_seller",
            meaning="the brand denied the seller and the statement holds on the night",
            missing_when=_MISSING,
            monotone=1,
            raises=Sentence(
                code="seller_denied",
                en="The brand says this seller is not authorised.",
                zh="品牌方声明该卖家未获授权。",
                unit="flag",
                speaks_when=YES,
            ),
        ),
    ),
)
