"""Drawn photos: stable, never flat, distinct between products, and honest pictures are not copies."""

import datetime as dt
import io

import imagehash
import numpy as np
import pytest
from PIL import Image

from pipeline.simulator.catalogs import invented_brands
from pipeline.simulator.chance import Chance
from pipeline.simulator.photos.alterations import ALTERATIONS
from pipeline.simulator.photos.more_silhouettes import SILHOUETTES
from pipeline.simulator.photos.photo_store import PhotoStore
from pipeline.simulator.photos.rendering import picture_of
from pipeline.simulator.pictures import distributor, edited, official, own, product_key
from pipeline.simulator.trade import Design

COPY_BITS = 10  # what the real-data notes call a copy: at most 10 of 64 bits


@pytest.fixture(scope="module")
def products():
    return [product for brand in invented_brands(5, 8, dt.date(2026, 11, 20)) for product in brand.products[::3]]


@pytest.fixture(scope="module")
def store(products):
    return PhotoStore(5, {product_key(product): product for product in products})


def phash(data: bytes) -> imagehash.ImageHash:
    return imagehash.phash(Image.open(io.BytesIO(data)))


def test_own_pictures_differ_from_the_official_ones_and_copies_do_not(products, store):
    own_bits, copy_bits = [], []
    for number, product in enumerate(products):
        reference = phash(store.jpeg(official(product, 0)))
        own_bits.append(phash(store.jpeg(own(product, "seller", number))) - reference)
        copy_bits.append(phash(store.jpeg(edited(official(product, 0), "seller", ("recompress",)))) - reference)
    assert np.mean(np.array(own_bits) > COPY_BITS) > 0.9
    assert max(copy_bits) <= COPY_BITS


def test_equal_recipes_are_equal_bytes_in_any_order(products):
    catalogue = {product_key(product): product for product in products}
    recipes = [
        edited(own(products[0], "a", 1), "b", ("mirror", "crop")),
        official(products[1], 0),
        distributor(products[2], 0, Chance(1)),
    ]
    first, second = PhotoStore(9, catalogue), PhotoStore(9, catalogue)
    assert [first.jpeg(recipe) for recipe in recipes] == [second.jpeg(recipe) for recipe in reversed(recipes)][::-1]


@pytest.mark.parametrize("shape", sorted(SILHOUETTES))
def test_things_are_shaded_and_houses_differ(shape):
    one, other = (np.asarray(picture_of(Design(shape, house, "navy/1", "Oru")), float) for house in ("a", "b"))
    assert one[..., 3].mean() > 5, "something is drawn"
    assert one[..., :3][one[..., 3] > 200].std() > 8, "its surface is not flat"
    assert np.abs(one - other).mean() > 3


@pytest.mark.parametrize("change", sorted(ALTERATIONS))
def test_every_alteration_changes_the_picture(change, products, store):
    with Image.open(io.BytesIO(store.jpeg(official(products[0], 0)))) as opened:
        before = opened.convert("RGB")
    after = ALTERATIONS[change](before.copy(), Chance(1, change))
    assert after.size != before.size or after.tobytes() != before.tobytes()
