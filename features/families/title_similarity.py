"""How like the linked product's title the listing's title is."""

import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families.measures import NO, YES, AtLeast, Below, as_float, example_values, flag
from features.family import Family, Feature, Scope, Sentence

# Sentences only; the model finds its own limits. On a small public probe paraphrases of one title stood above 0.75.
_CLOSE = 0.75
_FAR = 0.4


def _compute(table: pd.DataFrame, params: object) -> pd.DataFrame:
    cosine = as_float(table[Candidates.title_vector_cosine])
    ngrams = as_float(table[Candidates.title_ngram_cosine])
    return pd.DataFrame(
        {
            "product_title_cosine": cosine,
            "product_title_ngram_cosine": ngrams,
            "product_title_cosine_gap": cosine - ngrams,
            "is_model_number_found": flag(table[Candidates.is_model_equal], table[Candidates.product_id].notna()),
            "link_certainty": as_float(table[Candidates.link_confidence]).where(table[Candidates.brand_id].notna()),
            "product_certainty": as_float(table[Candidates.product_confidence]).where(
                table[Candidates.product_id].notna()
            ),
        },
        index=table.index,
    )


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    linked = {
        Candidates.product_id: "P1",
        Candidates.title_vector_cosine: 0.9,
        Candidates.title_ngram_cosine: 0.3,
        Candidates.is_model_equal: True,
        Candidates.link_confidence: 0.8,
        Candidates.product_confidence: 0.85,
    }
    expected: list[dict[str, float | None]] = [
        {
            "product_title_cosine": 0.9,
            "product_title_ngram_cosine": 0.3,
            "product_title_cosine_gap": 0.6,
            "is_model_number_found": 1.0,
            "link_certainty": 0.8,
            "product_certainty": 0.85,
        },
        {**dict.fromkeys(FAMILY.feature_names()), "link_certainty": 0.9},
    ]
    return candidates([linked, {}]), example_values(expected)


FAMILY = Family(
    name="title_similarity",
    title="Title similarity",
    scope=Scope.ROW,
    reads=(
        Candidates.brand_id,
        Candidates.product_id,
        Candidates.title_vector_cosine,
        Candidates.title_ngram_cosine,
        Candidates.is_model_equal,
        Candidates.link_confidence,
        Candidates.product_confidence,
    ),
    compute=_compute,
    example=_example,
    features=(
        Feature(
            name="product_title_cosine",
            meaning="encoder cosine of the title and the linked product's title, else the brand's closest",
            missing_when="no brand is linked, or the brand has no product",
            raises=Sentence(
                code="title_like_product",
                en="The title reads like the genuine product's title (similarity {value}).",
                zh="标题与正品标题高度相似（相似度 {value}）。",
                unit="cosine",
                speaks_when=AtLeast(_CLOSE),
            ),
            lowers=Sentence(
                code="title_unlike_product",
                en="The title reads little like any of the brand's products (similarity {value}).",
                zh="标题与该品牌产品差别较大（相似度 {value}）。",
                unit="cosine",
                speaks_when=Below(_FAR),
            ),
        ),
        Feature(
            name="product_title_ngram_cosine",
            meaning="letter n-gram cosine of the same two titles",
            missing_when="no brand is linked, or the brand has no product",
            raises=Sentence(
                code="title_copied_letters",
                en="The title repeats the genuine title nearly letter for letter (overlap {value}).",
                zh="标题几乎逐字照搬正品标题（重合度 {value}）。",
                unit="cosine",
                speaks_when=AtLeast(_CLOSE),
            ),
        ),
        Feature(
            name="product_title_cosine_gap",
            meaning="encoder cosine minus n-gram cosine: the same meaning in other letters",
            missing_when="either cosine is missing",
            raises=Sentence(
                code="title_reworded",
                en="The title means the genuine product in other letters (gap {value}).",
                zh="标题含义与正品相同但用字不同（差距 {value}）。",
                unit="cosine",
                speaks_when=AtLeast(0.5),
            ),
        ),
        Feature(
            name="is_model_number_found",
            meaning="the product's model number stands in the listing",
            missing_when="no product is linked",
            raises=Sentence(
                code="model_number_missing",
                en="The product's model number stands nowhere in the listing.",
                zh="商品信息中没有该产品的型号。",
                unit="flag",
                speaks_when=NO,
            ),
            lowers=Sentence(
                code="model_number_found",
                en="The listing gives the product's model number.",
                zh="商品信息中写明了该产品的型号。",
                unit="flag",
                speaks_when=YES,
            ),
        ),
        Feature(
            name="link_certainty",
            meaning="how sure the link to this brand, and the product when given, is (0 to 1)",
            missing_when="no brand is linked",
        ),
        Feature(
            name="product_certainty",
            meaning="how sure it is the linked product, if it is this brand at all (0 to 1); prices are compared by it",
            missing_when="no product is linked",
        ),
    ),
)
