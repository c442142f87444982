"""The stages fit together: what one reads another wrote, and every stage declares what its answer hangs on."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from pipeline.datasets import nightly, training
from pipeline.dvcfile import FOUNDATIONS, PAST
from pipeline.errors import InputError
from pipeline.graph import ALL_STAGES, FEATURE_STAGES, NIGHT_STAGES, TRAINING_STAGES, stage_named
from pipeline.params import Params
from pipeline.stages import backfill_features

ROOT = Path(__file__).parents[2]
# What every stage stands on and what runs it: none of it computes anything.
MACHINERY = (*FOUNDATIONS, "pipeline/stage.py", "pipeline/params.py", "pipeline/errors.py", "pipeline/progress.py")
RAW = {"catalogs", "snapshots", "sources.yaml", "policy", "decisions", "complaints"}


@pytest.mark.parametrize("stages", [NIGHT_STAGES, TRAINING_STAGES], ids=["night", "training"])
def test_what_a_stage_reads_an_earlier_stage_of_its_chain_wrote(stages):
    written = set()
    for stage in stages:
        assert {dataset.name for dataset in stage.reads} <= written, stage.name
        written |= {dataset.name for dataset in stage.writes}


def test_no_two_stages_write_the_same_dataset():
    written = Counter(dataset.name for stage in ALL_STAGES for dataset in stage.writes)
    assert [name for name, times in written.items() if times > 1] == []


def test_every_path_and_every_name_is_one_datasets_own():
    datasets = [
        found for module in (nightly, training) for found in vars(module).values() if isinstance(found, nightly.Dataset)
    ]
    distinct = {(one.root, one.path): one for one in datasets}
    assert len(distinct) == len({one.name for one in distinct.values()}) == len({id(one) for one in datasets})


def test_stages_are_named_once_as_a_verb_and_a_noun_and_found_by_name():
    assert len({stage.name for stage in ALL_STAGES}) == len(ALL_STAGES)
    for stage in ALL_STAGES:
        assert stage_named(stage.name) is stage
        assert "_" in stage.name and stage.says


def test_an_unknown_stage_names_those_there_are():
    with pytest.raises(InputError, match="link_products"):
        stage_named("link_product")


@pytest.mark.parametrize("stage", ALL_STAGES, ids=lambda stage: stage.name)
def test_what_a_stage_declares_is_there(stage):
    assert [path for path in stage.code if not (ROOT / path).exists()] == []
    assert set(stage.params) <= set(Params.model_fields)
    assert set(stage.raw) <= RAW
    assert set(stage.data) <= set(PAST)


@pytest.mark.parametrize("stage", ALL_STAGES, ids=lambda stage: stage.name)
def test_a_stage_declares_the_code_it_imports(stage):
    covered = (*stage.code, *MACHINERY)
    imported = imports_of(ROOT / "pipeline" / "stages" / f"{stage.name}.py")
    assert [path for path in imported if not is_within(path, covered)] == []


@pytest.mark.parametrize("stage", ALL_STAGES, ids=lambda stage: stage.name)
def test_a_stage_declares_the_params_it_names(stage):
    source = (ROOT / "pipeline" / "stages" / f"{stage.name}.py").read_text()
    named = {
        node.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "params"
    }
    assert named & set(Params.model_fields) <= set(stage.params)


def test_backfilling_hangs_on_all_that_the_nights_it_builds_hang_on():
    ours = backfill_features.STAGE
    for stage in FEATURE_STAGES:
        assert set(stage.params) <= set(ours.params), stage.name
        assert set(stage.raw) <= set(ours.raw), stage.name
        code = (f"pipeline/stages/{stage.name}.py", *stage.code)
        assert [path for path in code if not is_within(path, ours.code)] == [], stage.name


def is_within(path: str, folders: tuple[str, ...]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


def imports_of(module: Path) -> list[str]:
    """The project's own files that a module imports, relative to the repository's root; packages as their folder."""
    found = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                found |= {file_of(f"{node.module}.{alias.name}") or file_of(node.module)}
        elif isinstance(node, ast.Import):
            found |= {file_of(alias.name) for alias in node.names}
    return sorted(found - {None})


def file_of(name: str) -> str | None:
    path = name.replace(".", "/")
    if name.split(".")[0] not in ("features", "models", "pipeline"):
        return None
    return next((found for found in (f"{path}.py", path) if (ROOT / found).exists()), None)
