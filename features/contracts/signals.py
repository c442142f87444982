"""What the costly signals give, per photo. (Title vectors are an array beside their texts, see features/signals.)"""

from typing import Any

from features.contracts.table import Table, count, flag, hash64, hashes, number, packed, text, texts


class ImageSignals(Table):
    """One row per readable listing photo."""

    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    image: Any = text("path as the listing names it", required=True)
    sha256: Any = text("sha256 of the file", required=True)
    width_px: Any = count("width after the EXIF turn", required=True)
    height_px: Any = count("height after the EXIF turn", required=True)
    phash: Any = hash64("64-bit perceptual hash (DCT)")
    dhash: Any = hash64("64-bit difference hash")
    quality: Any = number("0 (flat) to 1 (rich), how much there is to compare", required=True, ge=0, le=1)
    is_comparable: Any = flag("False for flat or tiny pictures, whose hashes mean nothing")
    view_phashes: Any = hashes("pHash of each view (upright first), in the order of VIEW_NAMES; empty when not kept")
    code256: Any = hashes(
        "256-bit code of the upright photo and its seven turns, four numbers each; empty when not kept"
    )
    look: Any = packed("small grey picture and details for a second look, by features.signals.photo_look; may be empty")


class ReferenceSignals(Table):
    """One row per reference photo (official, known fake or banned) with the codes of its views."""

    bank: Any = text("official, known_fake or banned", required=True, isin=["official", "known_fake", "banned"])
    brand_id: Any = text("the brand; missing for banned images")
    product_id: Any = text("the product, when known")
    image: Any = text(
        "reference photo: path in the brand's images, platform/listing/photo, or file of the policy", required=True
    )
    sha256: Any = text("sha256 of the file; missing when only a hash is known")
    quality: Any = number("0 to 1", required=True, ge=0, le=1)
    is_comparable: Any = flag("False: never matched")
    view_phashes: Any = hashes("pHash of each view (upright first), in the order of features.signals' view names")
    dhash: Any = hash64("dHash of the upright photo")
    code256: Any = hashes(
        "256-bit code of the upright photo and its seven turns, four numbers each; empty when unknown"
    )
    look: Any = packed("small grey picture and details for a second look; empty when only hashes are known")


class PhotoTexts(Table):
    """One row per listing photo whose text was read; a photo of a listing nobody looked at has none."""

    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    image: Any = text("path as the listing names it", required=True)
    sha256: Any = text("sha256 of the file", required=True)
    lines: Any = texts("lines found, top to bottom; empty when the photo shows no text")


class PhotoClusters(Table):
    """One row per listing photo that can be compared, with the cluster of photos that are one photo."""

    platform: Any = text("the marketplace", required=True)
    listing_id: Any = text("the listing", required=True)
    image: Any = text("path as the listing names it", required=True)
    sha256: Any = text("sha256 of the file", required=True)
    cluster_id: Any = text("the cluster: photo- and the start of its first photo's sha256", required=True)
    sellers: Any = count("sellers who showed a photo of the cluster", required=True, ge=1)
    is_stock: Any = flag("True: so many sellers show it that it is a template, and ties nobody to anybody")
