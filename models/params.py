"""The params blocks of this layer, by name."""

from models.calibration import CalibrationParams
from models.classifier import ClassifierParams
from models.gate_params import GateParams
from models.labels import LabelParams
from models.learned_claims import LearnedClaimsParams
from models.splits import SplitParams
from models.triage import RankParams

__all__ = [
    "CalibrationParams",
    "ClassifierParams",
    "GateParams",
    "LabelParams",
    "LearnedClaimsParams",
    "RankParams",
    "SplitParams",
]
