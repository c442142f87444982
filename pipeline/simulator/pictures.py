"""Which photos an offer shows: the brand's, the distributor's, the seller's own, or somebody else's."""

from __future__ import annotations

from pipeline.simulator.archetypes import Archetype
from pipeline.simulator.chance import Chance
from pipeline.simulator.photos.alterations import HONEST_EDITS
from pipeline.simulator.photos.more_silhouettes import ACCESSORY_SHAPES
from pipeline.simulator.trade import Product, Recipe, Seller

# Two sets of trade photos go round for every product, beside the brand's own.
DISTRIBUTOR_SETS = 2
NO_PHOTO = 0.03
PHOTO_COUNTS = {1: 0.5, 2: 0.33, 3: 0.17}
# No-name goods come from few workshops in few colours.
WORKSHOPS, WORKSHOP_COLOURS = 3, ("black", "beige")


def product_key(product: Product) -> str:
    return f"{product.brand_id}/{product.product_id}"


def official(product: Product, view: int) -> Recipe:
    return Recipe("official", product_key(product), str(view % (len(product.photos) or product.photo_count)))


def edited(base: Recipe, owner: str, changes: tuple[str, ...]) -> Recipe:
    return Recipe("altered", "", owner, (base,), changes)


def own(product: Product, maker: str, number: int, backdrop: str = "") -> Recipe:
    """A picture taken by ``maker``; with a backdrop, always on that same table."""
    return Recipe("scene", product_key(product), f"{backdrop}#{maker}/{number}" if backdrop else f"{maker}/{number}")


def distributor(product: Product, number: int, chance: Chance) -> Recipe:
    return Recipe("studio", product_key(product), f"set{chance.whole(1, DISTRIBUTOR_SETS)}/{number}")


def honest_photos(
    archetype: Archetype, seller: Seller, product: Product, listing_id: str, chance: Chance
) -> tuple[Recipe, ...]:
    """The photos of an honest offer for a catalogued product, without repeats."""
    if chance.flip(NO_PHOTO):
        return ()
    habit = chance.weighted(archetype.photo_habits)
    chosen: dict[Recipe, None] = {}
    for number in range(photo_count(archetype, chance)):
        if number and chance.flip(0.3):
            habit = chance.weighted(archetype.photo_habits)
        chosen[_honest_photo(habit, seller, product, f"{listing_id}/{number}", chance)] = None
    return tuple(chosen)


def photo_count(archetype: Archetype, chance: Chance) -> int:
    """Mostly one; a private seller of a used thing shows more sides of it."""
    return chance.weighted(PHOTO_COUNTS) + (archetype.kind == "second_hand" and chance.flip(0.4))


def _honest_photo(habit: str, seller: Seller, product: Product, name: str, chance: Chance) -> Recipe:
    number = int(name.rsplit("/", 1)[1])
    if habit == "official":
        return _as_uploaded(official(product, number), seller, chance)
    if habit == "edited":
        return edited(official(product, number), f"{seller.seller_id}/{name}", (chance.weighted(HONEST_EDITS),))
    if habit == "distributor":
        return _as_uploaded(distributor(product, number, chance), seller, chance)
    # Most sellers photograph a product once and use the pictures in each of its offers.
    photographer = seller.partner or seller.seller_id
    maker = photographer if chance.flip(0.7) else f"{photographer}/{name}"
    return own(product, maker, number, seller.backdrop)


def _as_uploaded(photo: Recipe, seller: Seller, chance: Chance) -> Recipe:
    """The photo byte for byte, or saved again on the way."""
    return edited(photo, seller.seller_id, ("recompress",)) if chance.flip(0.35) else photo


def accessory_photos(product: Product, seller: Seller, chance: Chance) -> tuple[Recipe, ...]:
    return _goods_photos(chance.pick(ACCESSORY_SHAPES), _workshop(chance), "", seller, chance)


def lookalike_photos(product: Product, seller: Seller, label: str, chance: Chance) -> tuple[Recipe, ...]:
    """Goods of the same trade: a third borrow the very shape of the brand's line."""
    house = product.design.house if chance.flip(0.35) else _workshop(chance)
    return _goods_photos(product.design.shape, house, label, seller, chance)


def plain_photos(seller: Seller, chance: Chance) -> tuple[Recipe, ...]:
    """Photos of some household thing."""
    return _goods_photos("generic", _workshop(chance), "", seller, chance)


def _workshop(chance: Chance) -> str:
    return f"workshop {chance.whole(1, WORKSHOPS)}"


def _goods_photos(shape: str, house: str, logo: str, seller: Seller, chance: Chance) -> tuple[Recipe, ...]:
    subject = f"{shape}|{house}|{chance.pick(WORKSHOP_COLOURS)}|{logo}"
    kind = "scene" if chance.flip(0.5) else "studio"
    count = 0 if chance.flip(NO_PHOTO) else chance.weighted(PHOTO_COUNTS)
    return tuple(Recipe(kind, subject, f"{seller.seller_id}/{number}") for number in range(count))
