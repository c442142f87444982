"""What the listing's photos match: official photos, photos of settled fakes, or nothing at all."""

import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families.measures import YES, Above, AtLeast, Below, as_float, example_rows, flag, quoting, ratio
from features.family import Family, Feature, Scope, Sentence

# The photo as it is, margins aside; every other view of features.signals means that someone changed it.
_AS_IT_IS = ("upright", "trimmed")


def _compute(table: pd.DataFrame, params: object) -> pd.DataFrame:
    # Without a comparable photo nothing was looked for: unknown, not "no match".
    was_compared = table[Candidates.image_phashes].map(len).astype("float64") > 0
    official = as_float(table[Candidates.official_match_confidence])
    known_fake = as_float(table[Candidates.known_fake_match_confidence])
    named = as_float(table[Candidates.images_named])
    has_match = official.notna()
    is_other = table[Candidates.official_match_product_id] != table[Candidates.product_id]
    both_known = has_match & table[[Candidates.official_match_product_id, Candidates.product_id]].notna().all(axis=1)
    return pd.DataFrame(
        {
            "official_photo_confidence": official.where(has_match | ~was_compared, 0.0),
            "is_official_photo_altered": flag(~table[Candidates.official_match_view].isin(_AS_IT_IS), has_match),
            "is_official_photo_of_other_product": flag(is_other, both_known),
            "known_fake_photo_confidence": known_fake.where(known_fake.notna() | ~was_compared, 0.0),
            "photos_named_count": named,
            "unusable_photos_share": ratio(table[Candidates.images_unusable], named),
        },
        index=table.index,
    )


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    copied = {
        Candidates.product_id: "P1",
        Candidates.image_phashes: [7],
        Candidates.images_named: 2,
        Candidates.images_unusable: 1,
        Candidates.official_match_confidence: 0.9,
        Candidates.official_match_product_id: "P2",
        Candidates.official_match_view: "mirror",
    }
    own = {Candidates.image_phashes: [9], Candidates.images_named: 1, Candidates.known_fake_match_confidence: 0.7}
    expected: list[list[float | None]] = [
        [0.9, 1.0, 1.0, 0.0, 2.0, 0.5],
        [0.0, None, None, 0.7, 1.0, 0.0],
        [None, None, None, None, 0.0, None],
    ]
    return candidates([copied, own, {}]), example_rows(FAMILY.feature_names(), expected)


FAMILY = Family(
    name="image_match",
    title="Photo matches",
    scope=Scope.ROW,
    reads=(
        Candidates.product_id,
        Candidates.image_phashes,
        Candidates.images_named,
        Candidates.images_unusable,
        Candidates.official_match_confidence,
        Candidates.official_match_product_id,
        Candidates.official_match_view,
        Candidates.known_fake_match_confidence,
    ),
    compute=_compute,
    example=_example,
    features=(
        Feature(
            name="official_photo_confidence",
            meaning="how surely a photo was copied from the brand's official photos, 0 when none matches",
            missing_when="the listing has no photo that can be compared",
            raises=Sentence(
                code="official_photo_copied",
                en="A photo is copied from the brand's official photos (confidence {value}), not of the goods.",
                zh="图片复制自品牌官方图片（可信度 {value}），并非实物照片。",
                unit="share",
                speaks_when=Above(0.0),
            ),
            lowers=Sentence(
                code="no_official_photo",
                en="None of the photos is copied from the brand's official photos.",
                zh="没有发现复制自品牌官方的图片。",
                unit="share",
                speaks_when=Below(1e-9),
            ),
        ),
        Feature(
            name="is_official_photo_altered",
            meaning="the copied official photo was mirrored, turned, cropped, framed, put in a collage or on another background",
            missing_when="no official photo matches",
            raises=Sentence(
                code="official_photo_altered",
                en="The copied official photo was altered: mirrored, turned, cropped, framed or put into another picture.",
                zh="所复制的官方图片经过镜像、旋转或裁剪处理。",
                unit="flag",
                speaks_when=YES,
            ),
        ),
        Feature(
            name="is_official_photo_of_other_product",
            meaning="the copied official photo shows another product than the one the listing names",
            missing_when="no official photo matches, or no product is linked",
            raises=Sentence(
                code="photo_of_other_product",
                en="The official photo shows another product ({value}) than the one offered.",
                zh="所用官方图片（{value}）与所售产品不是同一款。",
                unit="flag",
                speaks_when=YES,
                words=quoting(Candidates.official_match_product_id),
            ),
        ),
        Feature(
            name="known_fake_photo_confidence",
            meaning="how surely a photo equals one of a listing settled as counterfeit before, 0 when none does",
            missing_when="the listing has no photo that can be compared",
            monotone=1,
            raises=Sentence(
                code="known_fake_photo",
                en="A photo matches one of a listing already settled as counterfeit (confidence {value}).",
                zh="图片与已判定为假货的商品图片一致（可信度 {value}）。",
                unit="share",
                speaks_when=Above(0.0),
            ),
        ),
        Feature(
            name="photos_named_count",
            meaning="photos the listing names",
            missing_when="never",
            raises=Sentence(
                code="no_photo",
                en="The listing names no photo.",
                zh="该商品没有任何图片。",
                unit="count",
                speaks_when=Below(1.0),
            ),
            lowers=Sentence(
                code="photos_shown",
                en="Photos named by the listing: {value}.",
                zh="该商品列出的图片数：{value}。",
                unit="count",
                speaks_when=AtLeast(1.0),
            ),
        ),
        Feature(
            name="unusable_photos_share",
            meaning="share of the named photos that are broken, missing or refused",
            missing_when="the listing names no photo",
            raises=Sentence(
                code="photos_unusable",
                en="{value} of its photos are broken, missing or refused.",
                zh="{value} 的图片损坏、缺失或被拒收。",
                unit="share",
                speaks_when=Above(0.0),
            ),
        ),
    ),
)
