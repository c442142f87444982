"""Small raw folders, written as a platform or a brand would."""

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest
import zstandard

from pipeline.sources.limits import IngestParams
from pipeline.sources.snapshot import Snapshot, read_snapshot

NIGHT = dt.date(2026, 11, 18)


class Raw:
    """A raw folder under construction."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.night = NIGHT
        self.place = "snapshots/stalls/2026-11-18"

    def write(self, name: str, data: bytes | str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
        return path

    def dump(self, name: str, data: bytes | str) -> Path:
        """A file of tonight's snapshot, compressed as its name says."""
        data = data.encode("utf-8") if isinstance(data, str) else data
        packed = {".gz": gzip.compress, ".zst": zstandard.compress}.get(Path(name).suffix, bytes)
        return self.write(f"{self.place}/{name}", packed(data))

    def lines(self, *lines: bytes | str | dict, name: str = "listings.jsonl") -> Path:
        return self.dump(name, b"\n".join(map(as_bytes, lines)) + b"\n")

    def read(self, **limits: object) -> Snapshot:
        (self.root / self.place).mkdir(parents=True, exist_ok=True)
        return read_snapshot(self.root, "stalls", NIGHT, IngestParams(**({"max_reject_share": 1} | limits)))


def as_bytes(line: bytes | str | dict) -> bytes:
    if isinstance(line, dict):
        return json.dumps(line, ensure_ascii=False).encode("utf-8")
    return line.encode("utf-8") if isinstance(line, str) else line


@pytest.fixture
def raw(tmp_path: Path) -> Raw:
    return Raw(tmp_path)


@pytest.fixture
def listing():
    """A good listing; keywords replace or add fields, None drops one."""

    def build(listing_id: str = "a", **fields: object) -> dict:
        good = {"listing_id": listing_id, "title": f"Watch {listing_id}", "price": 12.5, "currency": "USD"}
        return {name: value for name, value in (good | fields).items() if value is not None}

    return build


@pytest.fixture
def params() -> IngestParams:
    return IngestParams()
