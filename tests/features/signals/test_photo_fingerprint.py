"""A fingerprint is ImageHash's, whatever the file's format, turn, depth or transparency."""

import io
from pathlib import Path

import imagehash
import numpy as np
import pytest
from PIL import Image

from features.signals.photo_fingerprint import VIEW_NAMES, fingerprint, fingerprints, from_grey, pack, unpack
from features.signals.photo_guard import PhotoParams, UnusablePhoto
from features.signals.photo_look import open_look
from features.signals.photo_views import (
    codes_of,
    crop_coefficients,
    hash_pictures,
    picture_coefficients,
    turned_codes_256,
)

PARAMS = PhotoParams()
REAL = Path(__file__).parents[4] / "shared/data/real/raw"


def scene(seed: int = 0, size: tuple[int, int] = (420, 300)) -> Image.Image:
    """A made-up photo: soft blobs of every size, so that each frequency has something to say."""
    dice = np.random.default_rng(seed)
    layers = [
        np.asarray(
            Image.fromarray(dice.integers(0, 255, (side, side), dtype=np.uint8)).resize(size, Image.Resampling.BICUBIC)
        )
        for side in (4, 9, 20)
    ]
    return Image.fromarray(np.mean(layers, axis=0).astype(np.uint8))


def saved(image: Image.Image, file_format: str = "PNG", **options) -> bytes:
    file = io.BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()


def bits_between(one: int, other: int) -> int:
    return (one ^ other).bit_count()


def hashes(image: Image.Image) -> tuple[int, int]:
    return int(str(imagehash.phash(image)), 16), int(str(imagehash.dhash(image)), 16)


def view(found, name: str) -> int:
    return found.view_phashes[VIEW_NAMES.index(name)]


@pytest.mark.parametrize("seed", range(20))
def test_a_phash_equals_that_of_imagehash_on_the_same_small_picture(seed):
    grey = scene(seed, (200 + 17 * seed, 300))
    small = np.asarray(grey.resize((32, 32), Image.Resampling.LANCZOS))
    assert codes_of(picture_coefficients(small[None]))[0] == hashes(grey)[0]


def test_hashes_of_one_grey_picture_differ_from_those_of_imagehash_by_half_a_bit():
    greys = [scene(seed, (200 + 17 * seed, 300)) for seed in range(20)]
    greys += [scene(seed, (20 + 9 * seed, 30 + 5 * seed)) for seed in range(20)]
    moved = []
    for grey in greys:
        found, expected = from_grey(grey, width_px=grey.width, height_px=grey.height, details=False), hashes(grey)
        moved.append((bits_between(found.phash, expected[0]), bits_between(found.dhash, expected[1])))
    assert np.mean(moved, axis=0).max() < 0.5
    assert np.max(moved) <= 3


@pytest.mark.parametrize("details", [False, True])
def test_photos_together_give_what_they_give_alone(details):
    params = PhotoParams(details=details)
    sizes = [(420, 300), (64, 48), (1500, 900), (300, 300), (16, 200)]
    photos = [saved(scene(seed, sizes[seed % 5]), "JPEG") for seed in range(19)]
    photos[3], photos[7] = b"no picture", saved(framed(scene(1)))
    together = fingerprints(photos, params)
    assert isinstance(together[3], UnusablePhoto) and together[3].reason_code == "photo_format_unknown"
    alone = [fingerprint(data, params) for data in photos if data != b"no picture"]
    assert [one for one in together if not isinstance(one, UnusablePhoto)] == alone
    assert fingerprints(photos[::-1], params)[::-1][0] == alone[0]


@pytest.mark.parametrize("seed", range(4))
def test_the_eight_wide_codes_are_those_of_the_turned_and_mirrored_picture(seed):
    picture = np.asarray(scene(seed, (97, 64)))
    turned = [np.rot90(way, quarter) for way in (picture, picture[:, ::-1]) for quarter in range(4)]
    expected = np.stack([turned_codes_256(way[None])[0, 0] for way in turned])
    assert np.array_equal(turned_codes_256(picture[None])[0], expected)


