"""What buyers say: do the reviews shown speak of fakes, and how good is the score."""

from typing import Any

import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families.measures import Above, AtLeast, Below, as_float, example_rows, ratio
from features.family import Family, FamilyParams, Feature, Scope, Sentence
from features.lexicon.column_patterns import as_texts
from features.lexicon.sector_terms import NO_TERMS, SectorTerms
from features.skeleton import skeletons_of


class ReviewsParams(FamilyParams):
    """When a review counts as speaking of a fake."""

    # "It is a fake" weighs 1; a chemical smell or a crooked logo weighs 0.4 and only hints at one.
    least_weight: float = 0.9


def _compute(table: pd.DataFrame, params: ReviewsParams, terms: SectorTerms = NO_TERMS) -> pd.DataFrame:
    texts = table[Candidates.review_texts]
    weights = _accusations(texts, table[Candidates.brand_sector], terms)
    at = weights.index
    speaking = (weights >= params.least_weight).groupby(at).sum().reindex(range(len(table)), fill_value=0)
    hinting = ((weights > 0) & (weights < params.least_weight)).groupby(at).sum().reindex(speaking.index, fill_value=0)
    shown = texts.map(len).astype("float64")
    spoken = pd.Series(speaking.to_numpy(dtype="float64"), index=table.index).where(shown > 0)
    return pd.DataFrame(
        {
            "reviews_of_fakes_count": spoken,
            "reviews_of_fakes_share": ratio(spoken, shown),
            "reviews_hinting_fakes_count": pd.Series(hinting.to_numpy(dtype="float64"), table.index).where(shown > 0),
            "reviews_count": as_float(table[Candidates.review_count]),
            "review_score_mean": as_float(table[Candidates.review_score]),
        },
        index=table.index,
    )


def _accusations(texts: pd.Series, sectors: pd.Series, terms: SectorTerms) -> pd.Series:
    """The weight of the accusations in each review shown; the index is the row's place in the table."""
    said = pd.Series(texts.to_numpy(), index=range(len(texts)), dtype="object").explode().dropna()
    weights = terms.weights(("accusation",), skeletons_of(as_texts(said)), sectors.iloc[said.index.to_numpy(int)])
    return weights["accusation"].set_axis(said.index, axis=0)


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    rows: list[dict[str, Any]] = [
        {
            Candidates.review_texts: ["Fake! The logo is wrong", "这是假货", "not a fake, love it", "logo peeled off"],
            Candidates.review_count: 40,
            Candidates.review_score: 3.1,
        },
        {Candidates.review_texts: ["No fakes here, fast shipping"]},
        {},
    ]
    names = FAMILY.feature_names()
    expected: list[list[float | None]] = [[2.0, 0.5, 1.0, 40.0, 3.1], [0.0, 0.0, 0.0, None, None], [None] * 5]
    return candidates(rows), example_rows(names, expected)


FAMILY = Family(
    name="reviews",
    title="Reviews",
    scope=Scope.ROW,
    reads=(Candidates.review_texts, Candidates.review_count, Candidates.review_score, Candidates.brand_sector),
    compute=_compute,
    example=_example,
    params=ReviewsParams(),
    reads_lexicon=True,
    features=(
        Feature(
            name="reviews_of_fakes_count",
            meaning="reviews shown that say the goods are fake; “not a fake” does not count",
            missing_when="no review text is shown",
            monotone=1,
            raises=Sentence(
                code="reviews_say_fake",
                en="Reviews that say it is a fake: {value}.",
                zh="有 {value} 条评价称其为假货。",
                unit="count",
                speaks_when=AtLeast(1.0),
            ),
            lowers=Sentence(
                code="reviews_silent_on_fakes",
                en="None of the reviews shown speaks of a fake.",
                zh="展示的评价均未提及假货。",
                unit="count",
                speaks_when=Below(0.5),
            ),
        ),
        Feature(
            name="reviews_of_fakes_share",
            meaning="their share of the reviews shown",
            missing_when="no review text is shown",
            monotone=1,
            raises=Sentence(
                code="reviews_share_say_fake",
                en="{value} of the reviews shown say it is a fake.",
                zh="展示的评价中有 {value} 称其为假货。",
                unit="share",
                speaks_when=Above(0.0),
            ),
        ),
        Feature(
            name="reviews_hinting_fakes_count",
            meaning="reviews shown that only hint at a fake: smell, a peeling logo, misspelling",
            missing_when="no review text is shown",
            raises=Sentence(
                code="reviews_hint_fake",
                en="Reviews that hint at a fake (smell, peeling logo, misspelling): {value}.",
                zh="有 {value} 条评价暗示可能是假货（异味、掉标、拼写错误）。",
                unit="count",
                speaks_when=Above(0.0),
            ),
        ),
        Feature(
            name="reviews_count",
            meaning="number of reviews the platform counts",
            missing_when="the platform does not show it",
        ),
        Feature(
            name="review_score_mean",
            meaning="mean review score as the platform shows it",
            missing_when="the platform does not show it",
        ),
    ),
)
