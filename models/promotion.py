"""Moving a judged model into place and back: folders renamed, nothing half-written, nothing changed on refusal."""

import os
import shutil
from pathlib import Path

from models.artifact import load_artifact
from models.errors import ModelRefused
from models.findings import GateVerdict

CHAMPION, CHALLENGER, PREVIOUS = "champion", "challenger", "previous"
# Where the folder that makes room waits, named after what it was, so that a cut-off move can be undone.
_OLD_PREVIOUS, _OLD_CHAMPION = ".retired_previous", ".retired_champion"
# The challenger's copy until it is whole. The challenger itself stays: it is what training wrote, and DVC keeps track of it.
_COMING = ".coming_champion"


def promote(models: Path, verdict: GateVerdict, *, verified_marks: Path | None = None) -> None:
    """A copy of the challenger → champion, champion → previous; nothing when the challenger is champion already.

    Raises ModelRefused, with MODELS as it was, when the gate said no or the challenger does not load.
    """
    settle(models)
    if not verdict.passed:
        said = "; ".join(found.says for found in verdict.findings if found.refuses)
        raise ModelRefused(f"promotion refused: {said}")
    load_artifact(models / CHALLENGER, verified_marks=verified_marks)
    if _files(models / CHALLENGER) == _files(models / CHAMPION):
        return
    shutil.rmtree(models / _COMING, ignore_errors=True)
    shutil.copytree(models / CHALLENGER, models / _COMING)
    _move(models / PREVIOUS, models / _OLD_PREVIOUS)
    _move(models / CHAMPION, models / PREVIOUS)
    _move(models / _COMING, models / CHAMPION)
    shutil.rmtree(models / _OLD_PREVIOUS, ignore_errors=True)


def roll_back(models: Path, *, verified_marks: Path | None = None) -> None:
    """Previous → champion; the champion becomes the previous one. Raises ModelRefused when there is none that loads."""
    settle(models)
    if not (models / PREVIOUS).exists():
        raise ModelRefused(f"{models / PREVIOUS}: is not there; nothing to go back to.")
    load_artifact(models / PREVIOUS, verified_marks=verified_marks)
    _move(models / CHAMPION, models / _OLD_CHAMPION)
    _move(models / PREVIOUS, models / CHAMPION)
    _move(models / _OLD_CHAMPION, models / PREVIOUS)


def settle(models: Path) -> None:
    """Undoes a promotion, or ends a rollback, that was cut off between two renames; otherwise changes nothing."""
    champion, previous = models / CHAMPION, models / PREVIOUS
    if not champion.exists():
        _move(models / _OLD_CHAMPION, champion)
    elif not previous.exists():
        _move(models / _OLD_CHAMPION, previous)
    if not champion.exists():
        _move(previous, champion)
    if not previous.exists():
        _move(models / _OLD_PREVIOUS, previous)
    for left in (_OLD_CHAMPION, _OLD_PREVIOUS):
        shutil.rmtree(models / left, ignore_errors=True)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _move(one: Path, other: Path) -> None:
    if one.exists():
        os.rename(one, other)
