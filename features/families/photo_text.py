"""What the photos say in letters: contacts, talk of copies, brand names, and how much text there is at all.

Only photos of listings that are suspicious already are read, so all of it is missing for the others.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families import title_wording
from features.families.measures import YES, Above, AtLeast, as_float, example_rows
from features.family import Family, Feature, Scope, Sentence
from features.lexicon.contacts import contacts_in_skeletons
from features.lexicon.quoted import quoted_words
from features.lexicon.sector_terms import NO_TERMS, SECTOR_TERMS, SectorTerms
from features.skeleton import skeletons_of

# Talk of copies; what else the lexicon knows (promises, receipts) honest sellers print into photos as well.
GRADES = ("replica", "slang")
_PLAIN_NAMES = ("exact", "alias")
_MOST_QUOTED = 3
_MISSING = (
    "no photo of the listing was read: reading is off (signals.ocr.enabled), the listing was not suspicious enough, "
    "or no photo could be read"
)


def _compute(table: pd.DataFrame, params: object, terms: SectorTerms = NO_TERMS) -> pd.DataFrame:
    photos = as_float(table[Candidates.photos_read])
    was_read = (photos > 0).to_numpy()
    found = pd.DataFrame(np.nan, index=table.index, columns=FAMILY.feature_names())
    if was_read.any():
        found.loc[was_read] = _of_read(table[was_read], photos[was_read].to_numpy(), terms)
    return found


def _of_read(table: pd.DataFrame, photos: np.ndarray, terms: SectorTerms) -> np.ndarray:
    written = [_joined(texts) for texts in table[Candidates.photo_texts]]
    drawn = skeletons_of(written)
    # The title's matcher, which is built already: a grade's weight does not hang on the others.
    weights = terms.weights(title_wording.GRADES, drawn, table[Candidates.brand_sector])
    shows_own = table[Candidates.own_name_in_photo].notna().to_numpy()
    is_plain = table[Candidates.named_how].isin(_PLAIN_NAMES).to_numpy()
    shows_other = table[Candidates.other_names_in_photo].map(len).to_numpy() > 0
    characters = np.array([sum(map(len, texts)) for texts in table[Candidates.photo_texts]], dtype="float64")
    columns = {
        "photo_contacts_count": [len(given) for given in contacts_in_skeletons(drawn)],
        "photo_grade_words_weight": weights[list(GRADES)].sum(axis=1),
        "is_brand_shown_only_in_photo": shows_own & ~is_plain,
        "is_other_brand_in_photo": shows_other & ~shows_own,
        "photo_text_characters": characters / photos,
    }
    return np.column_stack([np.asarray(columns[name], dtype="float64") for name in FAMILY.feature_names()])


def _joined(texts: list[str]) -> str:
    return " | ".join(texts)


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    rows: list[dict[str, Any]] = [
        {
            Candidates.photos_read: 2,
            Candidates.photo_texts: ["ACME", "1:1 super clone 加微信 trap_88"],
            Candidates.named_how: "obfuscated",
            Candidates.own_name_in_photo: "ACME",
        },
        {Candidates.photos_read: 1, Candidates.photo_texts: ["ZENITH"], Candidates.other_names_in_photo: ["ZENITH"]},
        {Candidates.photos_read: 1},
        {},
    ]
    said: list[list[float | None]] = [
        [1.0, 1.8, 1.0, 0.0, 15.5],
        [0.0, 0.0, 0.0, 1.0, 6.0],
        [0.0, 0.0, 0.0, 0.0, 0.0],
        [None, None, None, None, None],
    ]
    return candidates(rows), example_rows(FAMILY.feature_names(), said)


def _photo_text(row: Mapping[str, Any]) -> str:
    texts = row.get(Candidates.photo_texts)
    return _joined(list(texts)) if texts is not None else ""


def _contacts(row: Mapping[str, Any]) -> str:
    return ", ".join(contacts_in_skeletons(skeletons_of([_photo_text(row)]))[0][:_MOST_QUOTED])


def _grades(row: Mapping[str, Any]) -> str:
    text, sector, own = _photo_text(row), row.get(Candidates.brand_sector), row.get(SECTOR_TERMS, ())
    return _quoted([word for grade in GRADES for word in quoted_words(text, grade, sector, own)])


def _own_name(row: Mapping[str, Any]) -> str:
    name = row.get(Candidates.own_name_in_photo)
    return _quoted([name]) if isinstance(name, str) else ""


def _other_names(row: Mapping[str, Any]) -> str:
    names = row.get(Candidates.other_names_in_photo)
    return _quoted(list(names)) if names is not None else ""


def _quoted(words: list[str]) -> str:
    return ", ".join(f"“{word}”" for word in list(dict.fromkeys(words))[:_MOST_QUOTED])


FAMILY = Family(
    name="photo_text",
    title="Text in photos",
    scope=Scope.ROW,
    reads=(
        Candidates.photos_read,
        Candidates.photo_texts,
        Candidates.own_name_in_photo,
        Candidates.other_names_in_photo,
        Candidates.named_how,
        Candidates.brand_sector,
    ),
    compute=_compute,
    example=_example,
    reads_lexicon=True,
    features=(
        Feature(
            name="photo_contacts_count",
            meaning="phones, messenger names, mails and albums printed in the photos",
            missing_when=_MISSING,
            monotone=1,
            raises=Sentence(
                code="contact_in_photo",
                en="A photo gives a contact past the platform ({value}).",
                zh="图片中印有站外联系方式（{value}）。",
                unit="count",
                speaks_when=Above(0.0),
                words=_contacts,
            ),
        ),
        Feature(
            name="photo_grade_words_weight",
            meaning="summed lexicon weight of the photos' words that speak of copies and their grades; 0 for none",
            missing_when=_MISSING,
            monotone=1,
            raises=Sentence(
                code="words_grade_in_photo",
                en="Words in a photo speak of copies or their grades ({value}).",
                zh="图片中的文字提到仿品或其等级（{value}）。",
                unit="ratio",
                speaks_when=Above(0.0),
                words=_grades,
            ),
        ),
        Feature(
            name="is_brand_shown_only_in_photo",
            meaning="a photo shows the brand's name, which the text disguises or leaves out",
            missing_when=_MISSING,
            raises=Sentence(
                code="brand_shown_only_in_photo",
                en="A photo shows the brand's name ({value}), which the text does not write plainly.",
                zh="图片中显示品牌名称（{value}），而文字没有如实写出。",
                unit="text",
                speaks_when=YES,
                words=_own_name,
            ),
        ),
        Feature(
            name="is_other_brand_in_photo",
            meaning="the photos show names of other catalogued brands, and not that of the brand the listing names",
            missing_when=_MISSING,
            raises=Sentence(
                code="other_brand_in_photo",
                en="The photos show another brand's name ({value}) than the one the listing names.",
                zh="图片中显示的是其他品牌的名称（{value}），与商品所称品牌不符。",
                unit="text",
                speaks_when=YES,
                words=_other_names,
            ),
        ),
        Feature(
            name="photo_text_characters",
            meaning="characters of text in a photo, on average over the photos read",
            missing_when=_MISSING,
            raises=Sentence(
                code="photo_text_much",
                en="The photos carry much text ({value} characters a photo).",
                zh="图片中文字较多（平均每张 {value} 个字符）。",
                unit="count",
                speaks_when=AtLeast(60.0),
            ),
        ),
    ),
)
