"""The lexicon's words as one seller wrote them, for the sentences of a report: few texts, each by itself."""

from collections.abc import Iterable
from functools import cache

from features.lexicon.lexicon import DENIABLE_GRADES, Term, terms
from features.lexicon.matcher import drawn_phrases
from features.lexicon.negation import is_denied
from features.lexicon.phrase_scan import is_whole
from features.skeleton import traced

_MOST = 3  # words quoted; a reader needs no more to see what is meant
_LONGEST = 60  # characters of one quoted word


def quoted_words(text: str, grade: str, sector: str | None = None, more: Iterable[Term] = ()) -> list[str]:
    """The words of a grade that count in a text, as written, heaviest first, at most three.

    `more` are terms beside the lexicon's, which the text's sector adds.
    For `promise` a denied word of a fake counts as well, as it does in the weights.
    """
    written = traced(text)
    skeleton = _parted(written.skeleton)
    grades = {grade, *DENIABLE_GRADES} if grade == "promise" else {grade}
    found: list[tuple[float, int, int]] = []
    for term in (*terms(), *more):
        if term.grade in grades and term.grade != "accusation" and _is_of_sector(term, sector):
            must_be_denied = term.grade != grade
            found += [
                (-term.weight, start, end)
                for start, end in _places(skeleton, term)
                if _is_denied(skeleton, term, start, end) == must_be_denied
            ]
    said = [written.raw_span(start, end)[:_LONGEST] for _, start, end in _apart(found)]
    return list(dict.fromkeys(said))[:_MOST]


def counts_in(text: str, term: Term) -> bool:
    """Whether the term stands in the text undenied, looked at by itself: no other term is in its way."""
    skeleton = _parted(traced(text).skeleton)
    return any(not _is_denied(skeleton, term, start, end) for start, end in _places(skeleton, term))


def _parted(skeleton: str) -> str:
    return skeleton.replace("-", " ").replace("_", " ").replace("\n", " ")


def _is_of_sector(term: Term, sector: str | None) -> bool:
    return not term.sectors or not isinstance(sector, str) or sector.casefold() in term.sectors


def _is_denied(skeleton: str, term: Term, start: int, end: int) -> bool:
    return term.grade in DENIABLE_GRADES and is_denied(skeleton, start, end)


def _places(text: str, term: Term) -> list[tuple[int, int]]:
    places = list(_standing(text, _phrases(term.forms)))
    if not places or any(True for _ in _standing(text, _phrases(term.unless))):
        return []
    if term.needs and not any(True for _ in _standing(text, _phrases(term.needs))):
        return []
    return places


@cache
def _phrases(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(drawn_phrases(phrases))


def _standing(text: str, phrases: Iterable[str]) -> Iterable[tuple[int, int]]:
    for phrase in phrases:
        at = text.find(phrase)
        while at >= 0:
            if is_whole(text, at, at + len(phrase)):
                yield at, at + len(phrase)
            at = text.find(phrase, at + 1)


def _apart(found: list[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    """The finds, heaviest and then longest first, without those that touch an earlier one."""
    kept: list[tuple[float, int, int]] = []
    for one in sorted(found, key=lambda held: (held[0], held[1] - held[2], held[1])):
        if not any(one[1] < past and first < one[2] for _, first, past in kept):
            kept.append(one)
    return kept
