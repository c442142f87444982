"""Three small markets, made once for all tests of the simulator."""

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.simulator import SimulationSummary, simulate

END = dt.date(2026, 11, 20)
NIGHTS = 9
LISTINGS = 300
SEEDS = (1, 2, 3)


def read_rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


@dataclass(frozen=True)
class Made:
    """A market on disk with its summary."""

    raw: Path
    truth: Path
    summary: SimulationSummary

    def told(self) -> dict[tuple[str, str], dict]:
        return {(row["platform"], row["listing_id"]): row for row in read_rows(self.truth / "truth.jsonl")}

    def nights(self) -> list[Path]:
        return sorted(self.raw.glob("snapshots/*/*"))

    def decisions(self) -> list[dict]:
        return read_rows(self.raw / "decisions/decisions.jsonl")


@pytest.fixture(scope="session")
def markets(tmp_path_factory) -> list[Made]:
    made = []
    for seed in SEEDS:
        out = tmp_path_factory.mktemp(f"market{seed}")
        made.append(
            Made(out / "raw", out / "truth", simulate(out, nights=NIGHTS, end=END, seed=seed, listings=LISTINGS))
        )
    return made


@pytest.fixture(scope="session")
def market(markets) -> Made:
    return markets[0]
