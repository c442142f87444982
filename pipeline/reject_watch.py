"""A platform that suddenly loses more records than it used to: a warning long before its lists are withheld."""

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

Facts = dict[str, Any]


def reject_warnings(context: Context) -> list[str]:
    """A sentence per platform whose rejected share tonight is far above its median of the nights before."""
    nights = past_nights.nights_before(
        context.data, nightly.SNAPSHOT_FACTS, context.night, at_most=NIGHTS_LOOKED_BACK_ON
    )
    earlier = [
        read(nightly.SNAPSHOT_FACTS, nightly.SNAPSHOT_FACTS.at(context.data, night.isoformat())) for night in nights
    ]
    return warnings_of(read(nightly.SNAPSHOT_FACTS, context.path_of(nightly.SNAPSHOT_FACTS)), earlier)


def warnings_of(tonight: Facts, earlier: list[Facts]) -> list[str]:
    """As `reject_warnings`, from the snapshot facts of tonight and of the nights before."""
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
