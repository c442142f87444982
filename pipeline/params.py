"""params.yaml: every number a person may turn, one frozen block a piece, with its why."""

import hashlib
import json
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from features.linking.params import LinkParams
from features.linking.photos.bank import PhotoMatchParams
from features.linking.photos.clusters import PhotoClusterParams
from features.registry import FAMILIES
from features.signals.photo_guard import PhotoParams
from features.signals.photo_text import PhotoTextParams
from models.params import ClassifierParams, GateParams, LabelParams, LearnedClaimsParams, RankParams, SplitParams
from pipeline.errors import InputError, expected_by
from pipeline.params_text import block_text
from pipeline.sources.limits import IngestParams

# With the file's name above them and the count of the rest below, ten lines.
MOST_PROBLEMS_SHOWN = 8
LONGEST_VALUE_SHOWN = 60


class SignalParams(BaseModel):
    """Costly signals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # use-m3 | st:<name-or-path>@<revision>. The default knows 16 languages, needs numpy alone and carries its weights.
    title_encoder: str = "use-m3"
    photos: PhotoParams = PhotoParams()
    matching: PhotoMatchParams = PhotoMatchParams()
    ocr: PhotoTextParams = PhotoTextParams()
    clusters: PhotoClusterParams = PhotoClusterParams()


class HistoryParams(BaseModel):
    """What a night looks back on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Earlier nights read for first appearances and relisting. A season: longer finds little more and reads more.
    nights: int = Field(90, ge=0)


class TrackingParams(BaseModel):
    """The diary of trainings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # Write every training to MLflow (a sqlite database under MODELS unless MLFLOW_TRACKING_URI says otherwise).
    enabled: bool = True


class Params(BaseModel):
    """All of params.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # The night `dvc repro` builds and trains as of. `touchstone nightly` is given its night on the command line.
    night: str = "2026-11-18"
    ingest: IngestParams = IngestParams()
    signals: SignalParams = SignalParams()
    linking: LinkParams = LinkParams()
    history: HistoryParams = HistoryParams()
    # One block a feature family; an absent block means the family's own defaults.
    features: dict[str, dict[str, Any]] = Field(default_factory=lambda: default_feature_params())
    labels: LabelParams = LabelParams()
    splits: SplitParams = SplitParams()
    classifier: ClassifierParams = ClassifierParams()
    learned_claims: LearnedClaimsParams = LearnedClaimsParams()
    gate: GateParams = GateParams()
    ranking: RankParams = RankParams()
    tracking: TrackingParams = TrackingParams()

    def sha256(self) -> str:
        """A hash of every value, for run.json."""
        return hashlib.sha256(json.dumps(self.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()


def default_feature_params() -> dict[str, dict[str, Any]]:
    """Family name → its default params, for families that have any."""
    return {
        family.name: family.params.model_dump(mode="json") for family in FAMILIES if type(family.params).model_fields
    }


def load_params(path: Path | None) -> Params:
    """The params of a file; of params.yaml here when none is given; the built-in ones when there is none here.

    Raises InputError with all problems at once, each with the nearest known key.
    """
    chosen = path or Path("params.yaml")
    if not chosen.exists():
        if path is not None:
            raise InputError(f"--params: {path} is not there")
        return Params()
    try:
        given = yaml.safe_load(chosen.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as broken:
        raise InputError(f"{chosen}: not readable as YAML: {broken}") from broken
    problems = _family_problems(given)
    try:
        params = Params.model_validate(given)
    except ValidationError as wrong:
        problems = [
            f"{_where(fault)}: {_said(fault, _known_beside(fault['loc']))}" for fault in wrong.errors()
        ] + problems
    if problems:
        raise InputError(_told(chosen, problems))
    return params


def _told(path: Path, problems: list[str]) -> str:
    more = [f"  (+{len(problems) - MOST_PROBLEMS_SHOWN} more)"] if len(problems) > MOST_PROBLEMS_SHOWN else []
    return "\n".join([f"{path}:", *(f"  {problem}" for problem in problems[:MOST_PROBLEMS_SHOWN]), *more])


def _family_problems(given: Any) -> list[str]:
    """What is wrong in the blocks of the families, which Params holds as plain dictionaries."""
    families = {family.name: family for family in FAMILIES}
    blocks = given.get("features") if isinstance(given, dict) else None
    problems = []
    for name, block in blocks.items() if isinstance(blocks, dict) else ():
        if name not in families:
            problems.append(f"features.{name}: unknown family{_nearest(str(name), families)}")
            continue
        if not isinstance(block, dict):
            continue  # Params says so
        try:
            families[name].with_params(block)
        except ValidationError as wrong:
            known = list(type(families[name].params).model_fields)
            problems += [f"features.{name}.{_where(fault)}: {_said(fault, known)}" for fault in wrong.errors()]
    return problems


def _where(fault: Any) -> str:
    return ".".join(str(part) for part in fault["loc"]) or "the file"


def _said(fault: Any, known: list[str]) -> str:
    if fault["type"] == "extra_forbidden":
        return f"unknown key{_nearest(str(fault['loc'][-1]), known)}"
    return f"found {repr(fault['input'])[:LONGEST_VALUE_SHOWN]}, {expected_by(fault)}"


def _nearest(name: str, known: Any) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else f"; known: {', '.join(known)}"


def _known_beside(location: tuple[Any, ...]) -> list[str]:
    block: Any = Params
    for part in location[:-1]:
        block = block.model_fields[part].annotation if part in block.model_fields else block
    return list(getattr(block, "model_fields", ()))


def default_params_text() -> str:
    """The text of params.yaml with every default and the why above it."""
    return params_text(Params())


def params_text(params: Params) -> str:
    """The params as the text of params.yaml: every key with its why above it."""
    head = "# Every number a person may turn, with its why. The whys, the keys and their order are the code's: change values\n"
    head += "# here, or in a copy of your own given with --params; `touchstone describe docs` writes the rest anew.\n"
    blocks = {
        family.name: family.with_params(params.features.get(family.name))
        for family in FAMILIES
        if type(family.params).model_fields
    }
    return head + block_text(params, nested={"features": blocks})
