"""The evasion bench attacks by itself, and its gate says no when a figure is worse beyond chance."""

import ast
import json
import random
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# The benchmarks are scripts: they find each other from the project's folder and from their own.
sys.path[:0] = [str(path) for path in (ROOT, ROOT / "benchmarks") if str(path) not in sys.path]

from benchmarks import evasion  # noqa: E402
from benchmarks.evasion_attacks import HAN_ATTACKS, LATIN_ATTACKS  # noqa: E402
from benchmarks.evasion_gate import unheld, worse  # noqa: E402


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


def run_of(figures: dict, **sample) -> dict:
    return {"sample": {"most": 300, **sample}, "figures": figures}


def test_the_gate_holds_a_figure_that_fell_beyond_chance_and_lets_noise_pass():
    stored = run_of({"long.leet": [0.95, 300], "false_namings_per_10000": [2.0, 12000]})
    assert worse(run_of({"long.leet": [0.93, 300], "false_namings_per_10000": [2.5, 12000]}), stored) == []
    assert len(worse(run_of({"long.leet": [0.85, 300], "false_namings_per_10000": [20.0, 12000]}), stored)) == 2
    assert len(worse(run_of({"long.leet": [0.97, 300]}), stored)) == 1


def test_on_other_titles_the_gate_allows_for_the_many_figures_it_looks_at():
    stored = run_of({f"long.attack{at}": [0.95, 300] for at in range(70)})
    fallen = {name: [0.90, 300] for name in stored["figures"]}
    assert len(worse(run_of(fallen), stored)) == 70
    assert worse(run_of(fallen, most=100), stored) == []


def test_a_figure_that_nothing_is_stored_for_is_named():
    assert unheld(run_of({"long.new": [1.0, 9], "long.old": [1.0, 9]}), run_of({"long.old": [1.0, 9]})) == ["long.new"]


MAKERS = ("Velmora", "Quendale", "Brisktar", "Ostrivan")
GOODS = ("canvas backpack", "steel water bottle", "running shoes", "desk lamp", "leather wallet", "rain jacket")


@pytest.fixture
def raw(tmp_path) -> Path:
    """A raw folder of four invented makers, each with six listings that name it."""
    lines = []
    for maker in MAKERS:
        folder = tmp_path / "raw" / "catalogs" / maker.lower()
        folder.mkdir(parents=True)
        brand = {"brand_id": maker.lower(), "name": maker, "names": {"en": [maker]}, "capacity": 5}
        (folder / "brand.yaml").write_text(json.dumps(brand), "utf-8")
        product = {"product_id": "p1", "title": f"{maker} {GOODS[0]}"}
        (folder / "products.jsonl").write_text(json.dumps(product) + "\n", "utf-8")
        plain = {"price": 20.0, "currency": "USD", "condition": "new", "brand": maker}
        lines += [
            {"listing_id": f"{maker}{at}", "title": f"{maker} {goods}", **plain} for at, goods in enumerate(GOODS)
        ]
    night = tmp_path / "raw" / "snapshots" / "bazaar" / "2026-11-18"
    night.mkdir(parents=True)
    (night / "listings.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n", "utf-8")
    return tmp_path / "raw"


def test_a_planted_regression_makes_the_gate_say_no(raw, tmp_path, capsys):
    asked = ["--raw", str(raw), "--part", "all", "--most", "12", "--stored", str(tmp_path / "gate.json")]
    assert evasion.main([*asked, "--keep"]) == 0
    assert evasion.main([*asked, "--gate"]) == 0
    assert "no figure is worse than stored" in capsys.readouterr().out
    # The planted regression: a name needs more support than a name broken by signs or strange letters ever has.
    (tmp_path / "params.yaml").write_text("linking:\n  least_naming_support: 2.5\n", "utf-8")
    code = evasion.main([*asked, "--gate", "--params", str(tmp_path / "params.yaml")])
    gate = capsys.readouterr().out.rpartition("gate: ")[2]
    assert code == evasion.GATE_SAYS_NO
    assert "long.all" in gate


def test_fewer_genuine_titles_are_read_when_fewer_are_asked_for(raw, capsys):
    evasion.main(["--raw", str(raw), "--part", "all", "--most", "2", "--genuine", "7"])
    assert "false namings in 7," in capsys.readouterr().out
