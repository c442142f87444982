"""Labels joined to what the model saw: which night's features stand beside a verdict.

Training takes the row of the night the verdict was about, or of the last earlier night that holds the listing.
Evaluation takes the first night, from the cut on, that scored the content the verdict was about: that is the night
a queue could first have shown it. Neither ever takes a night after the verdict, whose features could know of it.
"""

import datetime
from collections.abc import Iterable, Sequence

import pandas as pd

from features.verdicts import start_of
from models.errors import LeakFound
from models.feature_log import KEY_COLUMNS, LINK_KEY, ROW_ORDER, LogKeys
from models.labels import Labels

LABEL_COLUMNS = (
    Labels.label,
    Labels.weight,
    Labels.verdict,
    Labels.basis,
    Labels.decided_at,
    Labels.decided_by,
    Labels.decided_about,
    Labels.was_shown,
    Labels.selection_probability,
)


def collect_sightings(labels: pd.DataFrame, nights: Iterable[pd.DataFrame], as_of: datetime.date) -> pd.DataFrame:
    """Every feature-log row of every labelled listing up to its verdict's night, with LABEL_COLUMNS, in ROW_ORDER.

    `nights` are feature logs, read one at a time. This is the training set on disk; `rows_at_verdict` and
    `rows_at_first_scoring` choose from it. Labels without a row are `unmatched_labels`.
    """
    teaching = labels[labels[Labels.excluded_because].isna()]
    _refuse_late(teaching, as_of)
    known = teaching[[*LINK_KEY, *LABEL_COLUMNS]]
    parts = [_labelled_rows(night, known) for night in nights]
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=[*KEY_COLUMNS, *LABEL_COLUMNS])
    return pd.concat(parts, ignore_index=True).sort_values(ROW_ORDER, kind="stable", ignore_index=True)


def feature_columns(rows: pd.DataFrame) -> list[str]:
    """The columns of training rows that are features, in order."""
    kept_aside = {*KEY_COLUMNS, *LABEL_COLUMNS}
    return [name for name in rows.columns if name not in kept_aside]


def rows_at_verdict(sightings: pd.DataFrame) -> pd.DataFrame:
    """One row per label: the last sighting up to the night its verdict was about."""
    last = sightings.sort_values(ROW_ORDER, kind="stable").drop_duplicates(LINK_KEY, keep="last")
    return last.sort_values(ROW_ORDER, kind="stable", ignore_index=True)


def rows_at_first_scoring(sightings: pd.DataFrame, since: datetime.date | None = None) -> pd.DataFrame:
    """One row per label: the first sighting, from `since` on, with the content its verdict was about."""
    judged = rows_at_verdict(sightings)[[*LINK_KEY, LogKeys.content_key]]
    same = sightings.merge(judged, on=LINK_KEY, suffixes=("", "_judged"), validate="m:1")
    is_same = same[LogKeys.content_key].isna() | (same[LogKeys.content_key] == same["content_key_judged"])
    same = same[is_same].drop(columns="content_key_judged")
    if since is not None:
        same = same[same[LogKeys.snapshot_date] >= start_of(since)]
    first = same.sort_values(ROW_ORDER, kind="stable").drop_duplicates(LINK_KEY, keep="first")
    return first.reset_index(drop=True)


def unmatched_labels(labels: pd.DataFrame, sightings: pd.DataFrame) -> pd.DataFrame:
    """The teaching labels no night of the log holds: counted and reported, never silently gone."""
    teaching = labels[labels[Labels.excluded_because].isna()]
    found = pd.MultiIndex.from_frame(sightings[LINK_KEY])
    return teaching[~pd.MultiIndex.from_frame(teaching[LINK_KEY]).isin(found)].reset_index(drop=True)


def unlabelled_rows(night: pd.DataFrame, labels: pd.DataFrame, names: Sequence[str], *, most: int) -> pd.DataFrame:
    """At most `most` linked rows of a night that nobody judged: a fixed, evenly mixed sample, in ROW_ORDER."""
    linked = night[night[LogKeys.brand_id].notna()]
    judged = pd.MultiIndex.from_frame(labels[LINK_KEY])
    free = linked[~pd.MultiIndex.from_frame(linked[LINK_KEY]).isin(judged)]
    mixed = pd.util.hash_pandas_object(free[LINK_KEY].astype("object"), index=False)
    chosen = free.assign(_mixed=mixed.to_numpy()).sort_values(["_mixed", *LINK_KEY], kind="stable").head(most)
    return chosen.sort_values(ROW_ORDER, kind="stable", ignore_index=True)[[*KEY_COLUMNS, *names]]


def _labelled_rows(night: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    linked = night[night[LogKeys.brand_id].notna()]
    rows = linked.merge(known, on=LINK_KEY, how="inner", validate="m:1")
    day_decided = rows[Labels.decided_at].dt.floor("D")
    # A verdict cannot be about a night after it was given, whatever its file says.
    about = rows[Labels.decided_about].fillna(day_decided)
    about = about.where(about <= day_decided, day_decided)
    return rows[rows[LogKeys.snapshot_date] <= about]


def _refuse_late(labels: pd.DataFrame, as_of: datetime.date) -> None:
    late = labels[labels[Labels.decided_at] >= start_of(as_of)]
    if len(late):
        first = late.iloc[0]
        raise LeakFound(
            f"labels: {len(late)} were decided on or after {as_of} (first {first[Labels.platform]}/"
            f"{first[Labels.listing_id]}); a label must be known before 00:00 UTC of the day trained for."
        )
