"""What `simulate` prints."""

import json
from pathlib import Path

from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.commands.market_summary import SHOWN, market_lines
from pipeline.simulator import Separation, SimulationSummary

COLUMNS = tuple(Separation("price", "to_own_list_price", f"market{at}", 0.8 - at / 100, 90, 9) for at in range(20))


def test_simulate_says_in_words_what_it_made_and_in_json_everything_it_counted(tmp_path):
    def run(out, *more):
        given = ["simulate", "--out", str(out), "--nights", "1", "--end", "2026-11-18", "--seed", "3"]
        found = CliRunner().invoke(app, [*given, "--listings", "120", *more])
        assert found.exit_code == 0, found.output
        return found.output

    words = run(tmp_path / "words")
    told = json.loads(run(tmp_path / "figures", "--json"))
    assert f"{told['listings_ever']} listings ever" in words
    assert f"{told['counterfeit_share']:.1%} of live offers" in words
    assert ("Too few counterfeit gangs" in words) == (told["separation"] == [])


def test_the_columns_that_tell_most_are_listed_first_and_not_all_of_them():
    lines = market_lines(SimulationSummary(Path("m"), 3, 900, (800, 850, 1234), 0.031, 33, 50, 4, COLUMNS))
    assert lines[0] == "A market of 3 nights: 900 listings ever, 1,234 live on the last night"
    told = [line for line in lines if "price, to own list price on market" in line]
    assert len(told) == SHOWN and told[0].startswith("  0.80")
    assert any("20 measured" in line for line in lines)
