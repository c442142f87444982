"""A trained model as a folder of text and JSON: written whole, checked before it is believed, never a pickle."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from features.signals.title_vectors import TextVectors
from models.calibration import Calibration
from models.errors import ModelError, ModelRefused
from models.feature_log import LogKeys
from models.feature_spec import FeatureSpec, matrix
from models.learned_claims import FEATURE, LearnedClaims
from models.margins import full_margins

MODEL, SPEC, CALIBRATION, METRICS, CARD = (
    "model.txt",
    "feature_spec.json",
    "calibration.json",
    "metrics.json",
    "MODEL_CARD.md",
)
# Only in a model that was trained with learned_claims.enabled.
CLAIMS = "learned_claims.json"
MANIFEST = "manifest.json"
FILES = (MODEL, SPEC, CALIBRATION, METRICS, CARD)
# A sound model of these sizes smoke-scores in about four seconds, nearly all of it imports.
SMOKE_TIMEOUT_S = 120
# The largest file this format makes is a model of some megabytes.
MOST_FILE_BYTES = 500 * 2**20
_SMOKE = Path(__file__).with_name("smoke_score.py")


@dataclass(frozen=True)
class Artifact:
    """A believed model: its booster, what it was trained on, its calibration, metrics, the digest that names it, and
    what it learned of wording, if anything."""

    booster: Any
    spec: FeatureSpec
    calibration: Calibration
    metrics: dict[str, Any]
    digest: str
    claims: LearnedClaims | None = None

    @property
    def inputs(self) -> FeatureSpec:
        """The columns the booster wants: the spec's, and the learned one after them."""
        return inputs_of(self.spec, self.claims)

    @property
    def model_version(self) -> str:
        """`classifier-` and twelve hex digits of the folder's manifest."""
        return version_of(self.digest)


def inputs_of(spec: FeatureSpec, claims: LearnedClaims | None) -> FeatureSpec:
    """The spec's columns, with the learned one after them where there is one."""
    return spec if claims is None else spec.with_column(FEATURE.name, FEATURE.monotone)


def values_of(artifact: Artifact, rows: pd.DataFrame, titles: TextVectors | None) -> pd.DataFrame:
    """The model's columns of feature-log rows. A model with learned claims wants the vectors of their titles.

    Raises ModelError when it does not get them.
    """
    values = rows[list(artifact.spec.names)]
    if artifact.claims is None:
        return values
    if titles is None or LogKeys.title not in rows:
        raise ModelError("this model reads title vectors (learned_claims); give it rows with titles and their vectors.")
    return values.assign(**{FEATURE.name: artifact.claims.scores(titles.of(rows[LogKeys.title]))})


def version_of(digest: str) -> str:
    """What a model with this manifest digest is called in every output."""
    return f"classifier-{digest[:12]}"


def write_artifact(
    folder: Path,
    *,
    model_text: str,
    spec: FeatureSpec,
    calibration: Calibration,
    metrics: dict[str, Any],
    card: str,
    claims: LearnedClaims | None = None,
) -> str:
    """Writes the folder whole, in place of one that is there; gives the manifest's digest."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    contents = {
        MODEL: model_text.encode(),
        SPEC: _json(spec.as_json()),
        CALIBRATION: _json(calibration.as_json()),
        METRICS: _json(metrics),
        CARD: card.encode(),
    }
    if claims is not None:
        contents[CLAIMS] = _json(claims.as_json())
    said = {name: {"sha256": hashlib.sha256(kept).hexdigest(), "bytes": len(kept)} for name, kept in contents.items()}
    manifest = _json({"format": 1, "files": said})
    for name, kept in [*contents.items(), (MANIFEST, manifest)]:
        _write(fresh / name, kept)
    fresh.chmod(0o755)
    replace_folder(fresh, folder)
    return hashlib.sha256(manifest).hexdigest()


def replace_folder(fresh: Path, folder: Path) -> None:
    """Puts `fresh` where `folder` is; the old one is gone afterwards."""
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        os.rename(folder, old)
    os.rename(fresh, folder)
    shutil.rmtree(old, ignore_errors=True)


def load_artifact(folder: Path, *, verified_marks: Path | None = None, timeout_s: float = SMOKE_TIMEOUT_S) -> Artifact:
    """The model in the folder, once its sha256s agree and a child process has scored with it.

    `verified_marks` is a folder of marks, one per digest that has passed the smoke score before; with the mark there
    the child is spared. Raises ModelRefused, whatever the folder holds.
    """
    contents, digest = verified_contents(folder)
    spec = FeatureSpec.from_json(_parsed(contents[SPEC], SPEC))
    calibration = Calibration.from_json(_parsed(contents[CALIBRATION], CALIBRATION))
    claims = LearnedClaims.from_json(_parsed(contents[CLAIMS], CLAIMS)) if CLAIMS in contents else None
    inputs = inputs_of(spec, claims)
    mark = None if verified_marks is None else verified_marks / digest
    if mark is None or not mark.is_file():
        smoke_score(contents[MODEL], len(inputs.names), timeout_s)
        if mark is not None:
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
    booster = _booster(contents[MODEL], inputs)
    return Artifact(booster, spec, calibration, _parsed(contents[METRICS], METRICS), digest, claims)


def verified_contents(folder: Path) -> tuple[dict[str, bytes], str]:
    """File name → bytes, each as its manifest says, and the manifest's digest. Raises ModelRefused."""
    kept = _read(folder, MANIFEST)
    said = _parsed(kept, MANIFEST).get("files")
    if not isinstance(said, dict) or sorted({*said} - {CLAIMS}) != sorted(FILES):
        raise ModelRefused(f"{folder}/{MANIFEST}: names {sorted(said or [])}, wanted {sorted(FILES)}; promote again.")
    contents = {name: _read(folder, name) for name in sorted(said)}
    for name, content in contents.items():
        wanted = said[name].get("sha256") if isinstance(said[name], dict) else None
        found = hashlib.sha256(content).hexdigest()
        if found != wanted:
            raise ModelRefused(
                f"{folder}/{name}: sha256 {found[:12]}…, the manifest says {str(wanted)[:12]}…; promote again."
            )
    return contents, hashlib.sha256(kept).hexdigest()


