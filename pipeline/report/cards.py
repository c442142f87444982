"""One suspect's card: everything a reviewer needs to decide, in words."""

from datetime import UTC, datetime, time
from typing import Any

from features.contracts import Brands, Links, Listings, Products, Sellers, Suspects
from pipeline.report.addresses import web_address
from pipeline.report.evidence import Pictures, pictures, reasons, unknowns
from pipeline.report.figures import chance, compact, day, days, minute, money, percent, whole
from pipeline.report.inputs import Night, ReportTables
from pipeline.report.photos import Thumbnails
from pipeline.report.prices import PriceLine, price_line
from pipeline.report.rows import BrandRows, Row
from pipeline.report.texts import Raw, Text, plain, raw, same
from pipeline.report.view_model import Card, Fact, Link, SortKeys
from pipeline.report.words import say

POLICY_QUEUE = "_policy"


def make_cards(own: BrandRows, night: Night, tables: ReportTables, thumbnails: Thumbnails) -> tuple[Card, ...]:
    """The brand's suspects in order of rank."""
    return tuple(_card(row, own, night, pictures(row, own, tables, thumbnails)) for row in own.suspects)


def _card(row: Row, own: BrandRows, night: Night, shown: Pictures) -> Card:
    key = (row[Suspects.platform], row[Suspects.listing_id])
    listing = own.listings.get(key)
    price = _price(row, own, listing)
    unknown = unknowns(row, own, shown) + price.unknowns
    return Card(
        rank=row[Suspects.rank],
        platform=row[Suspects.platform],
        listing_id=row[Suspects.listing_id],
        brand_id=own.brand_id,
        brand_name=own.brand[Brands.name] if own.brand else own.brand_id,
        night=day(night.date),
        basis="audit" if row[Suspects.selected_by] == "audit" else "visual",
        band=row[Suspects.band],
        section=row[Suspects.section],
        selected_by=_selected_by(row),
        score=_score(row, own),
        score_says=_score_says(row, own),
        title=raw(listing[Listings.title]) if listing else raw(row[Suspects.listing_id]),
        listing_picture=shown.listing,
        reference_picture=shown.reference,
        match=shown.match,
        price=price.says,
        reasons=reasons(row, night),
        unknowns=unknown,
        facts=_facts(row, own, listing, night),
        sort=_sort_keys(row, price),
        **_product(row, own),
        **_timing(row, night),
        **_place(row, own, listing),
    )


def _score(row: Row, own: BrandRows) -> float | None:
    """The score, or None where no model scored: a rule or an audit draw listed a listing without a brand."""
    score: float | None = row[Suspects.score]
    # Nights before scores could be missing wrote 0 for them.
    is_unscored = score == 0 and (own.brand_id == POLICY_QUEUE or row[Suspects.link_confidence] == 0)
    return None if is_unscored else score


def _score_says(row: Row, own: BrandRows) -> Text:
    score = _score(row, own)
    return say("not_scored") if score is None else chance(score)


def _selected_by(row: Row) -> Text:
    probability = row[Suspects.selection_probability]
    return say(f"selected_by_{row[Suspects.selected_by]}", probability=percent(probability))


def _price(row: Row, own: BrandRows, listing: Row | None) -> PriceLine:
    if listing is None:
        return PriceLine(same("—"), (), None)
    measured = own.prices.get((row[Suspects.platform], row[Suspects.listing_id]), {})
    return price_line(listing, own.products.get(row[Suspects.product_id]), measured)


def _product(row: Row, own: BrandRows) -> dict[str, Any]:
    link = own.links.get((row[Suspects.platform], row[Suspects.listing_id]))
    product = own.products.get(row[Suspects.product_id])
    named_as = link[Links.named_as] if link else None
    return {
        "product": raw(product[Products.title]) if product else _no_product(own),
        "product_says": _product_says(row, product),
        "named_as": raw(named_as) if named_as else None,
        "named_how": _named_how(link) if link else None,
    }


def _no_product(own: BrandRows) -> Text:
    return say("brand_unknown" if own.brand_id == POLICY_QUEUE else "product_unknown")


def _product_says(row: Row, product: Row | None) -> Text | None:
    if product is None:
        return None
    parts = [say("model_number", model=plain(product[Products.model]))] if product[Products.model] else []
    parts.append(say("link_confidence", share=percent(row[Suspects.link_confidence])))
    return Text(" · ".join(part.en for part in parts), " · ".join(part.zh for part in parts))


def _named_how(link: Row) -> Text:
    return say(f"named_{link[Links.named_how]}") + same(" · ") + say(f"claim_{link[Links.claim]}")


def _timing(row: Row, night: Night) -> dict[str, Any]:
    midnight = datetime.combine(night.date, time(), UTC)
    first, due = row[Suspects.first_seen], row[Suspects.due_at]
    state, is_new = _state(row, night)
    return {
        "first_seen": day(first),
        "state": state,
        "is_new": is_new,
        "due": minute(due) if due is not None else None,
        "is_overdue": row[Suspects.section] == "overdue" or (due is not None and due < midnight),
    }


