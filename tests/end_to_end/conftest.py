"""One small simulated market for all end-to-end tests; each test that changes something works on its own copy."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.simulator import simulate

NIGHT = date(2026, 11, 18)
# Every photo of a simulated market is new: local details would take most of these tests' time. They have tests of
# their own, and one night here that looks for them.
WITHOUT_DETAILS = Path(__file__).parent / "without_details.yaml"
TAKE_PARAMS = {"nightly", "backfill", "run", "replay", "train", "evaluate", "promote"}
NIGHTS = 3
LISTINGS = 400


class Installation:
    """A raw folder with its own data and models, and the command line over them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.raw = folder / "raw"
        self.data = folder / "data"
        self.models = folder / "models"

    def run(self, *words: str, **changed: Path):
        """Runs a command in this process; gives typer's result with exit_code, output and the exception, if any."""
        places = {"raw": self.raw, "data": self.data, "models": self.models, **changed}
        if words[0] in TAKE_PARAMS and "--params" not in words:
            places = {"params": WITHOUT_DETAILS, **places}
        options = [part for name, path in places.items() for part in (f"--{name}", str(path))]
        return CliRunner().invoke(app, [*words, *options])

    @property
    def night(self) -> Path:
        return self.data / "runs" / NIGHT.isoformat()


@pytest.fixture(scope="session")
def market(tmp_path_factory) -> Path:
    """The folder of a simulated market: raw and truth."""
    folder = tmp_path_factory.mktemp("market")
    simulate(folder, nights=NIGHTS, end=NIGHT, seed=4, listings=LISTINGS)
    return folder


@pytest.fixture(scope="session")
def ran(market, tmp_path_factory) -> Installation:
    """An installation that ran all nights. Read it, do not change it."""
    installation = Installation(tmp_path_factory.mktemp("ran"))
    installation.raw = market / "raw"
    result = installation.run("backfill", "--from", "2026-11-16", "--to", "2026-11-18", "--workers", "1")
    assert result.exit_code == 0, result.output
    return installation


@pytest.fixture
def fresh(market, tmp_path) -> Installation:
    """A copy of the market that a test may break, with nothing run yet. Signals are cached by content: none here."""
    installation = Installation(tmp_path)
    shutil.copytree(market / "raw", installation.raw)
    return installation


@pytest.fixture(scope="session", autouse=True)
def own_secret():
    """Tests never touch the user's own audit secret."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TOUCHSTONE_AUDIT_SECRET", "a secret of the tests")
        yield
