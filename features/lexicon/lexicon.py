"""The lexicon as read from terms/*.yaml: what each term means, where it counts and the texts that test it.

A term is one meaning with all its written forms. Forms and context phrases are compared as skeletons
(features.skeleton), so case, width, accents and disguised letters need no listing. Nicknames of brands are not
here: they are catalogue data.
"""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from features.lexicon.spellings import disguised_spellings

GRADES = {
    "replica": "says openly that it is a copy",
    "slang": "the trade's code for a copy: grades, batches, workshops",
    "lookalike": "says that it resembles a brand",
    "grey": "grey market, surplus or cut labels",
    "promise": "promises that it is genuine; honest sellers say it too",
    "wink": "says that the real offer is told elsewhere",
    "papers": "names receipts, cards, boxes or certification marks; weak alone",
    "accusation": "what buyers say of a fake; looked for in reviews only",
}
# "Not a replica" says the opposite of "replica"; a promise or a paper has no such opposite in a listing.
DENIABLE_GRADES = ("replica", "slang", "lookalike", "accusation")
# Sellers disguise what gives them away.
DISGUISED = ("replica", "slang", "wink")
LANGUAGES = ("en", "zh", "ja", "ko", "es", "fr", "ru", "id")


class Term(BaseModel):
    """One meaning: it counts where a form stands with one of `needs` (if any) in the same text and none of `unless`.

    One of `near` (if any) must stand in the same clause, within some words of the form. How far an `unless` reaches is
    told in features.lexicon.nearness.
    `weight` (0 to 1) is how much it says; `sectors` limits it to brands of those sectors (empty: all, and a row
    whose sector is unknown gets every term). `yes` and `no` are texts it must and must not count in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    grade: str = Field(pattern="^(" + "|".join(GRADES) + ")$")
    weight: float = Field(gt=0, le=1)
    source: str
    forms: tuple[str, ...] = Field(min_length=1)
    # How the forms are also written to get past a reader of words; drawn from them when the lexicon is read.
    spellings: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    yes: tuple[str, ...] = Field(min_length=1)
    no: tuple[str, ...] = Field(min_length=1)
    language: str = ""

    @property
    def key(self) -> str:
        """The term's name over all languages: `en.replica`."""
        return f"{self.language}.{self.id}"


class LanguageTerms(BaseModel):
    """One file: a language's terms, how it denies them, before or after the word, and how it warns of others' fakes.

    `readings` gives the sound of single characters and `sounds_like` characters that sound like one and that honest
    words hardly hold: from both the disguised spellings of the terms are drawn. `answers` deny what a question asked.

    "If" and "in case" (`conditions`) with `condition_fillers` up to the word, or `conditions_after` it, make it a condition;
    a seller's names one of the `remedies`. `reproaches` begin questions that accuse. `doubts` before a word, then one of
    `turns` and of `genuine_words`, are a buyer's fear that came to nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    language: str
    sources: dict[str, str]
    negations_before: tuple[str, ...]
    negation_fillers: tuple[str, ...]
    negations_after: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    warnings_after: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    condition_fillers: tuple[str, ...] = ()
    conditions_after: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    reproaches: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    genuine_words: tuple[str, ...] = ()
    readings: dict[str, str] = Field(default_factory=dict)
    sounds_like: dict[str, str] = Field(default_factory=dict)
    terms: tuple[Term, ...]


@cache
def languages() -> tuple[LanguageTerms, ...]:
    """Every language's file, in the order of LANGUAGES. Read once, from the package."""
    return tuple(_read(language) for language in LANGUAGES)


@cache
def terms() -> tuple[Term, ...]:
    """Every term of every language, in file order."""
    return tuple(_completed(term, spoken) for spoken in languages() for term in spoken.terms)


@cache
def contexts() -> dict[str, tuple[str, ...]]:
    """Name → words of one kind of goods in every language; a term names them as `@name` in `needs` and `unless`."""
    return {name: tuple(words) for name, words in _loaded("contexts").items()}


def filled_in(term: Term) -> Term:
    """The term with the words of the contexts it names as `@name`. Raises ValueError naming one that there is not."""
    return term.model_copy(update={part: tuple(_words(getattr(term, part))) for part in ("needs", "unless", "near")})


def version() -> str:
    """The versions of all files, for the run summary."""
    return " ".join(f"{spoken.language}:{spoken.version}" for spoken in languages())


@cache
def digest() -> str:
    """A hash of everything that decides what is found: another digest can give other features."""
    unheard = {"yes", "no", "source"}
    said: list[object] = [
        spoken.model_dump(mode="json", exclude={"version": True, "sources": True, "terms": {"__all__": unheard}})
        for spoken in languages()
    ]
    said.append(contexts())
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _read(language: str) -> LanguageTerms:
    return LanguageTerms.model_validate(_loaded(language))


def _loaded(name: str) -> dict[str, Any]:
    text = resources.files("features.lexicon").joinpath("terms", f"{name}.yaml").read_text("utf-8")
    # The base loader keeps every scalar as text: YAML would read the negation "no" as False.
    read: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    return read


def _completed(term: Term, spoken: LanguageTerms) -> Term:
    """The term with its language, its contexts' words and, for words of fakes, its disguised spellings."""
    more = disguised_spellings(term.forms, spoken.readings, spoken.sounds_like) if term.grade in DISGUISED else ()
    return filled_in(term).model_copy(update={"language": spoken.language, "spellings": more})


def _words(said: tuple[str, ...]) -> Iterator[str]:
    for one in said:
        if one.startswith("@") and one[1:] not in contexts():
            raise ValueError(f"found {one}, which is no context; expected one of @{', @'.join(sorted(contexts()))}")
        yield from contexts()[one[1:]] if one.startswith("@") else (one,)
