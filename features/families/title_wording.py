"""What the words say: talk of copies, of grey goods, promises and winks, contacts, and how the title is written."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Candidates
from features.disguises import count_invisible, has_mixed_scripts
from features.examples import candidates
from features.families.measures import YES, Above, AtLeast, Below, example_rows
from features.family import Family, FamilyParams, Feature, Scope, Sentence
from features.lexicon.column_patterns import as_texts, count_pattern, has_pattern
from features.lexicon.contacts import contacts_in_skeletons, quoted_contacts
from features.lexicon.quoted import quoted_words
from features.lexicon.sector_terms import NO_TERMS, SECTOR_TERMS, SectorTerms
from features.skeleton import skeletons_of

GRADES = ("replica", "slang", "lookalike", "grey", "promise", "wink", "papers")
_SAID = (Candidates.title, Candidates.description)
# Broken words: Y*S*L, L@V, A-v-entus, Arm.ani. Addresses, sizes (5*7) and single hyphens (T-shirt) are not.
_BROKEN = re.compile(
    r"(?<![\w*])[^\W\d_]+(?:\*+[^\W\d_]+)+(?![\w*])"
    r"|(?<![\w*])[^\W\d_]{2,}\*(?![\w*])"
    r"|(?<![\w.@-])[a-z]@[a-z]{1,3}(?![\w.@])"
    r"|(?<![\w-])[a-z]-[a-z]-[a-z]{2,}"
    r"|(?<![\w.@/])[a-z]{2,}\.(?!(?:com|net|org|shop|store|cn|uk|de|fr|jp|io|co|eu)\b)[a-z]{2,}(?![\w./@])"
)
# What each of those holds; it only chooses the titles that are looked at closely.
_MAYBE_BROKEN = r"\*|[a-z]@[a-z]|[a-z]-[a-z]-[a-z][a-z]|[a-z][a-z]\.[a-z][a-z]"


class TitleWordingParams(FamilyParams):
    """When a title is long enough to speak of its letters."""

    # In "USB C" capitals mean nothing. First guess.
    fewest_cased_letters: int = 10


def _compute(table: pd.DataFrame, params: TitleWordingParams, terms: SectorTerms = NO_TERMS) -> pd.DataFrame:
    titles = as_texts(table[Candidates.title])
    drawn = skeletons_of(titles)
    described = skeletons_of(as_texts(table[Candidates.description]))
    written = [f"{title} | {text}" for title, text in zip(drawn, described, strict=True)]
    weights = terms.weights(GRADES, written, table[Candidates.brand_sector])
    found = {f"{grade}_words_weight": weights[grade].to_numpy() for grade in GRADES}
    found["contacts_count"] = np.array([len(given) for given in contacts_in_skeletons(written)], dtype="float64")
    found |= _hidden(titles) | {"broken_words_count": _broken_words(drawn)} | _letters(titles, params)
    return pd.DataFrame(found, index=table.index).where(table[Candidates.title].notna())


def _hidden(titles: list[str]) -> dict[str, np.ndarray]:
    """Mixed scripts and invisible characters; plain ASCII, most of a night, can hold neither."""
    foreign = [at for at, title in enumerate(titles) if not title.isascii()]
    is_mixed, invisible = np.zeros(len(titles)), np.zeros(len(titles))
    is_mixed[foreign] = [has_mixed_scripts(titles[at]) for at in foreign]
    invisible[foreign] = [count_invisible(titles[at]) for at in foreign]
    return {"is_title_mixed_script": is_mixed, "invisible_characters_count": invisible}


def _broken_words(drawn: list[str]) -> np.ndarray:
    counts = np.zeros(len(drawn))
    for at in np.flatnonzero(has_pattern(drawn, _MAYBE_BROKEN)):
        counts[at] = len(_BROKEN.findall(drawn[at]))
    return counts


def _letters(titles: list[str], params: TitleWordingParams) -> dict[str, np.ndarray]:
    kinds = (r"\p{Lu}", r"\p{Ll}", r"\p{Nd}", r"\p{L}")
    capitals, small, digits, letters = (count_pattern(titles, kind) for kind in kinds)
    length = np.array([len(title) for title in titles], dtype="float64")
    cased = capitals + small
    # In a Chinese title the few Latin letters are model codes, whose capitals shout at nobody.
    is_told = (cased >= params.fewest_cased_letters) & (cased >= letters / 2)
    return {
        "title_capitals_share": np.where(is_told, capitals / np.maximum(cased, 1), np.nan),
        "title_digits_share": np.where(length > 0, digits / np.maximum(length, 1), np.nan),
        "title_length_characters": length,
    }


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    titles = [
        {Candidates.title: "SUPER CLONE A*cme tr\u200bap", Candidates.description: "not a fake. WeChat: trap_88"},
        {Candidates.title: "Acme АА battery 8x AAA", Candidates.description: "100% genuine, with receipt"},
        {Candidates.title: "外贸原单 懂的来"},
    ]
    said: list[list[float | None]] = [
        [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 11 / 18, 0.0, 23.0],
        [0.0, 0.0, 0.0, 0.0, 0.3, 0.0, 0.2, 0.0, 0.0, 0.0, 0.0, 6 / 17, 1 / 22, 22.0],
        [0.0, 0.0, 0.0, 0.4, 0.0, 0.8, 0.0, 0.0, 0.0, 0.0, 0.0, None, 0.0, 8.0],
    ]
    return candidates(titles), example_rows(FAMILY.feature_names(), said)


def _text(row: Mapping[str, Any]) -> str:
    return " | ".join(text for text in map(row.get, _SAID) if isinstance(text, str))


def _quoted(grade: str, row: Mapping[str, Any]) -> str:
    """The row's words of a grade as written, quoted; empty where its texts are not at hand."""
    words = quoted_words(_text(row), grade, row.get(Candidates.brand_sector), row.get(SECTOR_TERMS, ()))
    return ", ".join(f"“{word}”" for word in words)


