"""The evasion bench attacks by itself, and its gate says no when a figure is worse beyond chance."""

import ast
import random
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)] if str(ROOT) not in sys.path else []

from benchmarks.evasion_attacks import HAN_ATTACKS, LATIN_ATTACKS  # noqa: E402
from benchmarks.evasion_gate import worse  # noqa: E402


def test_the_attacks_share_nothing_with_what_they_test():
    tree = ast.parse((ROOT / "benchmarks" / "evasion_attacks.py").read_text("utf-8"))
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    assert not [name for name in modules if name.split(".")[0] in ("features", "models", "pipeline", "benchmarks")]


@pytest.mark.parametrize("name", sorted(LATIN_ATTACKS))
def test_an_attack_changes_the_name_and_depends_on_its_seed_alone(name):
    made = [LATIN_ATTACKS[name]("Samdung Tiol", random.Random(seed), 1 + seed % 3) for seed in range(6)]
    again = [LATIN_ATTACKS[name]("Samdung Tiol", random.Random(seed), 1 + seed % 3) for seed in range(6)]
    assert made == again
    assert any(one and one != "Samdung Tiol" for one in made)


@pytest.mark.parametrize("name", sorted(HAN_ATTACKS))
def test_an_attack_on_a_chinese_name_changes_it(name):
    assert HAN_ATTACKS[name]("联想", random.Random(1), 2) != "联想"


def test_the_gate_holds_a_figure_that_fell_beyond_chance_and_lets_noise_pass():
    stored = {"long.leet": [0.95, 300], "false_namings_per_10000": [2.0, 12000]}
    assert worse({"long.leet": [0.93, 300], "false_namings_per_10000": [2.5, 12000]}, stored) == []
    assert len(worse({"long.leet": [0.85, 300], "false_namings_per_10000": [20.0, 12000]}, stored)) == 2
    assert len(worse({"long.leet": [0.97, 300]}, stored)) == 1
