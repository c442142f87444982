"""How many other sellers show the same photos tonight."""

from typing import Any

import numpy as np
import pandas as pd

from features.contracts import Candidates
from features.examples import candidates
from features.families.measures import Above, Below, example_rows
from features.families.near_photos import photo_groups
from features.family import Family, FamilyParams, Feature, Scope, Sentence

_LISTING = [Candidates.platform, Candidates.listing_id]


class ImageReuseParams(FamilyParams):
    """When two photos are the same photo."""

    # Re-encoding a photo moves a 64-bit pHash by half a bit on average and by at most 4 (measured on public photos);
    # 3 keeps chance pairs among a night's photos negligible.
    near_bits: int = 3
    # Blocks of equal bits shared by more photos than this are plain pictures; they are compared only for equality.
    largest_block: int = 2000
    # A picture that more sellers than this show tonight is a template of the trade (a size chart, a shop banner): it
    # says nothing of any one of them. As for known fakes in signals.matching; a first guess.
    most_sellers: int = 200


def _compute(table: pd.DataFrame, params: ImageReuseParams) -> pd.DataFrame:
    photos = _photos(table)
    photos["group"] = photo_groups(photos["phash"].to_numpy(np.uint64), params.near_bits, params.largest_block)
    sellers = photos.groupby("group")["seller"].transform("nunique") - 1.0
    by_sellers = _most(sellers, photos, table)
    telling = _most(sellers.where(sellers < params.most_sellers, 0.0), photos, table)
    is_official = table[Candidates.official_match_confidence].notna().to_numpy()
    return pd.DataFrame(
        {
            "photo_other_sellers_count": by_sellers,
            # An official photo is everybody's: shared by many it says nothing.
            "unofficial_photo_other_sellers_count": np.where(is_official & ~np.isnan(telling), 0.0, telling),
        },
        index=table.index,
    )


def _most(sellers: pd.Series, photos: pd.DataFrame, table: pd.DataFrame) -> np.ndarray:
    """The largest number among the photos of each row's listing; missing when it has none."""
    most = sellers.groupby(photos["listing"]).max().reindex(_listing_numbers(table))
    return most.to_numpy(dtype="float64")


def _photos(table: pd.DataFrame) -> pd.DataFrame:
    """One row per listing and pHash, with numbers for listing and seller; an unnamed seller is one per listing."""
    named = table[Candidates.seller_id].notna()
    who = table[Candidates.seller_id].astype("object").where(named, table[Candidates.listing_id].astype("object"))
    keys = pd.DataFrame({"platform": table[Candidates.platform], "is_named": named, "who": who.astype(str)})
    numbers = pd.DataFrame(
        {
            "listing": _listing_numbers(table),
            "seller": keys.groupby(list(keys.columns)).ngroup().to_numpy(),
            "phash": table[Candidates.image_phashes].to_numpy(),
        }
    )
    return numbers.drop_duplicates("listing").explode("phash").dropna(subset=["phash"]).reset_index(drop=True)


def _listing_numbers(table: pd.DataFrame) -> np.ndarray:
    return table.groupby(_LISTING).ngroup().to_numpy()


def _example() -> tuple[pd.DataFrame, pd.DataFrame]:
    rows: list[dict[str, Any]] = [
        {Candidates.seller_id: "S1", Candidates.image_phashes: [0b1111]},
        {Candidates.seller_id: "S1", Candidates.image_phashes: [0b1111]},
        {Candidates.seller_id: "S2", Candidates.image_phashes: [0b0111]},
        {
            Candidates.seller_id: "S3",
            Candidates.image_phashes: [0b1111, 2**63],
            Candidates.official_match_confidence: 0.9,
        },
        {Candidates.seller_id: "S4"},
    ]
    names = FAMILY.feature_names()
    counts = [(2.0, 2.0), (2.0, 2.0), (2.0, 2.0), (2.0, 0.0), (None, None)]
    return candidates(rows), example_rows(names, counts)


FAMILY = Family(
    name="image_reuse",
    title="Photo reuse",
    scope=Scope.SNAPSHOT,
    reads=(*_LISTING, Candidates.seller_id, Candidates.image_phashes, Candidates.official_match_confidence),
    compute=_compute,
    example=_example,
    params=ImageReuseParams(),
    features=(
        Feature(
            name="photo_other_sellers_count",
            meaning="other sellers who show one of the listing's photos tonight (the most shared photo)",
            missing_when="the listing has no photo that can be compared",
            lowers=Sentence(
                code="photo_is_own",
                en="No other seller shows its photos tonight.",
                zh="今晚没有其他卖家使用它的图片。",
                unit="count",
                speaks_when=Below(0.5),
            ),
        ),
        Feature(
            name="unofficial_photo_other_sellers_count",
            meaning="the same, but 0 when one of its photos is copied from the brand's official photos; "
            "pictures that hundreds of sellers show are not counted",
            missing_when="the listing has no photo that can be compared",
            raises=Sentence(
                code="photo_shared",
                en="Other sellers showing the same photo tonight: {value}; no official photo explains it.",
                zh="今晚使用相同图片的其他卖家数：{value}，且并非官方图片。",
                unit="count",
                speaks_when=Above(0.0),
            ),
        ),
    ),
)
