"""How the listing names the brand: openly, in disguise, by another field, or not at all."""

import re
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families.measures import YES, Above, AtLeast, as_float, example_rows, flag, quoting
from features.family import Family, Feature, Scope, Sentence
from features.lexicon.column_patterns import skeletons_by_distinct

_NO_BRAND = "no brand is linked"
_NAMED_BY_NAME = ("exact", "alias", "nickname", "obfuscated")
# Words of spaced scripts; of Chinese, Japanese and Korean every character.
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_WORDS = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def _compute(table: pd.DataFrame, params: object) -> pd.DataFrame:
    has_brand = table[Candidates.brand_id].notna()
    field, how = table[Candidates.brand_field], table[Candidates.named_how]
    has_field = has_brand & field.notna()
    return pd.DataFrame(
        {
            "is_brand_field_evasive": flag(field == "evasive", has_field),
            "is_brand_field_other": flag(field == "other", has_field),
            "is_brand_field_missing": flag(field == "missing", has_field),
            "brands_named_count": as_float(table[Candidates.brands_named]),
            "is_name_disguised": flag(how == "obfuscated", has_brand),
            "is_named_by_nickname": flag(how == "nickname", has_brand),
            "is_brand_unnamed": flag(~how.isin(_NAMED_BY_NAME), has_brand),
            "line_without_owner_share": _line_without_owner(table),
            "is_accessory_claim": flag(table[Candidates.claim] == "accessory", has_brand),
        },
        index=table.index,
    )


def _line_without_owner(table: pd.DataFrame) -> pd.Series:
    """Share of the product title's words, the brand's aside, in a title without the brand or its first word; else 0."""
    is_known = table[[Candidates.brand_id, Candidates.product_id, Candidates.product_title]].notna().all(axis=1)
    names_brand = (table[Candidates.named_in] == "title") & table[Candidates.named_how].isin(_NAMED_BY_NAME)
    unsure = (is_known & ~names_brand.fillna(False).astype(bool)).astype(bool)
    parts = [skeletons_by_distinct(table.loc[unsure, name]) for name in _COMPARED]
    shares = [_share(*texts) for texts in zip(*parts, strict=True)]
    found = pd.Series(np.where(is_known, 0.0, np.nan), index=table.index)
    found[unsure] = np.array(shares, dtype="float64")
    return found


_LEAST_TELLING_PART = 4  # letters of the first word that names a brand by itself: not `The` of The North Face
_COMPARED = (Candidates.title, Candidates.product_title, Candidates.brand_name)


def _share(title: str, product: str, brand: str) -> float:
    words, parts = set(_WORDS.findall(title)), _WORDS.findall(brand)
    # Griffin says Griffin Technology.
    telling = next((part for part in parts if len(part) >= _LEAST_TELLING_PART), None)
    if brand and brand in title or telling in words:
        return 0.0
    line = set(_WORDS.findall(product)) - set(parts)
    return len(line & words) / len(line) if line else 0.0


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    product = {
        Candidates.product_id: "P1",
        Candidates.product_title: "Acme Roadrunner Trap",
        Candidates.brand_name: "Acme",
    }
    rows: list[dict[str, Any]] = [
        {
            **product,
            Candidates.title: "Roadrunner trap deluxe",
            Candidates.named_how: "model_code",
            Candidates.named_in: "attributes",
            Candidates.brand_field: "evasive",
        },
        {
            **product,
            Candidates.title: "A*cme trap",
            Candidates.named_how: "obfuscated",
            Candidates.named_in: "title",
            Candidates.brand_field: "other",
            Candidates.brands_named: 3,
            Candidates.claim: "accessory",
        },
        {Candidates.brand_id: None, Candidates.named_how: "none", Candidates.brands_named: None},
    ]
    names = FAMILY.feature_names()
    expected: list[list[float | None]] = [
        [1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0],
        [0.0, 1.0, 0.0, 3.0, 1.0, 0.0, 0.0, 0.0, 1.0],
        [None] * 9,
    ]
    return candidates(rows), example_rows(names, expected)


