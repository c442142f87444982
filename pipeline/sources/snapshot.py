"""One platform's dump of one night: listings, sellers, photos, and everything that could not be used."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from features.contracts import ListingFlags, Listings
from pipeline.errors import InputError
from pipeline.remote.late_files import bring
from pipeline.sources.column_mappings import read_mappings
from pipeline.sources.faults import FileAccount, RecordFault, rejects_table
from pipeline.sources.limits import IngestParams
from pipeline.sources.photo_store import PhotoStore
from pipeline.sources.regular_files import folders_in
from pipeline.sources.snapshot_shapes import listings_shape, sellers_shape
from pipeline.sources.success_marker import promised_listings
from pipeline.sources.table_files import TableFile, table_files
from pipeline.sources.table_reader import TableReading, read_table

SNAPSHOTS = "snapshots"
_MOST_NIGHTS_NAMED = 10


@dataclass(frozen=True)
class Snapshot:
    """What one platform showed on one night. A withheld platform keeps its rows; its lists are not to be published."""

    listings: pd.DataFrame
    sellers: pd.DataFrame
    flags: pd.DataFrame
    rejects: pd.DataFrame
    photos: PhotoStore
    accounts: list[FileAccount]
    withheld_because: str | None
    unknown_columns: list[str]

    @property
    def is_withheld(self) -> bool:
        """True when this platform's lists must not be published tonight."""
        return self.withheld_because is not None


def platforms(raw: Path, night: dt.date) -> list[str]:
    """The platforms with a snapshot of the night, sorted. Raises InputError, naming the nights there are, for none."""
    found = [name for name in folders_in(raw / SNAPSHOTS) if (raw / SNAPSHOTS / name / night.isoformat()).is_dir()]
    if not found:
        raise InputError(_no_snapshot(raw, f"{SNAPSHOTS}/*/{night}", nights(raw)))
    return found


def nights(raw: Path, platform: str | None = None) -> list[dt.date]:
    """The nights with a snapshot (of one platform, or of any), in order."""
    names = [platform] if platform is not None else folders_in(raw / SNAPSHOTS)
    dates = {date for name in names for date in folders_in(raw / SNAPSHOTS / name)}
    return sorted(night for night in map(_as_night, dates) if night is not None)


def bring_night(raw: Path, night: dt.date) -> None:
    """Makes sure that every platform's snapshot of the night is here, where raw stands for a store; else does nothing."""
    for name in folders_in(raw / SNAPSHOTS):
        bring(raw / SNAPSHOTS / name / night.isoformat())


def read_snapshot(raw: Path, platform: str, night: dt.date, params: IngestParams) -> Snapshot:
    """The platform's snapshot of the night, bad records as rejects. Raises InputError when there is none."""
    place = f"{SNAPSHOTS}/{platform}/{night}"
    if not (raw / place).is_dir():
        raise InputError(_no_snapshot(raw, place, nights(raw, platform)))
    mappings = read_mappings(raw, params)
    problems = mappings.problems_of(platform)
    parts = {table: _parts(raw, place, table, platform) for table in ("listings", "sellers")}
    # A dump read by half a mapping would be wrong in ways nobody sees: it is not read at all.
    shapes = {"listings": listings_shape(night, params), "sellers": sellers_shape(night, params)}
    listings, sellers = (
        read_table([] if problems else parts[table], shape, params, mapping=mappings.of(platform, table))
        for table, shape in shapes.items()
    )
    reasons = [*problems, *_incomplete(raw / place, parts["listings"], listings, is_read=not problems)]
    return Snapshot(
        listings=listings.frame,
        sellers=sellers.frame,
        flags=_flags_table(listings),
        rejects=rejects_table([*listings.rejects, *sellers.rejects]),
        photos=PhotoStore(raw / place, params),
        accounts=[*listings.accounts, *sellers.accounts],
        withheld_because="; ".join([*reasons, *_too_many_rejects(listings, sellers, params)]) or None,
        unknown_columns=_unknown_columns(listings, sellers),
    )


def photo_store(raw: Path, platform: str, night: dt.date, params: IngestParams) -> PhotoStore:
    """The photos of a snapshot, without reading its tables."""
    return PhotoStore(raw / SNAPSHOTS / platform / night.isoformat(), params)


def photo_stores(raw: Path, listings: pd.DataFrame, night: dt.date, params: IngestParams) -> dict[str, PhotoStore]:
    """Platform → the photos of its snapshot, for every platform of Listings."""
    return {name: photo_store(raw, name, night, params) for name in listings[Listings.platform].unique()}


def _parts(raw: Path, place: str, table: str, platform: str) -> list[TableFile]:
    return table_files(raw, place, table, {Listings.platform: platform})


def _incomplete(folder: Path, parts: list[TableFile], listings: TableReading, *, is_read: bool) -> list[str]:
    if not parts:
        return [f"found no listings*.jsonl, .csv or .parquet in {folder.name}; deliver the dump again"]
    try:
        promised = promised_listings(folder)
    except RecordFault as malformed:
        return [malformed.fault.says]
    # What stands for the lost rest of a file is no record that arrived.
    found = sum(account.read for account in listings.accounts) - listings.broken_files
    if promised is None or not is_read or promised == found:
        return []
    return [f"_SUCCESS promises {promised} listings, found {found}; deliver the dump again, it is not complete"]


def _too_many_rejects(listings: TableReading, sellers: TableReading, params: IngestParams) -> list[str]:
    accounts = [*listings.accounts, *sellers.accounts]
    read, rejected = sum(one.read for one in accounts), sum(one.rejected for one in accounts)
    if rejected <= params.max_reject_share * read:
        return []
    share = f"{rejected} of {read} records were rejected ({rejected / read:.0%})"
    return [f"{share}, expected at most {params.max_reject_share:.0%} (ingest.max_reject_share); see the rejects"]


def _flags_table(listings: TableReading) -> pd.DataFrame:
    rows = [row for row, _ in listings.flags]
    named = listings.frame[[Listings.platform, Listings.listing_id]].iloc[rows].reset_index(drop=True)
    named[ListingFlags.flag] = [flag for _, flag in listings.flags]
    return ListingFlags.conform(named)


def _unknown_columns(listings: TableReading, sellers: TableReading) -> list[str]:
    named = [f"listings.{name}" for name in listings.unknown_columns]
    return [*named, *(f"sellers.{name}" for name in sellers.unknown_columns)]


def _as_night(name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(name) if len(name) == len("2026-11-18") else None
    except ValueError:
        return None


def _no_snapshot(raw: Path, place: str, known: list[dt.date]) -> str:
    shown = ", ".join(str(night) for night in known[-_MOST_NIGHTS_NAMED:]) or "none at all"
    return f"{raw / place}: found no snapshot of that night, expected a folder of that name; nights that exist: {shown}"
