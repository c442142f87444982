"""Which listing photos were copied from a reference photo, and through which alteration.

A match says *this photo was copied*, never that the product is genuine: fresh photos of the same carton do not
match, and an honest reseller may copy an official photo too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from features.contracts import ImageMatches, ImageSignals, Listings, ReferenceSignals
from features.linking.photos.candidates import (
    PhotoCodes,
    code_pairs,
    nearest_bits,
    photo_codes,
    reference_codes,
    reference_photo_codes,
)
from features.linking.photos.judgement import Judge, PhotoPair, Way, judged
from features.linking.photos.limits import shipped_limits
from features.linking.photos.verification import CodePairs, ReferenceLooks, Verified, proposed, verified
from features.linking.photos.view_names import names_of_views
from features.signals.view_rules import ViewRadii

_KEYS = [ImageMatches.platform, ImageMatches.listing_id, ImageMatches.image, ImageMatches.bank]


class PhotoMatchParams(BaseModel):
    """When a listing photo counts as copied from a reference."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # How far apart two codes may be, view by view.
    radii: ViewRadii = ViewRadii()
    # Photos whose hashes say less are not matched; real photos of the sets measured have .88 to 1.
    least_quality: float = 0.4
    # The least probability of a copy that is asserted. None: what was calibrated for the sector of the reference's
    # brand, in features/linking/photos/limits.yaml; a number stands for every sector.
    least_confidence: float | None = None
    # A photo near a whole bank (many copies of one fake) names its nearest references only.
    most_references_per_photo: int = 20
    # A "known fake" found at this many sellers is a stock photo, which tells nothing about any one of them.
    most_sellers_per_known_fake: int = 200


def match_photos(
    signals: pd.DataFrame,
    references: pd.DataFrame,
    params: PhotoMatchParams,
    *,
    listings: pd.DataFrame | None = None,
    sectors: Mapping[str, str] | None = None,
    judge: Judge = judged,
) -> pd.DataFrame:
    """ImageMatches of ImageSignals against ReferenceSignals: the best view of each photo and reference.

    `judge` answers for likely pairs; the night gives one that remembers what it answered before.

    `sectors` is brand_id → the brand's sector, whose limit of confidence holds; others share one limit.
    `listings` (Listings) tells who sells; without it no known fake is set aside for being everywhere. A known
    fake that is itself a copy of an official photo is no reference: it would mark every honest copy as fake.
    """
    photos = _comparable(signals, params).drop_duplicates(ImageSignals.sha256).reset_index(drop=True)
    rules = _Rules(params, sectors or {}, judge)
    references = _without_official_copies(_comparable(references, params), rules)
    copies = _copies(photo_codes(photos), photos, references, rules)
    found = _described(copies, photos, references)
    shown = signals[[ImageSignals.platform, ImageSignals.listing_id, ImageSignals.image, ImageSignals.sha256]]
    rows = shown.merge(found, on=ImageSignals.sha256, how="inner")
    rows = _nearest_few(rows, params.most_references_per_photo)
    if listings is not None:
        rows = _without_stock_photos(rows, listings, params.most_sellers_per_known_fake)
    order = [*_KEYS, ImageMatches.brand_id, ImageMatches.product_id, ImageMatches.reference_image]
    return ImageMatches.conform(rows.sort_values(order, kind="stable"))


def likely_copies(signals: pd.DataFrame, references: pd.DataFrame, params: PhotoMatchParams) -> Verified:
    """What the second look measures on every likely pair of ImageSignals and ReferenceSignals, by row: for fitting."""
    by_code = code_pairs(photo_codes(signals), reference_codes(references), params.radii)
    looks = ReferenceLooks(list(references[ReferenceSignals.look]))
    photos = list(signals[ImageSignals.look])
    return verified(photos, looks, proposed(photos, looks, _as_code_pairs(by_code)))


def confidence_of_codes(distance_bits: np.ndarray, radius_bits: np.ndarray) -> np.ndarray:
    """0.99 for equal codes falling with the square of the distance to 0.79 at the radius: for bare hashes.

    The ends are judgements, not fits: the sets at hand hold no false match within the radii, which only says that
    errors are rarer than 1 in 100,000.
    """
    return 0.99 - 0.2 * (distance_bits / np.maximum(radius_bits, 1)) ** 2


def _comparable(table: pd.DataFrame, params: PhotoMatchParams) -> pd.DataFrame:
    # Both tables name these two columns alike.
    usable = table[ImageSignals.is_comparable] & (table[ImageSignals.quality] >= params.least_quality)
    return table[usable].reset_index(drop=True)


@dataclass(frozen=True)
class _Rules:
    params: PhotoMatchParams
    sectors: Mapping[str, str]
    judge: Judge

    def least_of(self, references: pd.DataFrame) -> list[float]:
        """The least confidence that asserts a copy of each reference."""
        if (told := self.params.least_confidence) is not None:
            return [told] * len(references)
        limits = shipped_limits()
        return [limits.of(self.sectors.get(brand)) for brand in references[ReferenceSignals.brand_id]]


def _copies(codes: PhotoCodes, photos: pd.DataFrame, references: pd.DataFrame, rules: _Rules) -> pd.DataFrame:
    """photo, reference, distance, view, confidence of each asserted pair, one row a pair.

    Where both photos were looked at, the second look decides; else the codes alone. `photos` has the columns sha256
    and look, which ImageSignals and ReferenceSignals share.
    """
    views, kept = reference_codes(references), references[ReferenceSignals.look]
    by_code = code_pairs(codes, views, rules.params.radii)
    likely = _likely(_pairs(by_code, photos, references), rules.judge, rules.least_of(references))
    likely["distance"] = nearest_bits(likely["photo"].to_numpy(), likely["reference"].to_numpy(), codes, views)
    looks = photos[ImageSignals.look]
    has_looks = (looks != b"").to_numpy()[by_code["photo"]] & (kept != b"").to_numpy()[by_code["reference"]]
    alone = by_code[by_code["is_sure"] & ~has_looks]
    told = alone[["photo", "reference", "distance"]].assign(
        view=names_of_views(alone["view"].to_numpy(), alone["is_framed"].to_numpy(bool)),
        confidence=confidence_of_codes(alone["distance"].to_numpy(), alone["radius"].to_numpy()),
    )
    return pd.concat([likely, told], ignore_index=True)


