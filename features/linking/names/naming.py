"""Which catalogued brands a listing names: hits weighed with what the products, the photos and the typed brand say."""

import math
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from features.linking.names.claim_cues import ACCESSORY, LOOKALIKE
from features.linking.names.hit import Hit
from features.linking.names.joined_text import ATTRIBUTES, BRAND_FIELD, DESCRIPTION, FIELDS, TITLE
from features.linking.names.name_facts import NameFacts
from features.linking.names.naming_support import Evidence, support, words_before
from features.linking.names.spelling import LINE, RIGHT
from features.linking.names.typed_brand import EVASIVE, OTHER, SAME
from features.skeleton import Traced, is_letter_for_letter, skeletons_of, traced

# Belief per point of support: 1 point 0.6, 2 points 0.77, 4 points 0.94.
_SLOPE, _START = 0.8, -0.4
_FIELD_ORDER = {TITLE: 0, BRAND_FIELD: 1, ATTRIBUTES: 2, DESCRIPTION: 3}
_A_LIST = 2  # two other brands beside this one, none of them typed: what it fits, not who made it
# Said of parts and refills made by somebody else; with another brand typed they make the named brand the machine's.
_MADE_FOR_OTHERS = re.compile(
    "|".join(
        skeletons_of(
            [r"\b(?:compatible|remanufactured|replacement|kompatibel|совместим\w*)\b", "兼容", "通用", "替换", "互換"]
        )
    )
)
_COMPATIBLE_TYPED = frozenset(["compatible", "replacement", "generic compatible", "for"])


@dataclass(slots=True)
class Naming:
    """One brand one listing names: how it is written, where, as what, and how sure that is."""

    row: int
    brand_id: str
    hit: Hit
    named_as: str
    claim: str
    typed: str
    support: float

    @property
    def belief(self) -> float:
        """0 to 1: that the listing names this brand."""
        return 1 / (1 + math.exp(-(_START + _SLOPE * self.support)))

    @property
    def named_in(self) -> str:
        """The field the name stands in."""
        return FIELDS[self.hit.field]


@dataclass(frozen=True)
class ListingText:
    """The fields of one listing, raw and as skeletons, in the order of FIELDS."""

    raw: list[str]
    skeletons: list[str]


def by_brand(hits: list[Hit]) -> dict[tuple[int, str], list[Hit]]:
    """The hits of each (listing row, brand)."""
    found: dict[tuple[int, str], list[Hit]] = defaultdict(list)
    for hit in hits:
        found[hit.row, hit.brand_id].append(hit)
    return found


def weigh_naming(
    key: tuple[int, str], hits: list[Hit], text: ListingText, facts: NameFacts, *, evidence: Evidence
) -> Naming:
    """The naming that a listing's hits of one brand amount to, with its support; the caller says how much is enough."""
    raw_of = {at: _raw(hit, text) for at, hit in enumerate(hits)}
    best_at = min(range(len(hits)), key=lambda at: _preference(hits[at]))
    points = support(hits, text.skeletons[TITLE], raw_of, facts, evidence=evidence)
    return Naming(
        row=key[0],
        brand_id=key[1],
        hit=hits[best_at],
        named_as=raw_of[best_at],
        claim=claim_of(hits, text.skeletons, evidence),
        typed=evidence.typed,
        support=points,
    )


def _preference(hit: Hit) -> tuple[bool, bool, bool, int, int]:
    # A line only hints at who made it: beside a hidden name that name is what named the brand.
    return (hit.reading != RIGHT, hit.reading == LINE, hit.is_inside, _FIELD_ORDER[hit.field], hit.start)


def _raw(hit: Hit, text: ListingText) -> str:
    raw, skeleton = text.raw[hit.field], text.skeletons[hit.field]
    if is_letter_for_letter(raw, skeleton):
        return raw[hit.start : hit.end]
    return _traced(raw).raw_span(hit.start, hit.end)


# A listing's hits come one behind another.
@lru_cache(maxsize=16)
def _traced(raw: str) -> Traced:
    return traced(raw)


def claim_of(hits: list[Hit], skeletons: list[str], evidence: Evidence) -> str:
    """`own`, `accessory`, `lookalike` or `none`: the title speaks first, then the typed brand, then the rest."""
    spoken = [hit for hit in hits if hit.field == TITLE] or [hit for hit in hits if hit.field != BRAND_FIELD]
    claims = [hit.claim for hit in spoken]
    typed_alone = "own" if evidence.typed == SAME or any(hit.field == BRAND_FIELD for hit in hits) else "none"
    if not claims:
        return typed_alone
    if LOOKALIKE in claims:
        return "lookalike"
    if None not in claims:
        return "accessory" if ACCESSORY in claims or evidence.typed != SAME else "own"
    if spoken[0].field == DESCRIPTION and typed_alone == "none":
        return "none"
    return "accessory" if _is_made_by_others(spoken, skeletons, evidence) else "own"


def _is_made_by_others(spoken: list[Hit], skeletons: list[str], evidence: Evidence) -> bool:
    title, typed = skeletons[TITLE], skeletons[BRAND_FIELD]
    if evidence.typed == EVASIVE:
        return typed in _COMPATIBLE_TYPED or bool(_MADE_FOR_OTHERS.search(title))
    if evidence.typed != OTHER:
        return False
    words = words_before(title[: spoken[0].start]) if spoken[0].field == TITLE else 0
    starts_with_typed = len(typed) > 1 and title.startswith(typed) and words > 0
    is_one_of_many = evidence.right_rivals >= _A_LIST and words > _A_LIST
    is_mention = starts_with_typed or is_one_of_many
    return bool(_MADE_FOR_OTHERS.search(title)) or (is_mention and not evidence.has_model_code)


def claim_by_code(title: str, typed_text: str, typed: str) -> str:
    """The claim of a listing that gives a brand away by a model code alone (skeletons, and the typed brand's word)."""
    if _MADE_FOR_OTHERS.search(title) or typed_text in _COMPATIBLE_TYPED:
        return "accessory"
    return "none" if typed == OTHER else "own"


def keep_fitting_namesakes(
    namings: list[Naming], fit: Mapping[tuple[int, str], float], namesake_of: Mapping[str, str], tolerance: float
) -> list[Naming]:
    """The namings without those of a brand whose namesake fits the listing clearly better.

    Two catalogues may register one name (a maker's Chinese and American range); `namesake_of` gives each brand the
    first of its namesakes. `fit` says how well a brand suits the listing by currency, script and closest product;
    those within `tolerance` of the best stay, so both may.
    """
    best: dict[tuple[int, str], float] = {}
    for naming in namings:
        key = (naming.row, namesake_of[naming.brand_id])
        best[key] = max(best.get(key, -math.inf), fit[naming.row, naming.brand_id])
    return [
        naming
        for naming in namings
        if fit[naming.row, naming.brand_id] >= best[naming.row, namesake_of[naming.brand_id]] - tolerance
    ]
