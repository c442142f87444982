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

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

from features import registry
from features.contracts import Brands
from features.lexicon.lexicon import Term
from features.lexicon.matcher import matcher
from features.lexicon.quoted import counts_in
from features.lexicon.sector_terms import sector_key
from models.explain import sentences_by_code
from models.learned_claims import FEATURE
from models.triage import RankParams
from pipeline.errors import expected_by
from pipeline.sources.faults import Fault, RecordFault, Reject, excerpt, rejects_table
from pipeline.sources.guarded_yaml import read_yaml
from pipeline.sources.limits import IngestParams
from pipeline.sources.regular_files import names_in
from pipeline.sources.sector_packs import SectorPack

SECTORS = "policy/sectors"


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


def unused_sectors(sectors: Sectors, brands: pd.DataFrame) -> list[str]:
    """One remark for each pack whose sector no brand of the catalogues (Brands) is of."""
    known = {sector_key(name): name for name in brands[Brands.sector].dropna()}
    remarks = []
    for name in sectors.packs:
        if sector_key(name) not in known:
            near = get_close_matches(sector_key(name), list(known), n=1)
            advice = f"; did you mean {known[near[0]]}?" if near else ""
            remarks.append(f"{SECTORS}: no brand is of the sector {excerpt(name)}, so its pack does nothing{advice}")
    return remarks


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
    if error["type"] == "extra_forbidden":
        return Fault("sector_unknown_key", f"{where}: found a key nobody reads; drop it or mend its spelling")
    found = "nothing" if error["type"] == "missing" else excerpt(error["input"])
    return Fault("sector_refused", f"{where}: found {found}, {expected_by(error)}")


def _faults_here(
    pack: SectorPack, packs: Mapping[str, SectorPack], ranking: RankParams, reason_codes: Collection[str]
) -> list[Fault]:
    """What is wrong with a pack beside the others, the params and the reasons there are."""
    faults = []
    if sector_key(pack.sector) in map(sector_key, packs):
        faults.append(Fault("sector_twice", f"sector: found {excerpt(pack.sector)} again; keep one pack a sector"))
    try:
        pack.thresholds.over(ranking)
    except ValidationError:
        order = f"least_score {ranking.least_score:g} <= ask_brand <= act"
        faults.append(
            Fault("sector_refused", f"thresholds: found {pack.thresholds!r}, expected {order} with the params")
        )
    faults += [Fault("sector_term_refused", says) for says in _silent_examples(pack)]
    for code in sorted(set(pack.reason_texts) - set(reason_codes)):
        near = get_close_matches(code, list(reason_codes), n=1)
        advice = f"did you mean {near[0]}?" if near else "touchstone describe features lists the reasons"
        faults.append(
            Fault("sector_unknown_reason", f"reason_texts: found {excerpt(code)}, which is no reason; {advice}")
        )
    return faults


def _silent_examples(pack: SectorPack) -> list[str]:
    """One sentence for each of the terms' own texts that does not show what its term counts in.

    As for the lexicon: a term stands in its `yes`, where beside the lexicon a word of its grade counts, and not in its
    `no`.
    """
    terms = pack.terms()
    grades = _grades_in([text for term in terms for text in term.yes], terms) if terms else {}
    faults = []
    for at, term in enumerate(terms):
        silent = [text for text in term.yes if not counts_in(text, term) or term.grade not in grades[text]]
        speaking = [text for text in term.no if counts_in(text, term)]
        faults += [_says(at, term, "yes", text, "where it does not count") for text in silent]
        faults += [_says(at, term, "no", text, "where it counts") for text in speaking]
    return faults


def _says(at: int, term: Term, part: str, text: str, found: str) -> str:
    return f"lexicon.{at}.{part}: found {excerpt(text)}, {found} ({term.key}); mend its forms, needs, unless or {part}"


def _grades_in(texts: list[str], more: tuple[Term, ...]) -> dict[str, set[str]]:
    """Text → the grades of the words, the lexicon's and more, that stand undenied in it."""
    hits = matcher(more=more).find(pd.Series(texts, dtype="object"))
    hits = hits[~hits["is_denied"].astype(bool)]
    found: dict[str, set[str]] = {text: set() for text in texts}
    for row, grade in zip(hits["row"], hits["grade"], strict=True):
        found[texts[row]].add(grade)
    return found