def smoke_score(model: bytes, features: int, timeout_s: float = SMOKE_TIMEOUT_S) -> list[float]:
    """Margins of three plain rows, scored in a child process. Raises ModelRefused when it dies or hangs."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / MODEL
        path.write_bytes(model)
        command = [sys.executable, "-I", str(_SMOKE), str(path), str(features)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=timeout_s, check=False, cwd=folder)
        except subprocess.TimeoutExpired as slow:
            raise ModelRefused(f"{MODEL}: gave no score within {timeout_s:g} s; promote another model.") from slow
    try:
        margins = [float(margin) for margin in json.loads(done.stdout)]
    except (ValueError, TypeError) as broken:
        raise ModelRefused(f"{MODEL}: the smoke score ended with code {done.returncode} and no scores.") from broken
    if done.returncode != 0 or not np.isfinite(margins).all():
        raise ModelRefused(f"{MODEL}: the smoke score gave {margins}, code {done.returncode}.")
    return margins


def score(artifact: Artifact, features: pd.DataFrame, tonight: FeatureSpec) -> np.ndarray:
    """A calibrated probability per row of `values_of`. Raises StaleModel when tonight's features are not the model's own."""
    return artifact.calibration.probability(margins(artifact, features, tonight))


def margins(artifact: Artifact, features: pd.DataFrame, tonight: FeatureSpec) -> np.ndarray:
    """The log-odds per row before calibration."""
    artifact.spec.refuse_other(tonight)
    return full_margins(artifact.booster, matrix(features, artifact.inputs))


def _booster(model: bytes, spec: FeatureSpec) -> Any:
    import lightgbm

    try:
        booster = lightgbm.Booster(model_str=model.decode())
    except (lightgbm.basic.LightGBMError, UnicodeDecodeError, ValueError) as broken:
        raise ModelRefused(f"{MODEL}: does not read ({broken}); promote another model.") from broken
    if tuple(booster.feature_name()) != spec.names:
        raise ModelRefused(f"{MODEL}: its features are not those of {SPEC}; promote again.")
    return booster


def _read(folder: Path, name: str) -> bytes:
    path = folder / name
    try:
        if not path.is_file() or path.is_symlink() or path.stat().st_size > MOST_FILE_BYTES:
            raise ModelRefused(f"{path}: missing, a link, or larger than {MOST_FILE_BYTES} bytes; promote again.")
        return path.read_bytes()
    except OSError as refused:
        raise ModelRefused(f"{path}: does not read ({refused}).") from refused


def _parsed(content: bytes, name: str) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as broken:
        raise ModelRefused(f"{name}: is no JSON ({broken}); promote again.") from broken
    if not isinstance(found, dict):
        raise ModelRefused(f"{name}: holds no object; promote again.")
    return found


def _write(path: Path, content: bytes) -> None:
    with open(path, "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n").encode()
