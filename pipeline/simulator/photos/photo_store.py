"""From a recipe to JPEG bytes. What was drawn last is remembered, so that a market of any size stays in memory."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Mapping

from PIL import Image

from pipeline.simulator.chance import Chance, stable_number
from pipeline.simulator.photos.alterations import altered, collage
from pipeline.simulator.photos.backdrops import HOMES
from pipeline.simulator.photos.cutouts import cut_out, studio_photo
from pipeline.simulator.photos.rendering import Thing, picture_of
from pipeline.simulator.photos.scenes import official_view, own_scene
from pipeline.simulator.trade import Design, Product, Recipe

KEPT_PHOTOS = 1500
KEPT_THINGS = 400


class PhotoStore:
    """Draws photos on demand. Equal seeds and recipes give equal bytes, in any order of asking."""

    def __init__(self, seed: int, products: Mapping[str, Product]) -> None:
        self._seed = seed
        self._products = products
        self._jpegs: OrderedDict[Recipe, bytes] = OrderedDict()
        self._things: OrderedDict[str, Thing] = OrderedDict()

    def jpeg(self, recipe: Recipe) -> bytes:
        """The photo's bytes; drawn again, equal, when it was forgotten meanwhile."""
        content = self._jpegs.get(recipe)
        if content is None:
            content = self._jpegs[recipe] = self._encode(recipe)
            if len(self._jpegs) > KEPT_PHOTOS:
                self._jpegs.popitem(last=False)
        return content

    def _encode(self, recipe: Recipe) -> bytes:
        chance = Chance(self._seed, "photo", recipe)
        picture = self._draw(recipe, chance)
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=chance.whole(62, 86))
        return buffer.getvalue()

    def _draw(self, recipe: Recipe, chance: Chance) -> Image.Image:
        if recipe.kind == "altered":
            return altered(self._opened(recipe.of[0]), recipe.changes, chance)
        if recipe.kind == "collage":
            return collage([self._opened(base) for base in recipe.of], chance)
        if recipe.kind == "official":
            return self._official(recipe, chance)
        ground = stable_number(recipe.seed.split("#")[0]) % HOMES if "#" in recipe.seed else None
        return own_scene(self._thing(recipe), chance, ground=ground, studio=recipe.kind == "studio")

    def _official(self, recipe: Recipe, chance: Chance) -> Image.Image:
        photos = self._products[recipe.subject].photos
        if photos:
            return studio_photo(photos[int(recipe.seed) % len(photos)])
        return official_view(self._thing(recipe), int(recipe.seed), chance)

    def _opened(self, recipe: Recipe) -> Image.Image:
        return Image.open(io.BytesIO(self.jpeg(recipe))).convert("RGB")

    def _thing(self, recipe: Recipe) -> Thing:
        thing = self._things.get(recipe.subject)
        if thing is None:
            thing = self._things[recipe.subject] = self._make_thing(recipe.subject)
            if len(self._things) > KEPT_THINGS:
                self._things.popitem(last=False)
        return _with_flaw(thing, recipe.changes[0]) if recipe.changes else thing

    def _make_thing(self, subject: str) -> Thing:
        product = self._products.get(subject)
        if product is None:
            return picture_of(Design(*subject.split("|")))
        return cut_out(product.photos[0]) if product.photos else picture_of(product.design)


def _with_flaw(thing: Thing, maker: str) -> Thing:
    """The thing as another maker copies it: slightly other dye. ``maker`` names the workshop."""
    chance = Chance(0, "flaw", maker)
    tables: list[int] = []
    for _ in range(3):
        gain = chance.between(0.88, 1.1)
        tables += [min(255, int(level * gain)) for level in range(256)]
    return thing.point([*tables, *range(256)])
