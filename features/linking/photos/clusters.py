"""Which listing photos are one photo, across sellers and nights, under ids that never change.

Photos are taken in the order they were first seen, and each joins the nearest photo that leads a cluster, or leads
one itself. Whom a photo joins so depends on older photos alone: new photos change no id, and no chain of likenesses
can join photos that are unlike.
"""

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from features.contracts import ImageSignals, Listings, PhotoClusters, Sightings
from features.signals.hamming_index import HammingIndex, radius_pairs
from features.signals.photo_views import VIEW_NAMES
from features.signals.view_rules import TRIMMED, dhash_variants

_PHOTO = [ImageSignals.platform, ImageSignals.listing_id, ImageSignals.image]
_MIRROR = VIEW_NAMES.index("mirror")
# As many digits of a sha256 as keep the ids of a billion clusters apart.
_ID_DIGITS = 20


class PhotoClusterParams(BaseModel):
    """When two listing photos are one photo."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Chosen on half of 340 real photos and their altered copies, checked on the other half (171 photos, 513 copies):
    # recompressed, halved, greyed, toned, marked, logo-blurred and mirrored copies (at most 4 bits off) all join their
    # original, bordered ones in 89 %, cropped ones hardly ever, and no two photos are joined.
    near_phash_bits: int = 5
    # … the dHash must agree as well: copies end at 3 bits. Two shots of one carton in the same hand were 6 and 5 apart.
    near_dhash_bits: int = 5
    # pHashes of the photos without their borders; no dHash is asked, for it still has the border. At 6 bits two
    # pairs of shots by one hand were joined.
    near_trimmed_bits: int = 4
    # Photos whose hashes say less are in no cluster: flat and text-only pictures resemble each other by chance.
    least_quality: float = 0.4
    # A picture that more sellers than this show is a template of the trade (a size chart, a shop banner).
    most_sellers: int = 200


def photo_clusters(seen: pd.DataFrame, params: PhotoClusterParams) -> pd.DataFrame:
    """PhotoClusters of ImageSignals with two more columns: `Sightings.night` and `Listings.seller_id`.

    A photo seen on several nights counts from the first. A listing without a seller counts as a seller of its own.
    The order of the rows does not matter; the result is sorted by platform, listing and image.
    """
    usable = seen[seen[ImageSignals.is_comparable] & (seen[ImageSignals.quality] >= params.least_quality)]
    rows = usable.sort_values([Sightings.night, ImageSignals.sha256, *_PHOTO], kind="stable").reset_index(drop=True)
    look = rows.groupby([ImageSignals.phash, ImageSignals.dhash], sort=False).ngroup().to_numpy()
    firsts = rows[~pd.Series(look).duplicated().to_numpy()]
    leader = _leaders(firsts, params)[look]
    named = "photo-" + firsts[ImageSignals.sha256].str[:_ID_DIGITS].to_numpy(object)
    sellers = _sellers(rows).groupby(leader).transform("nunique")
    found = rows.assign(
        **{
            PhotoClusters.cluster_id: named[leader],
            PhotoClusters.sellers: sellers,
            PhotoClusters.is_stock: sellers > params.most_sellers,
        }
    )
    once = found.drop_duplicates([*_PHOTO, ImageSignals.sha256])
    return PhotoClusters.conform(once.sort_values([*_PHOTO, ImageSignals.sha256], kind="stable"))


def _leaders(firsts: pd.DataFrame, params: PhotoClusterParams) -> np.ndarray:
    """The leader of each look, by its place in the order of first sight."""
    leader = list(range(len(firsts)))
    later, earlier = _near(firsts, params)
    for one, other in zip(later.tolist(), earlier.tolist(), strict=True):
        # Pairs come nearest first: the first leader met is the one to follow.
        if leader[one] == one and leader[other] == other:
            leader[one] = other
    return np.array(leader, dtype=np.int64)


def _near(firsts: pd.DataFrame, params: PhotoClusterParams) -> tuple[np.ndarray, np.ndarray]:
    """(look, earlier look) of every near pair, by look, then nearest first."""
    upright = firsts[ImageSignals.phash].to_numpy(np.uint64)
    views = firsts[ImageSignals.view_phashes]
    mirrored, trimmed = _view(_MIRROR, views, upright), _view(TRIMMED, views, upright)
    dhash = firsts[ImageSignals.dhash].to_numpy(np.uint64)
    index = HammingIndex(upright, params.near_phash_bits)
    found = []
    for codes, dhashes in ((upright, dhash), (mirrored, dhash_variants(dhash)[1])):
        one, other, bits = index.search(codes)
        agrees = np.bitwise_count(dhashes[one] ^ dhash[other]) <= params.near_dhash_bits
        found.append(np.stack([one, bits, other])[:, agrees])
    # Either photo of a pair may have the border; likeness goes both ways, so asking for the bordered ones finds all.
    bordered = np.flatnonzero(trimmed != upright)
    one, other, bits = radius_pairs(trimmed[bordered], trimmed, params.near_trimmed_bits)
    found.append(np.stack([bordered[one], bits, other]))
    one, bits, other = np.concatenate(found, axis=1)
    # Seen from the later photo of each pair.
    is_two = one != other
    later, earlier = np.maximum(one, other)[is_two], np.minimum(one, other)[is_two]
    order = np.lexsort((earlier, bits[is_two], later))
    return later[order], earlier[order]


def _view(view: int, views: pd.Series, upright: np.ndarray) -> np.ndarray:
    """One view's pHash of each photo; where no views are kept, the upright one."""
    pairs = zip(views, upright, strict=True)
    return np.array([codes[view] if len(codes) > view else code for codes, code in pairs], dtype=np.uint64)


def _sellers(rows: pd.DataFrame) -> pd.Series:
    """A number for each row's seller; one without a name is one a listing."""
    named = rows[Listings.seller_id].notna()
    who = rows[Listings.seller_id].where(named, rows[ImageSignals.listing_id])
    keys = pd.DataFrame({"platform": rows[ImageSignals.platform], "is_named": named, "who": who})
    return keys.groupby(list(keys.columns)).ngroup()
