"""Which lexicon terms stand in each text, and how much they weigh by grade."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd

from features.lexicon.column_patterns import as_texts
from features.lexicon.lexicon import DENIABLE_GRADES, GRADES, Term, terms
from features.lexicon.negation import is_denied
from features.lexicon.phrase_scan import Found, PhraseScan
from features.skeleton import skeletons_of

TEXTS_A_SCAN = 8192  # bounds the memory of one joined text
HIT_COLUMNS = ["row", "term", "language", "grade", "weight", "found", "start", "is_denied"]


@dataclass(frozen=True)
class LexiconMatcher:
    """Finds the given terms; `matcher()` is the one with every term, built once."""

    terms: tuple[Term, ...]

    def find(self, texts: pd.Series, sectors: pd.Series | None = None) -> pd.DataFrame:
        """One row per term and text it stands in (HIT_COLUMNS), `row` being the text's place in the batch.

        A term counts once a text; it is denied when every place it stands in is. A word inside a longer word of the
        same grade does not count beside it. `sectors` gives each text's sector, or missing.
        """
        return self.find_in_skeletons(skeletons_of(as_texts(texts)), sectors)

    def find_in_skeletons(self, skeletons: list[str], sectors: pd.Series | None = None) -> pd.DataFrame:
        """As `find`, for texts whose skeletons are already drawn."""
        starts = range(0, max(len(skeletons), 1), TEXTS_A_SCAN)
        hits = pd.concat([self._find_part(skeletons[at : at + TEXTS_A_SCAN], at) for at in starts], ignore_index=True)
        return hits if sectors is None else hits[self._is_of_sector(hits, sectors)].reset_index(drop=True)

    def weights(self, texts: pd.Series, sectors: pd.Series | None = None) -> pd.DataFrame:
        """Summed weight of the terms of each grade in each text, float64, one column a grade, 0 where none.

        A denied word of a fake ("not a replica") counts as a promise of the same weight, never as the word itself.
        """
        found = self.weights_in_skeletons(skeletons_of(as_texts(texts)), sectors)
        return found.set_axis(texts.index, axis=0)

    def weights_in_skeletons(self, skeletons: list[str], sectors: pd.Series | None = None) -> pd.DataFrame:
        """As `weights`, for texts whose skeletons are already drawn; the index counts the texts."""
        hits = self.find_in_skeletons(skeletons, sectors)
        is_promise = hits["is_denied"] & (hits["grade"] != "accusation")
        grade = hits["grade"].mask(is_promise, "promise").map({name: at for at, name in enumerate(GRADES)})
        counts = (~hits["is_denied"] | is_promise).to_numpy(dtype=bool)
        summed = np.zeros((len(skeletons), len(GRADES)))
        at = (hits["row"].to_numpy(dtype=np.int64)[counts], grade.to_numpy(dtype=np.int64)[counts])
        np.add.at(summed, at, hits["weight"].to_numpy(dtype="float64")[counts])
        return pd.DataFrame(summed, columns=list(GRADES))

    def _find_part(self, skeletons: list[str], first_row: int) -> pd.DataFrame:
        found = self._scan.find([_parted(text) for text in skeletons])
        places = _without_inner(self._standing(found))
        places["is_denied"] = _denied(places, found.joined)
        # One place a term and text: the first where it is not denied, else the first.
        places = places.sort_values(["row", "term_at", "is_denied", "start"], kind="stable")
        places = places.drop_duplicates(["row", "term_at"]).sort_values(["row", "start", "term_at"], kind="stable")
        at = places["term_at"].to_numpy(dtype=np.int64)
        said = [found.joined[start:end] for start, end in zip(places["start"], places["end"], strict=True)]
        told = {"term": self._keys[at], "language": self._languages[at], "found": said}
        return places.assign(row=places["row"] + first_row, **told)[HIT_COLUMNS]

    def _standing(self, found: Found) -> pd.DataFrame:
        """The places of forms whose needs stand in the same text and whose hindrances do not.

        Languages share spellings (replica, AAA): a place is hindered when it is for any term of its grade.
        """
        places = self._spread(found, self._forms)
        at = places["term_at"].to_numpy(dtype=np.int64)
        places = places.assign(grade=self._grades[at], weight=self._weights[at])
        key = places["row"] * len(self.terms) + places["term_at"]
        needed, hindered = (self._spread(found, pairs) for pairs in (self._needs, self._unless))
        place = [places["row"], places["start"], places["end"], places["grade"]]
        is_hindered = key.isin(self._text_terms(hindered)).groupby(place).transform("any").astype(bool)
        has_needs = pd.Series(self._has_needs[at], index=places.index)
        return places[(~has_needs | key.isin(self._text_terms(needed))) & ~is_hindered].copy()

    def _text_terms(self, places: pd.DataFrame) -> np.ndarray:
        return (places["row"] * len(self.terms) + places["term_at"]).unique()

    def _spread(self, found: Found, pairs: pd.DataFrame) -> pd.DataFrame:
        """One row per find and term that names the phrase found."""
        frame = pd.DataFrame({"row": found.row, "phrase": found.phrase, "start": found.start, "end": found.end})
        return frame[frame["phrase"].isin(pairs["phrase"])].merge(pairs, on="phrase")

    def _is_of_sector(self, hits: pd.DataFrame, sectors: pd.Series) -> pd.Series:
        limited = {term.key: set(term.sectors) for term in self.terms if term.sectors}
        sector = sectors.astype("object").to_numpy()[hits["row"].to_numpy(dtype=np.int64)]
        fits = [
            term not in limited or not isinstance(name, str) or name.casefold() in limited[term]
            for term, name in zip(hits["term"], sector, strict=True)
        ]
        return pd.Series(fits, index=hits.index, dtype=bool)

    @cached_property
    def _phrases(self) -> dict[str, int]:
        said = (phrase for term in self.terms for phrase in (*term.forms, *term.needs, *term.unless))
        return {phrase: at for at, phrase in enumerate(sorted(set(drawn_phrases(said))))}

    @cached_property
    def _scan(self) -> PhraseScan:
        return PhraseScan(list(self._phrases))

    def _pairs(self, part: str) -> pd.DataFrame:
        pairs = {
            (self._phrases[phrase], at)
            for at, term in enumerate(self.terms)
            for phrase in drawn_phrases(getattr(term, part))
        }
        return pd.DataFrame(sorted(pairs), columns=["phrase", "term_at"], dtype="int64")

    @cached_property
    def _forms(self) -> pd.DataFrame:
        return self._pairs("forms")

    @cached_property
    def _needs(self) -> pd.DataFrame:
        return self._pairs("needs")

    @cached_property
    def _unless(self) -> pd.DataFrame:
        return self._pairs("unless")

    @cached_property
    def _has_needs(self) -> np.ndarray:
        return np.array([bool(term.needs) for term in self.terms], dtype=bool)

    @cached_property
    def _grades(self) -> np.ndarray:
        return np.array([term.grade for term in self.terms], dtype=object)

    @cached_property
    def _weights(self) -> np.ndarray:
        return np.array([term.weight for term in self.terms], dtype="float64")

    @cached_property
    def _keys(self) -> np.ndarray:
        return np.array([term.key for term in self.terms], dtype=object)

    @cached_property
    def _languages(self) -> np.ndarray:
        return np.array([term.language for term in self.terms], dtype=object)


@cache
def matcher(*grades: str, more: tuple[Term, ...] = ()) -> LexiconMatcher:
    """The matcher of every term of these grades (none given: all) and of `more` beside the lexicon's, built once."""
    return LexiconMatcher(tuple(term for term in (*terms(), *more) if not grades or term.grade in grades))


