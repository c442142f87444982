"""Is this listing really naming this brand? Points for and against, so that a common word alone is not believed."""

import re
from dataclasses import dataclass
from functools import lru_cache

from features.linking.names.common_words import common_words
from features.linking.names.hit import Hit
from features.linking.names.joined_text import ATTRIBUTES, DESCRIPTION, TITLE
from features.linking.names.name_facts import NameFacts
from features.linking.names.spelling import BENT, GLUED, LINE, RIGHT
from features.linking.names.typed_brand import OTHER, SAME

# Points, about 0.8 nats of belief each. Origin: set by reasoning on what each sign rules out; `part`,
# `unsure_typed_other` and `bent_beside_right` were added after reading namings of one real night, so that night's
# figures are not those of unseen data.
POINTS = {
    "typed_same": 4.0,
    "title_start": 2.0,
    "title_early": 1.0,
    "sure_name": 2.0,  # neither short, nor a common word, nor seen in other brands' titles
    "doubtful_name": -2.0,  # two of these or all
    "lower_case": -1.0,  # an unsure name written as an ordinary word
    "capitals": 1.0,  # an unsure name registered and written in capitals (HP, GE) in a title that is not
    "disguised": 2.0,  # an unsure name drawn with characters that only hide it: a common word needs no zero-width space
    "cue": 1.0,  # "for", "style": the words around expect a brand
    "maker": 1.0,  # "by": so does this one
    "line": 2.0,  # a hidden name in a listing that also names a line of the brand: who else makes a bestmerx Merxpad
    "brand_slot": 2.0,  # a hidden name alone in brackets that open a title of ideographs: there the brand stands
    "attribute": 1.0,
    "description_only": -1.0,
    "model_code": 3.0,
    "alike": 1.0,  # close to a product of the brand …
    "very_alike": 2.0,  # … or very close
    "photo": 2.0,
    "second_name": 1.0,  # named twice over, 联想 and Lenovo
    "typed_other": -1.0,
    "unsure_typed_other": -1.0,  # on top, for an unsure name: `Basic Indoor Antenna` by RCA
    "bent_typed_other": -1.0,  # on top: who types another brand is the likelier to write another word
    "inside": -3.0,  # only part of another brand's longer name
    "part": -6.0,  # only the first word of the name: Wilson is not Wilson Jones unless the goods agree
    "bent_beside_right": -1.0,  # an edit without signs is often another word, the more so behind a brand named plainly
}
_ALIKE, _VERY_ALIKE = 0.35, 0.5  # n-gram cosines; a brand's unrelated goods stay below 0.3
_EARLY_WORDS = 2
_BRACKETS = re.compile(r"^[\[【(（<《].*?[\]】)）>》]|[【\[].*?[】\]]")
FILLERS = frozenset(
    [
        "new",
        "genuine",
        "original",
        "authentic",
        "official",
        "oem",
        "brand",
        "the",
        "a",
        "of",
        "lot",
        "pack",
        "for",
        "1",
        "2",
        "x",
    ]
)
_TITLE_WORD = re.compile(r"[^\W_]+")
_OPENING, _CLOSING = frozenset("([{【《<"), frozenset(")]}】》>")
_IDEOGRAPHS = re.compile("[\u4e00-\u9fff]")
_MADE_BY = (" by ", " von ", " par ", " por ")
_CJK_LETTERS_A_WORD = 3
_GLUED_BEFORE = re.compile("[a-z0-9]+$")


@dataclass(frozen=True)
class Evidence:
    """What stands for a brand in one listing beside its own hits."""

    typed: str
    ngram_cosine: float
    has_model_code: bool
    has_photo: bool
    right_rivals: int  # other brands the title or the brand field names plainly
    is_shouting: bool  # the raw title is all capitals


def support(hits: list[Hit], title: str, raw_of: dict[int, str], facts: NameFacts, *, evidence: Evidence) -> float:
    """Points of the best supported hit. `title` is the skeleton, `raw_of` the raw text each hit (by place in the
    list) stands for.
    """
    shared = _shared_points(hits, evidence)
    own = [_hit_points(hit, title, raw_of[at], facts, evidence) for at, hit in enumerate(hits)]
    if any(hit.reading == LINE for hit in hits):
        own = [points + POINTS["line"] * _is_hidden(hit) for points, hit in zip(own, hits, strict=True)]
    return max(own, default=0.0) + shared