def test_wide_codes_hardly_depend_on_the_size_of_the_decode():
    large = scene(3, (800, 600))
    codes = [turned_codes_256(np.asarray(large.reduce(factor))[None])[0] for factor in (1, 4, 8)]
    assert max(int(np.bitwise_count(code ^ codes[0]).sum()) for code in codes) <= 8 * 4


def test_no_batch_and_no_order_of_sums_changes_a_coefficient():
    pictures = np.random.default_rng(0).integers(0, 256, (40, 96, 96), dtype=np.uint8)
    small = hash_pictures(pictures)
    assert np.array_equal(small[5:6], hash_pictures(pictures[5:6]))
    assert np.array_equal(crop_coefficients(small)[5:6], crop_coefficients(small[5:6]))
    # A sum of wholes is the same upside down; turned pictures have the same coefficients but for signs.
    upside_down = picture_coefficients(small[:, ::-1]) * (-1.0) ** np.arange(8)[:, None]
    assert np.array_equal(upside_down, picture_coefficients(small))


@pytest.mark.real_data
def test_the_reduced_decode_moves_hashes_of_real_photos_by_less_than_half_a_bit():
    files = sorted(REAL.glob("snapshots/stalls/*/images/*.jpg"))[::4]
    if not files:
        pytest.skip("real photos are not here: ../shared/data/real")
    moved = []
    for file in files:
        found, expected = fingerprint(file.read_bytes(), PARAMS), hashes(Image.open(file))
        moved.append((bits_between(found.phash, expected[0]), bits_between(found.dhash, expected[1])))
    assert np.mean(moved, axis=0).max() < 0.5
    assert np.max(moved) <= 4


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_format_hardly_matters(file_format):
    picture = scene(1)
    found = fingerprint(saved(picture, file_format), PARAMS)
    assert bits_between(found.phash, hashes(picture)[0]) <= 2
    assert found.is_comparable and found.quality > 0.9


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photo_is_hashed_as_its_exif_turn_shows_it(turn):
    stored = scene(2)
    exif = Image.Exif()
    exif[0x0112] = turn
    tagged = saved(stored, "JPEG", exif=exif, quality=95)
    shown = Image.open(io.BytesIO(tagged))
    from PIL import ImageOps

    upright = ImageOps.exif_transpose(shown)
    found = fingerprint(tagged, PARAMS)
    assert (found.width_px, found.height_px) == upright.size
    assert bits_between(found.phash, hashes(upright)[0]) <= 2


def test_transparency_lies_on_white():
    picture = scene(3).convert("RGBA")
    hole = Image.new("L", picture.size, 255)
    hole.paste(0, (0, 0, 200, 150))
    picture.putalpha(hole)
    on_white = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    found = fingerprint(saved(picture), PARAMS)
    assert bits_between(found.phash, hashes(on_white)[0]) <= 2
    assert bits_between(found.phash, hashes(scene(3))[0]) > 4


def test_invisible_pictures_of_different_content_are_not_comparable():
    hidden = scene(4).convert("RGBA")
    hidden.putalpha(0)
    assert not fingerprint(saved(hidden), PARAMS).is_comparable


def test_sixteen_bits_are_rescaled_and_not_clipped_to_white():
    picture = scene(5)
    deep = Image.fromarray(np.asarray(picture).astype(np.uint16) * 257)
    assert fingerprint(saved(deep), PARAMS) == fingerprint(saved(picture), PARAMS)


def test_a_palette_picture_is_hashed_by_its_colours():
    picture = scene(6)
    found = fingerprint(saved(picture.convert("P")), PARAMS)
    assert bits_between(found.phash, hashes(picture)[0]) <= 2


def test_only_the_first_of_two_hundred_frames_counts():
    frames = [scene(seed, (64, 48)) for seed in range(200)]
    film = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert fingerprint(film, PARAMS) == fingerprint(saved(frames[0], "GIF"), PARAMS)


