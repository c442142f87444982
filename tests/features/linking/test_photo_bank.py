"""A match is asserted for a copied photo, through the alteration that explains it, and for nothing else."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageOps

from features.contracts import ImageMatches, ImageSignals, Listings, ReferenceSignals
from features.linking.photos.bank import PhotoMatchParams, confidence_of_codes, match_photos
from features.signals.photo_fingerprint import VIEW_NAMES, PhotoFingerprint, fingerprint
from features.signals.photo_guard import PhotoParams

PARAMS = PhotoMatchParams()
FEW_SELLERS = PhotoMatchParams(most_sellers_per_known_fake=5)
REAL = Path(__file__).parents[4] / "shared/data/real/raw"


def scene(seed: int, size: tuple[int, int] = (420, 300)) -> Image.Image:
    """A made-up photo: soft blobs of every size."""
    dice = np.random.default_rng(seed)
    layers = [
        np.asarray(
            Image.fromarray(dice.integers(0, 255, (side, side), dtype=np.uint8)).resize(size, Image.Resampling.BICUBIC)
        )
        for side in (4, 9, 20)
    ]
    return Image.fromarray(np.mean(layers, axis=0).astype(np.uint8))


def seen(image: Image.Image, quality: int = 85) -> PhotoFingerprint:
    file = io.BytesIO()
    image.convert("RGB").save(file, "JPEG", quality=quality)
    return fingerprint(file.getvalue(), PhotoParams())


def listed(*photos: PhotoFingerprint, platform: str = "bazaar") -> pd.DataFrame:
    """ImageSignals of one listing a photo."""
    return ImageSignals.check(
        ImageSignals.conform(
            pd.DataFrame(
                {
                    ImageSignals.platform: platform,
                    ImageSignals.listing_id: f"L{number}",
                    ImageSignals.image: "1.jpg",
                    ImageSignals.sha256: f"{number:064x}",
                    ImageSignals.width_px: photo.width_px,
                    ImageSignals.height_px: photo.height_px,
                    ImageSignals.phash: photo.phash,
                    ImageSignals.dhash: photo.dhash,
                    ImageSignals.quality: photo.quality,
                    ImageSignals.is_comparable: photo.is_comparable,
                    ImageSignals.view_phashes: photo.view_phashes,
                    ImageSignals.code256: photo.code256,
                    ImageSignals.look: photo.look,
                }
                for number, photo in enumerate(photos)
            )
        )
    )


def referenced(*photos: PhotoFingerprint, bank: str = "official", **columns: object) -> pd.DataFrame:
    """ReferenceSignals of one product a photo."""
    rows = [
        {
            ReferenceSignals.bank: bank,
            ReferenceSignals.brand_id: "acme",
            ReferenceSignals.product_id: f"P{number}",
            ReferenceSignals.image: f"{bank}-{number}.jpg",
            ReferenceSignals.sha256: f"{number:064x}",
            ReferenceSignals.quality: photo.quality,
            ReferenceSignals.is_comparable: photo.is_comparable,
            ReferenceSignals.view_phashes: photo.view_phashes,
            ReferenceSignals.code256: photo.code256,
            ReferenceSignals.look: photo.look,
            ReferenceSignals.dhash: photo.dhash,
            **columns,
        }
        for number, photo in enumerate(photos)
    ]
    return ReferenceSignals.check(ReferenceSignals.conform(pd.DataFrame(rows)))


def matched(signals: pd.DataFrame, references: pd.DataFrame, **options) -> pd.DataFrame:
    return ImageMatches.check(match_photos(signals, references, options.pop("params", PARAMS), **options))


def cropped(image: Image.Image, left: float, top: float, right: float, bottom: float) -> Image.Image:
    width, height = image.size
    return image.crop((round(left * width), round(top * height), round(right * width), round(bottom * height)))


ALTERATIONS: dict[str, tuple[Callable[[Image.Image], Image.Image], set[str]]] = {
    "saved again": (lambda image: image, {"upright"}),
    "halved": (lambda image: image.resize((image.width // 2, image.height // 2)), {"upright"}),
    "squeezed": (lambda image: image.resize((image.width, round(image.height * 0.8))), {"upright"}),
    "greyed": (lambda image: image.convert("L"), {"upright"}),
    "mirrored": (ImageOps.mirror, {"mirror"}),
    "turned left": (lambda image: image.rotate(90, expand=True), {"turned_left"}),
    "turned right": (lambda image: image.rotate(270, expand=True), {"turned_right"}),
    "turned over": (lambda image: image.rotate(180), {"turned_180"}),
    "cut all round": (lambda image: cropped(image, 0.05, 0.05, 0.95, 0.95), {"cropped"}),
    "cut much": (lambda image: cropped(image, 0.1, 0.1, 0.9, 0.9), {"cropped"}),
    "cut in a corner": (lambda image: cropped(image, 0, 0, 0.9, 0.9), {"cropped"}),
    "framed black": (lambda image: ImageOps.expand(image, 45, "black"), {"framed", "trimmed"}),
    "on a wide ground": (
        lambda image: ImageOps.pad(image, (900, 400), color="white"),
        {"framed", "trimmed", "upright"},
    ),
    "mirrored and framed": (
        lambda image: ImageOps.expand(ImageOps.mirror(image), 40, "white"),
        {"mirror_framed"},
    ),
}


@pytest.mark.parametrize("how", ALTERATIONS)
def test_a_copy_is_found_and_its_alteration_named(how):
    alter, views = ALTERATIONS[how]
    originals = [scene(seed).convert("RGB") for seed in range(6)]
    found = matched(listed(*(seen(alter(image)) for image in originals)), referenced(*map(seen, originals)))
    assert found[ImageMatches.listing_id].tolist() == [f"L{number}" for number in range(6)]
    assert found[ImageMatches.product_id].tolist() == [f"P{number}" for number in range(6)]
    assert set(found[ImageMatches.view]) <= views


def test_different_photos_do_not_match():
    fresh = listed(*(seen(scene(seed)) for seed in range(40)))
    assert matched(fresh, referenced(*(seen(scene(seed)) for seed in range(100, 140)))).empty


@pytest.mark.real_data
def test_no_fresh_photo_of_a_real_product_matches_its_packshot():
    photos, packshots = sorted(REAL.glob("snapshots/stalls/*/images/*")), sorted(REAL.glob("catalogs/*/images/*"))
    if not photos or not packshots:
        pytest.skip("real photos are not here: ../shared/data/real")
    signals = listed(*(fingerprint(file.read_bytes(), PhotoParams()) for file in photos))
    references = referenced(*(fingerprint(file.read_bytes(), PhotoParams()) for file in packshots))
    assert len(signals) == 320 and matched(signals, references).empty


@pytest.mark.real_data
@pytest.mark.parametrize("how", ALTERATIONS)
def test_altered_packshots_of_real_products_are_found(how):
    originals = [Image.open(file).convert("RGB") for file in sorted(REAL.glob("catalogs/*/images/*"))[::3]]
    if not originals:
        pytest.skip("real photos are not here: ../shared/data/real")
    found = matched(
        listed(*(seen(ALTERATIONS[how][0](image)) for image in originals)),
        referenced(*map(seen, originals)),
        sectors={"acme": "food"},
    )
    right = found[found[ImageMatches.listing_id].str[1:] == found[ImageMatches.product_id].str[1:]]
    assert len(right) >= 0.9 * len(originals)
    assert len(found) == len(right)


def test_the_same_photo_in_many_listings_is_a_row_each():
    photo = seen(scene(1))
    signals = listed(photo, photo, photo).assign(**{ImageSignals.sha256: "a" * 64})
    found = matched(ImageSignals.conform(signals), referenced(seen(scene(1), quality=60)))
    assert found[ImageMatches.listing_id].tolist() == ["L0", "L1", "L2"]


def test_a_photo_and_a_reference_give_one_row_with_the_nearest_view():
    symmetric = Image.fromarray(np.hstack([np.asarray(scene(2)), np.asarray(scene(2))[:, ::-1]]))
    found = matched(listed(seen(symmetric)), referenced(seen(symmetric)))
    assert len(found) == 1 and found[ImageMatches.view][0] == "upright"


def test_photos_that_say_nothing_match_nothing():
    flat = seen(Image.new("RGB", (300, 300), "white"))
    assert not flat.is_comparable
    assert matched(listed(flat), referenced(flat)).empty


def test_the_confidence_of_a_bare_hash_falls_with_distance():
    falling = confidence_of_codes(np.arange(11), np.full(11, 10))
    assert (np.diff(falling) < 0).all() and falling.max() <= 1 and falling.min() > 0.7


def test_a_known_fake_that_is_an_official_photo_is_no_evidence():
    official, fake = seen(scene(3)), seen(scene(4))
    references = pd.concat([referenced(official), referenced(seen(scene(3), quality=50), fake, bank="known_fake")])
    found = matched(listed(official, fake), ReferenceSignals.conform(references))
    assert found[ImageMatches.bank].tolist() == ["official", "known_fake"]
    assert found[ImageMatches.reference_image].tolist() == ["official-0.jpg", "known_fake-1.jpg"]


def listings_of(sellers: list[str | None]) -> pd.DataFrame:
    return Listings.conform(
        pd.DataFrame(
            {
                Listings.platform: "bazaar",
                Listings.listing_id: [f"L{number}" for number in range(len(sellers))],
                Listings.title: "bag",
                Listings.price: 1.0,
                Listings.currency: "USD",
                Listings.seller_id: sellers,
            }
        )
    )


def test_a_fake_photo_that_hundreds_of_sellers_show_is_a_stock_photo():
    photo, count = seen(scene(5)), FEW_SELLERS.most_sellers_per_known_fake + 1
    signals, references = listed(*[photo] * count), referenced(photo, bank="known_fake")
    everyone = listings_of([f"S{number}" for number in range(count)])
    assert matched(signals, references, listings=everyone, params=FEW_SELLERS).empty
    assert len(matched(signals, referenced(photo), listings=everyone, params=FEW_SELLERS)) == count


def test_one_seller_cannot_bury_a_known_fake_under_copies():
    photo, count = seen(scene(6)), FEW_SELLERS.most_sellers_per_known_fake + 10
    signals, references = listed(*[photo] * count), referenced(photo, bank="known_fake")
    assert len(matched(signals, references, listings=listings_of(["S1"] * count), params=FEW_SELLERS)) == count
    assert len(matched(signals, references, listings=listings_of([None] * count), params=FEW_SELLERS)) == count


def test_a_photo_near_a_whole_bank_names_its_nearest_references_only():
    photo = seen(scene(7))
    found = matched(listed(photo), referenced(*[photo] * (PARAMS.most_references_per_photo + 5)))
    assert len(found) == PARAMS.most_references_per_photo


def test_a_reference_known_by_hash_alone_is_matched_closely():
    photo = seen(scene(8))
    known = referenced(photo, bank="banned", sha256=None, brand_id=None, product_id=None)
    known[ReferenceSignals.view_phashes] = [[photo.phash]]
    known[ReferenceSignals.dhash] = np.zeros(1, np.uint64)
    found = matched(listed(photo, seen(scene(9))), known)
    assert found[ImageMatches.listing_id].tolist() == ["L0"] and found[ImageMatches.bank][0] == "banned"
    assert found[ImageMatches.brand_id].isna().all()


def test_signals_without_views_are_still_matched_upright():
    signals = listed(seen(scene(10))).drop(columns=ImageSignals.view_phashes)
    assert len(matched(ImageSignals.conform(signals), referenced(seen(scene(10))))) == 1


def test_empty_tables_give_an_empty_table():
    photo = seen(scene(11))
    for signals, references in [
        (ImageSignals.empty(), referenced(photo)),
        (listed(photo), ReferenceSignals.empty()),
        (ImageSignals.empty(), ReferenceSignals.empty()),
    ]:
        assert matched(signals, references, listings=Listings.empty()).empty


def test_the_order_of_rows_changes_nothing_and_inputs_are_left_alone():
    photos = [seen(scene(seed)) for seed in range(8)]
    signals, references = listed(*photos), referenced(*photos)
    before = signals.copy(deep=True), references.copy(deep=True)
    found = matched(signals, references)
    shuffled = matched(signals.sample(frac=1, random_state=1), references.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(found, shuffled)
    pd.testing.assert_frame_equal(signals, before[0])
    pd.testing.assert_frame_equal(references, before[1])


def test_views_and_their_names_stay_together():
    assert len(seen(scene(12)).view_phashes) == len(VIEW_NAMES)