def _pairs(by_code: pd.DataFrame, photos: pd.DataFrame, references: pd.DataFrame) -> dict[tuple[int, int], PhotoPair]:
    """(photo row, reference row) → the pair with all ways that codes or shared details propose."""
    looks, kept = list(photos[ImageSignals.look]), list(references[ReferenceSignals.look])
    ways = proposed(looks, ReferenceLooks(kept), _as_code_pairs(by_code))
    sure = by_code[by_code["is_sure"]]
    of_codes = confidence_of_codes(sure["distance"].to_numpy(), sure["radius"].to_numpy())
    codes = dict(zip(zip(sure["photo"], sure["reference"], sure["view"], strict=True), of_codes.tolist(), strict=True))
    by_pair: dict[tuple[int, int], list[Way]] = {}
    told = zip(*(getattr(ways, one.name).tolist() for one in fields(ways)), strict=True)
    for photo, reference, view, is_framed, is_mirrored in told:
        way = Way(view, is_framed, is_mirrored, codes.get((photo, reference, view), 0.0))
        by_pair.setdefault((photo, reference), []).append(way)
    names, reference_names = list(photos[ImageSignals.sha256]), list(references[ReferenceSignals.sha256])
    return {
        (photo, reference): PhotoPair(
            names[photo], reference_names[reference], looks[photo], kept[reference], tuple(sorted(found))
        )
        for (photo, reference), found in sorted(by_pair.items())
    }


def _likely(pairs: dict[tuple[int, int], PhotoPair], judge: Judge, least: list[float]) -> pd.DataFrame:
    """The pairs that are asserted; `least` is the limit of each reference."""
    answers = zip(pairs, judge(list(pairs.values())), strict=True)
    rows = [(*place, found.view, found.confidence) for place, found in answers if found.confidence >= least[place[1]]]
    kinds = {"photo": "int64", "reference": "int64", "view": "object", "confidence": "float64"}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _as_code_pairs(pairs: pd.DataFrame) -> CodePairs:
    return CodePairs(
        photo=pairs["photo"].to_numpy(np.int64),
        reference=pairs["reference"].to_numpy(np.int64),
        view=pairs["view"].to_numpy(np.int64),
        is_framed=pairs["is_framed"].to_numpy(bool),
    )


def _described(copies: pd.DataFrame, photos: pd.DataFrame, references: pd.DataFrame) -> pd.DataFrame:
    """The pairs in the words of ImageMatches, keyed by the photo's sha256."""
    photo, reference = photos.iloc[copies["photo"]], references.iloc[copies["reference"]]
    return pd.DataFrame(
        {
            ImageSignals.sha256: photo[ImageSignals.sha256].array,
            ImageMatches.bank: reference[ReferenceSignals.bank].array,
            ImageMatches.brand_id: reference[ReferenceSignals.brand_id].array,
            ImageMatches.product_id: reference[ReferenceSignals.product_id].array,
            ImageMatches.reference_image: reference[ReferenceSignals.image].array,
            ImageMatches.view: copies["view"].to_numpy(),
            ImageMatches.distance_bits: copies["distance"].to_numpy(),
            ImageMatches.confidence: copies["confidence"].to_numpy(),
        }
    )


def _without_official_copies(references: pd.DataFrame, rules: _Rules) -> pd.DataFrame:
    bank = references[ReferenceSignals.bank]
    fakes, official = references[bank == "known_fake"], references[bank == "official"].reset_index(drop=True)
    if fakes.empty or official.empty:
        return references
    copies = _copies(reference_photo_codes(fakes), fakes, official, rules)
    return references.drop(index=fakes.index[copies["photo"].unique()]).reset_index(drop=True)


def _nearest_few(rows: pd.DataFrame, most: int) -> pd.DataFrame:
    order = [*_KEYS, ImageMatches.confidence, ImageMatches.distance_bits, ImageMatches.reference_image]
    surest = [name != ImageMatches.confidence for name in order]
    ranked = rows.sort_values(order, ascending=surest, kind="stable")
    return ranked.groupby(_KEYS, sort=False, dropna=False).head(most)


def _without_stock_photos(rows: pd.DataFrame, listings: pd.DataFrame, most_sellers: int) -> pd.DataFrame:
    # Sellers are counted, not listings: else one seller could bury a known fake under copies of it.
    sold_by = listings[[Listings.platform, Listings.listing_id, Listings.seller_id]]
    told = rows.merge(sold_by, on=[ImageMatches.platform, ImageMatches.listing_id], how="left")
    fakes = told[told[ImageMatches.bank] == "known_fake"].dropna(subset=[Listings.seller_id])
    reference = [ImageMatches.brand_id, ImageMatches.reference_image]
    sellers = fakes.drop_duplicates([*reference, Listings.platform, Listings.seller_id])
    counted = sellers.groupby(reference, dropna=False).size().rename("sellers").reset_index()
    marked = rows.merge(counted, on=reference, how="left")
    is_everywhere = (marked[ImageMatches.bank] == "known_fake") & (marked["sellers"] > most_sellers)
    return marked[~is_everywhere]
