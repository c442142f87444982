"""The evidence of one suspect: photos side by side, the match between them, reasons, and what is unknown."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from features.contracts import ImageMatches, Listings, Products, Sellers, Suspects
from pipeline.report.inputs import Night, ReportTables
from pipeline.report.photo_matches import KNOWN_FAKE, best_matches, match_words, whose_fake
from pipeline.report.photos import Thumbnail, Thumbnails
from pipeline.report.rows import BrandRows, Row
from pipeline.report.texts import Text, plain, same
from pipeline.report.view_model import Picture, Reason
from pipeline.report.words import say

# A seller may name dozens of broken photos; the page tries only the first ones.
MOST_PHOTOS_TRIED = 3
MOST_REASONS = 8
MOST_CODES = 3


@dataclass(frozen=True)
class Pictures:
    """Both photos and the words of the match between them."""

    listing: Picture
    reference: Picture
    match: Text | None


def pictures(row: Row, own: BrandRows, tables: ReportTables, thumbnails: Thumbnails) -> Pictures:
    """The listing's photo beside the one it was copied from, else beside the one it was compared with."""
    key = (row[Suspects.platform], row[Suspects.listing_id])
    nearest = (row[Suspects.nearest_reference] or {}).get("image")
    matches = best_matches(own.matches.get(key, []), nearest)
    match = matches[0] if matches else None
    fake = _fake_picture(match, own, tables, thumbnails)
    return Pictures(
        _listing_picture(row, _listing_thumbnail(own.listings.get(key), match, tables, thumbnails)),
        fake or _official_picture(row, own, match, tables, thumbnails),
        match_words(matches, is_gone=fake is None),
    )


def _fake_picture(match: Row | None, own: BrandRows, tables: ReportTables, thumbnails: Thumbnails) -> Picture | None:
    """The photo of the settled counterfeit that was copied, while it is still there."""
    if match is None or match[ImageMatches.bank] != KNOWN_FAKE:
        return None
    shown = thumbnails.of(tables.known_fake_photo, own.brand_id, match[ImageMatches.reference_image])
    says = say("known_fake_photo_of", whose=whose_fake(match))
    return Picture(shown, say("known_fake_photo"), says) if shown else None


def _official_picture(
    row: Row, own: BrandRows, match: Row | None, tables: ReportTables, thumbnails: Thumbnails
) -> Picture:
    nearest = row[Suspects.nearest_reference] or {}
    reference = (match or {}).get(ImageMatches.reference_image) or nearest.get("image")
    shown = reference and thumbnails.of(tables.reference_photo, own.brand_id, reference)
    whose = (match or {}).get(ImageMatches.product_id) or nearest.get("product_id") or row[Suspects.product_id]
    is_match = bool(shown) and match is not None
    if not shown:
        # The photo that was copied is not there: the genuine product is shown instead, claiming no match.
        whose = row[Suspects.product_id]
        official = own.references.get(whose)
        shown = official and thumbnails.of(tables.reference_photo, own.brand_id, official)
    return _reference_picture(row, own, shown or None, whose=whose, is_match=is_match)


def _listing_thumbnail(
    listing: Row | None, match: Row | None, tables: ReportTables, thumbnails: Thumbnails
) -> Thumbnail | None:
    if listing is None:
        return None
    images = list(listing[Listings.images] or [])
    if match is not None:
        images = [match[ImageMatches.image], *images]
    for image in list(dict.fromkeys(images))[:MOST_PHOTOS_TRIED]:
        found = thumbnails.of(tables.listing_photo, listing[Listings.platform], image)
        if found is not None:
            return found
    return None


def _listing_picture(row: Row, shown: Thumbnail | None) -> Picture:
    if shown is None:
        return Picture(None, say("listing_photo"), say("no_listing_photo"))
    says = say("listing_photo_of", listing_id=plain(row[Suspects.listing_id]))
    return Picture(shown, say("listing_photo"), says)


def _reference_picture(
    row: Row, own: BrandRows, shown: Thumbnail | None, *, whose: str | None, is_match: bool
) -> Picture:
    caption = say("reference_photo")
    if shown is None:
        return Picture(None, caption, say("no_reference_photo"))
    named = plain(own.products[whose][Products.title]) if whose in own.products else plain(whose or own.brand_id)
    if whose is not None and whose != row[Suspects.product_id]:
        caption = say("reference_photo_of", product=named)
    if not is_match:
        caption = caption + same(" · ") + say("compared_only")
    return Picture(shown, caption, say("reference_photo_of", product=named))


def reasons(row: Row, night: Night) -> tuple[Reason, ...]:
    """The reasons in words, strongest first as the ranking gave them."""
    given = list(row[Suspects.reasons])[:MOST_REASONS]
    link = (row[Suspects.platform], row[Suspects.listing_id], row[Suspects.brand_id])
    own = night.facts.sectors.sentences_zh.get(link, {})
    strongest = max((abs(_contribution(found)) for found in given), default=0.0)
    return tuple(_reason(found, strongest, night, own.get(found["code"])) for found in given)


def _reason(found: Mapping[str, Any], strongest: float, night: Night, own_zh: str | None) -> Reason:
    contribution = _contribution(found)
    value = found["value"] or ""
    in_zh = own_zh or night.translate(found["code"], value, "zh")
    sentence = Text(plain(found["sentence"] or found["code"]), plain(in_zh or found["sentence"] or found["code"]))
    direction = "raises" if contribution > 0 else "lowers" if contribution < 0 else "silent"
    strength = round(100 * abs(contribution) / strongest) if strongest else 0
    return Reason(plain(found["code"]), sentence, plain(value), direction, strength)


def _contribution(found: Mapping[str, Any]) -> float:
    given = found["contribution"]
    return given if given is not None and isfinite(given) else 0.0


def unknowns(row: Row, own: BrandRows, shown: Pictures) -> tuple[Text, ...]:
    """What the page cannot tell about this suspect, the price apart."""
    key = (row[Suspects.platform], row[Suspects.listing_id])
    listing = own.listings.get(key)
    missing = [] if listing is not None else [say("unknown_listing")]
    if listing is not None and not listing[Listings.images]:
        missing.append(say("unknown_photo"))
    refused = own.image_rejects.get(key, [])
    if refused:
        missing.append(say("unknown_photos_refused", count=len(refused), codes=_few(refused)))
    if row[Suspects.product_id] is None:
        missing.append(say("unknown_product"))
    if shown.reference.thumbnail is None:
        missing.append(say("unknown_reference"))
    return (*missing, *_unknown_of_seller(row, own))


def _unknown_of_seller(row: Row, own: BrandRows) -> list[Text]:
    if row[Suspects.seller_id] is None:
        return [say("unknown_seller")]
    seller = own.sellers.get((row[Suspects.platform], row[Suspects.seller_id]))
    if seller is None:
        return [say("unknown_seller_record")]
    return [] if seller[Sellers.registered_at] is not None else [say("unknown_seller_age")]


def _few(codes: list[str]) -> str:
    different = sorted(set(codes))
    shown = ", ".join(plain(found) for found in different[:MOST_CODES])
    return f"{shown} …" if len(different) > MOST_CODES else shown
