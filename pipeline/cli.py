"""The console script `touchstone`. Each command is a few lines here and its work elsewhere, imported when it is called."""

import sys
import traceback

import typer

from pipeline.collecting import collect_seldom
from pipeline.commands import addresses, describing, exchanging, keeping, learning, nights, starting
from pipeline.errors import TouchstoneError

app = typer.Typer(
    name="touchstone",
    help="Finds suspected counterfeit listings on marketplaces, night by night. Suspects, never verdicts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
starting.add_to(app)
nights.add_to(app)
learning.add_to(app)
keeping.add_to(app)
exchanging.add_to(app)
describing.add_to(app)
addresses.take_addresses(app)


def main() -> None:
    """Runs the command line. Exit codes: 0 done, 2 input, 3 outside world, 4 a gate said no, 1 our bug."""
    collect_seldom()
    try:
        app()
    except TouchstoneError as told:
        sys.stderr.write(f"touchstone: {told}\n")
        raise SystemExit(told.exit_code) from told
    except OSError as refused:
        sys.stderr.write(f"touchstone: the system refused: {refused}\n")
        raise SystemExit(3) from refused
    except Exception as bug:
        traceback.print_exc()
        sys.stderr.write("touchstone: this is our bug; please report it with the lines above.\n")
        raise SystemExit(1) from bug