def _shared_points(hits: list[Hit], evidence: Evidence) -> float:
    points = POINTS["typed_same"] * (evidence.typed == SAME) + POINTS["typed_other"] * (evidence.typed == OTHER)
    points += POINTS["model_code"] * evidence.has_model_code + POINTS["photo"] * evidence.has_photo
    if evidence.ngram_cosine >= _ALIKE:
        points += POINTS["very_alike" if evidence.ngram_cosine >= _VERY_ALIKE else "alike"]
    names = {hit.squeezed for hit in hits if hit.reading == RIGHT and not hit.is_inside}
    return points + POINTS["second_name"] * (len(names) > 1)


def _hit_points(hit: Hit, title: str, raw: str, facts: NameFacts, evidence: Evidence) -> float:
    doubts = _doubts(hit, raw, facts)
    points = POINTS["sure_name"] if doubts == 0 else POINTS["doubtful_name"] if doubts > 1 else 0.0
    points += (
        POINTS["inside"] * hit.is_inside + POINTS["part"] * hit.form.is_part + POINTS["cue"] * (hit.claim is not None)
    )
    if hit.field == TITLE:
        points += POINTS["brand_slot"] * (_is_hidden(hit) and _fills_first_brackets(hit, title))
        points += _place_points(_before_word(hit, title)) + POINTS["maker"] * title.endswith(_MADE_BY, 0, hit.start)
    points += POINTS["attribute"] * (hit.field == ATTRIBUTES) + POINTS["description_only"] * (hit.field == DESCRIPTION)
    if doubts:
        points += POINTS["unsure_typed_other"] * (evidence.typed == OTHER)
        points += POINTS["disguised"] * (hit.squeezed.isascii() and not raw.isascii())
        if not _is_coined_and_glued(hit):
            are_telling = facts.is_capitals(hit.squeezed) and not evidence.is_shouting
            points += _case_points(raw, are_capitals_telling=are_telling)
    is_bent = hit.reading == BENT or _ends_another_word(hit, title)
    is_beside = is_bent and evidence.right_rivals > 0 and (hit.field != TITLE or words_before(title[: hit.start]) > 0)
    points += POINTS["bent_typed_other"] * (is_bent and evidence.typed == OTHER)
    return points + POINTS["bent_beside_right"] * is_beside - hit.cost


def _is_hidden(hit: Hit) -> bool:
    return hit.reading not in (RIGHT, LINE)


def _fills_first_brackets(hit: Hit, title: str) -> bool:
    behind = title[hit.end :]
    is_within = title[: hit.start].strip() in _OPENING and behind.lstrip("s ")[:1] in _CLOSING
    return is_within and bool(_IDEOGRAPHS.search(behind))


def _doubts(hit: Hit, raw: str, facts: NameFacts) -> int:
    if hit.reading == LINE:
        return 1
    if hit.reading == GLUED and raw.islower() and not facts.is_short(hit.squeezed):
        # Glued in small letters an ordinary word is the less ordinary; capitals make names of two words (CaseCrown).
        return max(facts.doubts(hit.squeezed) - (hit.squeezed in common_words()), 0)
    return facts.doubts(hit.squeezed) if hit.reading in (RIGHT, GLUED) else int(facts.is_short(hit.squeezed))


def _is_coined_and_glued(hit: Hit) -> bool:
    """Whether letters stand beside a name that is no ordinary word: small letters then say nothing."""
    return hit.reading == GLUED and hit.squeezed not in common_words()


def _ends_another_word(hit: Hit, title: str) -> bool:
    """Whether letters stand right before a glued name: GreenGenius may be a word of its own."""
    return hit.reading == GLUED and hit.field == TITLE and title[: hit.start][-1:].isalpha()


def _before_word(hit: Hit, title: str) -> str:
    """The title before the word that holds a hit: the letters a name is glued to are no word before it."""
    before = title[: hit.start]
    return _GLUED_BEFORE.sub("", before) if hit.reading == GLUED else before


def _place_points(before: str) -> float:
    words = words_before(before)
    return POINTS["title_start"] if words == 0 else POINTS["title_early"] if words <= _EARLY_WORDS else 0.0


@lru_cache(maxsize=16)  # several names at one place are asked one behind another
def words_before(before: str) -> int:
    """How many words of content stand in a piece of title; brackets, fillers and numbers are none."""
    words = [word for word in _TITLE_WORD.findall(_BRACKETS.sub(" ", before)) if word not in FILLERS]
    latin = sum(word.isascii() and not word.isdigit() for word in words)
    letters = sum(len(word) for word in words if not word.isascii())
    return latin + -(-letters // _CJK_LETTERS_A_WORD)


def _case_points(raw: str, *, are_capitals_telling: bool) -> float:
    letters = "".join(letter for letter in raw if letter.isalpha())
    if not letters.isascii() or not letters:
        return 0.0
    if letters.islower():
        return POINTS["lower_case"]
    return POINTS["capitals"] if are_capitals_telling and letters.isupper() else 0.0
