"""What a sector's working group knows, as one typed value: thresholds, words, reason texts, harm tier."""

import string
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from features.contracts import Candidates
from features.family import Sentence
from features.lexicon.lexicon import LANGUAGES, Term, filled_in
from features.lexicon.sector_terms import sector_key
from models.triage import RankParams
from pipeline.sources.plain_values import NumberText, Value

SOURCE_OF_TERMS = "sector pack"


def _as_number(value: Value) -> float:
    # As written in a pack, or as kept of one that was read.
    if isinstance(value, bool) or not isinstance(value, NumberText | int | float):
        raise ValueError("expected a plain number without quotes")
    return float(value)


Share = Annotated[float, BeforeValidator(_as_number), Field(gt=0, le=1)]
Tier = Annotated[int, BeforeValidator(_as_number), Field(ge=1, le=3)]
Words = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Thresholds(_Part):
    """Where the bands begin for the sector's brands; what is missing stays as the params say."""

    act: Share | None = None
    ask_brand: Share | None = None

    def over(self, params: RankParams) -> RankParams:
        """The params with these thresholds. Raises pydantic.ValidationError when both together make no order."""
        given = {"act_score": self.act, "ask_brand_score": self.ask_brand}
        known = {name: value for name, value in given.items() if value is not None}
        return RankParams.model_validate(params.model_dump() | known)


class ReasonText(_Part):
    """A reason's sentence in the sector's own words; `{value}` and names of Candidates columns are filled in."""

    en: Words
    zh: Words

    @model_validator(mode="after")
    def _can_be_filled(self) -> "ReasonText":
        allowed = {"value", *Candidates.columns()}
        for text in (self.en, self.zh):
            # Formatter.parse raises ValueError for a brace that is never closed.
            braces = [found[1:] for found in string.Formatter().parse(text) if found[1] is not None]
            unknown = [name for name, how, change in braces if name not in allowed or how or change]
            if unknown:
                says = f"expected {{value}} or a column of Candidates in braces and nothing else, not {{{unknown[0]}}}"
                raise ValueError(says)
        return self


class PackTerm(Term):
    """A lexicon term of a sector: as the lexicon's own, with its language, and its sector set by the pack."""

    source: str = SOURCE_OF_TERMS
    language: str = Field(pattern="^(" + "|".join(LANGUAGES) + ")$")
    weight: Share

    @model_validator(mode="after")
    def _contexts_are_known(self) -> "PackTerm":
        filled_in(self)
        return self


class SectorPack(_Part):
    """One sector's pack."""

    sector: Words
    thresholds: Thresholds = Thresholds()
    reason_texts: Mapping[str, ReasonText] = Field(default_factory=dict)
    lexicon: tuple[PackTerm, ...] = ()
    harm_tier: Tier | None = None

    @model_validator(mode="after")
    def _terms_are_its_own(self) -> "SectorPack":
        keys = [term.key for term in self.lexicon]
        if twice := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"lexicon: expected each id once a language, found {', '.join(twice)} again")
        if any(term.sectors for term in self.lexicon):
            raise ValueError("lexicon: expected no sectors:, a pack's terms are of its own sector")
        return self

    def terms(self) -> tuple[Term, ...]:
        """The pack's terms as the matcher takes them, contexts filled in; they count for brands of this sector only."""
        own = {"sectors": (sector_key(self.sector),)}
        return tuple(filled_in(Term.model_validate(term.model_dump() | own)) for term in self.lexicon)

    def sentences(self) -> dict[str, Sentence]:
        """Reason code → its sentence in the sector's words."""
        return {code: Sentence(code, text.en, text.zh) for code, text in self.reason_texts.items()}
