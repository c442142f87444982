"""Everything that is wrong with raw input, at once, without a run and without writing anything."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from features.contracts import BannedImages, ListingFlags, Listings, Names, ReferenceImages, Rejects
from models.triage import RankParams
from pipeline.errors import InputError
from pipeline.sources.catalogs import Catalogs, read_catalogs
from pipeline.sources.column_mappings import read_mappings
from pipeline.sources.events import EventReading, complaint_events, decision_events
from pipeline.sources.faults import FileAccount
from pipeline.sources.limits import IngestParams
from pipeline.sources.photo_names import PhotoRefused
from pipeline.sources.policy import Policy, read_policy
from pipeline.sources.sectors import read_sectors, unused_sectors
from pipeline.sources.snapshot import nights, platforms, read_snapshot

MOST_LINES = 10
_SHARES = ("kept", "rejected", "repeated")
# A renamed column is the same problem in every record; said once, it does not hide the others.
_OF_A_RECORD = re.compile(r"(?P<file>.+?) record \d+: (?P<reason>\w+)")


@dataclass
class Validation:
    """What a person has to mend (`problems`), what was noticed (`remarks`), and the account of every file read."""

    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    accounts: list[FileAccount] = field(default_factory=list)

    def add(self, rejects: pd.DataFrame, accounts: Iterable[FileAccount], remarks: Iterable[str]) -> None:
        """What one reading found."""
        self.problems += [_sentence(row) for row in rejects.to_dict("records")]
        self.accounts += accounts
        self.remarks += remarks

    @property
    def has_faults(self) -> bool:
        """True when something would be rejected, withheld or missing."""
        return bool(self.problems)

    def as_dict(self) -> dict[str, Any]:
        """Everything, for JSON."""
        files = [asdict(account) for account in self.accounts]
        return {"problems": self.problems, "remarks": self.remarks, "files": files}

    def lines(self) -> list[str]:
        """The counts, then the first problems and remarks, for a terminal."""
        totals = {name: sum(getattr(one, name) for one in self.accounts) for name in ("read", *_SHARES)}
        split = " + ".join(f"{totals[name]} {name}" for name in _SHARES)
        counts = f"{len(self.accounts)} files: {totals['read']} records read = {split}"
        return [counts, *_first("problem", self.problems), *_first("remark", self.remarks)]


def _first(kind: str, said: list[str]) -> list[str]:
    alike: dict[str | tuple[str, ...], list[str]] = {}
    for one in said:
        found = _OF_A_RECORD.match(one)
        alike.setdefault(found.groups() if found else one, []).append(one)
    groups = list(alike.values())
    shown = [f"{kind}: {group[0]}{_others(len(group) - 1)}" for group in groups[:MOST_LINES]]
    more = sum(map(len, groups[MOST_LINES:]))
    return [*shown, f"(+{more} more {kind}s; --json shows them all)"] if more else shown


def _others(count: int) -> str:
    return f" (and {count:,} more records for the same reason)" if count else ""


def validate_input(
    raw: Path, night: dt.date | None, params: IngestParams, *, ranking: RankParams | None = None
) -> Validation:
    """Every problem of catalogues, policy, events and the snapshots of the night; of all nights for None."""
    found = Validation()
    if not raw.is_dir():
        found.problems.append(f"{raw}: found no folder, expected raw input with snapshots/ and catalogs/; check --raw")
        return found
    found.problems += [says for said in read_mappings(raw, params).problems.values() for says in said]
    catalogs, policy = read_catalogs(raw, params), read_policy(raw, params)
    decisions, complaints = decision_events(raw, None, params), complaint_events(raw, None, params)
    for reading in (catalogs, policy, decisions, complaints):
        found.add(reading.rejects, reading.accounts, reading.remarks)
    found.remarks += _brand_remarks(raw, catalogs)
    for place, told in (
        ("catalogs", catalogs),
        ("policy", policy),
        ("decisions", decisions),
        ("complaints", complaints),
    ):
        found.remarks += _unknown_columns(place, told)
    sectors = read_sectors(raw, params, ranking=ranking or RankParams())
    found.add(sectors.rejects, (), unused_sectors(sectors, catalogs.brands))
    found.problems += _reference_photo_problems(catalogs) + _banned_photo_problems(policy)
    known = nights(raw)
    if night is None and not known:
        found.problems.append(f"{raw / 'snapshots'}: found no night, expected <platform>/<YYYY-MM-DD>/listings.jsonl")
    for each in [night] if night is not None else known:
        _validate_night(raw, each, params, found)
    return found


def _brand_remarks(raw: Path, catalogs: Catalogs) -> list[str]:
    """What is allowed and yet seldom meant: no brand at all, a name that two brands bear."""
    if catalogs.brands.empty:
        return [f"{raw / 'catalogs'}: found no brand, expected <brand_id>/brand.yaml; nothing is compared without one"]
    names = catalogs.names.assign(folded=catalogs.names[Names.name].str.casefold())
    bearers = names.groupby("folded", sort=True)[Names.brand_id].unique()
    return [
        f"catalogs: {name!r} is a name of {' and of '.join(sorted(brands))}; a listing that says it may be linked to each"
        for name, brands in bearers.items()
        if len(brands) > 1
    ]


def _unknown_columns(place: str, reading: EventReading | Catalogs | Policy) -> list[str]:
    unknown = ", ".join(reading.unknown_columns)
    return [f"{place}: unknown columns kept aside: {unknown}"] if unknown else []


def _validate_night(raw: Path, night: dt.date, params: IngestParams, found: Validation) -> None:
    try:
        names = platforms(raw, night)
    except InputError as missing:
        found.problems.append(str(missing))
        return
    for name in names:
        snapshot = read_snapshot(raw, name, night, params)
        place = f"snapshots/{name}/{night}"
        unknown = [f"{place}: unknown columns kept aside: {', '.join(snapshot.unknown_columns)}"]
        flags = snapshot.flags[ListingFlags.flag].value_counts().sort_index()
        noticed = [f"{place}: {count} listings with {flag}" for flag, count in flags.items()]
        found.add(snapshot.rejects, snapshot.accounts, noticed + (unknown if snapshot.unknown_columns else []))
        if snapshot.listings.empty and snapshot.withheld_because is None:
            found.remarks.append(f"{place}: found no listing; deliver the dump again if the platform has any")
        if snapshot.withheld_because is not None:
            found.problems.append(f"{place}: its lists would be withheld: {snapshot.withheld_because}")
        images = [(image,) for named in snapshot.listings[Listings.images] for image in named]
        found.problems += _photo_problems(place, images, snapshot.photos.read)


def _reference_photo_problems(catalogs: Catalogs) -> list[str]:
    named = catalogs.reference_images[[ReferenceImages.brand_id, ReferenceImages.image]]
    return _photo_problems("catalogs", list(named.itertuples(index=False, name=None)), catalogs.photos.read)


def _banned_photo_problems(policy: Policy) -> list[str]:
    paths = policy.banned_images[BannedImages.path].dropna()
    return _photo_problems("policy", [(path,) for path in paths], policy.photos.read)


def _photo_problems(place: str, named: Sequence[tuple[str, ...]], read: Callable[..., bytes]) -> list[str]:
    """One sentence a reason, with the number of photos and the first of them."""
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for name in named:
        try:
            read(*name)
        except PhotoRefused as refused:
            counts[refused.reason_code] += 1
            first.setdefault(refused.reason_code, refused.detail)
    return [
        f"{place}: {code}: {count} of {len(named)} photos; the first: {first[code]}" for code, count in counts.items()
    ]


def _sentence(row: dict) -> str:
    number = row[Rejects.record_no]
    where = row[Rejects.source_file] if pd.isna(number) else f"{row[Rejects.source_file]} record {number}"
    return f"{where}: {row[Rejects.reason_code]}: {row[Rejects.detail]}"
