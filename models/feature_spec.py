"""What a model was trained on: names in order, directions, and how the values were made."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from features import registry
from models.errors import ModelError, ModelRefused, StaleModel
from models.rule_terms import baseline_rules


@dataclass(frozen=True)
class FeatureSpec:
    """Feature names in order, their monotone directions, the registry's fingerprint, the text encoder's id, and the
    version of the rules that the classifier starts from."""

    names: tuple[str, ...]
    monotone: tuple[int, ...]
    fingerprint: str
    encoder_id: str
    rules_version: str

    def as_json(self) -> dict[str, Any]:
        return {
            "names": list(self.names),
            "monotone": list(self.monotone),
            "fingerprint": self.fingerprint,
            "encoder_id": self.encoder_id,
            "rules_version": self.rules_version,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "FeatureSpec":
        """The spec kept by `as_json`. Raises ModelRefused when something is missing."""
        try:
            names, monotone = tuple(map(str, kept["names"])), tuple(map(int, kept["monotone"]))
            found = cls(names, monotone, str(kept["fingerprint"]), str(kept["encoder_id"]), str(kept["rules_version"]))
        except (KeyError, TypeError, ValueError) as broken:
            raise ModelRefused(f"feature_spec.json: {broken!r} is missing or wrong; train again.") from broken
        if not names or len(names) != len(monotone) or len(set(names)) != len(names):
            raise ModelRefused("feature_spec.json: names and directions do not fit each other; train again.")
        return found

    def with_column(self, name: str, monotone: int) -> "FeatureSpec":
        """The spec with one more column at its end."""
        return replace(self, names=(*self.names, name), monotone=(*self.monotone, monotone))

    def refuse_other(self, tonight: "FeatureSpec") -> None:
        """Raises StaleModel unless tonight's features are the ones this model was trained on."""
        if self.names != tonight.names:
            gone = [name for name in self.names if name not in tonight.names][:5]
            new = [name for name in tonight.names if name not in self.names][:5]
            raise StaleModel(
                f"features: the model wants {gone or 'the same names in its own order'}, tonight adds {new}."
            )
        if self.fingerprint != tonight.fingerprint:
            raise StaleModel(
                f"features: the model knows formulas {self.fingerprint}, tonight has {tonight.fingerprint}."
            )
        if self.encoder_id != tonight.encoder_id:
            raise StaleModel(
                f"encoder: the model was trained with {self.encoder_id}, tonight has {tonight.encoder_id}."
            )
        if self.rules_version != tonight.rules_version:
            raise StaleModel(f"rules: the model starts from {self.rules_version}, tonight has {tonight.rules_version}.")


def spec_of_registry(family_params: Mapping[str, Any], encoder_id: str) -> FeatureSpec:
    """The spec of what this version computes with these family params."""
    found = registry.features()
    names = tuple(feature.name for feature in found)
    directions = tuple(feature.monotone for feature in found)
    fingerprint = registry.fingerprint(family_params)
    return FeatureSpec(names, directions, fingerprint, encoder_id, baseline_rules().model_version)


def matrix(features: pd.DataFrame, spec: FeatureSpec) -> pd.DataFrame:
    """The features as the model takes them. Raises StaleModel for other columns or order, ModelError for infinity.

    Another order is refused rather than mended: LightGBM would score it without a word, and a caller that shuffles
    columns has lost track of what they are.
    """
    if tuple(features.columns) != spec.names:
        wrong = [found for found, wanted in zip(features.columns, spec.names, strict=False) if found != wanted][:3]
        raise StaleModel(
            f"features: {len(features.columns)} columns, {len(spec.names)} wanted, first out of place {wrong}."
        )
    if not all(kind == np.dtype("float64") for kind in features.dtypes):
        raise ModelError("features: every column must be float64; build them with registry.compute_all.")
    is_infinite = np.isinf(features.to_numpy())
    if is_infinite.any():
        names = [spec.names[at] for at in np.flatnonzero(is_infinite.any(axis=0))[:5]]
        raise ModelError(f"features: infinite values in {names}; a value that cannot be computed must be missing.")
    return features
