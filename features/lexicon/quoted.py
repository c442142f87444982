"""The lexicon's words as one seller wrote them, for the sentences of a report: few texts, each by itself."""

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cache

from features.lexicon.hedges import denies
from features.lexicon.lexicon import DENIABLE_GRADES, DISGUISED, Term, terms
from features.lexicon.matcher import drawn_phrases, matcher
from features.lexicon.nearness import is_silenced, stands_near
from features.lexicon.phrase_scan import JoinedTexts, is_whole
from features.lexicon.unmasking import unmasked
from features.skeleton import traced

_MOST = 3  # words quoted; a reader needs no more to see what is meant
_LONGEST = 60  # characters of one quoted word
_DENIAL_REACH = 24  # characters around a denied word in which its denial is looked for, to quote both


def quoted_words(text: str, grade: str, sector: str | None = None, more: Iterable[Term] = ()) -> list[str]:
    """The words of a grade that count in a text, as written, heaviest first, at most three.

    `more` are terms beside the lexicon's, which the text's sector adds.
    For `promise` a denied word of a fake counts as well, as it does in the weights; it is quoted with its denial.
    """
    written = traced(text)
    skeleton = _parted(written.skeleton)
    plain, back = _undisguised(written.skeleton)
    grades = {grade, *DENIABLE_GRADES} if grade == "promise" else {grade}
    found: list[tuple[float, int, int]] = []
    for term in (*terms(), *more):
        if term.grade in grades and term.grade != "accusation" and _is_of_sector(term, sector):
            must_be_denied = term.grade != grade
            told = _told(skeleton, term, must_be_denied=must_be_denied)
            if not told and plain and grade in DISGUISED and not _places(skeleton, term):
                told = [
                    (back[start], back[end - 1] + 1) for start, end in _told(plain, term, must_be_denied=must_be_denied)
                ]
            found += [(-term.weight, start, end) for start, end in told]
    said = [written.raw_span(start, end)[:_LONGEST] for _, start, end in _apart(found)]
    return list(dict.fromkeys(said))[:_MOST]


def counts_in(text: str, term: Term) -> bool:
    """Whether the term stands in the text undenied, looked at by itself: no other term is in its way."""
    skeleton = _parted(traced(text).skeleton)
    return any(not denies(term.grade, skeleton, start, end) for start, end in _places(skeleton, term))


def _told(skeleton: str, term: Term, *, must_be_denied: bool) -> list[tuple[int, int]]:
    places = _places(skeleton, term)
    told = [(start, end) for start, end in places if denies(term.grade, skeleton, start, end) == must_be_denied]
    return [_with_denial(skeleton, term, *place) for place in told] if must_be_denied else told


def _with_denial(text: str, term: Term, start: int, end: int) -> tuple[int, int]:
    """The least stretch around a denied word that is read as a denial by itself; the word where none near it is."""
    before = [(at, end) for at in range(start - 1, max(0, start - _DENIAL_REACH) - 1, -1) if is_whole(text, at, end)]
    after = [(start, at) for at in range(end + 1, min(len(text), end + _DENIAL_REACH) + 1) if is_whole(text, start, at)]
    for first, past in (*before, *after):
        if denies(term.grade, text[first:past], start - first, end - first):
            return first, past
    return start, end


def _undisguised(skeleton: str) -> tuple[str, list[int]]:
    """The text read past its disguise, and for each of its characters the place in the skeleton; empty when it has none."""
    for _, text in unmasked(JoinedTexts.of([skeleton]), [skeleton], matcher().words_of_fakes):
        back: list[int] = []
        for _, first, past, start, end in SequenceMatcher(None, skeleton, text, autojunk=False).get_opcodes():
            # A rewritten piece is as long or shorter; its last character answers for the rest of what was written.
            back += [min(first + at, past - 1) for at in range(end - start)]
        return _parted(text), back
    return "", []


def _parted(skeleton: str) -> str:
    return skeleton.replace("-", " ").replace("_", " ").replace("\n", " ")


def _is_of_sector(term: Term, sector: str | None) -> bool:
    return not term.sectors or not isinstance(sector, str) or sector.casefold() in term.sectors


def _places(text: str, term: Term) -> list[tuple[int, int]]:
    said = _standing(text, _phrases((*term.forms, *term.spellings)))
    places = [(start, end) for start, end in said if stands_near(text, start, end, term.near)]
    if places and term.needs and not any(True for _ in _standing(text, _phrases(term.needs))):
        return []
    hindering = list(_standing(text, _phrases(term.unless))) if places else []
    return [place for place in places if not _is_hindered(text, place, term.weight, hindering)]


def _is_hindered(text: str, place: tuple[int, int], weight: float, hindering: list[tuple[int, int]]) -> bool:
    start, end = place
    gaps = [max(first - end, start - past, 0) for first, past in hindering]
    return bool(gaps) and is_silenced(text, start, end, weight, min(gaps))


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