def _state(row: Row, night: Night) -> tuple[Text, bool]:
    first, previous = row[Suspects.first_seen].date(), night.facts.previous_night
    if row[Suspects.section] == "returned":
        return say("state_returned"), False
    if first >= night.date:
        # On the first night that is read everything is seen for the first time; that makes nothing new.
        return (say("state_new"), True) if previous is not None else (say("state_first_night"), False)
    if previous is not None and first > previous:
        return say("state_new_since", night=day(previous)), True
    return say("state_before", days=days((night.date - first).days)), False


def _place(row: Row, own: BrandRows, listing: Row | None) -> dict[str, Any]:
    address = listing[Listings.url] if listing else None
    found = web_address(address)
    return {
        "seller": _seller_name(row, own),
        "link": Link(*found) if found else None,
        "refused_address": raw(address) if address and not found else None,
    }


def _seller_name(row: Row, own: BrandRows) -> Raw | Text:
    seller = own.sellers.get((row[Suspects.platform], row[Suspects.seller_id]), {})
    name = seller.get(Sellers.name) or row[Suspects.seller_id]
    return raw(name) if name else say("unknown_value")


def _facts(row: Row, own: BrandRows, listing: Row | None, night: Night) -> tuple[Fact, ...]:
    seller = own.sellers.get((row[Suspects.platform], row[Suspects.seller_id]))
    facts = _seller_facts(seller, listing, night) if seller else []
    facts += _queue_facts(row, own)
    if listing is not None and listing[Listings.condition] not in (None, "new", "unknown"):
        facts.append(Fact(say("condition"), say(f"condition_{listing[Listings.condition]}")))
    if listing is not None and listing[Listings.ships_from]:
        facts.append(Fact(say("ships_from"), raw(listing[Listings.ships_from])))
    return tuple(facts)


def _seller_facts(seller: Row, listing: Row | None, night: Night) -> list[Fact]:
    facts = []
    if seller[Sellers.seller_type]:
        facts.append(Fact(say("seller_type"), say(f"seller_{seller[Sellers.seller_type]}")))
    registered = seller[Sellers.registered_at]
    if registered is not None:
        age = days(_age_in_days(registered, listing, night))
        facts.append(Fact(say("seller_registered"), say("seller_registered_on", day=day(registered), days=age)))
    if seller[Sellers.rating] is not None:
        facts.append(Fact(say("seller_rating"), _rating(seller)))
    if seller[Sellers.location]:
        facts.append(Fact(say("seller_location"), raw(seller[Sellers.location])))
    return facts


def _age_in_days(registered: datetime, listing: Row | None, night: Night) -> int:
    """Rounded as the reason beside it: from the opening to the listing's capture, else to the night's midnight."""
    captured = listing[Listings.captured_at] if listing is not None else None
    age = (captured or datetime.combine(night.date, time(), UTC)) - registered
    return max(0, round(age.total_seconds() / 86_400))


def _rating(seller: Row) -> Text:
    shown = compact(seller[Sellers.rating])
    count = seller[Sellers.rating_count]
    if count is None:
        return same(shown)
    return say("seller_rating_once" if count == 1 else "seller_rating_counted", rating=shown, count=whole(count))


def _queue_facts(row: Row, own: BrandRows) -> list[Fact]:
    facts = []
    more = _rows_with(own, row, Suspects.seller_id) - 1
    if more > 0:
        facts.append(
            Fact(say("seller_more"), say("seller_one_more_row" if more == 1 else "seller_more_rows", count=more))
        )
    if row[Suspects.network_id] is not None:
        count = _rows_with(own, row, Suspects.network_id)
        facts.append(Fact(say("network"), say("network_rows", network=plain(row[Suspects.network_id]), count=count)))
    if row[Suspects.value_at_risk] is not None:
        at_risk = say("at_risk_30d", sum=money(float(round(row[Suspects.value_at_risk])), "USD"))
        facts.append(Fact(say("at_risk"), at_risk))
    return facts


def _rows_with(own: BrandRows, row: Row, column: str) -> int:
    if row[column] is None:
        return 0
    is_same_platform = column == Suspects.seller_id  # a seller id belongs to its platform, a network spans several
    return sum(
        other[column] == row[column] and (not is_same_platform or other[Suspects.platform] == row[Suspects.platform])
        for other in own.suspects
    )


def _sort_keys(row: Row, price: PriceLine) -> SortKeys:
    value = row[Suspects.value_at_risk]
    return SortKeys(
        score=f"{row[Suspects.score] or 0.0:.6f}",
        price="" if price.share_of_list is None else f"{price.share_of_list:.6f}",
        first_seen=day(row[Suspects.first_seen]),
        value="" if value is None else f"{value:.2f}",
        seller=row[Suspects.seller_id] or "",
    )
