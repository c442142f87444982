"""What a report is made from: the night's tables, where photos come from, and the facts of the run."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import pandas as pd

from pipeline.report.texts import Text


class SourceAccount(Protocol):
    """What became of the records of one source file; read = kept + rejected + repeated."""

    @property
    def source_file(self) -> str: ...
    @property
    def read(self) -> int: ...
    @property
    def kept(self) -> int: ...
    @property
    def rejected(self) -> int: ...
    @property
    def repeated(self) -> int: ...


PhotoReader = Callable[[str, str], bytes | None]
"""(platform or brand_id, image) → the file's bytes, or None. It may raise: the photo is then shown as absent.

A known fake's photo is asked for by brand and by what ImageMatches calls it, platform/listing/photo."""

Translator = Callable[[str, str, str], str | None]
"""(reason code, value, language) → the sentence in that language, or None for the English one."""


@dataclass(frozen=True)
class SectorFacts:
    """What sectors' packs add to the pages; nothing without packs.

    `harm_tiers` is brand_id → 1 to 3, `thresholds` brand_id → the scores from which on a row is for act and for
    ask_brand where its sector sets them, `sentences_zh` is (platform, listing_id, brand_id) → reason code → the Chinese
    sentence of a reason told in the sector's own words.
    """

    harm_tiers: Mapping[str, int] = field(default_factory=dict)
    thresholds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    sentences_zh: Mapping[tuple[str, str, str], Mapping[str, str]] = field(default_factory=dict)


def no_photo(owner: str, image: str) -> None:
    """A reader of photos that are not there."""


@dataclass(frozen=True)
class ReportTables:
    """The night's contract tables. `price_comparisons` is the features table (platform, listing_id, brand_id and
    float columns) and `reference_images` the catalogues' photos; without them the page says what it cannot know."""

    suspects: pd.DataFrame
    listings: pd.DataFrame
    sellers: pd.DataFrame
    brands: pd.DataFrame
    products: pd.DataFrame
    image_matches: pd.DataFrame
    links: pd.DataFrame
    rejects: pd.DataFrame
    listing_photo: PhotoReader
    reference_photo: PhotoReader
    price_comparisons: pd.DataFrame | None = None
    reference_images: pd.DataFrame | None = None
    known_fake_photo: PhotoReader = no_photo


@dataclass(frozen=True)
class RunFacts:
    """What the run knows of itself. `withheld` is platform → why; `without_catalogue` is brand_id → why.

    Banners stand on every brand's page: they must not name a brand.
    """

    model_version: str
    accounts: Sequence[SourceAccount] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    withheld: Mapping[str, str] = field(default_factory=dict)
    banners: Sequence[str | Text] = ()
    previous_night: date | None = None
    metrics: Mapping[str, float] | None = None
    without_catalogue: Mapping[str, str] = field(default_factory=dict)
    sectors: SectorFacts = SectorFacts()


@dataclass(frozen=True)
class Night:
    """What every page of one night shares."""

    date: date
    facts: RunFacts
    translate: Translator

    @property
    def is_scored_by_rules(self) -> bool:
        return self.facts.model_version.startswith("rules-")