def test_a_large_picture_is_hashed_like_a_small_one():
    picture = scene(7)
    large = picture.resize((4200, 3000), Image.Resampling.BICUBIC)
    assert bits_between(fingerprint(saved(large), PARAMS).phash, fingerprint(saved(picture), PARAMS).phash) <= 2


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP"])
def test_a_file_cut_in_half_is_refused(file_format):
    data = saved(scene(8), file_format)
    with pytest.raises(UnusablePhoto) as refused:
        fingerprint(data[: len(data) // 2], PARAMS)
    assert refused.value.reason_code == "photo_undecodable"


def test_a_second_size_behind_the_header_is_found_out():
    film = saved(Image.new("L", (64, 64)), "GIF")
    # The frame says 60,000 x 60,000 although the screen is 64 x 64.
    at = film.index(b"\x2c", 13)
    lying = film[: at + 5] + b"\x60\xea\x60\xea" + film[at + 9 :]
    with pytest.raises(UnusablePhoto) as refused:
        fingerprint(lying, PARAMS)
    assert refused.value.reason_code in ("photo_too_many_pixels", "photo_undecodable")


FLAT = {
    "one colour": np.full((100, 100), 128),
    "a smooth ramp": np.tile(np.arange(100), (100, 1)),
    "two halves": np.repeat([[20, 220]], 50, axis=1).repeat(100, axis=0),
    "faint noise": 128 + np.random.default_rng(0).integers(0, 2, (100, 100)),
}


@pytest.mark.parametrize("what", FLAT)
def test_pictures_that_say_nothing_are_not_comparable(what):
    found = fingerprint(saved(Image.fromarray(FLAT[what].astype(np.uint8))), PARAMS)
    assert not found.is_comparable and found.quality < 0.4


def test_tiny_pictures_are_not_comparable():
    assert not fingerprint(saved(scene(9, (24, 24))), PARAMS).is_comparable


def test_the_stored_form_gives_the_fingerprint_back():
    found = fingerprint(saved(scene(10)), PARAMS)
    assert unpack(pack(found)) == found
    with pytest.raises(ValueError, match="expected a fingerprint"):
        unpack(b"short")


TURNS = {
    "mirror": Image.Transpose.FLIP_LEFT_RIGHT,
    "turned_left": Image.Transpose.ROTATE_90,
    "turned_right": Image.Transpose.ROTATE_270,
    "turned_180": Image.Transpose.ROTATE_180,
}


@pytest.mark.parametrize("name", TURNS)
@pytest.mark.parametrize("seed", range(4))
def test_turned_views_are_the_hashes_of_the_turned_picture(name, seed):
    grey = scene(seed)
    found = from_grey(grey, width_px=grey.width, height_px=grey.height)
    assert bits_between(view(found, name), hashes(grey.transpose(TURNS[name]))[0]) <= 2


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "name,box",
    [
        ("crop_10_centre", (0.05, 0.05, 0.95, 0.95)),
        ("crop_20_centre", (0.1, 0.1, 0.9, 0.9)),
        ("crop_10_top_left", (0, 0, 0.9, 0.9)),
        ("crop_10_bottom_right", (0.1, 0.1, 1, 1)),
        ("crop_20_top_right", (0.2, 0, 1, 0.8)),
        ("crop_20_bottom_left", (0, 0.2, 0.8, 1)),
    ],
)
def test_crop_views_are_the_hashes_of_the_cropped_picture(name, box, seed):
    grey = scene(seed, (400, 300))
    cut = grey.crop((round(400 * box[0]), round(300 * box[1]), round(400 * box[2]), round(300 * box[3])))
    found = from_grey(grey, width_px=400, height_px=300)
    assert bits_between(view(found, name), hashes(cut)[0]) <= 2


def framed(grey: Image.Image) -> Image.Image:
    whole = Image.new("L", (grey.width + 160, grey.height + 60), 255)
    whole.paste(grey, (100, 20))
    return whole


def test_the_trimmed_view_has_no_uniform_border():
    grey = scene(11)
    found = fingerprint(saved(framed(grey)), PARAMS)
    assert bits_between(view(found, "trimmed"), hashes(grey)[0]) <= 4
    assert np.allclose(open_look(found.look).margins, (100 / 580, 20 / 360, 60 / 580, 40 / 360), atol=0.01)


def test_a_picture_without_border_is_its_own_trimmed_view():
    found = fingerprint(saved(scene(12)), PARAMS)
    assert view(found, "trimmed") == found.phash


def test_view_names_begin_upright_and_are_unique():
    assert VIEW_NAMES[0] == "upright" and len(set(VIEW_NAMES)) == len(VIEW_NAMES) == 16