def drawn_phrases(phrases: Iterable[str]) -> list[str]:
    """Phrases as they are looked for: skeletons, joining signs as spaces."""
    return [drawn for drawn in (_parted(text).strip() for text in skeletons_of(list(phrases))) if drawn]


def _parted(skeleton: str) -> str:
    """Sellers join and part words at will: "knock-off", "knock off"."""
    return skeleton.replace("-", " ").replace("_", " ")


def _without_inner(places: pd.DataFrame) -> pd.DataFrame:
    """Without places that lie within another place of the same grade: "clone" in "super clone" is one word, not two."""
    order = places.assign(_length=places["start"] - places["end"], _weight=-places["weight"])
    order = order.sort_values(["row", "grade", "start", "_length", "_weight", "term_at"], kind="stable")
    reached = order.groupby(["row", "grade"], sort=False)["end"].cummax()
    before = reached.groupby([order["row"], order["grade"]], sort=False).shift(fill_value=-1)
    return order[order["end"] > before].drop(columns=["_length", "_weight"])


def _denied(places: pd.DataFrame, joined: str) -> list[bool]:
    can_be = places["grade"].isin(DENIABLE_GRADES)
    spans = zip(can_be, places["start"], places["end"], strict=True)
    return [bool(can and is_denied(joined, start, end)) for can, start, end in spans]
