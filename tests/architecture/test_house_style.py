"""The house style that can be checked by a machine, checked."""

import ast
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("features", "models", "pipeline", "benchmarks")
SOURCES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "artifacts" not in path.parts
)
LONGEST_FILE = 250
LONGEST_FUNCTION = 40
MEDIAN_FUNCTION = 10
MOST_POSITIONAL = 5
EMPTY_NAMES = {"utils", "helpers", "common", "misc", "tools", "core", "util"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def functions_of(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, FUNCTIONS)]


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_keeps_the_house_style(path):
    text = path.read_text("utf-8")
    problems = []
    if text.count("\n") > LONGEST_FILE:
        problems.append(f"{text.count(chr(10))} lines")
    if path.stem in EMPTY_NAMES or path.parent.name in EMPTY_NAMES:
        problems.append("a name that says nothing")
    for function in functions_of(path):
        if length_of(function) > LONGEST_FUNCTION:
            problems.append(f"{function.name}: {length_of(function)} lines")
        problems += [f"{function.name}: {fault}" for fault in argument_faults(function)]
    assert problems == []


def argument_faults(function):
    positional = [argument for argument in function.args.args if argument.arg not in ("self", "cls")]
    # Commands of the command line are called by typer by name; their signature is the list of options.
    is_command = any(
        re.search(r"options\.|typer\.", ast.unparse(argument.annotation or ast.Constant(""))) for argument in positional
    )
    if len(positional) > MOST_POSITIONAL and not is_command:
        yield f"{len(positional)} positional arguments"
    for argument in positional:
        if argument.annotation and ast.unparse(argument.annotation) == "bool" and not is_command:
            yield f"boolean positional {argument.arg}"


def test_most_functions_are_short():
    lengths = [length_of(function) for path in SOURCES for function in functions_of(path)]
    assert statistics.median(lengths) < MEDIAN_FUNCTION


def test_every_module_says_what_it_gives():
    silent = [
        str(path.relative_to(ROOT)) for path in SOURCES if ast.get_docstring(ast.parse(path.read_text("utf-8"))) is None
    ]
    assert silent == []


def test_the_project_speaks_of_itself_alone():
    private = re.compile(r"(?<![\w.])/(work|root|farm|opt)/[\w./-]+")
    unfinished = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")
    kinds = {".py", ".md", ".yaml", ".yml", ".toml", ".html", ".css", ".js", ".txt", ""}
    found = []
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if (
            parts[0] in {".git", ".venv", ".hypothesis", "demo", "build", "data"}
            or path.suffix not in kinds
            or not path.is_file()
        ):
            continue
        if path == Path(__file__) or any(part.startswith(".") and part.endswith("_cache") for part in parts):
            continue
        text = path.read_text("utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {match.group(0)}" for match in private.finditer(text)]
        found += [f"{path.relative_to(ROOT)}: {match.group(0)}" for match in unfinished.finditer(text)]
    assert found == []
