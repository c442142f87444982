"""A second look finds where a reference lies in a photo, and what lies differently."""

import numpy as np
import pytest
from PIL import Image, ImageOps

from features.linking.photos.comparison import compared
from features.linking.photos.judgement import PhotoPair, Way, judged
from features.linking.photos.verification import (
    LEAST_AGREEING,
    NO_VIEW,
    CodePairs,
    ReferenceLooks,
    Verified,
    proposed,
    verified,
)
from features.linking.photos.view_names import Surroundings, name_of_map, plain_share
from features.linking.photos.views_as_maps import in_longer_sides, view_map
from features.signals.photo_look import look_at
from features.signals.photo_views import VIEW_NAMES

NO_MARGINS = (0.0, 0.0, 0.0, 0.0)
NONE = np.zeros(0, np.int64)
BY_DETAILS = CodePairs(NONE, NONE, NONE, NONE.astype(bool))


def scene(seed: int, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """A made-up photo: soft blobs of every size."""
    dice = np.random.default_rng(seed)
    layers = [
        np.asarray(
            Image.fromarray(dice.integers(0, 255, (side, side), dtype=np.uint8)).resize(size, Image.Resampling.BICUBIC)
        )
        for side in (4, 9, 20)
    ]
    return Image.fromarray(np.mean(layers, axis=0).astype(np.uint8))


def look(picture: Image.Image) -> bytes:
    return look_at(picture, width_px=picture.width, height_px=picture.height, margins=NO_MARGINS)


def surest(found: Verified, reference: int) -> int:
    rows = np.flatnonzero(found.reference == reference)
    return int(rows[found.blocks[rows].argmax()])


def collage(picture: Image.Image) -> Image.Image:
    """Four pictures on a sheet, the given one lower right."""
    sheet = Image.new("L", (640, 480), "white")
    for number, place in enumerate([(0, 0), (330, 0), (0, 250)]):
        sheet.paste(scene(50 + number, (300, 225)), place)
    sheet.paste(picture.resize((300, 225)), (335, 252))
    return sheet


def on_other_ground(picture: Image.Image) -> Image.Image:
    changed = scene(60)
    changed.paste(picture.crop((70, 40, 250, 200)), (70, 40))
    return changed


def looked_at(photos, references, codes=BY_DETAILS):
    return verified(photos, references, proposed(photos, references, codes))


ALTERED = {
    "upright": lambda picture: picture,
    "mirror": lambda picture: picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "turned_left": lambda picture: picture.rotate(90, expand=True),
    "turned_right": lambda picture: picture.rotate(270, expand=True),
    "tilted_cropped": lambda picture: picture.rotate(10, Image.Resampling.BICUBIC),
    "cropped": lambda picture: picture.crop((60, 0, 320, 200)),
    "collage": collage,
    "regrounded": on_other_ground,
    "framed": lambda picture: ImageOps.expand(picture, 40, 255),
}


@pytest.mark.parametrize("name", ALTERED)
def test_details_tell_where_the_reference_lies_and_what_was_done(name):
    references = ReferenceLooks([look(scene(number)) for number in range(5)])
    photo = ALTERED[name](scene(3))
    found = looked_at([look(photo)], references)
    row = surest(found, 3)
    assert found.agreeing[row] >= LEAST_AGREEING and found.view[row] == NO_VIEW
    assert found.densest[row] > 0.8
    sides = np.array([1, 0.75]), np.array(photo.size) / max(photo.size)
    plain = plain_share(np.asarray(photo.resize((96, 96))), found.matrix[row], *sides)
    assert name_of_map(found.matrix[row], *sides, Surroundings(float(found.blocks[row]), plain)) == name


def test_another_photo_agrees_in_few_places_if_any():
    references = ReferenceLooks([look(scene(number)) for number in range(20)])
    found = looked_at([look(scene(seed)) for seed in range(100, 120)], references)
    assert not ((found.blocks > 0.5) & (found.agreeing > 10)).any()


def test_photos_and_references_without_a_look_are_passed_over():
    code_pair = CodePairs(np.array([0]), np.array([0]), np.array([0]), np.array([False]))
    for photos, references in [([b""], [look(scene(1))]), ([look(scene(1))], [b""]), ([b""], [b""])]:
        assert len(looked_at(photos, ReferenceLooks(references), code_pair).photo) == 0
    for photos, references in [([], [look(scene(1))]), ([look(scene(1))], []), ([], [])]:
        assert len(looked_at(photos, ReferenceLooks(references)).photo) == 0


@pytest.mark.parametrize("view", [name for name in VIEW_NAMES if name != "trimmed"])
def test_the_map_of_a_view_is_the_alteration_it_is_named_for(view):
    picture = scene(4)
    changed = {
        "upright": lambda: picture,
        "mirror": lambda: picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        "turned_left": lambda: picture.rotate(90, expand=True),
        "turned_right": lambda: picture.rotate(270, expand=True),
        "turned_180": lambda: picture.rotate(180),
    }.get(view, lambda: _window(picture, view))()
    shares = view_map(VIEW_NAMES.index(view), margins=NO_MARGINS, own_margins=NO_MARGINS, is_framed=False)
    sides = [np.array(one.size) / max(one.size) for one in (picture, changed)]
    found = compared(
        *(np.asarray(one.resize((96, 96), Image.Resampling.BOX), np.float32)[None] for one in (changed, picture)),
        in_longer_sides(shares, *sides)[None],
        np.array([[*sides[1], *sides[0]]]),
    )
    assert found.likeness[0] > 0.95 and found.agreeing[0] > 0.9


def _window(picture: Image.Image, view: str) -> Image.Image:
    _, percent, position = view.split("_", 2)
    width, height = (round(side * (100 - int(percent)) / 100) for side in picture.size)
    spare = picture.width - width, picture.height - height
    across, down = {"centre": (0.5, 0.5)}.get(position, (float("right" in position), float("bottom" in position)))
    left, top = round(spare[0] * across), round(spare[1] * down)
    return picture.crop((left, top, left + width, top + height))


def test_a_map_that_is_slightly_off_is_put_right():
    picture = np.asarray(scene(5).resize((96, 96), Image.Resampling.BOX), np.float32)[None]
    sides = np.array([[1, 0.75, 1, 0.75]])
    off = np.array([[[1.02, 0.01, 0.01], [-0.01, 0.98, -0.01]]])
    found = compared(picture, picture, off, sides)
    assert found.likeness[0] > 0.99
    assert abs(found.matrix[0] - [[1, 0, 0], [0, 1, 0]]).max() < 0.01


def test_a_pair_is_judged_alike_alone_and_among_others():
    photos = [look(altered(scene(number))) for number, altered in enumerate(ALTERED.values())]
    references = [look(scene(number)) for number in range(len(photos))]
    ways = tuple(Way(NO_VIEW, False, is_mirrored, 0.0) for is_mirrored in (False, True))
    pairs = [
        PhotoPair(f"photo{one}", f"reference{other}", photos[one], references[other], ways)
        for one in range(len(photos))
        for other in range(len(references))
    ]
    together = judged(pairs)
    assert [judged([pair])[0] for pair in pairs[::7]] == together[::7]
    copies = [pair for pair, found in zip(pairs, together, strict=True) if found.confidence > 0.85]
    assert all(pair.photo.removeprefix("photo") == pair.reference.removeprefix("reference") for pair in copies)
    assert len(copies) >= len(photos) - 1  # another background is the hardest
    assert judged([]) == []


def test_a_reference_agrees_with_a_coarse_copy_of_itself_but_not_with_a_coarse_other():
    dice = np.random.default_rng(6)
    grain, other = (np.kron(dice.integers(60, 200, (48, 48)), np.ones((2, 2))).astype(np.float32) for _ in range(2))
    sides, tile = np.ones((1, 4)), np.array([[[0.25, 0, 0.5], [0, 0.25, 0.5]]])
    agreeing = []
    for shown in (grain, other):
        photo = np.full((96, 96), 128, np.float32)
        photo[48:72, 48:72] = shown.reshape(24, 4, 24, 4).mean(axis=(1, 3))
        agreeing.append(compared(photo[None], grain[None], tile, sides).agreeing[0])
    assert agreeing[0] > 0.6 and agreeing[1] < 0.2
