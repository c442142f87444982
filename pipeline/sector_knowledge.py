"""The sector packs of a night, as later stages ask them: terms, thresholds, sentences and harm tiers by brand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pydantic import ValidationError

from features.contracts import Brands, Candidates, Suspects
from features.family import Sentence
from features.lexicon.sector_terms import SectorTerms, sector_key
from models.explain import sentence_for
from models.feature_log import LINK_KEY
from models.triage import RankParams
from pipeline.errors import InputError
from pipeline.sources.sector_packs import SectorPack

LinkKey = tuple[str, str, str]


@dataclass(frozen=True)
class SectorKnowledge:
    """Sector (as `sector_key` writes it) → its pack. A brand whose sector has none is dealt with as without packs."""

    packs: Mapping[str, SectorPack]

    @classmethod
    def of(cls, packs: Mapping[str, SectorPack]) -> "SectorKnowledge":
        """Packs by the name of their sector, as they were read."""
        return cls({sector_key(pack.sector): pack for pack in packs.values()})

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "SectorKnowledge":
        """What `as_json` gave."""
        return cls({sector: SectorPack.model_validate(pack) for sector, pack in kept.items()})

    def as_json(self) -> dict[str, Any]:
        """The packs as plain values."""
        return {sector: pack.model_dump(mode="json") for sector, pack in self.packs.items()}

    def terms(self) -> SectorTerms:
        """The words the sectors add to the lexicon."""
        return SectorTerms({sector: terms for sector, pack in self.packs.items() if (terms := pack.terms())})

    def ranking(self, brands: pd.DataFrame, params: RankParams) -> dict[str, RankParams]:
        """Brand → the params with its sector's thresholds, for brands whose pack sets any.

        Raises InputError when the params are not those the packs were read with and make no order with them.
        """
        return {brand: _over(pack, params) for brand, pack in self._by_brand(brands).items() if _has_thresholds(pack)}

    def harm_tiers(self, brands: pd.DataFrame) -> dict[str, int]:
        """Brand → its sector's harm tier, 1 (can hurt people) to 3 (money only), where a pack tells it."""
        told = {brand: pack.harm_tier for brand, pack in self._by_brand(brands).items()}
        return {brand: tier for brand, tier in told.items() if tier is not None}

    def sentences_of(self, sector: Any) -> Mapping[str, Sentence]:
        """Reason code → the sentence of that sector; nothing for one without a pack."""
        pack = self.packs.get(sector_key(sector)) if isinstance(sector, str) else None
        return pack.sentences() if pack else {}

    def in_chinese(self, suspects: pd.DataFrame, candidates: pd.DataFrame) -> dict[LinkKey, dict[str, str]]:
        """(platform, listing_id, brand_id) → reason code → its Chinese sentence, for reasons in a sector's own words."""
        speaking = {sector: pack.sentences() for sector, pack in self.packs.items() if pack.reason_texts}
        if not speaking:
            return {}
        found: dict[LinkKey, dict[str, str]] = {}
        told = suspects[[*LINK_KEY, Suspects.reasons]].merge(candidates, on=LINK_KEY, how="inner")
        rows: Any = told.to_dict("records")
        for row in rows:
            sector = row[Candidates.brand_sector]
            own = speaking.get(sector_key(sector), {}) if isinstance(sector, str) else {}
            said = {
                reason["code"]: sentence_for(own[reason["code"]], reason["value"], "zh", row)
                for reason in row[Suspects.reasons]
                if reason["code"] in own
            }
            found |= {tuple(row[name] for name in LINK_KEY): said} if said else {}
        return found

    def _by_brand(self, brands: pd.DataFrame) -> dict[str, SectorPack]:
        rows = brands[brands[Brands.sector].notna()]
        named = zip(rows[Brands.brand_id], rows[Brands.sector].map(sector_key), strict=True)
        return {brand: self.packs[sector] for brand, sector in named if sector in self.packs}


def _has_thresholds(pack: SectorPack) -> bool:
    return pack.thresholds.act is not None or pack.thresholds.ask_brand is not None


def _over(pack: SectorPack, params: RankParams) -> RankParams:
    try:
        return pack.thresholds.over(params)
    except ValidationError as wrong:
        raise InputError(
            f"ranking: found params that do not go with the thresholds of sector {pack.sector!r}; expected those the "
            "night's packs were read with; run ingest_catalogs with the same params"
        ) from wrong
