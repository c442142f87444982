"""A look keeps enough of a photo to lay a copy over it: details that move with the picture, and the picture itself."""

import numpy as np
import pytest
from PIL import Image, ImageOps

from features.signals.photo_details import MOST_SPOTS, details_of, mirrored_codes
from features.signals.photo_look import look_at, look_sides, open_look

NO_MARGINS = (0.0, 0.0, 0.0, 0.0)


def scene(seed: int, size: tuple[int, int] = (256, 192)) -> Image.Image:
    """A made-up photo: soft blobs of every size."""
    dice = np.random.default_rng(seed)
    layers = [
        np.asarray(
            Image.fromarray(dice.integers(0, 255, (side, side), dtype=np.uint8)).resize(size, Image.Resampling.BICUBIC)
        )
        for side in (4, 9, 20)
    ]
    return Image.fromarray(np.mean(layers, axis=0).astype(np.uint8))


def share_found(codes: np.ndarray, others: np.ndarray) -> float:
    """The share of codes that have a near one among the others."""
    apart = np.bitwise_count(codes[:, None] ^ others[None]).sum(axis=2)
    return float((apart.min(axis=1) <= 20).mean())


@pytest.mark.parametrize(
    "change",
    [
        lambda picture: picture.rotate(90, expand=True),
        lambda picture: picture.rotate(10, Image.Resampling.BICUBIC),
        lambda picture: picture.resize((picture.width * 3 // 4, picture.height * 3 // 4), Image.Resampling.BICUBIC),
        lambda picture: picture.crop((30, 20, 230, 180)),
        lambda picture: picture.point(lambda level: round(level * 0.7) + 20),
    ],
)
def test_most_details_of_a_changed_picture_are_those_of_the_picture(change):
    before, after = (details_of(np.asarray(picture)) for picture in (scene(1), change(scene(1))))
    assert share_found(after.code, before.code) > 0.6
    others = [share_found(details_of(np.asarray(scene(seed))).code, before.code) for seed in range(2, 7)]
    # Soft blobs resemble each other by chance, the more the more details there are.
    assert np.mean(others) < 0.2


def test_the_codes_of_the_mirrored_picture_follow_from_those_of_the_picture():
    before = details_of(np.asarray(scene(3)))
    after = details_of(np.asarray(ImageOps.mirror(scene(3))))
    assert share_found(after.code, mirrored_codes(before.code)) > 0.75
    assert share_found(after.code, before.code) < 0.4
    assert np.array_equal(mirrored_codes(mirrored_codes(before.code)), before.code)


def test_a_flat_picture_has_no_details():
    assert len(details_of(np.full((100, 140), 200, np.uint8)).code) == 0


def test_a_look_opens_to_the_picture_and_its_details():
    picture = scene(4)
    stored = look_at(picture, width_px=2560, height_px=1920, margins=(0.1, 0.0, 0.0, 0.2))
    found = open_look(stored)
    small = np.asarray(picture.resize((96, 96), Image.Resampling.BOX), float)
    assert abs(found.picture - small).max() <= (small.max() - small.min()) / 15
    assert found.sides == (1.0, 0.75) and look_sides(stored).tolist() == [1.0, 0.75]
    assert np.allclose(found.margins, (0.1, 0, 0, 0.2), atol=0.003)
    expected = details_of(np.asarray(picture))
    for name in ("place", "size", "angle", "code"):
        assert np.array_equal(getattr(found.details, name), getattr(expected, name))


def test_a_look_takes_at_most_eight_kilobytes():
    blobs = Image.fromarray(np.random.default_rng(5).integers(0, 255, (32, 32), dtype=np.uint8))
    stored = look_at(
        blobs.resize((256, 256), Image.Resampling.BICUBIC), width_px=256, height_px=256, margins=NO_MARGINS
    )
    assert len(open_look(stored).details.code) == MOST_SPOTS
    assert len(stored) <= 8192


def test_a_broken_look_is_refused():
    stored = look_at(scene(6), width_px=256, height_px=192, margins=NO_MARGINS)
    with pytest.raises(ValueError, match="expected a look of"):
        open_look(stored[:-1])
