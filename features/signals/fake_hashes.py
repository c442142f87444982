"""Hashes of known fakes' photos as installations give them to each other, and as references to compare with.

The hash is the 64-bit pHash of ImageHash (`imagehash.phash`, hash_size 8, highfreq_factor 4) of the photo turned by its
EXIF and laid on white. Two algorithms, or two versions of one, are never compared.
"""

import numpy as np
import pandas as pd

from features.contracts import Decisions, ImageSignals, KnownFakeHashes, ReferenceSignals
from features.signals.hamming_index import radius_pairs

ALGORITHM = "phash-64"
# Another number when the same photo can get another hash. A reduced decode moves the pHash by 2 bits at most, which
# is within every radius, so it is no other version.
VERSION = "1"
HASH_DIGITS = 16
# What is recommended to the receiver: the radius in which references known by their pHash alone are matched here.
DISTANCE_BITS = 4
# Copies of an official photo stay within 10 bits, so nothing that near to one is given away as a fake.
OFFICIAL_BITS = 10


def references_of(known: pd.DataFrame) -> pd.DataFrame:
    """ReferenceSignals of the bank `known_fake` from KnownFakeHashes of this algorithm and version, one a hash and brand."""
    mine = known[(known[KnownFakeHashes.algorithm] == ALGORITHM) & (known[KnownFakeHashes.version] == VERSION)]
    order = [KnownFakeHashes.hash, KnownFakeHashes.brand_id, KnownFakeHashes.decided_on, KnownFakeHashes.provenance]
    rows = mine.sort_values(order, kind="stable").drop_duplicates([KnownFakeHashes.hash, KnownFakeHashes.brand_id])
    codes = [[int(digits, 16)] for digits in rows[KnownFakeHashes.hash]]
    return ReferenceSignals.conform(
        pd.DataFrame(
            {
                ReferenceSignals.bank: "known_fake",
                ReferenceSignals.brand_id: rows[KnownFakeHashes.brand_id].array,
                ReferenceSignals.image: [f"phash:{digits}" for digits in rows[KnownFakeHashes.hash]],
                ReferenceSignals.quality: rows[KnownFakeHashes.quality].array,
                ReferenceSignals.is_comparable: True,
                ReferenceSignals.view_phashes: codes,
                ReferenceSignals.dhash: np.uint64(0),
            }
        )
    )


def hashes_to_give(
    signals: pd.DataFrame, settled: pd.DataFrame, official: pd.DataFrame, provenance: str
) -> pd.DataFrame:
    """KnownFakeHashes of the photos of listings settled as counterfeit, sorted by hash: nothing of the listing is left.

    `signals` are ImageSignals, `settled` rows of settled_verdicts, `official` ReferenceSignals. Photos that show too
    little and copies of official photos are left out: they would mark honest listings elsewhere.
    """
    told = settled[settled[Decisions.verdict] == "counterfeit"]
    keys = [Decisions.platform, Decisions.listing_id]
    shown = signals[signals[ImageSignals.is_comparable]]
    shown = shown[~_is_official(shown, official)]
    rows = shown.merge(told[[*keys, Decisions.brand_id, Decisions.basis, Decisions.decided_at]], on=keys)
    given = pd.DataFrame(
        {
            KnownFakeHashes.algorithm: ALGORITHM,
            KnownFakeHashes.version: VERSION,
            KnownFakeHashes.hash: [f"{code:0{HASH_DIGITS}x}" for code in rows[ImageSignals.phash]],
            KnownFakeHashes.distance_bits: DISTANCE_BITS,
            # Two digits: more would tell one file from another of the same picture.
            KnownFakeHashes.quality: rows[ImageSignals.quality].round(2),
            KnownFakeHashes.brand_id: rows[Decisions.brand_id],
            KnownFakeHashes.basis: rows[Decisions.basis],
            KnownFakeHashes.decided_on: rows[Decisions.decided_at].dt.floor("D"),
            KnownFakeHashes.provenance: provenance,
        }
    )
    order = [KnownFakeHashes.hash, KnownFakeHashes.brand_id, KnownFakeHashes.decided_on, KnownFakeHashes.basis]
    once = given.sort_values(order, kind="stable").drop_duplicates([KnownFakeHashes.hash, KnownFakeHashes.brand_id])
    return KnownFakeHashes.conform(once)


def _is_official(signals: pd.DataFrame, references: pd.DataFrame) -> np.ndarray:
    official = references[references[ReferenceSignals.bank] == "official"]
    views = [code for codes in official[ReferenceSignals.view_phashes] for code in codes]
    near, _, _ = radius_pairs(
        signals[ImageSignals.phash].to_numpy(np.uint64), np.array(views, np.uint64), OFFICIAL_BITS
    )
    is_near = np.zeros(len(signals), bool)
    is_near[near] = True
    return is_near