def _words(grade: str, meaning: str, *, en: str, zh: str, monotone: int = 0) -> Feature:
    said = Sentence(
        code=f"words_{grade}", en=en, zh=zh, unit="ratio", speaks_when=Above(0.0), words=partial(_quoted, grade)
    )
    return Feature(
        name=f"{grade}_words_weight",
        meaning=f"summed lexicon weight of the title's and description's words that {meaning}; 0 for none",
        missing_when="never",
        monotone=monotone,
        raises=said,
    )


FAMILY = Family(
    name="title_wording",
    title="Wording",
    scope=Scope.ROW,
    reads=(Candidates.title, Candidates.description, Candidates.brand_sector),
    compute=_compute,
    example=_example,
    params=TitleWordingParams(),
    reads_lexicon=True,
    features=(
        _words(
            "replica",
            "say openly that it is a copy",
            en="The text says that it is a copy ({value}).",
            zh="文字直接表明是仿品（{value}）。",
            monotone=1,
        ),
        _words(
            "slang",
            "are the trade's code for copies",
            en="The text uses the trade's code for copies ({value}).",
            zh="文字使用了仿品行话（{value}）。",
        ),
        _words(
            "lookalike",
            "say that it resembles a brand",
            en="The text says that it resembles a brand ({value}).",
            zh="文字称其与某品牌相似（{value}）。",
        ),
        _words(
            "grey",
            "speak of grey, surplus or cut-label goods",
            en="The text speaks of grey or surplus goods ({value}).",
            zh="文字提到水货或尾货（{value}）。",
        ),
        _words(
            "promise",
            "promise that it is genuine, denials of fakes included",
            en="The text insists that it is genuine ({value}).",
            zh="文字反复强调是正品（{value}）。",
        ),
        _words(
            "wink",
            "say that the real offer is told elsewhere",
            en="The text hints that the real offer is told elsewhere ({value}).",
            zh="文字暗示另有门道（{value}）。",
        ),
        _words(
            "papers",
            "name receipts, cards, boxes or certification marks",
            en="The text points to receipts, cards or marks ({value}).",
            zh="文字强调小票、证书或认证标志（{value}）。",
        ),
        Feature(
            name="contacts_count",
            meaning="phones, messenger names, mails and albums given in title and description",
            missing_when="never",
            raises=Sentence(
                code="contact_in_text",
                en="Contacts given in the text, past the platform: {value}.",
                zh="文字中留下的站外联系方式：{value}。",
                speaks_when=Above(0.0),
                words=lambda row: quoted_contacts(_text(row)),
            ),
        ),
        Feature(
            name="is_title_mixed_script",
            meaning="a Latin letter stands beside a look-alike letter of another script in the title",
            missing_when="never",
            raises=Sentence(
                code="title_mixed_script",
                en="The title mixes look-alike letters of several scripts within a word.",
                zh="标题在同一单词中混用了不同文字的形近字母。",
                unit="flag",
                speaks_when=YES,
            ),
        ),
        Feature(
            name="invisible_characters_count",
            meaning="characters of the title that are drawn as nothing",
            missing_when="never",
            raises=Sentence(
                code="title_invisible_characters",
                en="Invisible characters hidden in the title: {value}.",
                zh="标题中隐藏的不可见字符数：{value}。",
                speaks_when=Above(0.0),
            ),
        ),
        Feature(
            name="broken_words_count",
            meaning="words of the title broken by signs: Y*S*L, A-v-entus",
            missing_when="never",
            raises=Sentence(
                code="title_broken_words",
                en="Words of the title broken up by signs: {value}.",
                zh="标题中被符号拆开的词数：{value}。",
                speaks_when=Above(0.0),
            ),
        ),
        Feature(
            name="title_capitals_share",
            meaning="capitals among the title's cased letters",
            missing_when="the title has too few cased letters (params), or most of its letters have no case",
            raises=Sentence(
                code="title_shouts",
                en="{value} of the title's letters are capitals.",
                zh="标题字母中有 {value} 为大写。",
                unit="share",
                speaks_when=AtLeast(0.6),
            ),
        ),
        Feature(
            name="title_digits_share",
            meaning="digits among the title's characters",
            missing_when="never: an empty title is no listing",
        ),
        Feature(
            name="title_length_characters",
            meaning="characters of the title",
            missing_when="never",
            raises=Sentence(
                code="title_short",
                en="The title has {value} characters, too few to name a product well.",
                zh="标题仅 {value} 个字符，难以说明具体产品。",
                speaks_when=Below(15.0),
            ),
        ),
    ),
)
