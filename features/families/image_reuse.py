"""How many other sellers showed the same photos, tonight or on the nights looked back on."""

from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families.measures import Above, Below, as_float, example_rows
from features.family import Family, Feature, Scope, Sentence


def _compute(table: pd.DataFrame, params: object) -> pd.DataFrame:
    # Which photos are one photo, and who showed it, was found for all nights at once: see features.linking.
    others, telling = (
        as_float(table[name]) - 1.0 for name in (Candidates.photo_sellers, Candidates.telling_photo_sellers)
    )
    is_official = table[Candidates.official_match_confidence].notna().to_numpy()
    return pd.DataFrame(
        {
            "photo_other_sellers_count": others,
            # An official photo is everybody's: shared by many it says nothing.
            "unofficial_photo_other_sellers_count": np.where(is_official & telling.notna(), 0.0, telling),
        },
        index=table.index,
    )


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    rows: list[dict[str, Any]] = [
        {Candidates.photo_sellers: 1, Candidates.telling_photo_sellers: 1},
        {Candidates.photo_sellers: 3, Candidates.telling_photo_sellers: 3},
        {Candidates.photo_sellers: 300, Candidates.telling_photo_sellers: 2},
        {
            Candidates.photo_sellers: 3,
            Candidates.telling_photo_sellers: 3,
            Candidates.official_match_confidence: 0.9,
        },
        {},
    ]
    counts = [(0.0, 0.0), (2.0, 2.0), (299.0, 1.0), (2.0, 0.0), (None, None)]
    return candidates(rows), example_rows(FAMILY.feature_names(), counts)


FAMILY = Family(
    name="image_reuse",
    title="Photo reuse",
    scope=Scope.ROW,
    reads=(Candidates.photo_sellers, Candidates.telling_photo_sellers, Candidates.official_match_confidence),
    compute=_compute,
    example=_example,
    features=(
        Feature(
            name="photo_other_sellers_count",
            meaning="other sellers who showed one of the listing's photos, tonight or on the nights looked back on (the most shared photo)",
            missing_when="the listing has no photo that can be compared",
            lowers=Sentence(
                code="photo_is_own",
                en="No other seller showed its photos, tonight or before.",
                zh="今晚及此前没有其他卖家使用它的图片。",
                unit="count",
                speaks_when=Below(0.5),
            ),
        ),
        Feature(
            name="unofficial_photo_other_sellers_count",
            meaning="the same, but 0 when one of its photos is copied from the brand's official photos; "
            "pictures that hundreds of sellers show are not counted",
            missing_when="the listing has no photo that can be compared",
            raises=Sentence(
                code="photo_shared",
                en="Other sellers who showed the same photo, tonight or before: {value}; no official photo explains it.",
                zh="今晚及此前使用相同图片的其他卖家数：{value}，且并非官方图片。",
                unit="count",
                speaks_when=Above(0.0),
            ),
        ),
    ),
)
