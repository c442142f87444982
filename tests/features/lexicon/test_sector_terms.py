"""Words a sector adds to the lexicon: they count in its own rows, and leave every other row as it was."""

import pandas as pd
import pytest

from features.contracts import Candidates
from features.examples import candidates
from features.families import photo_text, reviews, title_wording
from features.family import Family
from features.lexicon.lexicon import Term
from features.lexicon.matcher import matcher
from features.lexicon.sector_terms import NO_TERMS, SECTOR_TERMS, SectorTerms
from features.skeleton import skeletons_of


def term(grade: str, *forms: str, **more: object) -> Term:
    return Term(
        id=forms[0], grade=grade, weight=0.5, source="s", forms=forms, yes=("y",), no=("n",), language="en", **more
    )


# The second is longer than the lexicon's "replica" and would stand in its place; the third would silence "1:1".
TERMS = SectorTerms({
    "perfume": (
        term("slang", "dram"),
        term("replica", "replica dram bottle"),
        term("slang", "juice", unless=("aaa quality",)),
        term("accusation", "smells of water"),
    )
})  # fmt: skip
SAID = "replica dram bottle AAA quality"


def weights(terms: SectorTerms, sectors: list[str | None]) -> pd.DataFrame:
    return terms.weights(("replica", "slang"), skeletons_of([SAID] * len(sectors)), pd.Series(sectors, dtype="object"))


def test_the_words_count_in_rows_of_their_sector_whatever_its_case() -> None:
    found = weights(TERMS, ["perfume", "Perfume", "watches", None])
    assert (
        found["slang"].gt(matcher("slang").weights(pd.Series([SAID]))["slang"][0]).tolist() == [True] * 2 + [False] * 2
    )
    assert list(found.index) == [0, 1, 2, 3]


def test_rows_of_other_sectors_and_of_none_get_the_lexicon_alone() -> None:
    sectors = ["watches", "perfume", None, "shoes"]
    others = [0, 2, 3]
    plain = weights(NO_TERMS, sectors)
    assert plain["replica"].gt(0).all()
    pd.testing.assert_frame_equal(weights(TERMS, sectors).loc[others], plain.loc[others])


def test_no_rows_and_no_terms_are_no_trouble() -> None:
    assert weights(TERMS, []).empty
    assert TERMS.of(None) == TERMS.of("watches") == () != TERMS.of("PERFUME")


def test_the_digest_is_of_what_is_found_and_empty_when_nothing_is_added() -> None:
    def digest(**changed: object) -> str:
        return SectorTerms({"perfume": (term("slang", "dram").model_copy(update=changed),)}).digest()

    assert NO_TERMS.digest() == SectorTerms({"perfume": ()}).digest() == ""
    assert digest() == digest(yes=("other",), source="elsewhere")
    assert len({digest(), digest(weight=0.6), digest(forms=("drams",)), TERMS.digest()}) == 4


@pytest.mark.parametrize(
    ("family", "name", "row"),
    [
        (title_wording.FAMILY, "slang_words_weight", {Candidates.title: "a dram of it"}),
        (title_wording.FAMILY, "slang_words_weight", {Candidates.description: "a dram of it"}),
        (
            photo_text.FAMILY,
            "photo_grade_words_weight",
            {Candidates.photos_read: 1, Candidates.photo_texts: ["a dram of it"]},
        ),
        (reviews.FAMILY, "reviews_hinting_fakes_count", {Candidates.review_texts: ["nice", "smells of water"]}),
    ],
)
def test_every_family_that_reads_the_lexicon_reads_them_too(family: Family, name: str, row: dict) -> None:
    table = candidates([{**row, Candidates.brand_sector: sector} for sector in ("perfume", "watches", None)])
    own, others = (family.answer(table, family.params, terms)[name].tolist() for terms in (TERMS, NO_TERMS))
    assert others == [0.0] * 3
    assert own[0] > 0 and own[1:] == [0.0] * 2


def test_they_are_quoted_where_the_row_brings_them() -> None:
    said = next(one.raises for one in title_wording.FAMILY.features if one.name == "slang_words_weight")
    row = {Candidates.title: "a DRAM of it", Candidates.brand_sector: "Perfume"}
    assert said is not None and said.words is not None
    assert said.words({**row, SECTOR_TERMS: TERMS.of("Perfume")}) == "“DRAM”"
    assert said.words(row) == ""
