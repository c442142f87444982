"""The lexicon as read from terms/*.yaml: what each term means, where it counts and the texts that test it.

A term is one meaning with all its written forms. Forms and context phrases are compared as skeletons
(features.skeleton), so case, width, accents and disguised letters need no listing. Nicknames of brands are not
here: they are catalogue data.
"""

import hashlib
import json
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, Field

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
LANGUAGES = ("en", "zh", "ja", "ko", "es", "fr", "ru", "id")


class Term(BaseModel):
    """One meaning: it counts where a form stands, one of `needs` (if any) and none of `unless` in the same text.

    `weight` (0 to 1) is how much it says; `sectors` limits it to brands of those sectors (empty: all, and a row
    whose sector is unknown gets every term). `yes` and `no` are texts it must and must not count in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    grade: str = Field(pattern="^(" + "|".join(GRADES) + ")$")
    weight: float = Field(gt=0, le=1)
    source: str
    forms: tuple[str, ...] = Field(min_length=1)
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    yes: tuple[str, ...] = Field(min_length=1)
    no: tuple[str, ...] = Field(min_length=1)
    language: str = ""

    @property
    def key(self) -> str:
        """The term's name over all languages: `en.replica`."""
        return f"{self.language}.{self.id}"


class LanguageTerms(BaseModel):
    """One file: a language's terms and how it denies them, before or after the word."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    language: str
    sources: dict[str, str]
    negations_before: tuple[str, ...]
    negation_fillers: tuple[str, ...]
    negations_after: tuple[str, ...]
    terms: tuple[Term, ...]


@cache
def languages() -> tuple[LanguageTerms, ...]:
    """Every language's file, in the order of LANGUAGES. Read once, from the package."""
    return tuple(_read(language) for language in LANGUAGES)


@cache
def terms() -> tuple[Term, ...]:
    """Every term of every language, in file order."""
    return tuple(
        term.model_copy(update={"language": spoken.language}) for spoken in languages() for term in spoken.terms
    )


def version() -> str:
    """The versions of all files, for the run summary."""
    return " ".join(f"{spoken.language}:{spoken.version}" for spoken in languages())


@cache
def digest() -> str:
    """A hash of everything that decides what is found: another digest can give other features."""
    unheard = {"yes", "no", "source"}
    said = [
        spoken.model_dump(mode="json", exclude={"version": True, "sources": True, "terms": {"__all__": unheard}})
        for spoken in languages()
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _read(language: str) -> LanguageTerms:
    text = resources.files("features.lexicon").joinpath("terms", f"{language}.yaml").read_text("utf-8")
    # The base loader keeps every scalar as text: YAML would read the negation "no" as False.
    return LanguageTerms.model_validate(yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)))
