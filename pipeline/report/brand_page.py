"""A brand's page, from its own rows."""

from collections import Counter
from collections.abc import Sequence

from features.contracts import Brands
from features.contracts.review import BANDS, SECTIONS
from pipeline.report.cards import POLICY_QUEUE
from pipeline.report.figures import day, percent
from pipeline.report.inputs import Night
from pipeline.report.rows import BrandRows
from pipeline.report.texts import Text, plain
from pipeline.report.view_model import BrandPage, Card, Count
from pipeline.report.words import WORDS, say


def make_brand_page(own: BrandRows, cards: tuple[Card, ...], night: Night) -> BrandPage:
    """The page of one brand; an empty queue says why it is empty."""
    brand = own.brand or {}
    return BrandPage(
        brand_id=own.brand_id,
        name=brand_name(own),
        night=day(night.date),
        sector=brand.get(Brands.sector),
        capacity=brand.get(Brands.capacity),
        model_version=night.facts.model_version,
        is_scored_by_rules=night.is_scored_by_rules,
        banners=banners(night),
        cards=cards,
        bands=counts([card.band for card in cards], BANDS, "band"),
        sections=counts([card.section for card in cards], SECTIONS, "section"),
        why_empty=None if cards else _why_empty(own, night),
        sector_bands=_sector_bands(own.brand_id, night),
        harm_tier=night.facts.sectors.harm_tiers.get(own.brand_id),
    )


def brand_name(own: BrandRows) -> str:
    """The brand's name, its id where no catalogue names it."""
    if own.brand_id == POLICY_QUEUE:
        return WORDS["policy_queue"].en
    return plain(own.brand[Brands.name]) if own.brand else plain(own.brand_id)


def banners(night: Night) -> tuple[Text, ...]:
    """What every page of the night says first."""
    said = [banner if isinstance(banner, Text) else Text(banner, banner) for banner in night.facts.banners]
    said = [Text(plain(banner.en), plain(banner.zh)) for banner in said]
    if night.is_scored_by_rules:
        said.append(say("rules_banner"))
    return (*said, *withheld_lines(night))


def withheld_lines(night: Night) -> tuple[Text, ...]:
    """One sentence for each platform whose lists are not published."""
    return tuple(
        say("withheld_row", platform=plain(platform), why=plain(why))
        for platform, why in sorted(night.facts.withheld.items())
    )


def counts(found: Sequence[str], known: Sequence[str], words: str) -> tuple[Count, ...]:
    """How many rows have each value of a closed list, in its order, absent ones left out."""
    number = Counter(found)
    return tuple(Count(key, say(f"{words}_{key}"), number[key]) for key in known if number[key])


def _sector_bands(brand_id: str, night: Night) -> Text | None:
    """Where the bands begin, for a brand whose sector sets them."""
    thresholds = night.facts.sectors.thresholds.get(brand_id)
    if thresholds is None:
        return None
    act, ask_brand = map(percent, thresholds)
    return say("sector_bands", act=act, ask_brand=ask_brand)


def _why_empty(own: BrandRows, night: Night) -> Text:
    why = night.facts.without_catalogue.get(own.brand_id)
    if why is None:
        return say("queue_empty_says")
    return say("queue_no_catalogue") + Text(f" {plain(why)}", plain(why))
