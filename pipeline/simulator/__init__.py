"""The open adversarial market: simulate nights of honest and counterfeit offers to test every claim against.

``simulate`` writes a market in the form of the input contract with its truth beside it. Nothing here is shared with
the detection features: no code, no word list, no threshold.
"""

from pipeline.simulator.separation import LIMIT, Separation, TooEasyMarket, check_separation
from pipeline.simulator.simulation import OutputNotEmpty, SimulationSummary, simulate

__all__ = [
    "LIMIT",
    "OutputNotEmpty",
    "Separation",
    "SimulationSummary",
    "TooEasyMarket",
    "check_separation",
    "simulate",
]
