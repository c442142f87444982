"""What a page shows, as plain values: every word, figure, link and photo is decided before a template sees it."""

from dataclasses import dataclass

from pipeline.report.photos import Thumbnail
from pipeline.report.texts import Raw, Text


@dataclass(frozen=True)
class Picture:
    """One photo, or the words that stand in its place."""

    thumbnail: Thumbnail | None
    caption: Text
    says: Text


@dataclass(frozen=True)
class Reason:
    """One reason in words. `direction` is raises, lowers or silent; `strength` is 0 to 100 of the card's strongest."""

    code: str
    sentence: Text
    value: str
    direction: str
    strength: int


@dataclass(frozen=True)
class Fact:
    """A label and what it says, in our words or in a stranger's."""

    label: Text
    value: Text | Raw


@dataclass(frozen=True)
class Link:
    """A web address that may become a link, and the host it leads to."""

    address: str
    host: str


@dataclass(frozen=True)
class SortKeys:
    """What the page sorts by; missing is the empty text."""

    score: str
    price: str
    first_seen: str
    value: str
    seller: str


@dataclass(frozen=True)
class Card:
    """One suspect as it is shown."""

    rank: int
    platform: str
    listing_id: str
    brand_id: str
    brand_name: str
    night: str
    basis: str
    band: str
    section: str
    selected_by: Text
    score: float | None
    score_says: Text
    title: Raw
    listing_picture: Picture
    reference_picture: Picture
    match: Text | None
    product: Raw | Text
    product_says: Text | None
    named_as: Raw | None
    named_how: Text | None
    price: Text
    reasons: tuple[Reason, ...]
    unknowns: tuple[Text, ...]
    first_seen: str
    state: Text
    is_new: bool
    due: str | None
    is_overdue: bool
    seller: Raw | Text
    facts: tuple[Fact, ...]
    link: Link | None
    refused_address: Raw | None
    sort: SortKeys

    @property
    def first_reason(self) -> Reason | None:
        """The strongest reason for suspicion, where the page has room for one; a reason against it only if there is no other."""
        return next((one for one in self.reasons if one.direction != "lowers"), next(iter(self.reasons), None))

    @property
    def is_score_in_words(self) -> bool:
        """Whether the score is "not scored", "under 0.5 %" or "over 99 %": too long for the size of a figure."""
        return not self.score_says.en[:1].isdigit()


@dataclass(frozen=True)
class Count:
    """A closed-list value of the queue with how many rows have it."""

    key: str
    label: Text
    number: int


@dataclass(frozen=True)
class BrandPage:
    """A brand's queue, from its own rows alone."""

    brand_id: str
    name: str
    night: str
    sector: str | None
    capacity: int | None
    model_version: str
    is_scored_by_rules: bool
    banners: tuple[Text, ...]
    cards: tuple[Card, ...]
    bands: tuple[Count, ...]
    sections: tuple[Count, ...]
    why_empty: Text | None
    sector_bands: Text | None = None
    harm_tier: int | None = None


@dataclass(frozen=True)
class BrandLine:
    """A brand's row in the index. `file` is None when the brand has no page."""

    brand_id: str
    name: str
    file: str | None
    sheet: str | None
    csv: str | None
    act: int
    ask_brand: int
    watch: int
    audit: int
    total: int
    top_score: float | None
    top_score_says: Text | None
    value_at_risk: float
    value_at_risk_says: str
    harm_tier: int | None = None


@dataclass(frozen=True)
class SourceLine:
    """What became of one file's records; `adds_up` says whether the account holds."""

    source_file: str
    read: str
    kept: str
    rejected: str
    repeated: str
    adds_up: bool


@dataclass(frozen=True)
class Tile:
    """One figure of the overview."""

    figure: str
    label: Text


@dataclass(frozen=True)
class TopCard:
    """A card of the index with the page it stands on."""

    card: Card
    file: str | None
    harm_tier: int | None = None


@dataclass(frozen=True)
class NightPage:
    """The index: the night at a glance. `shared_names` are those that several brands bear, shown with their ids."""

    night: str
    model_version: str
    is_scored_by_rules: bool
    banners: tuple[Text, ...]
    tiles: tuple[Tile, ...]
    bands: tuple[Count, ...]
    accounts_add_up: bool
    brands: tuple[BrandLine, ...]
    shared_names: frozenset[str]
    top: tuple[TopCard, ...]
    sources: tuple[SourceLine, ...]
    rejects: tuple[tuple[str, str, str], ...]
    withheld: tuple[Text, ...]
    without_catalogue: tuple[tuple[str, str], ...]
    without_page: tuple[Raw, ...]
    metrics: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, str], ...]
