"""Layers and imports: one direction, nothing heavy before it is needed, no pickle near a model."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("sklearn", "mlflow", "torch", "sentence_transformers", "lightgbm", "matplotlib", "pandas", "fsspec")
# What can run code while it loads: none of it may be imported on any path of the night.
LOADERS_THAT_RUN_CODE = {"pickle", "joblib", "dill", "cloudpickle", "mlflow.pyfunc", "shelve"}


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_help_loads_nothing_heavy():
    script = (
        "import sys\nfrom typer.testing import CliRunner\nfrom pipeline.cli import app\n"
        "result = CliRunner().invoke(app, ['--help'])\nassert result.exit_code == 0, result.output\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_import_layers_hold():
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("package", ["features", "models", "pipeline"])
def test_no_module_imports_a_loader_that_can_run_code(package):
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / package).rglob("*.py")
        for name in imports_of(path)
        if name in LOADERS_THAT_RUN_CODE or name.split(".")[0] in LOADERS_THAT_RUN_CODE
    }
    assert found == set()


def test_features_touch_no_file_clock_or_network():
    forbidden = {
        "os",
        "io",
        "pathlib",
        "time",
        "random",
        "socket",
        "requests",
        "urllib",
        "http",
        "subprocess",
        "mlflow",
    }
    # Photos arrive as bytes and need a file object; versioned data (lexicon) is read from the package itself.
    allowed = {"io"}
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "features").rglob("*.py")
        for name in imports_of(path)
        if name.split(".")[0] in forbidden - allowed
    }
    assert found == set()
