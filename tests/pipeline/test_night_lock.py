"""Two runs of one night: the second is told who holds it. A dead holder holds nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import WorldError
from pipeline.night_lock import hold

ROOT = Path(__file__).parents[2]


def hold_elsewhere(data, and_then):
    script = (
        "import sys, os, signal\nfrom pathlib import Path\nfrom pipeline.night_lock import hold\n"
        "with hold(Path(sys.argv[1]), '2026-11-18'):\n    print('held', flush=True)\n    " + and_then
    )
    return subprocess.Popen(
        [sys.executable, "-c", script, str(data)], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=ROOT
    )


def test_a_second_run_is_told_who_holds_the_night(tmp_path):
    other = hold_elsewhere(tmp_path, "sys.stdin.readline()")
    assert other.stdout.readline() == "held\n"
    with (
        pytest.raises(WorldError, match=rf"2026-11-18: another run holds the lock \(process {other.pid} on "),
        hold(tmp_path, "2026-11-18"),
    ):
        pass
    with hold(tmp_path, "2026-11-17"):
        pass
    other.communicate("\n")


def test_a_killed_run_frees_its_night(tmp_path):
    other = hold_elsewhere(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)")
    other.wait()
    with hold(tmp_path, "2026-11-18"):
        pass
    other.stdout.close()
    other.stdin.close()
