"""`policy/sectors/*.yaml`: what a sector's working group knows, as data: thresholds, words, reason texts, harm tier.

    sector: perfume
    harm_tier: 2                        # 1 can hurt people, 2 misleads about quality or safety, 3 money only
    thresholds: {act: 0.7, ask_brand: 0.25}
    reason_texts:
      price_below_list: {en: "Perfume at {value} of its list price", zh: "香水价为标价的 {value}"}
    lexicon:
    - {id: tester, language: en, grade: grey, weight: 0.4, forms: [tester], yes: ["tester 100 ml"], no: [soil tester]}

All of it is optional but the sector. A pack with a problem is left out whole, every problem named; the night goes on.
"""

import string
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from features import registry
from features.contracts import Candidates
from features.lexicon.lexicon import LANGUAGES, Term
from models.explain import sentences_by_code
from models.learned_claims import FEATURE
from models.triage import RankParams
from pipeline.sources.faults import Fault, RecordFault, Reject, excerpt, rejects_table
from pipeline.sources.guarded_yaml import read_yaml
from pipeline.sources.limits import IngestParams
from pipeline.sources.plain_values import NumberText, Value
from pipeline.sources.regular_files import names_in

SECTORS = "policy/sectors"
SOURCE_OF_TERMS = "sector pack"


def _as_number(value: Value) -> float:
    if not isinstance(value, NumberText):
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
            unknown = [
                name for _, name, _, _ in string.Formatter().parse(text) if name is not None and name not in allowed
            ]
            if unknown:
                raise ValueError(f"expected {{value}} or a column of Candidates in braces, not {{{unknown[0]}}}")
        return self


class PackTerm(Term):
    """A lexicon term of a sector: as the lexicon's own, with its language, and its sector set by the pack."""

    source: str = SOURCE_OF_TERMS
    language: str = Field(pattern="^(" + "|".join(LANGUAGES) + ")$")
    weight: Share


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
        """The pack's terms as the matcher takes them: they count for brands of this sector only."""
        return tuple(term.model_copy(update={"sectors": (self.sector,)}) for term in self.lexicon)


@dataclass(frozen=True)
class Sectors:
    """Sector → its pack, and what is wrong with the others (Rejects of the kind catalog)."""

    packs: dict[str, SectorPack]
    rejects: pd.DataFrame


def read_sectors(
    raw: Path, params: IngestParams, *, ranking: RankParams, reason_codes: Collection[str] | None = None
) -> Sectors:
    """The packs in `raw/policy/sectors`; none when it is absent. `reason_codes` are those there are (default: all)."""
    names = names_in(raw / SECTORS)
    if names and reason_codes is None:
        reason_codes = sentences_by_code([*registry.features(), FEATURE])
    packs: dict[str, SectorPack] = {}
    rejects: list[Reject] = []
    for name in names:
        pack, faults = _pack(raw, name, params)
        if pack is not None:
            faults += _faults_here(pack, packs, ranking, reason_codes or ())
        if pack is not None and not faults:
            packs[pack.sector] = pack
        rejects += [Reject("catalog", f"{SECTORS}/{name}", None, *fault) for fault in faults]
    return Sectors(packs, rejects_table(rejects))


def _pack(raw: Path, name: str, params: IngestParams) -> tuple[SectorPack | None, list[Fault]]:
    if not name.endswith(".yaml"):
        return None, [
            Fault("sector_format_unknown", f"found {excerpt(name)}, expected a name ending in .yaml; rename it")
        ]
    try:
        found = read_yaml(raw / SECTORS, (name,), params)
    except RecordFault as broken:
        return None, [Fault(f"sector_{broken.fault.code}", broken.fault.says)]
    if not isinstance(found, dict):
        return None, [Fault("sector_unreadable", f"found {excerpt(found)}, expected sector:, thresholds: and so on")]
    try:
        return SectorPack.model_validate(found), []
    except ValidationError as wrong:
        return None, [_fault(error) for error in wrong.errors(include_url=False)]


def _fault(error: Any) -> Fault:
    where = ".".join(map(str, error["loc"])) or "pack"
    said = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        return Fault("sector_unknown_key", f"{where}: found a key nobody reads; drop it or mend its spelling")
    found = "nothing" if error["type"] == "missing" else excerpt(error["input"])
    return Fault("sector_refused", f"{where}: found {found}; {said}")


def _faults_here(
    pack: SectorPack, packs: Mapping[str, SectorPack], ranking: RankParams, reason_codes: Collection[str]
) -> list[Fault]:
    """What is wrong with a pack beside the others, the params and the reasons there are."""
    faults = []
    if pack.sector in packs:
        faults.append(Fault("sector_twice", f"sector: found {excerpt(pack.sector)} again; keep one pack a sector"))
    try:
        pack.thresholds.over(ranking)
    except ValidationError:
        order = f"least_score {ranking.least_score:g} <= ask_brand <= act"
        faults.append(
            Fault("sector_refused", f"thresholds: found {pack.thresholds!r}, expected {order} with the params")
        )
    for code in sorted(set(pack.reason_texts) - set(reason_codes)):
        near = get_close_matches(code, list(reason_codes), n=1)
        advice = f"did you mean {near[0]}?" if near else "touchstone describe features lists the reasons"
        faults.append(
            Fault("sector_unknown_reason", f"reason_texts: found {excerpt(code)}, which is no reason; {advice}")
        )
    return faults
