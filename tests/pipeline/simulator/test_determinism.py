"""The same arguments give the same bytes, in any process; another seed gives another market."""

import datetime as dt
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.simulator import OutputNotEmpty, simulate

ROOT = Path(__file__).parents[3]
SMALL = {"nights": 2, "end": dt.date(2026, 11, 20), "listings": 100}


def tree_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("first")
    simulate(out, seed=7, **SMALL)
    return out


def test_another_process_with_another_hash_seed_writes_the_same_bytes(first, tmp_path):
    script = (
        "import datetime as dt, sys; from pathlib import Path; from pipeline.simulator import simulate; "
        "simulate(Path(sys.argv[1]), seed=7, nights=2, end=dt.date(2026, 11, 20), listings=100)"
    )
    environment = os.environ | {"PYTHONHASHSEED": "4242", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, env=environment, cwd=ROOT)
    assert tree_hash(tmp_path) == tree_hash(first)


def test_two_darkrooms_write_the_same_bytes_as_none(first, tmp_path):
    simulate(tmp_path, seed=7, workers=2, **SMALL)
    assert tree_hash(tmp_path) == tree_hash(first)


def test_another_seed_is_another_market(markets):
    assert len({tree_hash(made.raw) for made in markets}) == len(markets)


def test_a_folder_with_a_market_is_left_alone(first):
    before = tree_hash(first)
    with pytest.raises(OutputNotEmpty):
        simulate(first, seed=9, **SMALL)
    assert tree_hash(first) == before
