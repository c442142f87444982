"""The price in words: what is asked, against the list price and against other sellers of the same product."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from features.contracts import Listings, Products
from features.families.peer_prices import LEAST_PRODUCT_CONFIDENCE, OTHER_GOODS
from models.feature_log import LogKeys
from pipeline.report.figures import amount, money, percent, whole
from pipeline.report.texts import Text, plain, same
from pipeline.report.words import say

# Columns of the price family that the sentence quotes, so that it never contradicts the reasons beside it.
TO_LIST = "price_to_list_ratio"
USED_TO_LIST = "used_price_to_list_ratio"
TO_PEERS = "price_to_peer_median_ratio"
PEERS = "peer_sellers_count"
PRODUCT_CERTAINTY = "product_certainty"


@dataclass(frozen=True)
class PriceLine:
    """The sentence, what it could not compare, and the share of the list price for sorting."""

    says: Text
    unknowns: tuple[Text, ...]
    share_of_list: float | None


def price_line(listing: Mapping[str, Any], product: Mapping[str, Any] | None, measured: Mapping[str, Any]) -> PriceLine:
    """The price of a listing in words: "USD 39 — 21 % of the list price 189; other sellers' median 170 (n=6)"."""
    share = _share_of_list(listing, product, measured)
    peers = _peers(listing, measured)
    list_price = _list_price(listing, product, share, is_unsure=_is_unsure(measured))
    parts = [part for part in (list_price, peers, _crossed_out(listing)) if part]
    unknowns = [] if share is not None else [_why_no_share(product, is_unsure=_is_unsure(measured))]
    if peers is None:
        unknowns.append(say("unknown_peers"))
    asked = same(money(listing[Listings.price], plain(listing[Listings.currency])))
    return PriceLine(_joined(asked, parts), tuple(unknowns), share)


def _is_unsure(measured: Mapping[str, Any]) -> bool:
    """Whether the price family compared nothing because the product may be another one, or says that it is."""
    certainty = measured.get(PRODUCT_CERTAINTY)
    is_other = measured.get(LogKeys.claim) in OTHER_GOODS
    return is_other or (certainty is not None and certainty < LEAST_PRODUCT_CONFIDENCE)


def _is_same_money(listing: Mapping[str, Any], product: Mapping[str, Any]) -> bool:
    return product[Products.currency] in (None, listing[Listings.currency])


def _share_of_list(
    listing: Mapping[str, Any], product: Mapping[str, Any] | None, measured: Mapping[str, Any]
) -> float | None:
    if product is None or not product[Products.list_price]:
        return None
    told = next((measured[name] for name in (TO_LIST, USED_TO_LIST) if measured.get(name) is not None), None)
    if told is not None or _is_unsure(measured):
        return told
    return listing[Listings.price] / product[Products.list_price] if _is_same_money(listing, product) else None


def _list_price(
    listing: Mapping[str, Any], product: Mapping[str, Any] | None, share: float | None, *, is_unsure: bool
) -> Text | None:
    if product is None or not product[Products.list_price]:
        return None
    is_same_money = _is_same_money(listing, product)
    asked = product[Products.list_price]
    shown = amount(asked) if is_same_money else money(asked, plain(product[Products.currency]))
    if share is None:
        return say("list_price_of_another" if is_unsure else "list_price_not_compared", list_price=shown)
    return say("price_of_list" if is_same_money else "price_of_list_abroad", share=percent(share), list_price=shown)


def _why_no_share(product: Mapping[str, Any] | None, *, is_unsure: bool) -> Text:
    if product is None or not product[Products.list_price]:
        return say("unknown_list_price")
    if is_unsure:
        return say("unknown_very_product")
    return say("unknown_rate", currency=plain(product[Products.currency]))


def _peers(listing: Mapping[str, Any], measured: Mapping[str, Any]) -> Text | None:
    ratio, count = measured.get(TO_PEERS), measured.get(PEERS)
    if not ratio:
        return None
    median = amount(round(listing[Listings.price] / ratio, 2))
    if count is None:
        return say("price_of_peers_uncounted", median=median)
    return say("price_of_peers", median=median, count=whole(count))


def _crossed_out(listing: Mapping[str, Any]) -> Text | None:
    shown = listing[Listings.list_price]
    return say("crossed_out", price=amount(shown)) if shown else None


def _joined(first: Text, parts: list[Text]) -> Text:
    if not parts:
        return first
    return Text(
        f"{first.en} — " + "; ".join(part.en for part in parts), f"{first.zh} — " + "；".join(part.zh for part in parts)
    )
