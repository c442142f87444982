"""What an attack does to a counterfeit's place in the queue is measured on a night that really ran."""

import shutil
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)] if str(ROOT) not in sys.path else []

from benchmarks import evasion_suspects as bench  # noqa: E402
from benchmarks.evasion_night import IS_LINKED, IS_QUEUED, night_of  # noqa: E402
from benchmarks.markets import NIGHT, Market  # noqa: E402
from features.contracts import Listings, Scores  # noqa: E402
from pipeline.params import load_params  # noqa: E402
from pipeline.progress import Progress  # noqa: E402
from pipeline.stage import Context  # noqa: E402


@pytest.fixture(scope="module")
def night(ran, market, tmp_path_factory):
    """The last night of the small market, on a copy: titles rewritten here are cached there."""
    data = tmp_path_factory.mktemp("suspects") / "data"
    shutil.copytree(ran.data, data, ignore=shutil.ignore_patterns("report", "runs"))
    params = load_params(Path(__file__).with_name("without_details.yaml"))
    context = Context(
        night=NIGHT, raw=ran.raw, data=data, models=ran.models, params=params, progress=Progress(is_silent=True)
    )
    return night_of(Market(4, context, market / "truth" / "truth.jsonl", "none", 0.0))


@pytest.fixture(scope="module")
def before(night):
    return night.standing([])


def test_listings_written_as_they_are_stand_where_they_stood(night, before):
    again = bench.untouched(night, before)
    assert len(again) == len(night.told) > 0
    for name in (IS_QUEUED, IS_LINKED, Scores.score):
        assert (again[f"{name}_after"] == again[name]).all()


def test_a_listing_whose_name_is_gone_may_be_unlinked_and_then_stands_in_no_queue(night, before):
    left_out = bench.tried(night, before, "line_without_owner", 0)
    lost = left_out[~left_out[f"{IS_LINKED}_after"]]
    assert left_out[IS_LINKED].all()
    assert 0 < len(lost) < len(left_out)
    assert not lost[f"{IS_QUEUED}_after"].any()
    assert (lost[f"{Scores.score}_after"] == 0).all()
    shown = bench.table(left_out).iloc[0]
    assert float(shown["still linked"]) == pytest.approx(1 - len(lost) / len(left_out), abs=1e-3)
    queued = left_out[left_out[IS_QUEUED]]
    held = pytest.approx([queued[f"{IS_QUEUED}_after"].mean(), len(queued)], abs=1e-4)
    assert bench.still_queued(left_out) == {"still_queued.line_without_owner": held}


def test_the_name_is_hidden_in_the_description_too_and_never_left_as_it_was(night):
    for made in bench.rewritings(night, "styled", 0):
        name = night.told[made.at][0].name
        assert name not in made.listing[Listings.title]
        assert made.listing[Listings.description] is None or name not in made.listing[Listings.description]
