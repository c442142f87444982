"""Giving hashes of known fakes to others, and taking theirs: hashes with provenance, never listing data."""

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from features.contracts import Decisions, ImageSignals, KnownFakeHashes, ReferenceSignals
from features.signals.fake_hashes import hashes_to_give
from features.verdicts import settled_verdicts, start_of
from pipeline.datasets import nightly, past_nights
from pipeline.datasets.dataset import read, write_bytes
from pipeline.errors import InputError
from pipeline.sources.events import read_decisions
from pipeline.sources.faults import Reject
from pipeline.sources.known_fakes import OTHER_ALGORITHM, PLACE, STEM, known_fakes_in, read_known_fakes
from pipeline.sources.limits import IngestParams
from pipeline.sources.table_files import TableFile

MOST_PROBLEMS_SHOWN = 10
_KEY = [
    KnownFakeHashes.algorithm,
    KnownFakeHashes.version,
    KnownFakeHashes.hash,
    KnownFakeHashes.brand_id,
    KnownFakeHashes.provenance,
]
_GIVEN = [name for name in KnownFakeHashes.columns() if name != KnownFakeHashes.received_at]


def export_fakes(file: Path, *, night: dt.date, raw: Path, data: Path, provenance: str) -> str:
    """Writes the hashes of the photos of listings settled as counterfeit before the night; says how many.

    The name tells the form: .jsonl or .csv. Only this installation's own verdicts are given, not hashes received from
    others. Raises InputError for another form, an empty provenance, or a file that is there already.
    """
    _check_target(file, provenance)
    decisions, _ = read_decisions(raw, start_of(night).to_pydatetime(), IngestParams())
    settled = settled_verdicts(decisions, night)
    counterfeit = settled[settled[Decisions.verdict] == "counterfeit"]
    signals = past_nights.image_signals_of(data, night, counterfeit)
    given = hashes_to_give(signals, counterfeit, _official(data, night), " ".join(provenance.split()))
    rows = [_plain(row) for row in given[_GIVEN].to_dict("records")]
    write_bytes(file, _as_csv(rows) if file.suffix == ".csv" else _as_lines(rows))
    seen = len(signals.drop_duplicates([ImageSignals.platform, ImageSignals.listing_id]))
    return "\n".join(
        [
            f"{len(rows)} hashes written to {file}",
            f"  {len(counterfeit)} verdicts of counterfeit before {night}; photos of {seen} of their listings are known",
            "  left out: flat or tiny photos, repeated ones, and copies of official photos",
        ]
    )


def import_fakes(file: Path, raw: Path, *, received_at: dt.datetime) -> str:
    """Adds the hashes of a file to raw/policy, each with the moment it came; says what became of each record.

    Hashes of another algorithm or version are kept aside: counted, not added. Raises InputError, with nothing
    written, when any other record breaks the contract.
    """
    if not file.is_file():
        raise InputError(f"{file}: found no file there, expected hashes of known fakes as .jsonl or .csv")
    if not raw.is_dir():
        raise InputError(f"--raw: {raw} is not a folder. It should hold catalogs/ and snapshots/; give the one you use")
    reading = known_fakes_in([TableFile(file.name, file.parent, file.name)], None, IngestParams())
    aside = [reject for reject in reading.rejects if reject.reason_code == OTHER_ALGORITHM]
    _refuse([reject for reject in reading.rejects if reject.reason_code != OTHER_ALGORITHM])
    there = read_known_fakes(raw, None, IngestParams()).known
    is_there = pd.MultiIndex.from_frame(reading.known[_KEY]).isin(pd.MultiIndex.from_frame(there[_KEY]))
    new = reading.known[~is_there].assign(**{KnownFakeHashes.received_at: pd.Timestamp(received_at)})
    account = reading.accounts[0]
    said = [
        f"{account.read} read = {len(new)} added + {int(is_there.sum())} there already + {account.repeated} repeated "
        f"+ {len(aside)} of another algorithm"
    ]
    if len(new):
        content = _as_lines([_plain(row) for row in new.to_dict("records")])
        path = raw / PLACE / f"{STEM}-{hashlib.sha256(content).hexdigest()[:16]}.jsonl"
        write_bytes(path, content)
        said.append(f"  written to {path}")
    return "\n".join(said + [f"  kept aside: {_sentence(reject)}" for reject in aside[:MOST_PROBLEMS_SHOWN]])


def _check_target(file: Path, provenance: str) -> None:
    if file.suffix not in (".jsonl", ".csv"):
        raise InputError(f"{file}: found {file.suffix or 'no ending'}, expected .jsonl or .csv; name the file so")
    if file.exists():
        raise InputError(f"{file}: found a file there already, expected a new name; move it away")
    if not provenance.strip():
        raise InputError("--provenance: found nothing, expected who vouches for these verdicts")


def _official(data: Path, night: dt.date) -> pd.DataFrame:
    """Every official photo of the last earlier night, to be left out."""
    days = past_nights.nights_before(data, nightly.REFERENCE_SIGNALS, night)
    if not days:
        return ReferenceSignals.empty()
    found: pd.DataFrame = read(nightly.REFERENCE_SIGNALS, nightly.REFERENCE_SIGNALS.at(data, days[-1].isoformat()))
    return found


def _refuse(broken: list[Reject]) -> None:
    if broken:
        shown = [f"  {_sentence(reject)}" for reject in broken[:MOST_PROBLEMS_SHOWN]]
        more = [f"  (+{len(broken) - len(shown)} more)"] if len(broken) > len(shown) else []
        raise InputError("\n".join([f"{len(broken)} records are refused and nothing was added:", *shown, *more]))


def _sentence(reject: Reject) -> str:
    return f"{reject.source_file} record {reject.record_no}: {reject.reason_code}: {reject.detail}"


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    """The row as it is written: days as days, times with their offset, nothing where nothing is known."""
    told = {name: value for name, value in row.items() if not pd.isna(value)}
    told[KnownFakeHashes.decided_on] = told[KnownFakeHashes.decided_on].date().isoformat()
    if KnownFakeHashes.received_at in told:
        told[KnownFakeHashes.received_at] = told[KnownFakeHashes.received_at].isoformat()
    return told


def _as_lines(rows: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def _as_csv(rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, _GIVEN, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
