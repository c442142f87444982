"""The index of a night: what was read, what is listed for whom, and what is withheld."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest

import pandas as pd

from features.contracts import Rejects
from features.contracts.review import BANDS
from pipeline.report.addresses import relative_address
from pipeline.report.brand_page import banners, counts, withheld_lines
from pipeline.report.cards import POLICY_QUEUE
from pipeline.report.figures import amount, compact, day, whole
from pipeline.report.inputs import Night, SourceAccount
from pipeline.report.texts import plain, raw
from pipeline.report.view_model import BrandLine, BrandPage, NightPage, SourceLine, Tile, TopCard
from pipeline.report.words import say

MOST_TOP = 12
MILDEST_TIER = 3
MOST_REJECT_ROWS = 40
_FILES = ("html", "xlsx", "csv")


@dataclass
class NightTally:
    """What the index keeps of each brand's page once that page is written."""

    lines: list[BrandLine] = field(default_factory=list)
    top: list[TopCard] = field(default_factory=list)
    bands: Counter[str] = field(default_factory=Counter)
    without_page: list[str] = field(default_factory=list)

    def add(self, page: BrandPage, *, has_page: bool) -> None:
        """Count a brand's page in; `has_page` is False when its id cannot be a folder."""
        line = _brand_line(page, has_page=has_page)
        self.lines.append(line)
        self.bands.update(card.band for card in page.cards)
        found = [TopCard(card, line.file, page.harm_tier) for card in page.cards if card.score is not None]
        self.top = nsmallest(MOST_TOP, [*self.top, *found], key=_worst_first)
        if not has_page:
            self.without_page.append(page.brand_id)


def make_night_page(tally: NightTally, rejects: pd.DataFrame, night: Night) -> NightPage:
    """The index, from what the brands' pages left behind and the facts of the run."""
    facts = night.facts
    sources = tuple(_source_line(account) for account in sorted(facts.accounts, key=lambda one: one.source_file))
    return NightPage(
        night=day(night.date),
        model_version=facts.model_version,
        is_scored_by_rules=night.is_scored_by_rules,
        banners=banners(night),
        tiles=_tiles(tally, facts.accounts),
        bands=counts(list(tally.bands.elements()), BANDS, "band"),
        accounts_add_up=all(source.adds_up for source in sources),
        brands=tuple(sorted(tally.lines, key=_most_pressing_first)),
        shared_names=frozenset(name for name, count in Counter(line.name for line in tally.lines).items() if count > 1),
        top=tuple(tally.top),
        sources=sources,
        rejects=_reject_rows(rejects),
        withheld=withheld_lines(night),
        without_catalogue=tuple((plain(brand), plain(why)) for brand, why in sorted(facts.without_catalogue.items())),
        without_page=tuple(raw(brand_id) for brand_id in tally.without_page),
        metrics=_figures(facts.metrics or {}),
        counts=_figures(facts.counts),
    )


def _most_pressing_first(line: BrandLine) -> tuple[int, int, int, str]:
    """Of brands with suspects, those whose fakes can hurt people stand first; an unknown tier hastens nobody."""
    return _tier_order(line.harm_tier if line.total else None), -line.act, -line.total, line.brand_id


def _worst_first(top: TopCard) -> tuple[float, int, str, str, str]:
    card = top.card
    return -(card.score or 0.0), _tier_order(top.harm_tier), card.platform, card.listing_id, card.brand_id


def _tier_order(tier: int | None) -> int:
    return MILDEST_TIER if tier is None else tier


def _brand_line(page: BrandPage, *, has_page: bool) -> BrandLine:
    number = Counter(card.band for card in page.cards)
    scored = [card for card in page.cards if card.score is not None]
    top = max(scored, key=lambda card: card.score or 0.0, default=None)
    at_risk = sum(float(card.sort.value) for card in page.cards if card.sort.value)
    files = {name: relative_address(page.brand_id, f"suspects.{name}") if has_page else None for name in _FILES}
    return BrandLine(
        brand_id=page.brand_id,
        name=page.name,
        file=files["html"],
        sheet=files["xlsx"],
        csv=files["csv"],
        act=number["act"],
        ask_brand=number["ask_brand"],
        watch=number["watch"],
        audit=sum(card.section == "audit" for card in page.cards),
        total=len(page.cards),
        top_score=top.score if top else None,
        top_score_says=top.score_says if top else None,
        value_at_risk=at_risk,
        value_at_risk_says=amount(round(at_risk)) if at_risk else "—",
        harm_tier=page.harm_tier,
    )


def _tiles(tally: NightTally, accounts: Sequence[SourceAccount]) -> tuple[Tile, ...]:
    totals = [
        (sum(getattr(account, name) for account in accounts), say(f"records_{name}"))
        for name in ("read", "kept", "rejected", "repeated")
    ]
    brands = [line for line in tally.lines if line.brand_id != POLICY_QUEUE]
    listed = [
        (sum(line.total for line in tally.lines), say("suspects_listed")),
        (sum(line.total > 0 for line in brands), say("brands_listed")),
        (len(brands), say("brands_read")),
    ]
    return tuple(Tile(whole(number), label) for number, label in [*listed, *totals])


def _source_line(account: SourceAccount) -> SourceLine:
    return SourceLine(
        source_file=plain(account.source_file),
        read=whole(account.read),
        kept=whole(account.kept),
        rejected=whole(account.rejected),
        repeated=whole(account.repeated),
        adds_up=account.read == account.kept + account.rejected + account.repeated,
    )


def _reject_rows(rejects: pd.DataFrame) -> tuple[tuple[str, str, str], ...]:
    if rejects.empty:
        return ()
    number = Counter(zip(rejects[Rejects.kind], rejects[Rejects.reason_code], strict=True))
    ranked = sorted(number.items(), key=lambda found: (-found[1], found[0]))[:MOST_REJECT_ROWS]
    return tuple((kind, plain(reason), whole(count)) for (kind, reason), count in ranked)


def _figures(found: Mapping[str, float]) -> tuple[tuple[str, str], ...]:
    return tuple((plain(name.replace("_", " ")), compact(float(value))) for name, value in found.items())
