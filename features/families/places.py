"""Where the goods are said to come from: several countries in one place, or a dispatch far from the seller's."""

import numpy as np
import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families.measures import NO, YES, AtLeast, example_rows, quoting
from features.family import Family, Feature, Scope, Sentence
from features.lexicon.places import markets_named


def _compute(table: pd.DataFrame, params: object) -> pd.DataFrame:
    dispatch = markets_named(table[Candidates.ships_from])
    seat = markets_named(table[Candidates.seller_location])
    counts = pd.DataFrame({"dispatch": dispatch.map(len), "seat": seat.map(len)}).astype("float64")
    both = zip(dispatch, seat, strict=True)
    is_abroad = [float(not (here & there)) if here and there else np.nan for here, there in both]
    return pd.DataFrame(
        {
            "place_countries_count": counts.max(axis=1).where(lambda most: most > 0),
            "is_dispatch_abroad": pd.Series(is_abroad, index=table.index, dtype="float64"),
        },
        index=table.index,
    )


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = [
        {Candidates.ships_from: "New Jersey, Hong Kong", Candidates.seller_location: "深圳"},
        {Candidates.ships_from: "Los Angeles", Candidates.seller_location: "Guangzhou, China"},
        {Candidates.ships_from: "Hong Kong, China"},
        {Candidates.ships_from: "the back of a van"},
    ]
    expected = [(2.0, 0.0), (1.0, 1.0), (1.0, None), (None, None)]
    names = FAMILY.feature_names()
    return candidates(rows), example_rows(names, expected)


FAMILY = Family(
    name="places",
    title="Places",
    scope=Scope.ROW,
    reads=(Candidates.ships_from, Candidates.seller_location),
    compute=_compute,
    example=_example,
    features=(
        Feature(
            name="place_countries_count",
            meaning="countries named in one place, dispatch or seller's (the larger); Hong Kong counts with China",
            missing_when="neither place names a country that is known",
            raises=Sentence(
                code="place_contradicts_itself",
                en="One place names several countries at once: {value}.",
                zh="同一地点栏同时写了 {value} 个国家或地区。",
                unit="count",
                speaks_when=AtLeast(2.0),
            ),
        ),
        Feature(
            name="is_dispatch_abroad",
            meaning="the place of dispatch and the seller's place name no country in common",
            missing_when="either place names no country that is known",
            raises=Sentence(
                code="dispatch_abroad",
                en="It ships from another country than the seller's own ({value}).",
                zh="发货地与卖家所在地不在同一国家或地区（{value}）。",
                unit="flag",
                speaks_when=YES,
                words=quoting(Candidates.ships_from, Candidates.seller_location),
            ),
            lowers=Sentence(
                code="dispatch_at_home",
                en="It ships from the seller's own country.",
                zh="发货地与卖家所在地一致。",
                unit="flag",
                speaks_when=NO,
            ),
        ),
    ),
)
