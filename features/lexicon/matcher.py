"""Which lexicon terms stand in each text, and how much they weigh by grade."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
import pandas as pd

from features.lexicon.column_patterns import as_texts
from features.lexicon.hedges import denies
from features.lexicon.lexicon import DISGUISED, GRADES, Term, terms
from features.lexicon.nearness import silenced, stands_near
from features.lexicon.phrase_scan import Found, JoinedTexts, PhraseScan
from features.lexicon.unmasking import unmasked
from features.skeleton import skeletons_of

TEXTS_A_SCAN = 8192  # bounds the memory of one joined text
# A shorter part of a form ("us", "la") also comes out of honest initials.
SHORTEST_PART = 4
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
        parts, rows, texts = [], [], []
        for first in range(0, max(len(skeletons), 1), TEXTS_A_SCAN):
            part = skeletons[first : first + TEXTS_A_SCAN]
            joined = JoinedTexts.of(part)
            hits = self._find_joined(joined, part)
            parts.append(hits.assign(row=hits["row"] + first))
            for at, text in unmasked(joined, part, self.words_of_fakes):
                rows.append(at + first)
                texts.append(text)
        hits = pd.concat(parts, ignore_index=True)
        if rows:
            hits = _with_disguised(hits, self._find_joined(JoinedTexts.of(texts), texts), rows)
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

    def _find_joined(self, joined: JoinedTexts, skeletons: list[str]) -> pd.DataFrame:
        found = self._form_scan.find_in(replace(joined, text=_parted(joined.text)))
        places = _without_inner(self._beside_kin(self._standing(found, joined, skeletons), found.joined))
        places["is_denied"] = _denied(places, found.joined)
        # One place a term and text: the first where it is not denied, else the first.
        places = places.sort_values(["row", "term_at", "is_denied", "start"], kind="stable")
        places = places.drop_duplicates(["row", "term_at"]).sort_values(["row", "start", "term_at"], kind="stable")
        at = places["term_at"].to_numpy(dtype=np.int64)
        said = [found.joined[start:end] for start, end in zip(places["start"], places["end"], strict=True)]
        told = {"term": self._keys[at], "language": self._languages[at], "found": said}
        return places.assign(**told)[HIT_COLUMNS]

    def _standing(self, found: Found, joined: JoinedTexts, texts: list[str]) -> pd.DataFrame:
        """The places of forms whose needs stand in the same text and that no hindrance silences.

        Languages share spellings (replica, AAA): a place is hindered when it is for any term of its grade. But a word
        that is only telling beside others ("copie" beside goods) says nothing against one that tells by itself.
        """
        frame = pd.DataFrame({"row": found.row, "phrase": found.phrase, "start": found.start, "end": found.end})
        places = frame.merge(self._forms, on="phrase")
        at = places["term_at"].to_numpy(dtype=np.int64)
        places = places.assign(grade=self._grades[at], weight=self._weights[at])
        needed, hindering = self._beside(found, joined, texts)
        is_hindered = pd.Series(places.index.isin(silenced(places, hindering, found.joined)), index=places.index)
        place = [places["row"], places["start"], places["end"], places["grade"]]
        has_needs = pd.Series(self._has_needs[at], index=places.index)
        hindered_at_all, by_itself = (
            found.groupby(place).transform("any").astype(bool) for found in (is_hindered, is_hindered & ~has_needs)
        )
        is_needed = (places["row"] * len(self.terms) + places["term_at"]).isin(needed)
        stands = (has_needs & is_needed & ~hindered_at_all) | (~has_needs & ~by_itself)
        return places[stands].copy()

    def _beside_kin(self, places: pd.DataFrame, joined: str) -> pd.DataFrame:
        """The places without those whose term wants a word near it that is not there."""
        spans = zip(places["term_at"], places["start"], places["end"], strict=True)
        is_near = [stands_near(joined, start, end, self.terms[at].near) for at, start, end in spans]
        return places[np.array(is_near, dtype=bool)]

    def _beside(self, found: Found, joined: JoinedTexts, texts: list[str]) -> tuple[np.ndarray, pd.DataFrame]:
        """Keys of (text, term) whose needs stand in the text, and where hindrances stand; only texts with a form are read.

        A night is full of the words of contexts ("battery", "scale"), and hardly any text holds a word of fakes.
        """
        rows = np.unique(found.row)
        read = JoinedTexts.of([_parted(texts[row]) for row in rows])
        context = self._context_scan.find_in(read)
        moved = (joined.starts[rows] - read.starts)[context.row]
        told = {"phrase": context.phrase, "first": context.start + moved, "past": context.end + moved}
        frame = pd.DataFrame({"row": rows[context.row], **told})
        needed = frame.merge(self._needs, on="phrase")
        return (needed["row"] * len(self.terms) + needed["term_at"]).unique(), frame.merge(self._unless, on="phrase")

    def _is_of_sector(self, hits: pd.DataFrame, sectors: pd.Series) -> pd.Series:
        limited = {term.key: set(term.sectors) for term in self.terms if term.sectors}
        sector = sectors.astype("object").to_numpy()[hits["row"].to_numpy(dtype=np.int64)]
        fits = [
            term not in limited or not isinstance(name, str) or name.casefold() in limited[term]
            for term, name in zip(hits["term"], sector, strict=True)
        ]
        return pd.Series(fits, index=hits.index, dtype=bool)

    @cached_property
    def _form_scan(self) -> PhraseScan:
        return PhraseScan(self._phrases("forms", "spellings"))

    @cached_property
    def _context_scan(self) -> PhraseScan:
        return PhraseScan(self._phrases("needs", "unless"))

    def _phrases(self, *parts: str) -> list[str]:
        return sorted(
            set(drawn_phrases(phrase for term in self.terms for part in parts for phrase in getattr(term, part)))
        )

    @cached_property
    def words_of_fakes(self) -> frozenset[str]:
        """The words that may come out of a disguise."""
        forms = drawn_phrases(form for term in self.terms if term.grade in DISGUISED for form in term.forms)
        parts = (word for form in forms for word in form.split() if len(word) >= SHORTEST_PART)
        return frozenset([*parts, *(form for form in forms if " " not in form)])

    def _pairs(self, scan: PhraseScan, *parts: str) -> pd.DataFrame:
        numbers = {phrase: at for at, phrase in enumerate(scan.phrases)}
        pairs = {
            (numbers[phrase], at)
            for at, term in enumerate(self.terms)
            for part in parts
            for phrase in drawn_phrases(getattr(term, part))
        }
        return pd.DataFrame(sorted(pairs), columns=["phrase", "term_at"], dtype="int64")

    @cached_property
    def _forms(self) -> pd.DataFrame:
        return self._pairs(self._form_scan, "forms", "spellings")

    @cached_property
    def _needs(self) -> pd.DataFrame:
        return self._pairs(self._context_scan, "needs")

    @cached_property
    def _unless(self) -> pd.DataFrame:
        return self._pairs(self._context_scan, "unless")

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


def _with_disguised(hits: pd.DataFrame, disguised: pd.DataFrame, rows: list[int]) -> pd.DataFrame:
    """The hits, and those words of fakes that only the text without its disguise holds; `rows` are its rows."""
    said = disguised[disguised["grade"].isin(DISGUISED)]
    said = said.assign(row=np.array(rows, dtype=np.int64)[said["row"].to_numpy(dtype=np.int64)])
    key = ["row", "term"]
    is_known = pd.MultiIndex.from_frame(said[key]).isin(pd.MultiIndex.from_frame(hits[key]))
    together = pd.concat([hits, said[~is_known]]).astype({"row": "int64", "start": "int64", "is_denied": bool})
    return together.sort_values(["row", "start"], kind="stable", ignore_index=True)


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
    spans = zip(places["grade"], places["start"], places["end"], strict=True)
    return [denies(grade, joined, start, end) for grade, start, end in spans]
