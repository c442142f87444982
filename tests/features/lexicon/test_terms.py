"""Every term proves itself on its own texts, and every trap that honest sellers set stays silent."""

from functools import cache

import pandas as pd
import pytest

from features.lexicon.lexicon import GRADES, LANGUAGES, Term, digest, languages, terms
from features.lexicon.matcher import matcher

_TERMS = pytest.mark.parametrize("term", terms(), ids=lambda term: term.key)


@cache
def standing() -> dict[str, tuple[set[str], set[str]]]:
    """Example text → the terms that stand undenied in it, and their grades."""
    texts = pd.Series(sorted({text for term in terms() for text in (*term.yes, *term.no)}))
    hits = matcher().find(texts)
    hits = hits[~hits["is_denied"].astype(bool)]
    by_row = {row: (set(found["term"]), set(found["grade"])) for row, found in hits.groupby("row")}
    return {text: by_row.get(at, (set(), set())) for at, text in enumerate(texts)}


@_TERMS
def test_a_term_stands_in_its_own_examples(term: Term) -> None:
    # Languages share spellings; of two terms of one grade at one place the heavier counts.
    silent = [text for text in term.yes if term.grade not in standing()[text][1]]
    assert not silent


@_TERMS
def test_a_term_is_silent_in_its_counter_examples(term: Term) -> None:
    speaking = [text for text in term.no if term.key in standing()[text][0]]
    assert not speaking


@cache
def lone_forms() -> dict[tuple[str, str], set[str]]:
    """(term, form) → the grades found where the form stands alone, beside a word it needs."""
    pairs = [(term, form) for term in terms() for form in term.forms]
    hits = matcher().find(pd.Series([" ".join([form, *term.needs[:1], *term.near[:1]]) for term, form in pairs]))
    grades = hits.groupby("row")["grade"].agg(set)
    return {(term.key, form): grades.get(at, set()) for at, (term, form) in enumerate(pairs)}


@_TERMS
def test_every_written_form_is_found_when_it_stands_alone(term: Term) -> None:
    # A form may lie within a longer form of the same grade, which then counts in its place.
    assert not [form for form in term.forms if term.grade not in lone_forms()[term.key, form]]


def test_every_term_names_a_source_its_file_explains() -> None:
    assert all(term.source in spoken.sources for spoken in languages() for term in spoken.terms)


def test_the_lexicon_speaks_eight_languages_and_hundreds_of_forms() -> None:
    assert [spoken.language for spoken in languages()] == list(LANGUAGES)
    assert len({form for term in terms() for form in term.forms}) >= 2500
    assert len(terms()) >= 400
    assert {term.grade for term in terms()} == set(GRADES)


def test_no_two_terms_share_a_key() -> None:
    keys = [term.key for term in terms()]
    assert len(keys) == len(set(keys))


def test_the_lexicon_has_a_digest_that_stays() -> None:
    assert digest() == digest.__wrapped__() and len(digest()) == 64
