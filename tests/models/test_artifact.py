"""A model folder: believed only when it is whole and scores."""

import datetime
import hashlib
import json
import shutil

import numpy as np
import pytest

from models import artifact as artifacts
from models import margins
from models.artifact import load_artifact, score, smoke_score, verified_contents
from models.classifier import ClassifierParams, train_classifier
from models.errors import ModelError, ModelRefused, StaleModel
from models.feature_spec import FeatureSpec
from models.findings import Finding, verdict_of
from models.promotion import promote, roll_back, settle
from models.splits import SplitParams, time_and_seller_split
from models.training import artifact_of, write_challenger

PASSED = verdict_of([], {})
CUT = datetime.date(2026, 11, 11)


@pytest.fixture(scope="module")
def trained(inputs):
    split = time_and_seller_split(inputs.sightings, inputs.as_of, SplitParams())
    return train_classifier(
        split.train, inputs.unjudged, inputs.spec, ClassifierParams(most_rounds=20, least_rounds=10, folds=2)
    )


@pytest.fixture(scope="module")
def written(trained, inputs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "challenger"
    write_challenger(folder, trained, inputs, CUT)
    return folder


@pytest.fixture(scope="module")
def marks(written, tmp_path_factory):
    """Marks of models whose smoke score has passed, so that one child process serves all tests."""
    folder = tmp_path_factory.mktemp("marks")
    load_artifact(written, verified_marks=folder)
    return folder


@pytest.fixture
def folder(written, tmp_path):
    shutil.copytree(written, tmp_path / "challenger")
    return tmp_path / "challenger"


def test_a_folder_scores_as_the_model_in_memory_did(written, marks, trained, inputs):
    features = inputs.sightings[list(inputs.spec.names)]
    loaded = score(load_artifact(written, verified_marks=marks), features, inputs.spec)
    assert (loaded == score(artifact_of(trained, inputs.spec), features, inputs.spec)).all()
    assert ((loaded > 0) & (loaded < 1)).all()


def test_writing_twice_gives_the_same_digest(written, trained, inputs, tmp_path):
    assert write_challenger(tmp_path / "c", trained, inputs, CUT) == verified_contents(written)[1]


def test_nothing_in_the_folder_is_a_pickle(written):
    assert sorted(path.suffix for path in written.iterdir()) == [".json"] * 4 + [".md", ".txt"]
    for path in written.iterdir():
        path.read_text("utf-8")


@pytest.mark.parametrize("name", [*artifacts.FILES, artifacts.MANIFEST])
@pytest.mark.parametrize("harm", ["cut", "edited", "gone", "emptied"])
def test_a_damaged_file_is_refused_without_a_crash(folder, marks, name, harm):
    path = folder / name
    kept = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes({"cut": kept[: len(kept) // 2], "edited": kept.replace(b"0", b"1"), "emptied": b""}[harm])
    with pytest.raises(ModelRefused):
        load_artifact(folder, verified_marks=marks)


def forge(folder, name, content):
    """Puts other content in and mends the manifest, as somebody who can write the folder would."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / artifacts.MANIFEST).read_bytes())
    manifest["files"][name]["sha256"] = hashlib.sha256(content).hexdigest()
    (folder / artifacts.MANIFEST).write_text(json.dumps(manifest))


def test_a_truncated_model_with_a_mended_manifest_dies_in_the_child_only(folder):
    kept = (folder / artifacts.MODEL).read_bytes()
    forge(folder, artifacts.MODEL, kept[: len(kept) // 3])
    with pytest.raises(ModelRefused):
        load_artifact(folder)


def test_a_model_that_hangs_is_given_up(trained):
    with pytest.raises(ModelRefused, match="within"):
        smoke_score(trained.model_text.encode(), 5, timeout_s=0.01)


def test_a_model_with_other_features_than_its_spec_is_refused(folder, marks):
    spec = json.loads((folder / artifacts.SPEC).read_bytes())
    forge(folder, artifacts.SPEC, json.dumps({**spec, "names": spec["names"][::-1]}).encode())
    (marks / verified_contents(folder)[1]).touch()
    with pytest.raises(ModelRefused, match="are not those"):
        load_artifact(folder, verified_marks=marks)


def test_the_smoke_score_is_spared_once_it_passed(written, marks):
    assert (marks / verified_contents(written)[1]).is_file()
    load_artifact(written, verified_marks=marks, timeout_s=0.001)


def test_columns_in_another_order_are_an_error(written, marks, inputs):
    model = load_artifact(written, verified_marks=marks)
    features = inputs.sightings[list(inputs.spec.names)]
    with pytest.raises(StaleModel):
        score(model, features[features.columns[::-1]], inputs.spec)
    with pytest.raises(ModelError, match="infinite"):
        score(model, features.assign(noise=-np.inf), inputs.spec)


def test_features_of_another_version_are_an_error(written, marks, inputs):
    other = FeatureSpec(
        inputs.spec.names, inputs.spec.monotone, "ffff", inputs.spec.encoder_id, inputs.spec.rules_version
    )
    with pytest.raises(StaleModel, match="formulas"):
        score(load_artifact(written, verified_marks=marks), inputs.sightings[list(other.names)], other)


def test_scores_do_not_depend_on_the_chunks(written, marks, inputs, monkeypatch):
    model = load_artifact(written, verified_marks=marks)
    features = inputs.sightings[list(inputs.spec.names)]
    whole = score(model, features, inputs.spec)
    monkeypatch.setattr(margins, "ROWS_AT_ONCE", 7)
    assert (score(model, features, inputs.spec) == whole).all()
    assert score(model, features.head(0), inputs.spec).shape == (0,)


def names_in(models):
    return sorted(path.name for path in models.iterdir() if path.name in ("champion", "challenger", "previous"))


def test_a_first_promotion_makes_the_challenger_champion(folder, marks):
    promote(folder.parent, PASSED, verified_marks=marks)
    assert names_in(folder.parent) == ["challenger", "champion"]


def test_promoting_the_same_challenger_again_keeps_the_previous_champion(folder, marks):
    models = folder.parent
    promote(models, PASSED, verified_marks=marks)
    (models / "champion" / "name").write_text("old")
    promote(models, PASSED, verified_marks=marks)
    promote(models, PASSED, verified_marks=marks)
    assert (models / "previous" / "name").exists() and not (models / "champion" / "name").exists()


def test_a_promotion_keeps_the_old_champion_and_a_rollback_brings_it_back(folder, marks):
    models = folder.parent
    promote(models, PASSED, verified_marks=marks)
    (models / "champion" / "name").write_text("old")
    promote(models, PASSED, verified_marks=marks)
    assert names_in(models) == ["challenger", "champion", "previous"] and (models / "previous" / "name").exists()
    roll_back(models, verified_marks=marks)
    assert (models / "champion" / "name").exists() and not (models / "previous" / "name").exists()


def test_a_refused_promotion_leaves_the_models_as_they_were(folder, marks):
    before = {path: path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()}
    refused = verdict_of([Finding("average_precision", "worse", refuses=True)], {})
    with pytest.raises(ModelRefused, match="worse"):
        promote(folder.parent, refused, verified_marks=marks)
    assert {path: path.read_bytes() for path in folder.parent.rglob("*") if path.is_file()} == before


def test_a_challenger_that_does_not_load_is_not_promoted(folder, marks):
    (folder / artifacts.MODEL).write_text("tree")
    with pytest.raises(ModelRefused):
        promote(folder.parent, PASSED, verified_marks=marks)
    assert names_in(folder.parent) == ["challenger"]


def test_there_is_nothing_to_go_back_to_before_a_second_promotion(folder, marks):
    with pytest.raises(ModelRefused, match="nothing to go back to"):
        roll_back(folder.parent, verified_marks=marks)


@pytest.mark.parametrize(
    ("left", "wanted"),
    [
        (
            {".retired_previous": "p", "champion": "c", "challenger": "n"},
            {"previous": "p", "champion": "c", "challenger": "n"},
        ),
        (
            {".retired_previous": "p", "previous": "c", "challenger": "n"},
            {"previous": "p", "champion": "c", "challenger": "n"},
        ),
        ({".retired_previous": "p", "previous": "c", "champion": "n"}, {"previous": "c", "champion": "n"}),
        ({".retired_champion": "c", "previous": "p"}, {"champion": "c", "previous": "p"}),
        ({".retired_champion": "c", "champion": "p"}, {"champion": "p", "previous": "c"}),
    ],
)
def test_a_move_that_was_cut_off_is_undone_or_ended(tmp_path, left, wanted):
    for name, content in left.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "kept").write_text(content)
    settle(tmp_path)
    assert {path.name: (path / "kept").read_text() for path in tmp_path.iterdir()} == wanted
