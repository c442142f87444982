"""What a night should be looked at for: a platform that loses more records than it used to, or brings none; no brand."""

from pathlib import PurePath
from statistics import median
from typing import Any

from pipeline.datasets import nightly, past_nights
from pipeline.datasets.dataset import read
from pipeline.stage import Context

# A changed dump format rejects a few per cent at first; three times the usual share is worth a look, withholding
# comes at ingest.max_reject_share. First guesses, as are the nights looked back on.
WARNING_RATIO = 3.0
NIGHTS_LOOKED_BACK_ON = 14
LEAST_NIGHTS = 3
# Below this share a handful of broken records would warn every other night.
LEAST_SHARE = 0.01
NO_BRAND = "No brand has a catalogue: nothing was compared; expected catalogs/<brand_id>/brand.yaml in the raw input."

Facts = dict[str, Any]


def reject_warnings(context: Context) -> list[str]:
    """A sentence per platform that brought no listing, or whose rejected share tonight is far above its median of the
    nights before; one more where no brand has a catalogue."""
    nights = past_nights.nights_before(
        context.data, nightly.SNAPSHOT_FACTS, context.night, at_most=NIGHTS_LOOKED_BACK_ON
    )
    earlier = [
        read(nightly.SNAPSHOT_FACTS, nightly.SNAPSHOT_FACTS.at(context.data, night.isoformat())) for night in nights
    ]
    tonight = read(nightly.SNAPSHOT_FACTS, context.path_of(nightly.SNAPSHOT_FACTS))
    brands = read(nightly.BRANDS, context.path_of(nightly.BRANDS))
    return [*([NO_BRAND] if brands.empty else []), *without_listings(tonight), *warnings_of(tonight, earlier)]


def without_listings(tonight: Facts) -> list[str]:
    """A sentence per platform that brought no listing and is not withheld for it: only a person knows if that is so."""
    return [
        f"{platform}: its snapshot holds no listing; deliver it again if the platform has any."
        for platform, told in sorted(tonight.items())
        if not told["withheld_because"] and not any(map(_listings_kept, told["files"]))
    ]


def _listings_kept(account: Facts) -> int:
    is_listings = PurePath(account["source_file"]).name.startswith("listings")
    return int(account["kept"]) if is_listings else 0


def warnings_of(tonight: Facts, earlier: list[Facts]) -> list[str]:
    """A sentence per platform whose rejected share is far above its median, from the snapshot facts of the nights."""
    found = []
    for platform in sorted(tonight):
        usual = [_share(facts[platform]) for facts in earlier if platform in facts]
        share = _share(tonight[platform])
        if len(usual) >= LEAST_NIGHTS and share >= max(LEAST_SHARE, WARNING_RATIO * median(usual)):
            found.append(
                f"{platform}: {share:.1%} of its records were rejected, {median(usual):.1%} in the median of the last "
                f"{len(usual)} nights; look at rejects.parquet."
            )
    return found


def _share(told: Facts) -> float:
    read_count = sum(account["read"] for account in told["files"])
    return sum(account["rejected"] for account in told["files"]) / read_count if read_count else 0.0