FAMILY = Family(
    name="brand_field",
    title="How the brand is named",
    scope=Scope.ROW,
    reads=(
        *_COMPARED,
        Candidates.brand_id,
        Candidates.product_id,
        Candidates.brand_field,
        Candidates.brands_named,
        Candidates.named_how,
        Candidates.named_in,
        Candidates.claim,
    ),
    compute=_compute,
    example=_example,
    features=(
        Feature(
            name="is_brand_field_evasive",
            meaning="the typed brand evades: “as shown”, “unbranded”, a broken name",
            missing_when=_NO_BRAND,
            monotone=1,
            raises=Sentence(
                code="brand_field_evasive",
                en="The brand field evades ({value}).",
                zh="品牌栏含糊其辞（{value}）。",
                unit="flag",
                speaks_when=YES,
                words=quoting(Candidates.typed_brand),
            ),
        ),
        Feature(
            name="is_brand_field_other",
            meaning="the typed brand is another brand than the linked one",
            missing_when=_NO_BRAND,
            raises=Sentence(
                code="brand_field_other",
                en="The brand field gives another brand ({value}) than the linked one.",
                zh="品牌栏填写的是另一个品牌（{value}），并非对应的品牌。",
                unit="flag",
                speaks_when=YES,
                words=quoting(Candidates.typed_brand),
            ),
        ),
        Feature(
            name="is_brand_field_missing",
            meaning="the seller typed no brand",
            missing_when=_NO_BRAND,
            raises=Sentence(
                code="brand_field_empty",
                en="The brand field is empty.",
                zh="品牌栏为空。",
                unit="flag",
                speaks_when=YES,
            ),
        ),
        Feature(
            name="brands_named_count",
            meaning="catalogued brands the listing names",
            missing_when="no brand is linked",
            raises=Sentence(
                code="several_brands_named",
                en="Catalogued brands named in this one listing: {value}.",
                zh="同一商品中提到的品牌数：{value}。",
                unit="count",
                speaks_when=AtLeast(2.0),
            ),
        ),
        Feature(
            name="is_name_disguised",
            meaning="the brand's name is written in disguise (signs, dropped letters, look-alike characters)",
            missing_when=_NO_BRAND,
            monotone=1,
            raises=Sentence(
                code="name_disguised",
                en="The brand's name is written in disguise ({value}).",
                zh="品牌名被做了变形处理（{value}）。",
                unit="flag",
                speaks_when=YES,
                words=quoting(Candidates.named_as),
            ),
        ),
        Feature(
            name="is_named_by_nickname",
            meaning="the listing names the brand by a nickname",
            missing_when=_NO_BRAND,
            raises=Sentence(
                code="named_by_nickname",
                en="The brand is named by a nickname ({value}) instead of its name.",
                zh="用品牌的昵称（{value}）代替品牌名。",
                unit="flag",
                speaks_when=YES,
                words=quoting(Candidates.named_as),
            ),
        ),
        Feature(
            name="is_brand_unnamed",
            meaning="no name of the brand: only a model code, a photo or likeness points to it",
            missing_when=_NO_BRAND,
            raises=Sentence(
                code="brand_unnamed",
                en="The listing does not name the brand; a model code, a photo or likeness points to it.",
                zh="商品未写品牌名，仅由型号、图片或相似度指向该品牌。",
                unit="flag",
                speaks_when=YES,
            ),
        ),
        Feature(
            name="line_without_owner_share",
            meaning="share of the product title's words, the brand's aside, in a title without the brand or its first word; else 0",
            missing_when="no product is linked",
            raises=Sentence(
                code="line_without_owner",
                en="The title repeats {value} of the product's words and leaves the brand out.",
                zh="标题照搬产品名的 {value}，却不写品牌。",
                unit="share",
                speaks_when=Above(0.0),
            ),
        ),
        Feature(
            name="is_accessory_claim",
            meaning="the listing offers something for the brand's goods, not the goods",
            missing_when=_NO_BRAND,
            lowers=Sentence(
                code="accessory_claimed",
                en="It is offered as an accessory for the brand's goods.",
                zh="该商品以适配配件的名义出售。",
                unit="flag",
                speaks_when=YES,
            ),
        ),
    ),
)
