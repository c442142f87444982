"""What tells a counterfeit offer from the honest one whose guise it wears, school by school."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.simulator.chance import Chance
from pipeline.simulator.gangs import Gang
from pipeline.simulator.name_breaking import broken_name
from pipeline.simulator.offers import Occasion, branded_offer
from pipeline.simulator.photos.alterations import THIEVES_EDITS
from pipeline.simulator.phrases import spoken
from pipeline.simulator.pictures import edited, official, product_key
from pipeline.simulator.pricing import charming
from pipeline.simulator.trade import Listing, Product, Recipe, Seller
from pipeline.simulator.wording import description, title, with_phrase

GANG_POOL = 5
SECOND_EDIT, COLLAGE, POOL_EDIT = 0.4, 0.12, 0.3
# Loud sellers also say it in the description only.
LOUD_IN_TITLE = 0.7


def counterfeit_offer(
    gang: Gang, seller: Seller, product: Product, occasion: Occasion, others_photos: Sequence[Recipe]
) -> Listing:
    """A counterfeit: an offer in the seller's guise, then the traces of the gang's school."""
    chance = gang.chance.fork("offer", occasion.listing_id, seller.platform.name)
    listing = branded_offer(seller, gang.brand_of(product), product, occasion, chance)
    listing.is_counterfeit, listing.kind, listing.school = True, "counterfeit", gang.school.name
    listing.price = charming(
        listing.price * gang.price_factor * chance.between(0.98, 1.02), seller.platform.currency, chance
    )
    _break_name(listing, gang, chance)
    _speak_loudly(listing, gang, chance)
    _show_photos(listing, gang, others_photos, chance)
    listing.stars = max(2.5, listing.stars - chance.between(0, 2.5) * seller.counterfeit_reviews)
    return listing


def _break_name(listing: Listing, gang: Gang, chance: Chance) -> None:
    product, language = listing.product, listing.platform.language
    if product is not None and chance.flip(gang.school.broken_name):
        text, way = broken_name(gang.brand_of(product), language, chance)
        listing.fields["title"] = title(product, text, language, listing.archetype, chance)
        if "description" in listing.fields:
            listing.fields["description"] = description(
                product, text, language, listing.archetype, listing.seller.template
            )
        if "brand" in listing.fields and chance.flip(0.4):
            listing.fields["brand"] = text or chance.pick(spoken(language).no_brand)
        listing.traces |= {"broken_name", f"broken_name:{way}"}
    if "brand" in listing.fields and chance.flip(gang.school.hides_brand_field):
        listing.fields["brand"] = chance.pick(spoken(language).no_brand)
        listing.traces.add("hidden_brand_field")


def _speak_loudly(listing: Listing, gang: Gang, chance: Chance) -> None:
    if not chance.flip(gang.school.loud_words):
        return
    phrase = chance.pick(spoken(listing.platform.language).loud)
    place = "title" if chance.flip(LOUD_IN_TITLE) or "description" not in listing.fields else "description"
    listing.fields[place] = with_phrase(listing.fields[place], phrase, chance)
    listing.traces.add("loud_words")


def _show_photos(listing: Listing, gang: Gang, others: Sequence[Recipe], chance: Chance) -> None:
    """As many photos as the guise would show, from where the school takes them."""
    habit = chance.weighted(gang.school.photos)
    product = listing.product
    if habit == "guise" or not listing.photos or product is None or (habit == "stolen_seller" and not others):
        return
    photos = [_photo(habit, number, listing, gang, chance) for number in range(len(listing.photos))]
    if habit == "stolen_seller":
        photos = [
            _taken_over(chance.pick(others), f"{listing.listing_id}/{number}", gang, chance)
            for number in range(len(photos))
        ]
    if habit.startswith("stolen") and chance.flip(COLLAGE):
        views = tuple(official(product, view) for view in range(3))
        photos[0] = Recipe("collage", "", f"{gang.gang_id}/{listing.listing_id}", views[: chance.whole(2, 3)])
    listing.photos = tuple(dict.fromkeys(photos))
    listing.traces.add({"pool": "gang_photos", "official": "official_photo"}.get(habit, habit))


def _photo(habit: str, number: int, listing: Listing, gang: Gang, chance: Chance) -> Recipe:
    product, name = listing.product, f"{gang.gang_id}/{listing.listing_id}/{number}"
    assert product is not None
    if habit == "official":
        return official(product, number)
    if habit == "stolen_official":
        return edited(official(product, number), name, _edits(gang, chance))
    picture = gang_picture(gang.gang_id, product, chance.whole(1, GANG_POOL))
    return edited(picture, name, (chance.weighted(THIEVES_EDITS),)) if chance.flip(POOL_EDIT) else picture


def _taken_over(photo: Recipe, name: str, gang: Gang, chance: Chance) -> Recipe:
    """Another seller's photo, as it was or disguised."""
    return edited(photo, f"{gang.gang_id}/{name}", _edits(gang, chance)) if chance.flip(0.5) else photo


def gang_picture(gang_id: str, product: Product, number: int) -> Recipe:
    """One of the few photos a gang took of its own copy, all on the same table."""
    return Recipe("scene", product_key(product), f"{gang_id}#{gang_id}/{number}", (), (gang_id,))


def _edits(gang: Gang, chance: Chance) -> tuple[str, ...]:
    """The gang's usual trick, now and then with another on top."""
    first = gang.edits[0] if chance.flip(0.6) else chance.weighted(THIEVES_EDITS)
    return (first, gang.edits[1]) if chance.flip(SECOND_EDIT) and gang.edits[1] != first else (first,)
